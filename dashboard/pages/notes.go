package pages

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
)

// note is an event, or a break in a series, as a page tells of it.
type note struct {
	Number        int    // of its mark on the chart; 0: it has none
	Kind          string // event, break
	When, Text    string
	Simulated     bool // the event is invented
	Tags          []string
	Quote, Source string
	Lang          string // of quote and source
	on            chart.Note
	id            string
}

// notes is what stands under a chart: what its marks mean, and what else there is to say.
type notes struct {
	Title   string // how many there are
	List    []note
	Earlier string // where the events are that are too many for the chart; "" where these are all
}

// mostNotes is how many marks a chart has, each with a number of one figure. The newest have them.
const mostNotes = 9

// annotate puts events and breaks of an indicator in a region on a chart, and says what its marks mean. Events that the chart
// does not reach are left to the page's own list; breaks are told of wherever they lie, since they part what can be compared.
func (r *request) annotate(t *chart.Trajectory, i *config.Indicator, region *config.Region) notes {
	var seen, unseen []note
	for _, n := range r.noteworthy(i, region) {
		switch {
		case t.InSight(n.on.From, n.on.To):
			seen = append(seen, n)
		case n.on.Break:
			unseen = append(unseen, n)
		}
	}
	var out notes
	if over := len(seen) - mostNotes; over > 0 {
		for _, n := range seen[:over] {
			if n.on.Break {
				unseen = append(unseen, n)
			}
		}
		seen = seen[over:]
		out.Earlier = r.data("annotations.csv", "indicator", i.ID, "region", region.Code)
	}
	for k := range seen {
		seen[k].Number = k + 1
		t.Notes = append(t.Notes, seen[k].on)
		r.told[seen[k].id] = true
	}
	out.List = append(seen, unseen...)
	out.Title = r.N("note.marks", float64(len(out.List)), 0)
	return out
}

// noteworthy are the events and breaks of an indicator in a region up to today, in order of their days.
func (r *request) noteworthy(i *config.Indicator, region *config.Region) []note {
	var list []note
	for _, a := range r.board.Annotations(i.ID, region.Code) {
		list = append(list, r.event(a))
	}
	for _, b := range i.Breaks {
		if b.On <= r.board.Today {
			list = append(list, r.breakNote(b))
		}
	}
	slices.SortStableFunc(list, func(x, y note) int { return cmp.Compare(x.on.From, y.on.From) })
	return list
}

func (r *request) event(a *config.Annotation) note {
	n := note{
		Kind: "event", When: r.during(a), Text: r.text(a.Text), Quote: a.Quote, Source: a.Source, Lang: a.Language, id: a.ID,
		on: chart.Note{From: a.First(), To: a.Last(), Simulated: a.Simulated},
	}
	if a.Simulated {
		n.Simulated, n.Tags = true, append(n.Tags, r.T("tag.simulated_event"))
	}
	if a.On.Inferred {
		n.Tags = append(n.Tags, r.T("tag.inferred"))
	}
	return n
}

func (r *request) breakNote(b config.Break) note {
	return note{
		Kind: "break", Text: r.T("chart.break", "Date", r.Date(b.On), "Note", r.plainText(b.Note)),
		on: chart.Note{From: b.On, To: b.On, Break: true, Word: r.T("note.break")},
	}
}

// during says when an event was. Of one that goes on it is not said when it will end.
func (r *request) during(a *config.Annotation) string {
	switch {
	case a.To <= a.On.LastDay():
		return r.dated(a.On)
	case a.To > r.board.Today:
		return r.T("note.since", "Date", r.dated(a.On))
	}
	return r.T("date.span", "From", r.dated(a.On), "To", r.Date(a.To))
}

// labels are the notes on a chart in words, for the script.
func (n notes) labels() (list []string) {
	for _, of := range n.List {
		if of.Number > 0 {
			list = append(list, strconv.Itoa(of.Number)+". "+of.line())
		}
	}
	return list
}

func (n *note) line() string {
	if n.When == "" {
		return n.Text
	}
	return n.When + ": " + n.Text
}

// eventsIn are the events for a region that no chart of the page has: those that name it, or are for an indicator that it
// has values of; the newest first.
func (r *request) eventsIn(region *config.Region) notes {
	return r.untold(func(a *config.Annotation) bool { return a.Concerns("", region.Code) && r.follows(a, region) }, "region", region.Code)
}

// eventsOf are the events for a programme that no chart of the page has, the newest first.
func (r *request) eventsOf(programme *config.Programme) notes {
	return r.untold(func(a *config.Annotation) bool { return a.Of(programme) }, "programme", programme.ID)
}

func (r *request) untold(wanted func(*config.Annotation) bool, filter, id string) (out notes) {
	list := r.board.Annotations("", "")
	slices.Reverse(list)
	for _, a := range list {
		switch {
		case r.told[a.ID] || !wanted(a):
		case len(out.List) == mostNotes:
			out.Earlier = r.data("annotations.csv", filter, id)
			return out
		default:
			out.List = append(out.List, r.event(a))
		}
	}
	return out
}

func (r *request) follows(a *config.Annotation, region *config.Region) bool {
	return a.Names(region.Code) || slices.ContainsFunc(a.IndicatorIDs(), func(id string) bool {
		return r.board.Series(id, region.Code, "") != nil
	})
}

// within are the events and breaks within a period.
func (r *request) within(i *config.Indicator, region *config.Region, p kpi.Period) notes {
	return notes{List: slices.DeleteFunc(r.noteworthy(i, region), func(n note) bool { return n.on.To < p.Start || n.on.From > p.End })}
}
