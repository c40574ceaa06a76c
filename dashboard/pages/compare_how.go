package pages

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// madeOf says what a value was made of then and is now: the two sides of a share, or what a formula is of. Of anything else
// nothing is known.
func (r *request) madeOf(i *config.Indicator, m *improvement) (list []string) {
	then, now := m.then, m.now
	if i.Formula == nil {
		if then.Numerator == nil || then.Denominator == nil || now.Numerator == nil || now.Denominator == nil {
			return nil
		}
		return []string{r.T("compare.of",
			"Then", r.Trim(*then.Numerator, 2), "ThenOf", r.Trim(*then.Denominator, 2), "Now", r.Trim(*now.Numerator, 2), "NowOf", r.Trim(*now.Denominator, 2))}
	}
	for _, name := range i.Formula.Compiled.Names() {
		part := r.board.Config.Indicator(name)
		if part == nil {
			continue // the population, which is one number
		}
		s := r.board.Series(name, m.region.Code, "")
		list = append(list, r.T("compare.part", "Indicator", r.plainText(part.Name),
			"Then", r.valueOrNone(part, s.At(then.Period)), "Now", r.valueOrNone(part, s.At(now.Period))))
	}
	return list
}

func (r *request) valueOrNone(i *config.Indicator, c *board.Cell) string {
	if c == nil || c.Value == nil {
		return r.T("state.no_data")
	}
	return r.value(i, *c.Value)
}

// countsServices are the measures that count how far services are online.
var countsServices = []string{config.MeasureServicesOnline, config.MeasureServicesOnlineShare, config.MeasureDigitalTakeUp}

// onlineSince are the services that an indicator counts and whose stage, online or further, holds since a day within the change.
func (r *request) onlineSince(i *config.Indicator, m *improvement) (list []*board.ServiceView) {
	if i.Derived == nil || !slices.Contains(countsServices, i.Derived.Measure) {
		return nil
	}
	views := r.board.Services(m.region.Code)
	for n := range views {
		v := &views[n]
		if v.Status == kpi.Present && v.Stage >= kpi.StageOnline && v.Since > m.then.Period.End && v.Since <= m.now.Period.End && counts(i.Derived, v.Service) {
			list = append(list, v)
		}
	}
	slices.SortStableFunc(list, func(x, y *board.ServiceView) int { return cmp.Compare(x.Since, y.Since) })
	return list
}

// counts tells whether an indicator counts a service.
func counts(d *config.Derived, s *config.Service) bool {
	return (d.Mass == nil || *d.Mass == s.Mass) && (len(d.Tiers) == 0 || slices.Contains(d.Tiers, s.Tier)) &&
		(len(d.Sectors) == 0 || slices.Contains(d.Sectors, s.Sector))
}

// wentOnline lists them for a page; text says how many there are, "" where none is known.
func (r *request) wentOnline(i *config.Indicator, m *improvement) (list []place, text string) {
	for _, v := range r.onlineSince(i, m) {
		list = append(list, place{r.T("compare.service_since", "Service", r.plainText(v.Service.Name),
			"Stage", r.stageMark(v).Word, "Date", r.Date(v.Since)), r.serviceLink(v.Service)})
	}
	if len(list) > 0 {
		text = r.N("compare.went_online", float64(len(list)), 0)
	}
	return list, text
}
