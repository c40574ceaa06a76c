package board

import (
	"fmt"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// suppose writes on a region's sheet what is supposed of it, and notes the indicators that it touches.
func (b *Board) suppose(s *sheet, one Supposed, affected map[string]bool) error {
	if one.Service != nil {
		return b.supposeStage(s, one, affected)
	}
	if err := b.plausible(one); err != nil {
		return err
	}
	key := SeriesKey{one.Indicator.ID, one.Region.Code, one.Breakdown}
	b.replace(s, one.Indicator, key, func(o store.Observation) (store.Observation, bool) {
		o.Value, o.Numerator, o.Status, o.Reason = &one.Value, nil, kpi.Present, ""
		if one.Indicator.IsShare() {
			o.Numerator = numeratorOf(one.Indicator, o.Value, nil, o.Denominator)
		}
		return o, true
	})
	affected[one.Indicator.ID] = true
	return nil
}

// supposeStage brings a service to a stage in every figure that counts it.
func (b *Board) supposeStage(s *sheet, one Supposed, affected map[string]bool) error {
	at := slices.IndexFunc(s.stages, func(v ServiceView) bool { return v.Service == one.Service })
	if at < 0 {
		return &store.Error{Code: store.CodeInvalid, Message: fmt.Sprintf("%s has no service %s: see /api/v1/services?region=%s", one.Region.Code, one.Service.ID, one.Region.Code)}
	}
	change := toStage(s.stages[at], one.Stage)
	s.stages = slices.Clone(s.stages)
	if v := &s.stages[at]; v.Status != kpi.NotApplicable {
		v.Status, v.Stage = kpi.Present, one.Stage // of two suppositions of one service the second starts from here
	}
	if change.none() {
		return nil
	}
	for _, i := range b.Config.Indicators {
		for _, series := range slices.Clone(s.own[i.ID]) {
			if change.concerns(i, series.Breakdown) {
				b.replace(s, i, series.SeriesKey, func(o store.Observation) (store.Observation, bool) { return change.apply(i, o) })
				affected[i.ID] = true
			}
		}
	}
	return nil
}

// replace gives the cells that speak of now another observation: the newest that has a value, and that of the newest period of
// each index that the indicator is in.
func (b *Board) replace(s *sheet, i *config.Indicator, key SeriesKey, other func(store.Observation) (store.Observation, bool)) {
	list := slices.Clone(s.own[i.ID])
	at, found := slices.BinarySearchFunc(list, key, func(x *Series, k SeriesKey) int { return x.Compare(k) })
	if !found {
		list = slices.Insert(list, at, &Series{SeriesKey: key})
	}
	series := &Series{SeriesKey: key, Cells: slices.Clone(list[at].Cells)}
	list[at] = series
	for _, period := range b.periodsNow(i, key) {
		n, there := slices.BinarySearchFunc(series.Cells, period, func(c Cell, p kpi.Period) int { return comparePeriods(c.Period, p) })
		if !there {
			series.Cells = slices.Insert(series.Cells, n, Cell{Running: period.End >= b.Known, Observation: &store.Observation{
				Indicator: i.ID, Region: key.Region, Breakdown: key.Breakdown, Period: period,
			}})
		}
		c := &series.Cells[n]
		if o, ok := other(*c.Observation); ok {
			c.Observation = &o
		}
	}
	put(s.own, i.ID, list)
	put(s.series, i.ID, list)
}

// periodsNow are the periods whose values speak of now.
func (b *Board) periodsNow(i *config.Indicator, key SeriesKey) []kpi.Period {
	var periods []kpi.Period
	if c := b.Series(key.Indicator, key.Region, key.Breakdown).Latest(b.Today); c != nil {
		periods = append(periods, c.Period)
	}
	for _, v := range b.Indexes {
		if p := v.Latest(); p != nil && slices.ContainsFunc(p.Edition.Leaves, func(leaf *config.IndexPart) bool {
			return leaf.Indicator == i.ID && leaf.Breakdown == key.Breakdown
		}) {
			periods = append(periods, p.Period)
		}
	}
	if len(periods) == 0 {
		periods = append(periods, LatestEnded(i.Frequency, b.Today))
	}
	slices.SortFunc(periods, comparePeriods)
	return slices.Compact(periods)
}

// increase makes increments anew where they are of what was touched.
func (b *Board) increase(s *sheet, affected map[string]bool) {
	for _, i := range b.includeIncrements(affected) {
		put(s.own, i.ID, withoutIncrements(s.own[i.ID]))
	}
	b.addIncrements(s, affected)
	for indicator := range affected {
		put(s.series, indicator, s.own[indicator])
	}
}

// withoutIncrements are series without the cells that the board makes of year-to-date ones.
func withoutIncrements(list []*Series) []*Series {
	bare := make([]*Series, 0, len(list))
	for _, s := range list {
		t := &Series{SeriesKey: s.SeriesKey}
		for _, c := range s.Cells {
			c.Others = slices.DeleteFunc(slices.Clone(c.Others), func(o *store.Observation) bool { return o.Source == IncrementSource })
			switch {
			case c.Source != IncrementSource:
			case len(c.Others) > 0:
				c.Observation, c.Others = c.Others[0], c.Others[1:]
			default:
				continue
			}
			t.Cells = append(t.Cells, c)
		}
		bare = append(bare, t)
	}
	return bare
}
