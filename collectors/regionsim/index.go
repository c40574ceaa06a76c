package regionsim

import (
	"math"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// publishedAfter is how many days after a period's end the values of an index's parts are published.
const publishedAfter = 5

// published is what a country says up to today of the parts of its programmes' indexes, for all regions that they compare.
// What Postup derives by itself is not among it. It is nil where the country has no such index.
func (m model) published(country *config.Region, today kpi.Date) *table {
	t := &table{columns: append([]column{{name: "region", local: "область", short: "OBLAST"}}, countColumns...)}
	found := false
	for _, p := range m.config.Programmes {
		if p.Region != country.Code || p.Index == nil || len(p.Index.Editions) == 0 || p.Index.Editions[0].From.IsZero() {
			continue
		}
		found = true
		for at := periodOf(p.Index.Editions[0].From, p.Index.Frequency); at.End.AddDays(publishedAfter) <= today; at = periodOf(at.End.AddDays(1), p.Index.Frequency) {
			m.publish(t, p, at)
		}
	}
	if !found {
		return nil
	}
	return t
}

// publish adds the values of one period, by the edition that holds for it.
func (m model) publish(t *table, p *config.Programme, at kpi.Period) {
	e := p.Index.EditionOf(at)
	for _, r := range m.config.Select(*p.Index.Regions) {
		if p.Exempt(r.Code) != nil {
			continue
		}
		for _, leaf := range e.Leaves {
			if i := m.config.Indicator(leaf.Indicator); i.Derived == nil && leaf.Min != nil && leaf.Max != nil {
				v := *leaf.Min + (*leaf.Max-*leaf.Min)*m.progress(p.Index, e, leaf, r, at)
				scale := math.Pow10(i.Decimals)
				t.rows = append(t.rows, []any{r.Code, leaf.Indicator, leaf.Breakdown, at.Start, at.End, math.Round(v*scale) / scale})
			}
		}
	}
}

// progress is how far a region has come in a part, from 0 to 1: it has a level and a pace of its own, is stronger in
// some parts than in others, and each edition judges more or less strictly.
func (m model) progress(x *config.Index, e *config.Edition, leaf *config.IndexPart, r *config.Region, at kpi.Period) float64 {
	level := 0.3 + 0.45*m.random("level", r.Code).Float64()
	pace := 0.02 + 0.1*m.random("level pace", r.Code).Float64() // a year
	part := 0.1 * m.random("part", r.Code, leaf.Indicator).NormFloat64()
	strict := 0.2 * m.random("edition", x.ID, e.ID).Float64()
	noise := 0.01 * m.random("part noise", r.Code, leaf.ID, at.String()).NormFloat64()
	return min(max(level+part-strict+pace*at.End.AddDays(1).YearsSince(x.Editions[0].From)+noise, 0), 1)
}
