package pages

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
)

// mostMovers is how many regions are told of that rose most, and how many that fell most.
const mostMovers = 3

// movers are the regions whose figure has changed most from one period that has ended to the next.
type movers struct {
	Name, Href string // of what has changed
	Text       string // between which periods, and of how many regions
	Nobody     bool   // has a value of both
	Rose, Fell oneWay
	Tags       []string
}

// oneWay is those that moved most one way.
type oneWay struct {
	Regions []mover
	Others  string // how many more moved by as much as the last of them; "" for none
}

// mover is a region's figure then and now.
type mover struct {
	Name, Href    string
	Then, Now, By string
	How           string // where the newer is explained
	by            float64
}

// movers are those of the promise that the page opens with, and those of each index.
func (r *request) movers(g group) []movers {
	var list []movers
	if g != nil {
		if c := r.valueMovers(g.last()); c != nil {
			list = append(list, *c)
		}
	}
	for _, v := range r.board.Indexes {
		if c := r.scoreMovers(v); c != nil {
			list = append(list, *c)
		}
	}
	return list
}

// valueMovers compares the last two periods that have ended, region by region, where both have a value that is whole and counted in
// the same way; nil where the promise is laid on none.
func (r *request) valueMovers(lead *board.Progress) *movers {
	i := lead.Indicator
	now := board.LatestEnded(i.Frequency, r.board.Today)
	then := board.LatestEnded(i.Frequency, now.Start)
	out := &movers{Name: r.plainText(i.Name), Href: r.link("/methods#" + i.ID)}
	regions := r.laidOn(lead)
	if len(regions) == 0 || parted(i, then, now) {
		return nil
	}
	m := measureOf(i)
	var all []mover
	simulated := false
	for _, region := range regions {
		s := r.board.Series(i.ID, region.Code, lead.Breakdown)
		before, after := s.At(then), s.At(now)
		if !whole(before) || !whole(after) || before.Simulated != after.Simulated {
			continue
		}
		by := (*after.Value - *before.Value) * m.scale
		simulated = simulated || after.Simulated
		all = append(all, mover{
			Name: r.regionName(region), Href: r.regionLink(region), Then: r.value(i, *before.Value), Now: r.value(i, *after.Value),
			By: r.movedBy(i, *after.Value-*before.Value), How: r.how(i.ID, region.Code, lead.Breakdown, now), by: locale.Round(by, m.decimals),
		})
	}
	return out.of(r, all, then, now, simulated)
}

// movedBy writes how an indicator's value has changed: with its sign, unless that can't be seen in the figures, and its unit.
func (r *request) movedBy(i *config.Indicator, by float64) string {
	m := measureOf(i)
	if locale.Round(by*m.scale, m.decimals) == 0 {
		by = 0
	}
	return r.change(i, by)
}

// laidOn are the regions that a promise is made to or laid on, less the one that it is made for as a whole.
func (r *request) laidOn(lead *board.Progress) []*config.Region {
	var list []*config.Region
	for _, p := range r.board.Progress {
		if p.Target == lead.Target && p.Region != lead.Region && p.Breakdown == lead.Breakdown && !slices.Contains(list, p.Region) {
			list = append(list, p.Region)
		}
	}
	return list
}

// whole tells whether a cell has a value of all that it should be made of.
func whole(c *board.Cell) bool { return c != nil && c.Value != nil && !c.Partial && !c.Incomplete }

// scoreMovers compares an index's newest period with the one before; nil where that is of another edition.
func (r *request) scoreMovers(v *board.IndexView) *movers {
	now := ranked(v)
	then := before(v, now)
	if then == nil {
		return nil
	}
	out := &movers{Name: r.plainText(v.Index.Name), Href: r.link("/programmes/" + v.Index.Programme.ID + "#index")}
	if v.Index.Proposed {
		out.Tags = []string{r.T("tag.proposed")}
	}
	decimals := now.Edition.Decimals()
	var all []mover
	for n := range now.Regions {
		of := &now.Regions[n]
		place := then.PlaceOf(of.Region)
		if place < 0 || of.Score == nil || of.Partial || then.Regions[place].Score == nil || then.Regions[place].Partial {
			continue
		}
		was := *then.Regions[place].Score
		by := *of.Score - was
		all = append(all, mover{
			Name: r.regionName(of.Region), Href: r.regionLink(of.Region), Then: r.Number(was, decimals), Now: r.Number(*of.Score, decimals),
			By: r.Signed(by, decimals), How: r.how(v.Index.ID, of.Region.Code, "", now.Period), by: locale.Round(by, decimals),
		})
	}
	return out.of(r, all, then.Period, now.Period, now.Simulated || then.Simulated)
}

// before is the period of an index right before another, by the same edition; nil where there is none.
func before(v *board.IndexView, p *board.IndexPeriod) *board.IndexPeriod {
	n := slices.Index(v.Periods, p) - 1
	if p == nil || n < 0 || v.Periods[n].Edition != p.Edition || v.Periods[n].Period.End.AddDays(1) != p.Period.Start {
		return nil
	}
	return v.Periods[n]
}

// of takes those that changed most; what did not change as it is written did not change.
func (c *movers) of(r *request, all []mover, then, now kpi.Period, simulated bool) *movers {
	if len(all) == 0 {
		c.Nobody, c.Text = true, r.T("movers.nobody", "Then", r.Period(then), "Now", r.Period(now))
		return c
	}
	c.Text = locale.Capital(r.N("movers.text", float64(len(all)), 0, "Then", r.Period(then), "Now", r.Period(now)))
	if simulated {
		c.Tags = append(c.Tags, r.T("tag.simulated"))
	}
	slices.SortStableFunc(all, func(x, y mover) int { return cmp.Compare(y.by, x.by) })
	c.Rose = r.most(all, func(by float64) bool { return by > 0 })
	slices.Reverse(all)
	c.Fell = r.most(all, func(by float64) bool { return by < 0 })
	return c
}

// most takes the first that moved one way, and counts those that moved by as much as the last that is taken.
func (r *request) most(all []mover, way func(by float64) bool) (out oneWay) {
	others := 0
	for _, one := range all {
		switch n := len(out.Regions); {
		case !way(one.by):
		case n < mostMovers:
			out.Regions = append(out.Regions, one)
		case one.by == out.Regions[n-1].by:
			others++
		}
	}
	if others > 0 {
		out.Others = r.N("movers.others", float64(others), 0)
	}
	return out
}
