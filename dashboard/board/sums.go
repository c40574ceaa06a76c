package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// PartsSum is what the parts of a target come to, beside the whole, in the last period in which all of them are known.
type PartsSum struct {
	Period kpi.Period
	kpi.Summed
}

// partsOfTarget are the targets that are to make up another.
func partsOfTarget(cfg *config.Config, whole *config.Target) []*config.Target {
	var parts []*config.Target
	for _, p := range cfg.Programmes {
		for _, t := range p.Targets {
			if t.SumTo == whole.ID {
				parts = append(parts, t)
			}
		}
	}
	return parts
}

// sumOf holds a target that others are parts of against them: what must sum by the promise should in fact. Nil where there are no
// parts, or no period in which all of them are known.
func (b *Board) sumOf(row *Progress, parts []*config.Target) *PartsSum {
	whole := b.Series(row.Indicator.ID, row.Region.Code, row.Breakdown)
	if whole == nil || len(parts) == 0 {
		return nil
	}
	for i := len(whole.Cells) - 1; i >= 0; i-- {
		c := &whole.Cells[i]
		if c.Period.Start > b.Today || c.Incomplete {
			continue
		}
		values := make([]*float64, len(parts))
		for n, t := range parts {
			if part := b.partOfSum(t, row.Region, c.Period); part != nil {
				values[n] = part.Value
			}
		}
		if s := kpi.PartsSum(c.Value, values); s.Reason == kpi.ReasonNone {
			return &PartsSum{c.Period, s}
		}
	}
	return nil
}

// partOfSum is the cell of a part in a region and period; nil where there is none that counts, or no part of that region's.
func (b *Board) partOfSum(t *config.Target, region *config.Region, period kpi.Period) *Cell {
	if !slices.Contains(b.Config.Select(t.AppliesTo), region) {
		return nil
	}
	c := b.Series(t.Indicator, region.Code, t.Breakdown).At(period)
	if c == nil || c.Incomplete {
		return nil
	}
	return c
}
