package pages

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// nearest is how many regions stand beside the one that they are near to.
const nearest = 5

// peers are a region and those nearest to it.
type peers struct {
	of      *config.Region
	apart   []*config.Region // of which it is not known how near they are
	unknown bool             // of the region itself: all regions are compared
}

// findPeers leaves the regions that are nearest to the chosen one, in the order of the configuration.
func (t *comparison) findPeers(r *request) error {
	if t.selection.by != "" && !slices.Contains(waysToBeNear, t.selection.by) {
		return invalid("by", t.selection.by)
	}
	t.regions = t.all
	if t.selection.peers == "" {
		return nil
	}
	t.peers = &peers{of: r.board.Config.Region(t.selection.peers)}
	values := make([]*float64, len(t.all))
	var own *float64
	for n, region := range t.all {
		values[n] = t.sizeOf(r, region)
		switch {
		case region == t.peers.of:
			own = values[n]
		case values[n] == nil:
			t.peers.apart = append(t.peers.apart, region)
		}
	}
	if own == nil {
		t.peers.unknown, t.peers.apart = true, nil
		return nil
	}
	t.regions = nil
	for _, at := range near(t.peers.of, t.all, values) {
		t.regions = append(t.regions, t.all[at])
	}
	return nil
}

// near are the places of a region and of those that are nearest to it by a value of each, in their order; one without a value is near nobody.
func near(of *config.Region, all []*config.Region, values []*float64) []int {
	own := slices.Index(all, of)
	var list []int
	for n, v := range values {
		if v != nil && n != own {
			list = append(list, n)
		}
	}
	slices.SortStableFunc(list, func(x, y int) int {
		return cmp.Compare(math.Abs(*values[x]-*values[own]), math.Abs(*values[y]-*values[own]))
	})
	list = append(list[:min(nearest, len(list))], own)
	slices.Sort(list)
	return list
}

// sizeOf is what regions are near one another by; nil where it is not known.
func (t *comparison) sizeOf(r *request, region *config.Region) *float64 {
	if t.selection.by != byStart {
		return population(region)
	}
	if t.on == nil {
		return nil
	}
	then, now := r.span(t.on, region, 0)
	if then == nil {
		then = now // one value: it has only started
	}
	if then == nil {
		return nil
	}
	return then.Value
}

// population is nil where it is not known.
func population(region *config.Region) *float64 {
	if region.Population == 0 {
		return nil
	}
	v := float64(region.Population)
	return &v
}

// peersText says whose peers are compared, by what, and who is left out because that is not known.
func (r *request) peersText(t *comparison) (list []string) {
	if t.peers == nil {
		return nil
	}
	way := r.T("compare.by." + cmp.Or(t.selection.by, byPopulation))
	if t.selection.by == byStart && t.on != nil {
		way += " (" + r.plainText(t.on.Name) + ")"
	}
	name := r.plainText(t.peers.of.Name)
	if t.peers.unknown {
		return []string{r.T("compare.peers_unknown", "Region", name, "Way", way)}
	}
	list = append(list, r.N("compare.peers_of", float64(len(t.regions)-1), 0, "Region", name, "Way", way))
	if len(t.peers.apart) > 0 {
		list = append(list, r.T("compare.peers_apart", "Regions", r.names(t.peers.apart, mostNamed)))
	}
	return list
}

// How many regions a sentence names, and how many a heading.
const (
	mostNamed    = 6
	mostInTitles = 2
)

// names lists the names of regions, and says how many more there are than so many.
func (r *request) names(regions []*config.Region, most int) string {
	var names []string
	for _, region := range regions[:min(most, len(regions))] {
		names = append(names, r.plainText(region.Name))
	}
	list := strings.Join(names, ", ")
	if more := len(regions) - most; more > 0 {
		list += " " + r.N("search.more", float64(more), 0)
	}
	return list
}

// invalid says of which parameter nothing can be made.
func invalid(parameter, given string) error {
	return &store.Error{Code: store.CodeInvalid, Message: parameter + ": nothing is called " + strconv.Quote(given)}
}
