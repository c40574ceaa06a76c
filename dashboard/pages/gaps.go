package pages

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// stretch is a line of a table of periods: a cell, or the time between two cells that nothing is known of.
type stretch struct {
	kpi.Period
	cell *board.Cell // nil: nothing has been reported
}

// stretches are the newest periods of a series, the newest first, with what is missing between them.
func (r *request) stretches(s *board.Series, f kpi.Frequency) []stretch {
	var out []stretch
	for i := len(s.Cells) - 1; i >= 0 && len(out) < mostRows; i-- {
		c := &s.Cells[i]
		if n := len(out); n > 0 && skips(c.Period, out[n-1].Period, f) {
			out = append(out, stretch{Period: kpi.Period{Start: c.Period.End.AddDays(1), End: out[n-1].Start.AddDays(-1)}})
		}
		out = append(out, stretch{c.Period, c})
	}
	return out
}

// earlier is where all values of a series are, if a table of so many rows has not.
func (r *request) earlier(s *board.Series, rows int) string {
	if s == nil || rows < mostRows {
		return ""
	}
	c := s.Latest(r.board.Today)
	if c == nil || s.Cells[0].Period.Start >= c.Period.Start {
		return ""
	}
	return r.how(c.Indicator, c.Region, c.Breakdown, c.Period) + "#series-title"
}

// skips tells whether a whole period of the frequency lies between two periods.
func skips(earlier, later kpi.Period, f kpi.Frequency) bool {
	return board.LatestEnded(f, later.Start).Start > earlier.End
}

// stretch is a row of a table of periods.
func (r *request) stretch(s stretch, indicator *config.Indicator) figureRow {
	if s.cell != nil {
		return r.row(s.cell, indicator)
	}
	m := r.because(string(kpi.NoData), string(kpi.ReasonNoData))
	return figureRow{Period: r.Period(s.Period), Missing: &m}
}
