package pages

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
)

// changes is what is otherwise with a programme than it was at the end of the quarter before the last.
type changes struct {
	Intro string
	None  string // in words, where there is nothing to list
	Rows  []*change
	Shown string // how many of how many the rows are; "" where all
	CSV   string
}

// change is one thing that has changed: a promise's value, state or forecast, what was promised or planned, a milestone, or
// a figure that was corrected.
type change struct {
	*written
	day      kpi.Date
	region   *config.Region
	turned   bool            // the state is another
	by       float64         // how much of the greater value the change is
	of, then *board.Progress // of a promise's value and state, and how it stood: written only where it is shown
}

// written is a change in words.
type written struct {
	Name, Href string // of the promise, milestone or figure; in another region than the programme's own, of the region
	Kind       string // what of it has changed; "" of a promise's value and state
	Was, Is    side
	When       string
	Tags       []string
}

// side is how it was, or is.
type side struct {
	Value, How string // How: where the value is explained
	Mark       *mark
	Note       string // what is to be expected, or by which act
}

// mostChanges keeps the list short: the newest, the programme's own first, then those whose state has turned.
const mostChanges = 12

// changed tells what has changed with a programme, in one region or, where region is nil, in all of them, the newest first.
func (r *request) changed(programme *config.Programme, region *config.Region) *changes {
	own, code := r.board.Config.Region(programme.Region), ""
	if region != nil {
		own, code = region, region.Code // what it is a list of need not be said in it
	}
	since := board.LatestEnded(kpi.Quarterly, r.board.Today).Start.AddDays(-1)
	var list []*change
	of := map[*config.Region]bool{own: true}
	for g := range groups(r.board.ProgressOf(programme.ID, code)) {
		of[g.last().Region] = true
		list = append(list, r.changedPromise(g.last(), since)...)
	}
	for _, in := range r.regionsFollowed(programme) {
		if region == nil || in == region {
			list = append(list, r.changedFollowed(programme, in, since)...)
		}
	}
	list = append(list, r.changedMilestones(programme, code, since)...)
	list = append(list, r.corrected(programme, of, since)...)
	slices.SortStableFunc(list, func(x, y *change) int {
		return cmp.Or(cmp.Compare(y.day, x.day), firstIf(x.region == own, y.region == own), firstIf(x.turned, y.turned), cmp.Compare(y.by, x.by))
	})
	out := &changes{Intro: r.T("changed.intro", "Date", r.Date(since), "AsOf", r.Date(r.board.AsOf)), CSV: r.data("progress.csv", "programme", programme.ID, "region", code)}
	if len(list) == 0 {
		out.None = r.T("changed.none", "Date", r.Date(since))
	}
	if all := len(list); all > mostChanges {
		out.Shown = r.T("changed.shown", "Shown", r.Number(mostChanges, 0), "All", r.Number(float64(all), 0))
		list = list[:mostChanges]
	}
	for _, c := range list {
		r.finish(c, own)
	}
	out.Rows = list
	return out
}

// finish writes what is of a promise and when it was, and lets what has changed in another region than the list's own go by the region's name.
func (r *request) finish(c *change, own *config.Region) {
	if c.then != nil {
		c.written = r.aboutPromise(c.of).written
		c.Was, c.Is = r.sideOf(c.then), r.sideOf(c.of)
	}
	c.When = r.Date(c.day)
	if c.region == nil || c.region == own {
		return
	}
	c.Kind = strings.TrimSuffix(c.Name+"; "+c.Kind, "; ")
	c.Name, c.Href = r.plainText(c.region.Name), r.regionLink(c.region)
}

