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
	Rows  []written
	Shown string // how many of how many the rows are; "" where all
	CSV   string
}

// change is one thing that has changed: a promise's value, state or forecast, what was promised or planned, a milestone, or
// a figure that was corrected.
type change struct {
	day    kpi.Date
	region *config.Region
	turned bool    // the state is another
	by     float64 // how much of the greater value the change is
	words  func(*request) written
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
	type key struct {
		programme *config.Programme
		region    *config.Region
	}
	list := board.Once(r.board, key{programme, region}, func() []*change {
		return r.findChanges(programme, region, own, since)
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
		out.Rows = append(out.Rows, r.write(c, own))
	}
	return out
}

// findChanges finds what there is to tell, in no language yet.
func (r *request) findChanges(programme *config.Programme, region, own *config.Region, since kpi.Date) (list []*change) {
	code := ""
	if region != nil {
		code = region.Code
	}
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
	list = append(list, r.changedIndex(programme, region, since)...)
	list = append(list, r.changedMilestones(programme, code, since)...)
	list = append(list, r.corrected(programme, of, since)...)
	slices.SortStableFunc(list, func(x, y *change) int {
		return cmp.Or(cmp.Compare(y.day, x.day), firstIf(x.region == own, y.region == own), firstIf(x.turned, y.turned), cmp.Compare(y.by, x.by))
	})
	return list
}

// write puts a change in words. What has changed in another region than the list's own goes by the region's name.
func (r *request) write(c *change, own *config.Region) written {
	w := c.words(r)
	w.When = r.Date(c.day)
	if c.region != nil && c.region != own {
		w.Kind = strings.TrimSuffix(w.Name+"; "+w.Kind, "; ")
		w.Name, w.Href = r.regionName(c.region), r.regionLink(c.region)
	}
	return w
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
		c := &change{region: p.Region, day: p.Latest.Date, by: moved(then.Latest, p.Latest), words: func(r *request) written {
			w := r.aboutPromise(p)
			w.Was, w.Is, w.Tags = r.sideOf(then), r.sideOf(p), r.marked(p.Simulated, false, false, p.Partial)
			return w
		}}
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

// aboutPromise names the promise that a change is one of.
func (r *request) aboutPromise(p *board.Progress) written {
	return written{Name: r.plainText(p.Target.Name), Href: r.programmeLink(p.Programme) + "#" + p.Target.ID}
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
	decided := func(by *board.Decision, write func(*request, *written)) {
		list = append(list, &change{region: p.Region, turned: true, day: by.DecidedOn, words: func(r *request) written {
			w := r.aboutPromise(p)
			w.Tags = r.marked(by.Simulated, false, false, false)
			write(r, &w)
			return w
		}})
	}
	if by := p.RevisedBy(); by != nil && by.DecidedOn > since {
		decided(by, func(r *request, w *written) {
			w.Kind = r.T("changed.promised")
			w.Was, w.Is = r.planned(p.Indicator, then.Value, then.RevisedBy()), r.planned(p.Indicator, p.Value, by)
		})
	}
	for i := range p.Planned {
		plan := &p.Planned[i]
		if plan.DecidedOn <= since {
			continue
		}
		decided(&plan.Decision, func(r *request, w *written) {
			w.Kind = r.T("changed.plan", "Period", r.Period(plan.Period))
			w.Was, w.Is = r.planned(p.Indicator, nil, nil), r.planned(p.Indicator, plan.Value, &plan.Decision)
			if len(plan.Earlier) > 0 {
				w.Was = r.planned(p.Indicator, plan.Earlier[0].Value, &plan.Earlier[0])
			}
		})
	}
	return list
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
		c := &change{day: cmp.Or(m.DoneOn, m.NotBefore), region: m.Region, turned: true, words: func(r *request) written {
			row := r.milestoneList(programme, []board.Milestone{m})[0]
			was, is := r.mark(string(then)), row.Mark
			return written{
				Name: row.Name, Href: r.programmeLink(programme) + "#milestones-title", Kind: r.T("changed.milestone"), Tags: row.Tags,
				Was: side{Mark: &was}, Is: side{Mark: &is, Note: row.Evidence},
			}
		}}
		if m.State == kpi.Late {
			c.day = m.Due.AddDays(1)
		}
		list = append(list, c)
	}
	return list
}
