package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// The kinds of what can be embedded, beside the ways of comparing regions, which have their views' names.
const (
	embedTrajectory   = "trajectory"    // a promise, or an indicator without one, in a region over time
	embedTile         = "tile"          // its newest value alone
	embedPlace        = "place"         // a region's place in an index over time
	embedMap          = "map"           // a promise in all regions
	embedStages       = "stages"        // a region's services by how far they are online
	embedService      = "service"       // a service's regions, likewise
	embedLate         = "late"          // a region's overdue applications by how long they have been so
	embedTimes        = "times"         // how long a region's services take
	embedServiceTimes = "service-times" // how long a service takes in each region
	embedMilestones   = "milestones"    // a programme's, on one scale of time
	embedIndex        = "index"         // the places of a programme's index
	embedReports      = "reports"       // what became of the reports that a programme is owed
	embedContents     = "contents"      // what a published dataset holds
)

// embedKind is a kind, and the names of what stands behind it in an address.
type embedKind struct {
	name   string
	behind []string
}

// embedKinds are all of them, in the order in which they are told of.
var embedKinds = []embedKind{
	{embedTrajectory, []string{"indicator", "region"}}, {embedTile, []string{"indicator", "region"}}, {embedPlace, []string{"index", "region"}},
	{embedStages, []string{"region"}}, {embedLate, []string{"region"}}, {embedTimes, []string{"region"}},
	{embedService, []string{"service"}}, {embedServiceTimes, []string{"service"}},
	{embedMilestones, []string{"programme"}}, {embedIndex, []string{"programme"}}, {embedReports, []string{"programme"}},
	{embedContents, []string{"dataset"}},
	{embedMap, nil}, {viewTable, nil}, {viewImproved, nil}, {viewTrajectories, nil}, {viewScatter, nil}, {viewRanks, nil},
}

// embedsThere are the addresses that there are.
var embedsThere = func() string {
	var all []string
	for _, k := range embedKinds {
		all = append(all, k.address(embedAddress, func(name string) string { return "{" + name + "}" }))
	}
	return strings.Join(all, ", ")
}()

// address is that of a kind under another one, with what of says for each name behind it.
func (k embedKind) address(under string, of func(name string) string) string {
	path := under + "/" + k.name
	for _, name := range k.behind {
		path += "/" + of(name)
	}
	return path
}

// kindOf finds a kind by its name; false where there is none.
func embedKindOf(name string) (embedKind, bool) {
	at := slices.IndexFunc(embedKinds, func(k embedKind) bool { return k.name == name })
	if at < 0 {
		return embedKind{}, false
	}
	return embedKinds[at], true
}

// standsAlone tells whether a kind's address has nothing behind it but parameters.
func standsAlone(name string) bool {
	k, known := embedKindOf(name)
	return known && k.behind == nil
}

// path is the address without its parameters.
func (e *embedded) path(under string) string {
	k, _ := embedKindOf(e.kind)
	return k.address(under, func(name string) string {
		switch name {
		case "indicator", "index":
			return url.PathEscape(e.indicator)
		}
		return url.PathEscape(e.last())
	})
}

// last is what stands last behind the kind.
func (e *embedded) last() string { return cmp.Or(e.region, e.id) }

// embedEndings are the files that an address with nothing behind it has beside the page.
var embedEndings = []string{".svg", ".png"}

// embedOf reads an address: its kind, what stands behind that, and its parameters. What can't be is found out by the board.
func embedOf(kind, first, last string, query func(string) string) embedded {
	e := embedded{kind: kind, lang: query("lang"), theme: query("theme"), size: query("size"), scaled: query("scale")}
	for _, ending := range embedEndings {
		if plain, has := strings.CutSuffix(last, ending); has {
			last, e.ending = plain, ending
		}
	}
	k, _ := embedKindOf(kind)
	switch {
	case len(k.behind) == 0:
	case k.behind[len(k.behind)-1] == "region":
		e.indicator, e.region = first, strings.ToUpper(last)
	default:
		e.id = last
	}
	switch {
	case kind == embedTrajectory, kind == embedTile, kind == embedMap:
		e.target, e.breakdown = query("target"), query("breakdown")
	case kind == embedContents:
		e.release = query("release")
	case k.behind == nil:
		e.choice = selection{
			of: query("of"), peers: query("peers"), by: query("by"), indicator: query("indicator"), years: query("years"), x: query("x"), y: query("y"),
			indicators: query("indicators"), sort: query("sort"),
		}
	}
	return e
}

// pairs are the parameters that say what is embedded.
func (e *embedded) pairs() []string {
	return append([]string{"target", e.target, "breakdown", e.breakdown, "release", e.release}, e.choice.pairs()...)
}

// link is the address of the page, or of a file, of what is embedded; extra are further parameters.
func (e *embedded) link(r *request, ending string, extra ...string) string {
	return r.link(e.path(embedAddress)+ending, slices.Concat([]string{"lang", r.Code}, e.pairs(), extra)...)
}

// share is the address of the page that offers it.
func (e *embedded) share(r *request) string { return r.link(e.path(shareAddress), e.pairs()...) }