func firstIf(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// changedPromise holds a promise against how it stood, and what was promised against what had been.
func (r *request) changedPromise(p *board.Progress, since kpi.Date) (list []*change) {
	then := r.board.Then(p, since)
	if then == nil || p.Reason == kpi.ReasonNotExpected {
		return nil
	}
	if p.Latest != nil {
		c := &change{of: p, then: then, region: p.Region, day: p.Latest.Date, by: moved(then.Latest, p.Latest)}
		was, is := r.readOf(then), r.readOf(p)
		c.turned = was.kind != is.kind
		if c.day <= since { // no value has come, but a day has
			c.day = r.board.Today
			if p.Deadline > since && p.Deadline < r.board.Today {
				c.day = p.Deadline.AddDays(1)
			}
		}
		if was != is {
			list = append(list, c)
		}
	}
	if p.Yardstick { // what was promised is the programme's own, and told of there
		return list
	}
	return append(list, r.changedPlan(p, then, since)...)
}

// aboutPromise is the promise that a change is one of.
func (r *request) aboutPromise(p *board.Progress) *change {
	return &change{region: p.Region, written: &written{
		Name: r.plainText(p.Target.Name), Href: r.programmeLink(p.Programme) + "#" + p.Target.ID,
		Tags: r.marked(p.Simulated, false, false, p.Partial),
	}}
}

// read is what a side says of a promise, as it is rounded there.
type read struct {
	kind                       string
	value, expected, low, high float64
	decimals                   int // of what is expected, -1 where nothing is
}

func (r *request) readOf(p *board.Progress) read {
	if p.Latest == nil {
		return read{kind: string(kpi.NoData)}
	}
	m := measureOf(p.Indicator)
	kind, _ := r.kindOf(p)
	one := read{kind: kind, value: locale.Round(p.Latest.Value*m.scale, m.decimals), decimals: -1}
	if f := leads(p); f != nil {
		round := func(v float64) float64 { return locale.Round(v*m.scale, one.decimals) }
		one.decimals = decimalsOf(f, m)
		one.expected, one.low, one.high = round(f.Value), round(f.Low), round(f.High)
	}
	return one
}

// leads is the forecast for the deadline of a promise that is not settled; else nil.
func leads(p *board.Progress) *kpi.Forecast {
	if f := p.Forecast; f != nil && f.At == p.Deadline && unsettled(p) {
		return f
	}
	return nil
}

func (r *request) sideOf(p *board.Progress) side {
	if p.Latest == nil {
		m := r.mark(string(kpi.NoData))
		return side{Mark: &m}
	}
	kind, _ := r.kindOf(p)
	m := r.mark(kind)
	s := side{Value: r.value(p.Indicator, p.Latest.Value), How: r.howLatest(p), Mark: &m}
	if f := leads(p); f != nil {
		s.Note = r.T("chart.expected", "Value", r.expected(f, p.Indicator))
	}
	return s
}

// moved is how far a value has come, as a part of the greater of the two.
func moved(was, is *kpi.DatedValue) float64 {
	if was == nil || is == nil || was.Value == is.Value {
		return 0
	}
	return math.Abs(is.Value-was.Value) / max(math.Abs(is.Value), math.Abs(was.Value))
}

// changedPlan is what acts have made of the promised value and of the plan.
func (r *request) changedPlan(p, then *board.Progress, since kpi.Date) (list []*change) {
	if by := p.RevisedBy(); by != nil && by.DecidedOn > since {
		c := r.decided(p)
		c.Kind, c.day, c.Tags = r.T("changed.promised"), by.DecidedOn, r.marked(by.Simulated, false, false, false)
		c.Was, c.Is = r.planned(p.Indicator, then.Value, then.RevisedBy()), r.planned(p.Indicator, p.Value, by)
		list = append(list, c)
	}
	for i := range p.Planned {
		plan := &p.Planned[i]
		if plan.DecidedOn <= since {
			continue
		}
		c := r.decided(p)
		c.Kind, c.day, c.Tags = r.T("changed.plan", "Period", r.Period(plan.Period)), plan.DecidedOn, r.marked(plan.Simulated, false, false, false)
		c.Is = r.planned(p.Indicator, plan.Value, &plan.Decision)
		c.Was = r.planned(p.Indicator, nil, nil)
		if len(plan.Earlier) > 0 {
			c.Was = r.planned(p.Indicator, plan.Earlier[0].Value, &plan.Earlier[0])
		}
		list = append(list, c)
	}
	return list
}

// decided is what an act has made of a promise.
func (r *request) decided(p *board.Progress) *change {
	c := r.aboutPromise(p)
	c.turned = true
	return c
}

// planned is a promised or planned value, and by which act.
func (r *request) planned(i *config.Indicator, v *float64, by *board.Decision) (s side) {
	if by != nil {
		s.Note = r.act(*by)
	}
	if v == nil {
		m := r.because(markUnmeasured, string(kpi.ReasonNoTarget))
		s.Mark = &m
		return s
	}
	s.Value = r.goal(i, *v)
	return s
}

func (r *request) changedMilestones(programme *config.Programme, region string, since kpi.Date) (list []*change) {
	for _, m := range r.board.MilestonesOf(programme.ID) {
		then := m.Then(since)
		if then == m.State || region != "" && (m.Region == nil || m.Region.Code != region) {
			continue
		}
		row := r.milestoneList(programme, []board.Milestone{m})[0]
		was, is := r.mark(string(then)), row.Mark
		c := &change{day: cmp.Or(m.DoneOn, m.NotBefore), region: m.Region, turned: true, written: &written{
			Name: row.Name, Href: r.programmeLink(programme) + "#milestones-title", Kind: r.T("changed.milestone"), Tags: row.Tags,
			Was: side{Mark: &was}, Is: side{Mark: &is, Note: row.Evidence},
		}}
		if m.State == kpi.Late {
			c.day = m.Due.AddDays(1)
		}
		list = append(list, c)
	}
	return list
}
