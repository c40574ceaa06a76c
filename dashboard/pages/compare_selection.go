package pages

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
)

// The ways in which regions are compared, each at an address of its own. All of them keep the selection.
const (
	viewTable        = "table"
	viewImproved     = "improved"
	viewTrajectories = "trajectories"
	viewScatter      = "scatter"
	viewRanks        = "ranks"
)

var compareViews = []string{viewTable, viewImproved, viewTrajectories, viewScatter, viewRanks}

// selection is what a visitor chose to compare, as it stands in the address; "" is what the page chooses itself.
type selection struct {
	of         string // whose regions
	peers, by  string // only those nearest to one region, by population or by the level that they started from
	indicator  string // what is followed over time, or an index
	years      string // over how many years, of improvement
	x, y       string // the two indicators of the scatter
	indicators string // the table's columns, ids with commas between them
	sort       string // an indicator, its best first; its worst with "-" before it
}

// The ways in which regions are near one another.
const (
	byPopulation = "population"
	byStart      = "start"
)

var waysToBeNear = []string{byPopulation, byStart}

func selectionOf(c *fiber.Ctx) selection {
	s := selection{
		of: c.Query("of"), peers: c.Query("peers"), by: c.Query("by"), indicator: c.Query("indicator"), years: c.Query("years"),
		x: c.Query("x"), y: c.Query("y"), sort: c.Query("sort"),
	}
	var columns []string
	for _, given := range c.Context().QueryArgs().PeekMulti("indicators") { // a form sends one for each box
		columns = append(columns, strings.FieldsFunc(string(given), func(c rune) bool { return c == ',' })...)
	}
	s.indicators = strings.Join(columns, ",")
	return s
}

// pairs are the parameters that were chosen.
func (s selection) pairs() []string {
	all := []string{
		"of", s.of, "peers", s.peers, "by", s.by, "indicator", s.indicator, "years", s.years, "x", s.x, "y", s.y,
		"indicators", s.indicators, "sort", s.sort,
	}
	var pairs []string
	for i := 0; i < len(all); i += 2 {
		if all[i+1] != "" {
			pairs = append(pairs, all[i], all[i+1])
		}
	}
	return pairs
}

// columns are the ids of the table's columns; none where it has all.
func (s selection) columns() []string {
	if s.indicators == "" {
		return nil
	}
	return strings.Split(s.indicators, ",")
}

// compareAddress is where a view is; with ".csv" after it, its file.
func compareAddress(view string) string {
	if view == viewTable {
		return "/compare"
	}
	return "/compare/" + view
}

// compareLink is a view of a selection.
func (r *request) compareLink(view string, s selection) string {
	return r.link(compareAddress(view), s.pairs()...)
}

// compareForm is where a visitor chooses what is compared. Without scripts it asks for the page anew.
type compareForm struct {
	Action  string
	Kept    []kept
	Selects []choice
	Boxes   []option // the table's columns
}

// choice is a field of the form.
type choice struct {
	ID, Label string
	Options   []option
}

func (r *request) compareForm(view string, t *comparison) *compareForm {
	f := &compareForm{Action: compareAddress(view)}
	f.Selects = append(f.Selects, r.chooseRegions(t)...)
	switch view {
	case viewTable:
		chosen := t.columns()
		for _, i := range t.known {
			f.Boxes = append(f.Boxes, option{i.ID, r.plainText(i.Name), slices.Contains(chosen, i.ID)})
		}
	case viewScatter:
		f.Selects = append(f.Selects,
			choice{"x", r.T("compare.x"), r.knownIndicators(t, t.x)}, choice{"y", r.T("compare.y"), r.knownIndicators(t, t.y)})
	case viewRanks:
		f.Selects = append(f.Selects, choice{"indicator", r.T("compare.placed_by"), r.placeable(t)})
	default:
		f.Selects = append(f.Selects, choice{"indicator", r.T("compare.indicator"), r.knownIndicators(t, t.on)})
	}
	if view == viewImproved {
		f.Selects = append(f.Selects, choice{"years", r.T("compare.years"), r.spans(t)})
	}
	f.Kept = r.hidden()
	for i, pairs := 0, t.selection.pairs(); i < len(pairs); i += 2 {
		if !f.asks(pairs[i]) {
			f.Kept = append(f.Kept, kept{pairs[i], pairs[i+1]})
		}
	}
	return f
}

// asks tells whether the form has a field for a parameter. A region chosen in it brings its own parent.
func (f *compareForm) asks(name string) bool {
	return name == "indicators" && len(f.Boxes) > 0 || slices.ContainsFunc(f.Selects, func(c choice) bool { return c.ID == name })
}

// chooseRegions chooses between all regions of the parent and those that are near one of them.
func (r *request) chooseRegions(t *comparison) []choice {
	regions := []option{{"", r.T("compare.everybody"), t.peers == nil}}
	for _, region := range t.all {
		regions = append(regions, option{region.Code, r.T("compare.peer_of", "Region", r.plainText(region.Name)), t.peers != nil && t.peers.of == region})
	}
	ways := make([]option, 0, len(waysToBeNear))
	for _, way := range waysToBeNear {
		ways = append(ways, option{way, r.T("compare.by." + way), t.selection.by == way})
	}
	return []choice{{"peers", r.T("compare.peers"), regions}, {"by", r.T("compare.near"), ways}}
}

// placeable are the indexes that place regions, and the indicators that they can be placed by.
func (r *request) placeable(t *comparison) (list []option) {
	placing, chosen := t.placing(r), t.on
	for _, v := range t.indexes(r) {
		list = append(list, option{v.Index.ID, r.plainText(v.Index.Name), v == placing})
	}
	if placing != nil {
		chosen = nil
	}
	return append(list, r.knownIndicators(t, chosen)...)
}

// knownIndicators are those that the regions can be compared by; one that was asked for before anybody has reported it, too.
func (r *request) knownIndicators(t *comparison, chosen *config.Indicator) (list []option) {
	for _, i := range t.known {
		list = append(list, option{i.ID, r.plainText(i.Name), i == chosen})
	}
	if chosen != nil && !slices.Contains(t.known, chosen) {
		list = append(list, option{chosen.ID, r.plainText(chosen.Name), true})
	}
	return list
}
