package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// addStandards adds a row for each service standard of each region: the promised shares come as target values, what was
// met as numerators and denominators of observations with the same breakdown and period. Each is judged on the last
// period that has ended by today.
func (b *Board) addStandards(p *config.Programme, t *config.Target, indicator *config.Indicator, values []*store.TargetValue) {
	byRegion := map[string][]*store.TargetValue{}
	for _, v := range values {
		if !v.Plan {
			byRegion[v.Region] = append(byRegion[v.Region], v)
		}
	}
	for _, r := range b.Config.Select(t.AppliesTo) {
		promised := latestPromises(byRegion[r.Code], b.Today)
		breakdowns := make([]string, 0, len(promised))
		for breakdown := range promised {
			breakdowns = append(breakdowns, breakdown)
		}
		for _, s := range b.Breakdowns(indicator.ID, r.Code) {
			if _, ok := promised[s.Breakdown]; !ok {
				breakdowns = append(breakdowns, s.Breakdown)
			}
		}
		slices.Sort(breakdowns)
		for _, breakdown := range breakdowns {
			row := Progress{Programme: p, Target: t, Region: r, Indicator: indicator, Breakdown: breakdown}
			row.judgeStandard(b.Series(indicator.ID, r.Code, breakdown), promised[breakdown], b.Today)
			b.Progress = append(b.Progress, row)
		}
	}
}

// latestPromises finds, for each breakdown, the promise of the last period that has ended by today.
func latestPromises(values []*store.TargetValue, today kpi.Date) map[string]*store.TargetValue {
	latest := map[string]*store.TargetValue{}
	for _, v := range values {
		if v.Period.End > today {
			continue
		}
		old := latest[v.Breakdown]
		if old == nil || v.Period.End > old.Period.End || (v.Period == old.Period && outranks(v, old)) {
			latest[v.Breakdown] = v
		}
	}
	return latest
}

// judgeStandard holds what was met against what was promised for the same period.
func (p *Progress) judgeStandard(s *Series, promise *store.TargetValue, today kpi.Date) {
	p.Progress = kpi.Progress{Method: methodStandard, State: kpi.Unknown, BaselineKind: kpi.BaselineNone, NoForecast: kpi.ReasonNotApplicable}
	cell := latestClosed(s, today)
	var target *float64
	if promise != nil && (cell == nil || promise.Period.End >= cell.Period.End) {
		cell = s.At(promise.Period)
		target, p.Simulated = promise.Value, promise.Simulated
		p.Deadline = promise.Period.End
	} else if cell != nil {
		p.Deadline = cell.Period.End
	}
	p.Value = target
	if cell == nil {
		p.Reason = kpi.ReasonNoData
		return
	}
	p.Simulated, p.Partial = p.Simulated || cell.Simulated, cell.Partial
	if cell.Value == nil && cell.Reason == kpi.ReasonSuppressed {
		p.Reason = kpi.ReasonSuppressed
		return
	}
	result := kpi.Standard(cell.Numerator, cell.Denominator, target)
	if result.Performance != nil {
		p.Latest = &kpi.DatedValue{Date: cell.Period.End, Value: *result.Performance}
	}
	switch {
	case result.Met == nil:
		p.Reason = result.Reason
	case *result.Met:
		p.State = kpi.Achieved
	default:
		p.State = kpi.Missed
	}
}

func latestClosed(s *Series, today kpi.Date) *Cell {
	if s == nil {
		return nil
	}
	for i := len(s.Cells) - 1; i >= 0; i-- {
		if s.Cells[i].Period.End <= today {
			return &s.Cells[i]
		}
	}
	return nil
}
