package pages

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// programmeBody is the page of a programme: what was promised, by whom, in which words, and what became of it.
type programmeBody struct {
	Name, Summary string
	Owner, Href   string
	Finding       string
	Tally         []tally
	Promise       *promise // where the targets share one
	Targets       []target
	Followed      []series  // indicators that it follows beside its promises
	Timeline      *timeline // nil where it has no milestones
	Changed       *changes
	Facts         []fact
	Events        notes // that no chart of the page has
	Regions       *regionTable
	Coverage      string
	Reports       string // how many that it is owed by a day came on time, late and not; "" where none is due
	ReportsHref   string // where they stand by period
	Owed          *owed  // nil where nothing is
	Missing       []string
	NotExpected   []absent
	Document      *document // nil where it has none
	Index         *composite
}

type target struct {
	ID       string
	Name     string
	Standing []standing // one a reading
	Figure   *figure    // nil where there is nothing to draw
	Promise  *promise   // nil where it is the programme's
	Meaning  string
	Explain  string
	Proposed bool
	Baseline string
	Pace     string

	Responsible string // who answers for it, or that nobody is named
	Claims      []claimed
	Dropped     *dropped
}

type fact struct{ Text, Quote, Lang string }

type absent struct{ Region, Reason string }

func (p *Pages) programme(r *request) (*content, error) {
	programme := r.board.Config.Programme(r.id)
	if programme == nil {
		return nil, fiber.ErrNotFound
	}
	body := &programmeBody{
		Name: r.plainText(programme.Name), Summary: r.text(programme.Summary), Document: r.document(programme),
		Promise: r.sharedPromise(programme), Regions: r.regionTable(programme),
	}
	if region := r.board.Config.Region(programme.Region); region != nil {
		body.Owner, body.Href = r.regionName(region), r.regionLink(region)
	}
	charts, own := r.fillTargets(body, programme), r.board.PromisesOf(programme.ID)
	body.Tally = r.tally(own)
	body.Finding = r.kept(own)
	body.Timeline, body.Changed = r.timeline(programme), r.changed(programme, nil)
	for _, f := range programme.Facts {
		body.Facts = append(body.Facts, fact{r.text(f.Text), f.Quote, programme.Document.Language})
	}
	r.fillExpected(body, programme)
	body.Followed = r.followedBy(programme)
	body.Index = r.composite(programme)
	body.Events = r.eventsOf(programme)
	return &content{template: "programme", title: body.Name, section: "programmes", charts: charts, embed: embedOfGroup(r.firstDrawn(programme.ID, "")), body: body}, nil
}

// fillTargets adds the programme's own promises; yardsticks are in the table of regions.
func (r *request) fillTargets(body *programmeBody, programme *config.Programme) (charts bool) {
	for _, of := range byTarget(r.board.PromisesOf(programme.ID)) {
		p := of[len(of)-1]
		t := target{
			ID: p.Target.ID, Name: r.text(p.Target.Name), Standing: r.summed(of), Meaning: r.text(p.Indicator.Meaning),
			Explain: r.link("/methods#" + p.Indicator.ID), Proposed: p.Indicator.Proposed, Responsible: r.responsible(p.Target),
			Claims: r.claimsOf(p.Target), Dropped: r.droppedOf(p.Target),
		}
		if body.Promise == nil || body.Promise.Quote != p.Target.Promise.Quote {
			t.Promise = r.said(p.Target.Promise, programme)
		}
		if samePromise(of[0], p) {
			t.Baseline, t.Pace = r.baseline(p), sentence(r.pace(p))
			if p.Latest != nil {
				t.Figure = r.figure(of, beside)
				charts = charts || t.Figure.Drawing != nil
			}
		}
		body.Targets = append(body.Targets, t)
	}
	return charts
}

// baseline says where the way begins, and whose choice that is.
func (r *request) baseline(p *board.Progress) string {
	base := p.Progress.Baseline
	note := r.text(p.Target.Baseline.Note)
	switch {
	case base == nil:
		return r.T("baseline.none")
	case p.BaselineKind == kpi.BaselineFirstObservation:
		return r.T("baseline.first", "Value", r.value(p.Indicator, base.Value), "Date", r.Date(base.Date))
	case base.Date.IsZero():
		return sentence(r.T("baseline.undated", "Value", r.goal(p.Indicator, base.Value))) + " " + note
	}
	return sentence(r.T("baseline.value", "Value", r.goal(p.Indicator, base.Value), "Date", r.Date(base.Date))) + " " + note
}

