package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/store"
)

// fewestCompared is how many regions an indicator needs values of to be compared by it.
const fewestCompared = 2

// comparison is what is compared, before it is written in a language.
type comparison struct {
	selection
	parent   *config.Region
	all      []*config.Region    // of the parent
	regions  []*config.Region    // that are compared
	peers    *peers              // nil where all are
	known    []*config.Indicator // that the parent's regions can be compared by
	on       *config.Indicator   // what is followed over time; nil where nothing is known
	index    *config.Index       // that was chosen instead of it
	x, y     *config.Indicator
	promises map[promiseKey]*board.Progress
	over     int // years of improvement; 0: as far back as values can be compared
}

// compareBody is what all views have: a finding, what is compared and in which other ways, and the file of what is seen.
type compareBody struct {
	Finding, More string
	Text          string
	Parents       []parentChoice
	Views         []navigation
	Form          *compareForm
	Notes         []string
	Tags          []string
	CSV, Share    string
	None          bool // nothing can be compared yet
	Shown         any  // the view's own
}

// parentChoice is whose regions are compared.
type parentChoice struct {
	place
	Current bool
}

// comparedView is a way of comparing regions: what its page shows, and the rows of its file.
type comparedView struct {
	show func(*request, *comparison, *compareBody)
	rows func(*request, *comparison) [][]string
}

func viewOf(view string) comparedView {
	switch view {
	case viewImproved:
		return comparedView{(*request).improved, (*request).improvedRows}
	case viewTrajectories:
		return comparedView{(*request).multiples, (*request).multiplesRows}
	case viewScatter:
		return comparedView{(*request).scatter, (*request).scatterRows}
	case viewRanks:
		return comparedView{(*request).ranks, (*request).ranksRows}
	}
	return comparedView{(*request).table, (*request).tableRows}
}

// compare serves a view as a page.
func (p *Pages) compare(view string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		return p.page(func(r *request) (*content, error) {
			chosen := selectionOf(c)
			t, err := r.comparison(chosen)
			if err != nil {
				return nil, err
			}
			r.about = append(r.about, chosen.pairs()...)
			return &content{
				template: "compare-" + view, title: r.T("compare.view." + view), section: "compare", charts: view == viewScatter,
				body: r.compareBody(view, t), embed: &embedded{kind: view, choice: chosen}, seldom: chosen != selection{},
			}, nil
		})(c)
	}
}

func (r *request) compareBody(view string, t *comparison) *compareBody {
	body := &compareBody{Finding: r.T("compare.view." + view), Text: r.T("compare.text." + view)}
	for _, parent := range r.parents() {
		body.Parents = append(body.Parents, parentChoice{place{r.regionName(parent), r.compareLink(view, selection{of: parent.Code})}, parent == t.parent})
	}
	for _, other := range compareViews {
		body.Views = append(body.Views, navigation{r.T("compare.view." + other), r.compareLink(other, t.selection), other == view})
	}
	if body.None = len(t.known) == 0; body.None {
		return body
	}
	body.Form, body.Notes = r.compareForm(view, t), r.peersText(t)
	body.CSV = r.link(compareAddress(view)+".csv", t.selection.pairs()...)
	body.Share = (&embedded{kind: view, choice: t.selection}).share(r)
	viewOf(view).show(r, t, body)
	return body
}

// simulated marks what is shown where any of it is simulated.
func (body *compareBody) simulated(r *request, c *board.Cell) {
	if c != nil && c.Simulated && body.Tags == nil {
		body.Tags = []string{r.T("tag.simulated")}
	}
}

// comparison finds the regions and their values. Without a choice it compares the regions whose parent has the most that report.
func (r *request) comparison(chosen selection) (*comparison, error) {
	t := &comparison{selection: chosen}
	if err := t.findParent(r); err != nil || t.parent == nil {
		return t, err
	}
	t.of, t.all = t.parent.Code, r.board.Config.Children(t.parent.Code)
	for _, i := range r.board.Config.Indicators {
		if r.comparesBy(i, t.all) {
			t.known = append(t.known, i)
		}
	}
	sharesFirst(t.known)
	if err := t.findIndicators(r); err != nil {
		return nil, err
	}
	return t, t.findPeers(r)
}

// sharesFirst puts the first share before all others, for counts favour the regions that are large.
func sharesFirst(list []*config.Indicator) {
	n := slices.IndexFunc(list, func(i *config.Indicator) bool { return i.Unit == "percent" })
	if n > 0 {
		share := list[n]
		copy(list[1:], list[:n])
		list[0] = share
	}
}

