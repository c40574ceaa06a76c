package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
)

// regionBody is the governor's page: is my region going to make it, and what moves it most?
type regionBody struct {
	Name, About  string // About: code, kind, population
	Head         string
	Parent, Href string
	Finding, Gap string
	Tags         []string
	Tally        []tally
	Absent       []absent // programmes that expect nothing of the region, and why
	Ranked       string   // by whose index it has a rank all the same; "" where it has none
	Figures      []*figure
	Said         *promise     // beside a figure that stands alone
	Further      []standing   // promises beyond those that are drawn
	Unmeasured   []standing   // promises that nothing can be drawn for
	Places       []indexPlace // in the indexes that compare the region
	Followed     []series     // indicators beside the promises
	Services     *services
	Late         *late
	Processing   *processing
	Peers        *similar
	Sources      []source
	Freshness    freshness
	Age          place // how old its newest data is, and the line that stands beside other regions'
	Children     []regionLine
	Milestones   []milestoneRows
	Events       notes    // that no chart of the page has
	Signals      *signals // nil where nothing is striking
	CSV          string
	WhatIf       string // where one asks what would be otherwise
	Brief        string // the page for print
}

func (p *Pages) region(r *request) (*content, error) {
	region := r.board.Config.Region(strings.ToUpper(r.id))
	if region == nil {
		return nil, &unknownRegion{r.id}
	}
	body := &regionBody{
		Name: r.regionName(region), About: r.aboutRegion(region), Head: r.text(region.Head),
		Services: r.services(region), Late: r.late(region), Processing: r.processing(region.Code), CSV: r.data("progress.csv", "region", region.Code),
		WhatIf: r.link("/regions/" + url.PathEscape(region.Code) + "/what-if"), Brief: r.briefOf("/regions/" + url.PathEscape(region.Code)),
	}
	if parent := r.board.Config.Region(region.Parent); parent != nil {
		body.Parent, body.Href = r.regionName(parent), r.regionLink(parent)
	}
	body.Absent = r.absences(region)
	list := r.fillFigures(body, region)
	if len(body.Absent) == 0 || len(body.Figures) > 0 {
		body.Followed = r.followed(region)
	}
	r.fillFinding(body, list)
	r.fillRegionSources(body, region)
	for _, child := range r.board.Config.Children(region.Code) {
		body.Children = append(body.Children, r.regionLine(child, nil))
	}
	r.fillRegionMilestones(body, region)
	body.Events = r.eventsIn(region)
	body.Signals = r.signals(region)
	body.Places = r.indexPlaces(region)
	if len(body.Absent) > 0 {
		body.Ranked = r.rankedElsewhere(region)
	}
	body.Peers = r.similar(region)
	charts := len(body.Figures) > 0
	return &content{template: "region", title: body.Name, section: "regions", charts: charts, embed: embedOfGroup(r.firstDrawn("", region.Code)), body: body}, nil
}

// absences are the programmes that expect nothing of a region, and why.
func (r *request) absences(region *config.Region) []absent {
	var out []absent
	for _, p := range r.board.Config.Programmes {
		if exempt := p.Exempt(region.Code); exempt != nil {
			out = append(out, absent{r.plainText(p.Name), r.text(exempt.Reason)})
		}
	}
	return out
}

// rankedElsewhere says by which index a region has a rank of which other programmes expect nothing; "" where it has none.
func (r *request) rankedElsewhere(region *config.Region) string {
	var said []string
	for _, v := range r.board.Indexes {
		p := ranked(v)
		if p == nil || p.Index.Programme.Exempt(region.Code) != nil {
			continue
		}
		if n := p.PlaceOf(region); n < 0 || p.Regions[n].Score == nil {
			continue
		}
		name := r.plainText(p.Index.Name)
		if p.Simulated {
			said = append(said, r.T("region.ranked_simulated", "Index", name))
		} else {
			said = append(said, r.T("region.ranked", "Index", name))
		}
	}
	return strings.Join(said, " ")
}

// mostFigures is how many promises a region's page draws: of more, those that fall shortest.
const mostFigures = 12

// fillFigures draws the promises for the region that have a value; the others are listed with what is missing.
func (r *request) fillFigures(body *regionBody, region *config.Region) []*board.Progress {
	var expected []*board.Progress
	var drawn []group
	for g := range groups(r.board.ProgressOf("", region.Code)) {
		p := g.last()
		if p.Programme.Exempt(region.Code) != nil {
			continue
		}
		expected = append(expected, g...)
		if p.Latest == nil {
			for _, s := range r.standings(g) {
				s.Region, s.Responsible = "", r.responsible(p.Target) // the region is the page's own
				body.Unmeasured = append(body.Unmeasured, s)
			}
			continue
		}
		drawn = append(drawn, g)
	}
	if len(drawn) > mostFigures {
		slices.SortStableFunc(drawn, furthestBehind)
		var further []*board.Progress
		for _, g := range drawn[mostFigures:] {
			further = append(further, g...)
		}
		body.Further = r.standings(further)
		drawn = drawn[:mostFigures]
	}
	as := several
	if len(drawn) < 3 {
		as = alone
	}
	for _, g := range drawn {
		f := r.figure(g, as)
		f.Href = f.Standing.Href
		body.Figures = append(body.Figures, f)
	}
	if len(drawn) == 1 {
		p := drawn[0].last()
		body.Said = r.said(p.Target.Promise, p.Programme)
	}
	return expected
}

