package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/store"
)

// sourcesBody is the page of data quality: how old each region's data is, what came in time and what did not, what was changed
// later, and where it all comes from.
type sourcesBody struct {
	Freshness  freshness
	Reports    string // how many came on time, late and not; "" where none is due
	Ages       *ages
	Matrices   []reportMatrix // none where nothing is owed by a day, or nothing was due yet
	ReportsCSV string
	Restated   *restated // nil where nothing was
	Groups     []sourceGroup
	Signals    *signals // nil where nothing is striking
	CSV        string
}

// sourceGroup is what reports on the same regions. Groups that lack data stand first, and some of them open.
type sourceGroup struct {
	ID      string
	Regions []place
	Tally   []tally
	Reports []tally // late and missing ones
	Sources []source
	Open    bool
}

// mostOpen keeps the page short on a day when everything is late: each group's line says how its sources are.
const mostOpen = 2

// freshness counts sources by how fresh they are; every source is a small mark with its name.
type freshness struct {
	Text  string
	Tally []tally
	Marks []sourceMark
}

type sourceMark struct {
	Name, Label, Href string
	Mark              mark
}

// source is a source and its latest collections.
type source struct {
	ID, Name, Kind, Schedule string
	Href                     string // of its page
	Regions                  []place
	Mark                     mark
	LastSuccess, Ago         string
	Last                     string // when it last brought something, in a sentence
	NextDue                  string
	Paused, PauseReason      string // until when, "" where it is not paused
	Simulated, Published     bool
	Collections              []collection
	Rejected                 *place // how many the newest collections rejected, and why; nil where they did not
	Owed                     *owed  // nil where nothing is owed by a day
}

type place struct{ Name, Href string }

type collection struct {
	ID, Started                            string
	Records, Accepted, Rejected, Unchanged string
	Withdrawn, Totals                      string // "" where nobody counted them
	Taken                                  string // rows that look like totals and were taken, "" where there were none
	Mark                                   mark
	Error                                  string // as the collector says it, in English
	Skipped                                string
}

// sources serves the page, with the ages of regions in the order that is asked for.
func (p *Pages) sources(c *fiber.Ctx) error {
	return p.page(func(r *request) (*content, error) {
		order := c.Query("sort")
		ages, err := r.ages(order)
		if err != nil {
			return nil, err
		}
		if order != "" {
			r.about = append(r.about, "sort", order)
		}
		var reports []board.Report
		for i := range r.board.Sources {
			reports = append(reports, r.board.Sources[i].Reports...)
		}
		body := &sourcesBody{
			Freshness: r.freshness(r.board.Sources), Reports: r.reportsText(reports), Ages: ages,
			Matrices: r.reportMatrices(), ReportsCSV: r.data("reports.csv", "earlier", "true"), Restated: r.restated(""),
			Groups: r.sourceGroups(), Signals: r.signals(nil), CSV: r.data("sources.csv"),
		}
		return &content{template: "sources", title: r.T("nav.sources"), section: "sources", seldom: order != "", body: body}, nil
	})(c)
}

func (r *request) sourceGroups() []sourceGroup {
	views := slices.Clone(r.board.Sources)
	worst := map[string]int{}              // of a group, by its place in the order of freshness
	overdue := map[string][]board.Report{} // of a group
	name := func(v *board.SourceView) string {
		return strings.Join(append([]string{"of"}, v.Source.Regions...), "-")
	}
	for i := range views {
		id := name(&views[i])
		worst[id] = max(worst[id], slices.Index(urgency, views[i].Freshness))
		for _, report := range views[i].Reports {
			if overdueReport(report) {
				overdue[id] = append(overdue[id], report)
			}
		}
	}
	slices.SortStableFunc(views, func(x, y board.SourceView) int {
		a, b := name(&x), name(&y)
		return cmp.Or(worst[b]-worst[a], len(overdue[b])-len(overdue[a]), cmp.Compare(a, b))
	})
	var groups []sourceGroup
	for len(views) > 0 {
		id := name(&views[0])
		n := slices.IndexFunc(views, func(v board.SourceView) bool { return name(&v) != id })
		if n < 0 {
			n = len(views)
		}
		g := sourceGroup{ID: id, Tally: r.freshness(views[:n]).Tally, Open: worst[id]+len(overdue[id]) > 0 && len(groups) < mostOpen, Reports: r.reportTally(overdue[id])}
		for i := range views[:n] {
			g.Sources = append(g.Sources, r.source(&views[i]))
		}
		g.Regions = g.Sources[0].Regions
		groups, views = append(groups, g), views[n:]
	}
	return groups
}

