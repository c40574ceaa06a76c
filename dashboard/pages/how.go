package pages

import (
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/explain"
	"github.com/postup/postup/kpi"
)

// how is the address of a figure's explanation. Extra are pairs of further parameters.
func (r *request) how(indicator, region, breakdown string, period kpi.Period, extra ...string) string {
	address := explain.Address(board.SeriesKey{Indicator: indicator, Region: region}, period)
	return r.link(address, append([]string{"breakdown", breakdown}, extra...)...)
}

// howLatest is where a promise's newest value is explained; "" where it has none.
func (r *request) howLatest(p *board.Progress) string {
	if period, there := r.speaksOf(p); there {
		return r.how(p.Indicator.ID, p.Region.Code, p.Breakdown, period)
	}
	return ""
}

// speaksOf is the period that is to be explained of a promise's newest value; false where it has none. A stock's running period speaks of today.
func (r *request) speaksOf(p *board.Progress) (period kpi.Period, there bool) {
	if p.Latest == nil {
		return kpi.Period{}, false
	}
	if i := slices.IndexFunc(p.Measured, func(m kpi.Point) bool { return m.At == p.Latest.Date }); i >= 0 {
		return p.Measured[i].Period, true
	}
	s := r.board.Series(p.Indicator.ID, p.Region.Code, p.Breakdown)
	if s == nil {
		return kpi.Period{}, false
	}
	for i := len(s.Cells) - 1; i >= 0; i-- {
		if c := &s.Cells[i]; c.Value != nil && min(c.Period.End, r.board.Known) == p.Latest.Date {
			return c.Period, true
		}
	}
	return kpi.Period{}, false
}

// latestCell is a promise's newest value with where it is from; nil where it has none.
func (r *request) latestCell(p *board.Progress) *board.Cell {
	period, there := r.speaksOf(p)
	if !there {
		return nil
	}
	return r.board.Series(p.Indicator.ID, p.Region.Code, p.Breakdown).At(period)
}

// coverageOf says how many regions a value is made of, and of how many it should be; "" where it was reported for the region itself.
func (r *request) coverageOf(c *board.Cell) string {
	if c == nil || c.Expected == 0 {
		return ""
	}
	key := "coverage.reported"
	why := r.notIn(c)
	if why != "" {
		key = "coverage.made_of"
	}
	return r.N(key, float64(c.Expected), 0, "Reported", r.Number(float64(c.Reported), 0)) + why
}

// notIn says why regions are not in a value, where that isn't only that they have not reported.
func (r *request) notIn(c *board.Cell) string {
	if c.Withheld+c.Unheard == 0 {
		return ""
	}
	var why []string
	for _, of := range []struct {
		key string
		n   int32
	}{{"withheld", c.Withheld}, {"unheard", c.Unheard}, {"silent", c.Expected - c.Reported - c.Withheld - c.Unheard}} {
		if of.n > 0 {
			why = append(why, r.T("coverage."+of.key, "N", r.Number(float64(of.n), 0)))
		}
	}
	return ": " + strings.Join(why, ", ")
}

// howOf is where a service's figure by a measure is explained; "" where none is derived of the service.
func (r *request) howOf(v *board.ProcessingView, measure string) string {
	_, c := r.serviceCell(v.Region, v.Service, measure, kpi.Month(v.Month))
	if c == nil {
		return ""
	}
	return r.how(c.Indicator, c.Region, c.Breakdown, c.Period)
}

// serviceCell is a service's figure by a measure, and its indicator; nil where none is derived of the service.
func (r *request) serviceCell(region *config.Region, service *config.Service, measure string, period kpi.Period) (*config.Indicator, *board.Cell) {
	for _, i := range r.board.Config.Indicators {
		if i.Derived == nil || i.Derived.Measure != measure {
			continue
		}
		if c := r.board.Series(i.ID, region.Code, "service="+service.ID).At(period); c != nil {
			return i, c
		}
	}
	return nil, nil
}

// howDerived are the explanations of a region's figures by some measures: of a month, or the newest where it is none.
func (r *request) howDerived(region string, month kpi.Date, measures ...string) []place {
	var list []place
	for _, i := range r.board.Config.Indicators {
		if i.Derived == nil || !slices.Contains(measures, i.Derived.Measure) {
			continue
		}
		s := r.board.Series(i.ID, region, "")
		c := s.At(kpi.Month(month))
		if month.IsZero() {
			c = s.Latest(r.board.Today)
		}
		if c != nil {
			list = append(list, place{r.plainText(i.Name), r.how(i.ID, region, "", c.Period)})
		}
	}
	return list
}