// fillFinding says how many commitments are missed or will be at this pace, and where the widest gap is.
func (r *request) fillFinding(body *regionBody, list []*board.Progress) {
	var n outcome
	var widest, only, known *board.Progress
	simulated := false
	for g := range groups(list) {
		p := g.last()
		simulated = simulated || p.Simulated
		r.count(&n, p)
		if judged(p) {
			only = p
		}
		if known == nil && p.Latest != nil && p.Value != nil {
			known = p
		}
		if !falls(p) {
			continue
		}
		if widest == nil || shortfall(p) > shortfall(widest) {
			widest = p
		}
	}
	name := body.Name
	switch {
	case len(list) == 0 && len(body.Absent) > 0:
		body.Finding = r.T("region.absent", "Region", name)
	case len(list) == 0:
		body.Finding = r.T("region.no_promise", "Region", name)
	case n.known == 0 && known != nil: // no state can be told, and still there are a value and a promise
		m := r.stateOf(known)
		body.Finding, body.Gap = r.single(name, known), sentence(strings.TrimSuffix(m.Word+": "+m.Why, ": "))
	case n.known == 0:
		body.Finding = r.T("region.none_judged", "Region", name)
	case n.known == 1:
		body.Finding, body.Gap = r.single(name, only), r.beside(only)
	case n.lost > 0:
		body.Finding = r.N("region."+n.word(), float64(n.lost), 0, "Region", name, "Known", r.Number(float64(n.known), 0))
	default:
		body.Finding = r.N("region."+n.word(), float64(n.known), 0, "Region", name)
	}
	if widest != nil && n.known > 1 {
		body.Gap = r.gap(widest)
	}
	if simulated {
		body.Tags = append(body.Tags, r.T("tag.simulated"))
	}
	body.Tally = r.tally(list)
}

// single is the finding where one promise alone can be judged: its number says more than a count of one would.
func (r *request) single(name string, p *board.Progress) string {
	key := "region.promise"
	if p.Yardstick {
		key = "region.yardstick"
	}
	return name + ": " + r.finding(p) + " " + r.T(key, "Promise", r.promised(p), "By", r.by(p))
}

// shortfall is how far the value to expect stays below what was promised, as a share of the promise.
func shortfall(p *board.Progress) float64 {
	v := p.Latest.Value
	if p.Forecast != nil && p.Forecast.At == p.Deadline {
		v = p.Forecast.Value
	}
	if *p.Value == 0 {
		return (v - *p.Value) * -p.Indicator.Direction.Sign()
	}
	return (*p.Value - v) / *p.Value * p.Indicator.Direction.Sign()
}

// gap is the widest gap of several: the value against what the promise asked for on its day, or against where it leads.
func (r *request) gap(p *board.Progress) string {
	name, value, goal := r.named(p.Indicator, p.Breakdown), r.latest(p), r.goal(p.Indicator, *p.Value)
	switch f := p.Forecast; {
	case p.Ideal != nil && unsettled(p):
		return r.T("region.gap_ideal", "Indicator", name, "Value", value, "Ideal", r.value(p.Indicator, *p.Ideal))
	case f != nil && f.At == p.Deadline && r.ahead(p):
		return r.T("region.gap_forecast", "Indicator", name, "Value", value, "Goal", goal, "Expected", r.expected(f, p.Indicator))
	}
	return r.T("region.gap", "Indicator", name, "Value", value, "Goal", goal)
}

// beside is what can be added where one promise alone is judged: what it asked for on the day of the value, and where that
// leads.
func (r *request) beside(p *board.Progress) string {
	var said []string
	if p.Ideal != nil && unsettled(p) {
		said = append(said, r.T("region.ideal", "Date", r.Date(p.Latest.Date), "Ideal", r.value(p.Indicator, *p.Ideal)))
	}
	if f := p.Forecast; f != nil && f.At == p.Deadline && r.ahead(p) {
		said = append(said, r.leadsTo(p, f))
	}
	return strings.Join(said, " ")
}

func (r *request) fillRegionSources(body *regionBody, region *config.Region) {
	views := r.board.SourcesOf(region.Code)
	for i := range views {
		body.Sources = append(body.Sources, r.source(&views[i]))
	}
	body.Freshness = r.freshness(views)
	body.Age = r.ageText(region)
}

func (r *request) fillRegionMilestones(body *regionBody, region *config.Region) {
	for _, programme := range r.board.Config.Programmes {
		if rows := r.milestoneList(programme, nextFirst(r.milestonesOf(programme, region))); len(rows) > 0 {
			body.Milestones = append(body.Milestones, milestoneRows{r.plainText(programme.Name), r.programmeLink(programme), rows})
		}
	}
}