// findParent finds whose regions are compared: those beside the one whose peers are asked for, those asked for, or most.
func (t *comparison) findParent(r *request) error {
	of, parents := t.of, r.parents()
	if t.selection.peers != "" {
		region := r.board.Config.Region(strings.ToUpper(t.selection.peers))
		if region == nil {
			return &unknownRegion{t.selection.peers}
		}
		if t.selection.peers = region.Code; region.Parent == "" || of != "" && !strings.EqualFold(of, region.Parent) {
			return &store.Error{Code: store.CodeInvalid, Message: "peers: " + region.Code + " has no such regions beside it"}
		}
		of = region.Parent
	}
	if of == "" {
		most := 0
		for _, parent := range parents {
			if n := r.reporting(parent); t.parent == nil || n > most {
				t.parent, most = parent, n
			}
		}
		return nil
	}
	if t.parent = r.board.Config.Region(strings.ToUpper(of)); t.parent == nil {
		return &unknownRegion{of}
	}
	if len(r.board.Config.Children(t.parent.Code)) == 0 {
		return fiber.ErrNotFound
	}
	return nil
}

// findIndicators finds what was chosen by name. What the configuration knows can be asked for before anybody has reported it.
func (t *comparison) findIndicators(r *request) error {
	if len(t.known) > 0 {
		t.on = t.known[0]
	}
	cfg := r.board.Config
	if sorted := cfg.Indicator(strings.TrimPrefix(t.selection.sort, "-")); slices.Contains(t.known, sorted) {
		t.on = sorted
	}
	if t.index = cfg.Index(t.indicator); t.index == nil {
		if err := choose(&t.on, "indicator", t.indicator, cfg); err != nil {
			return err
		}
	}
	if err := cmp.Or(choose(&t.x, "x", t.selection.x, cfg), choose(&t.y, "y", t.selection.y, cfg)); err != nil {
		return err
	}
	t.findPair()
	for _, id := range t.columns() {
		if id != "" && cfg.Indicator(id) == nil {
			return invalid("indicators", id)
		}
	}
	if id := strings.TrimPrefix(t.selection.sort, "-"); id != "" && cfg.Indicator(id) == nil {
		return invalid("sort", id)
	}
	return t.findYears()
}

// findPair fills what was not chosen of the two indicators: with others than the same thing counted twice where there are any.
func (t *comparison) findPair() {
	for _, fits := range []func(x, y *config.Indicator) bool{
		func(x, y *config.Indicator) bool { return x != y && !sameThing(x, y) },
		func(x, y *config.Indicator) bool { return x != y },
		func(x, y *config.Indicator) bool { return true },
	} {
		for _, x := range t.known {
			x = cmp.Or(t.x, x)
			for _, y := range t.known {
				if y = cmp.Or(t.y, y); fits(x, y) {
					t.x, t.y = x, y
					return
				}
			}
		}
	}
}

// sameThing tells whether two indicators are of one thing: a count and the share of it, a sum and its growth, or a formula and
// what it is of.
func sameThing(x, y *config.Indicator) bool {
	of := func(i *config.Indicator) string {
		if i.Derived != nil {
			return strings.TrimSuffix(i.Derived.Measure, "_share")
		}
		return strings.TrimSuffix(i.ID, "_share")
	}
	made := func(i, of *config.Indicator) bool {
		return i.Increment == of.ID || i.Formula != nil && slices.Contains(i.Formula.Compiled.Names(), of.ID)
	}
	return of(x) == of(y) || made(x, y) || made(y, x)
}

// choose replaces an indicator by the one that was asked for, if any was.
func choose(at **config.Indicator, parameter, id string, cfg *config.Config) error {
	if id == "" {
		return nil
	}
	i := cfg.Indicator(id)
	if i == nil {
		return invalid(parameter, id)
	}
	*at = i
	return nil
}

// parents are the regions that are made of others.
func (r *request) parents() []*config.Region {
	var list []*config.Region
	for _, region := range r.board.Config.Regions {
		if len(r.board.Config.Children(region.Code)) >= fewestCompared {
			list = append(list, region)
		}
	}
	return list
}

// reporting is how many of a region's children have any value.
func (r *request) reporting(parent *config.Region) int {
	n := 0
	for _, child := range r.board.Config.Children(parent.Code) {
		if slices.ContainsFunc(r.board.Config.Indicators, func(i *config.Indicator) bool { return r.newest(i, child) != nil }) {
			n++
		}
	}
	return n
}