// kept counts in a sentence how many promises are being kept.
func (r *request) kept(own []*board.Progress) string {
	var n outcome
	for g := range groups(own) {
		r.count(&n, g.last())
	}
	switch {
	case n.all == 0:
		return r.T("programme.no_targets")
	case n.known == 0:
		return r.N("programme.none_judged", float64(n.all), 0)
	}
	return r.N("programme."+n.word(), float64(n.all), 0, "Known", r.Number(float64(n.known), 0), "Lost", r.Number(float64(n.lost), 0))
}

func (r *request) fillExpected(body *programmeBody, programme *config.Programme) {
	if c := r.board.CoverageOf(programme.ID); c != nil {
		body.Coverage = r.coverage(c)
		body.Reports, body.Owed = r.reportsText(c.Reports), r.owedOf(c.Reports, true)
		body.ReportsHref = r.link("/sources#reports-" + programme.ID)
		for _, region := range c.Missing {
			body.Missing = append(body.Missing, r.regionName(region))
		}
	}
	for _, n := range programme.NotExpected {
		name := n.Region
		if region := r.board.Config.Region(n.Region); region != nil {
			name = r.regionName(region)
		}
		body.NotExpected = append(body.NotExpected, absent{name, r.text(n.Reason)})
	}
}

// regionTable holds a programme's promises against each of its regions.
type regionTable struct {
	Targets []columnHead // empty where they are too many for a table: the rows count then how they stand
	Rows    []regionRow
}

// mostColumns is how many promises a table of regions shows one by one.
const mostColumns = 6

type columnHead struct{ Name, Note string }

type regionRow struct {
	Name, Href string
	Cells      []standing
	Tally      []tally
}

// laid are promises as they are laid on regions: a row a region, in it the last reading of each target in order; nil where none is,
// but where there are too many targets for columns.
type laid struct {
	targets []*config.Target
	regions []*config.Region
	rows    [][]*board.Progress
}

// laidOut is found once for a board.
func (r *request) laidOut(programme *config.Programme) *laid {
	type key struct{ programme *config.Programme }
	return board.Once(r.board, key{programme}, func() *laid {
		var l laid
		row, column := map[*config.Region]int{}, map[*config.Target]int{}
		var on []*board.Progress
		for g := range groups(r.board.ProgressOf(programme.ID, "")) {
			p := g.last()
			if p.Region.Code == programme.Region || p.Breakdown != "" {
				continue
			}
			on = append(on, p)
			if _, known := row[p.Region]; !known {
				row[p.Region] = len(l.regions)
				l.regions = append(l.regions, p.Region)
			}
			if _, known := column[p.Target]; !known {
				column[p.Target] = len(l.targets)
				l.targets = append(l.targets, p.Target)
			}
		}
		for range l.regions {
			l.rows = append(l.rows, make([]*board.Progress, len(l.targets)))
		}
		for _, p := range on {
			l.rows[row[p.Region]][column[p.Target]] = p
		}
		if len(l.targets) > mostColumns {
			for n := range l.rows {
				l.rows[n] = slices.DeleteFunc(l.rows[n], func(p *board.Progress) bool { return p == nil })
			}
		}
		return &l
	})
}

// regionTable puts regions down and promises across; nil where no promise is followed in more regions than one.
func (r *request) regionTable(programme *config.Programme) *regionTable {
	l := r.laidOut(programme)
	if len(l.regions) < 2 {
		return nil
	}
	t := &regionTable{}
	each := len(l.targets) <= mostColumns
	for n, target := range l.targets {
		if !each {
			break
		}
		head := columnHead{Name: r.plainText(target.Name)}
		if slices.ContainsFunc(l.rows, func(row []*board.Progress) bool { return row[n] != nil && row[n].Yardstick }) {
			head.Note = r.T("tag.yardstick")
		}
		t.Targets = append(t.Targets, head)
	}
	for n, region := range l.regions {
		row := regionRow{Name: r.regionName(region), Href: r.regionLink(region)}
		if !each {
			row.Tally = r.tally(l.rows[n])
			t.Rows = append(t.Rows, row)
			continue
		}
		for _, p := range l.rows[n] {
			if p == nil {
				row.Cells = append(row.Cells, standing{Mark: r.mark(string(kpi.NotApplicable))})
			} else {
				row.Cells = append(row.Cells, r.standing(p))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
