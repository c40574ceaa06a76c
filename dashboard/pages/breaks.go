package pages

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// breaks says of each day since which an indicator is measured in another way what has changed.
func (r *request) breaks(i *config.Indicator) (list []string) {
	for _, b := range i.Breaks {
		if b.On <= r.board.Today {
			list = append(list, r.T("chart.break", "Date", r.Date(b.On), "Note", r.plainText(b.Note)))
		}
	}
	return list
}

// parted tells whether no line may lead from one period to the next that is known: a whole period between them is not, a
// count that begins anew each year did, or the indicator is measured in another way since.
func parted(indicator *config.Indicator, before, next kpi.Period) bool {
	anew := indicator.Nature == kpi.YearToDate && before.End.Time().Year() != next.End.Time().Year()
	return anew || indicator.BreakBetween(before, next) || board.LatestEnded(indicator.Frequency, next.Start).Start > before.End
}
