package board

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Restatement is a figure that is shown, of a period that has ended, where its source first gave another one after the period's end.
type Restatement struct {
	Region             *config.Region
	Indicator          *config.Indicator
	Was                *float64 // what came first; nil: no value, or one that is withheld
	Withheld           bool     // what came first must not be shown
	*store.Observation          // what is shown now
}

// Restatements lists the figures whose value is not the one that came first, the newest first.
func (b *Board) Restatements() []Restatement { return b.inTime() }

func (b *Board) allRestatements() []Restatement {
	var all []Restatement
	for _, s := range b.sheets {
		for _, list := range s.restated {
			all = append(all, list...)
		}
	}
	slices.SortFunc(all, func(x, y Restatement) int {
		return cmp.Or(
			cmp.Compare(y.Seq, x.Seq), strings.Compare(x.Observation.Indicator, y.Observation.Indicator), strings.Compare(x.Region.Code, y.Region.Code),
			strings.Compare(x.Breakdown, y.Breakdown), comparePeriods(x.Period, y.Period),
		)
	})
	return all
}

// restatements are those among an indicator's series in a region; first is what came first.
func (b *Board) restatements(series []*Series, first map[store.ObservationKey]*store.Observation) []Restatement {
	if len(first) == 0 {
		return nil
	}
	var list []Restatement
	for _, s := range series {
		for i := range s.Cells {
			c := &s.Cells[i]
			was := first[c.Key()]
			if !c.Restated || was == nil || equal(was.Value, c.Value) || c.Reason == kpi.ReasonSuppressed {
				continue
			}
			r := Restatement{Region: b.Config.Region(s.Region), Indicator: b.Config.Indicator(s.Indicator), Was: was.Value, Observation: c.Observation}
			if b.Withheld(was) {
				r.Was, r.Withheld = nil, true
			}
			list = append(list, r)
		}
	}
	return list
}