func (r *request) source(v *board.SourceView) source {
	s := source{
		ID: v.Source.ID, Href: r.sourceLink(v.Source), Name: r.plainText(v.Source.Name), Kind: v.Source.Kind, Schedule: v.Source.Schedule.Cron,
		Mark: r.mark("source_" + v.Freshness), Simulated: v.Source.Simulated, Published: v.Source.Published,
	}
	if s.Name == "" {
		s.Name = s.ID
	}
	for _, code := range v.Source.Regions {
		if region := r.board.Config.Region(code); region != nil {
			s.Regions = append(s.Regions, place{r.regionName(region), r.regionLink(region)})
		}
	}
	s.Last = r.T("source.never_succeeded")
	if !v.State.LastSuccess.IsZero() {
		s.LastSuccess, s.Ago = r.Moment(v.State.LastSuccess), r.Ago(v.State.LastSuccess, r.now)
		s.Last = r.T("source.last_success", "When", s.LastSuccess, "Ago", s.Ago)
		if v.Source.Schedule.Cron == "" {
			s.Last = r.T("source.last_read", "When", s.LastSuccess, "Ago", s.Ago)
		}
	}
	if !v.State.NextDue.IsZero() {
		s.NextDue = r.Moment(v.State.NextDue)
	}
	if v.Freshness == board.Paused {
		s.Paused, s.PauseReason = r.T("source.paused"), r.plainText(v.Source.PauseReason)
		if until := v.Source.Pause.Until; !until.IsZero() {
			s.Paused = r.T("source.paused_until", "Day", r.Date(until))
		}
	}
	var rejected uint64
	var withheld bool
	for i := range v.Recent {
		c := &v.Recent[i]
		rejected += c.Rejected
		withheld = withheld || board.CountsWithheld(r.board.Config, c)
		s.Collections = append(s.Collections, r.collection(c))
	}
	s.Owed = r.owed(v)
	if rejected > 0 {
		s.Rejected = &place{r.Number(float64(rejected), 0), r.link(r.sourcePath(v.Source) + "#rejections")}
		if withheld { // the sum would tell what the table below does not
			s.Rejected.Name = r.T("state." + markSuppressed)
		}
	}
	return s
}

func (r *request) collection(c *store.Collection) collection {
	out := collection{Started: r.Moment(c.Started), Mark: r.mark("collection_" + string(c.Status)), Error: c.Error}
	if c.Status == store.CollectionSkipped {
		out.Skipped = r.T("source.skipped")
	}
	if c.Status == store.CollectionRunning || c.Status == store.CollectionSkipped || c.Status == store.CollectionFailed {
		return out // counts of what did not come to its end say nothing
	}
	n := func(v uint64) string { return r.Number(float64(v), 0) }
	shown := n
	if board.CountsWithheld(r.board.Config, c) {
		shown = func(uint64) string { return r.T("state." + markSuppressed) }
	}
	out.Records, out.Accepted, out.Rejected, out.Unchanged = shown(c.Records), shown(c.Accepted), shown(c.Rejected), shown(c.Unchanged)
	if c.Counted {
		out.Withdrawn, out.Totals = shown(c.Withdrawn), n(c.TotalsSkipped)
	}
	if c.TotalsTaken > 0 {
		out.Taken = r.T("source.totals_taken", "Count", n(c.TotalsTaken))
	}
	return out
}

// urgency orders groups of sources: what fails is to be mended, what is late may still come.
var urgency = []string{board.Document, board.OnDemand, board.Fresh, board.Never, board.Paused, board.OverdueData, board.Failing}

var freshnessOrder = []string{board.Fresh, board.OverdueData, board.Failing, board.Never, board.Paused, board.OnDemand, board.Document}

func (r *request) freshness(views []board.SourceView) freshness {
	f := freshness{}
	counts := map[string]int{}
	for i := range views {
		v := &views[i]
		counts[v.Freshness]++
		m := sourceMark{Name: r.plainText(v.Source.Name), Mark: r.mark("source_" + v.Freshness), Href: r.link("/sources#" + v.Source.ID)}
		if m.Name == "" {
			m.Name = v.Source.ID
		}
		if len(v.Source.Regions) == 1 {
			if region := r.board.Config.Region(v.Source.Regions[0]); region != nil {
				m.Label = r.plainText(region.Short)
			}
		}
		f.Marks = append(f.Marks, m)
	}
	var words []string
	for _, kind := range freshnessOrder {
		if n := counts[kind]; n > 0 {
			f.Tally = append(f.Tally, tally{r.mark("source_" + kind), r.Number(float64(n), 0)})
			words = append(words, r.N("freshness."+kind, float64(n), 0))
		}
	}
	f.Text = sentence(strings.Join(words, ", "))
	if len(views) == 0 {
		f.Text = r.T("freshness.no_sources")
	}
	return f
}
