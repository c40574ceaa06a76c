package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// fillCoverage counts, for each programme that expects regions, those that answered for the latest period that has
// ended. A programme's indicators differ in frequency, so the latest period is found for each; a region has reported
// when it answered for any of them.
func (b *Board) fillCoverage() {
	for _, p := range b.Config.Programmes {
		if p.Expects == nil {
			continue
		}
		c := Coverage{Programme: p, NotExpected: p.NotExpected}
		indicators := indicatorsOf(p)
		for _, r := range b.Config.Select(*p.Expects) {
			if p.Exempt(r.Code) != nil || p.ExpectsFrom > b.Today || !inForce(r, kpi.Period{Start: b.Today, End: b.Today}) {
				continue
			}
			c.Expected++
			if b.reported(indicators, r.Code) {
				c.Reported++
			} else {
				c.Missing = append(c.Missing, r)
			}
		}
		b.Coverage = append(b.Coverage, c)
	}
}

func (b *Board) reported(indicators []string, region string) bool {
	for _, id := range indicators {
		indicator := b.Config.Indicator(id)
		if indicator == nil {
			continue
		}
		for _, s := range b.Breakdowns(id, region) {
			c := s.At(LatestEnded(indicator.Frequency, b.Today))
			if c != nil && c.Source != RollupSource && (c.Status == kpi.Present || c.Status == kpi.NotApplicable) {
				return true
			}
		}
	}
	return false
}

// LatestEnded is the last calendar period of a frequency that ended before today.
func LatestEnded(f kpi.Frequency, today kpi.Date) kpi.Period {
	yesterday := today.AddDays(-1)
	months := 0
	switch f {
	case kpi.Daily:
		return kpi.Period{Start: yesterday, End: yesterday}
	case kpi.Quarterly:
		months = 3
	case kpi.Yearly:
		months = 12
	default:
		months = 1
	}
	end := today.MonthStart().AddDays(-1)
	for int(end.Time().Month())%months != 0 {
		end = end.MonthStart().AddDays(-1)
	}
	return kpi.Period{Start: end.MonthStart().AddMonths(1 - months), End: end}
}

func indicatorsOf(p *config.Programme) []string {
	ids := slices.Clone(p.Indicators)
	for _, t := range p.Targets {
		if !slices.Contains(ids, t.Indicator) {
			ids = append(ids, t.Indicator)
		}
	}
	return ids
}

// notExpected tells that a programme expects nothing of a region for a period.
func notExpected(p *config.Programme, region string, period kpi.Period) bool {
	return p.Exempt(region) != nil || (!p.ExpectsFrom.IsZero() && period.End < p.ExpectsFrom)
}

// inForce tells whether a region exists in some part of a period.
func inForce(r *config.Region, p kpi.Period) bool {
	return (r.From.IsZero() || r.From <= p.End) && (r.To.IsZero() || r.To >= p.Start)
}
