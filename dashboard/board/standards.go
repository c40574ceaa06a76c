package board

import (
	"slices"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// standards are a row for each service standard of a region: the promised shares come as target values, what was
// met as numerators and denominators of observations with the same breakdown and period. Each is judged on the last
// period that has ended by today.
func (b *Board) standards(row Progress) []*Progress {
	promised := latestPromises(row.revisions, row.Region.Code, b.Today)
	breakdowns := make([]string, 0, len(promised))
	for breakdown := range promised {
		breakdowns = append(breakdowns, breakdown)
	}
	for _, s := range b.Breakdowns(row.Indicator.ID, row.Region.Code) {
		if _, ok := promised[s.Breakdown]; !ok && s.says() {
			breakdowns = append(breakdowns, s.Breakdown)
		}
	}
	slices.Sort(breakdowns)
	rows := make([]*Progress, 0, len(breakdowns))
	for _, breakdown := range breakdowns {
		row := row
		row.Breakdown = breakdown
		row.judgeStandard(b.Series(row.Indicator.ID, row.Region.Code, breakdown), promised[breakdown], b.Today)
		rows = append(rows, &row)
	}
	return rows
}

// latestPromises finds, for each breakdown of a region, the promise of the last period that has ended by today.
func latestPromises(values []*store.TargetValue, region string, today kpi.Date) map[string]*store.TargetValue {
	latest := map[string]*store.TargetValue{}
	for _, v := range values {
		if v.Plan || v.Region != region || v.Period.End > today {
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
	p.Progress = kpi.Progress{Method: kpi.MethodStandard, State: kpi.Unknown, BaselineKind: kpi.BaselineNone, NoForecast: kpi.ReasonNotApplicable}
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
	if cell.Value == nil && cell.Reason != "" {
		p.Reason = cell.Reason
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
		if c := &s.Cells[i]; c.Period.End <= today && !c.ofNothing {
			return &s.Cells[i]
		}
	}
	return nil
}
