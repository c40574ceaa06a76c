package pages

import (
	"cmp"
	"math"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
)

// regionsBody lists the regions under the country or region that they belong to.
type regionsBody struct {
	Parents []regionGroup
	Briefs  string     // of all regions, for print
	Lead    *place     // the promise that the overview opens with; nil where nothing has been measured yet
	Orders  []ageOrder // that the lines can have; none without it
}

type regionGroup struct {
	Name, Href string
	Briefs     string // of the regions within, for print; "" where there are none
	Own        regionLine
	Lines      []regionLine
	Led        bool // some line has the promise that leads
}

// regionLine is a region in a list: how its promises stand, and how fresh its data is.
type regionLine struct {
	Name, Code, Href string
	Kind             string
	Tally            []tally
	Absent           *mark // why there is nothing to count
	Freshness        []tally
	Lead             *leadLine // nil where the promise that leads is not laid on the region
}

// leadLine is how a region stands by the promise that the overview opens with.
type leadLine struct {
	Value, How           string
	Missing              *mark // why there is no value
	Gap                  string
	Forecast, NoForecast string
	Tags                 []string
	of                   *board.Progress
}

// The orders of regions; the first is that of the configuration.
var lineOrders = []string{"listed", "value", "gap", "forecast"}

// regions serves the list, in the order that is asked for.
func (p *Pages) regions(c *fiber.Ctx) error {
	return p.page(func(r *request) (*content, error) {
		order := cmp.Or(c.Query("sort"), lineOrders[0])
		if !slices.Contains(lineOrders, order) {
			return nil, invalid("sort", order)
		}
		if order != lineOrders[0] {
			r.about = append(r.about, "sort", order)
		}
		return &content{template: "regions", title: r.T("nav.regions"), section: "regions", body: r.regionsBody(lead(r.board), order)}, nil
	})(c)
}

func (r *request) regionsBody(of group, order string) *regionsBody {
	body := &regionsBody{Briefs: r.briefOf("/regions")}
	if of != nil {
		target := of.last().Target
		body.Lead = &place{r.plainText(target.Name), r.link("/programmes/" + url.PathEscape(target.Programme.ID) + "#" + target.ID)}
		for _, by := range lineOrders {
			body.Orders = append(body.Orders, ageOrder{r.T("lines." + by), r.link("/regions", "sort", by), by == order})
		}
	}
	for _, region := range r.board.Config.Regions {
		children := r.board.Config.Children(region.Code)
		if region.Parent != "" && len(children) == 0 {
			continue
		}
		g := regionGroup{Name: r.regionName(region), Href: r.regionLink(region), Own: r.regionLine(region, of)}
		for _, child := range children {
			g.Lines = append(g.Lines, r.regionLine(child, of))
		}
		g.Led = slices.ContainsFunc(g.Lines, func(l regionLine) bool { return l.Lead != nil })
		slices.SortStableFunc(g.Lines, func(x, y regionLine) int { return compareLines(x.Lead, y.Lead, order) })
		if len(children) > 0 {
			g.Briefs = r.briefOf("/regions", "parent", region.Code)
		}
		body.Parents = append(body.Parents, g)
	}
	return body
}

// compareLines puts what is best first, or, by the gap, what falls shortest; what is not known comes last.
func compareLines(x, y *leadLine, order string) int {
	a, b := x.by(order), y.by(order)
	switch {
	case a != nil && b != nil:
		return cmp.Compare(*b, *a)
	case a != nil:
		return -1
	case b != nil:
		return 1
	}
	return 0
}

// by is what a line is put in its place by, the higher the earlier; nil where that is not known, or all stay in their places.
func (l *leadLine) by(order string) *float64 {
	if l == nil || l.of.Latest == nil {
		return nil
	}
	up, v := l.of.Indicator.Direction.Sign(), 0.0
	switch order {
	case "value":
		v = up * l.of.Latest.Value
	case "gap":
		v = up * (*l.of.Value - l.of.Latest.Value)
	case "forecast":
		if l.of.Forecast == nil {
			return nil
		}
		v = up * l.of.Forecast.Value
	default:
		return nil
	}
	return &v
}

func (r *request) regionLine(region *config.Region, of group) regionLine {
	line := regionLine{Name: r.regionName(region), Code: region.Code, Href: r.regionLink(region)}
	line.Tally = r.tally(r.board.ProgressOf("", region.Code))
	if len(line.Tally) == 0 {
		m := r.because("no_promise", "no_promise")
		line.Absent = &m
	}
	line.Freshness = r.freshness(r.board.SourcesOf(region.Code)).Tally
	line.Lead = r.leadLine(region, of)
	return line
}

func (r *request) leadLine(region *config.Region, of group) *leadLine {
	if of == nil {
		return nil
	}
	for g := range groups(r.board.ProgressOf(of.last().Programme.ID, region.Code)) {
		p := g.last()
		if p.Target != of.last().Target || p.Breakdown != of.last().Breakdown || p.Value == nil {
			continue
		}
		line := &leadLine{of: p}
		if p.Latest == nil {
			m := r.stateOf(p)
			line.Missing = &m
			return line
		}
		line.Value, line.How, line.Tags = r.value(p.Indicator, p.Latest.Value), r.howLatest(p), r.marked(p.Simulated, false, false, p.Partial)
		line.Forecast, line.NoForecast = r.forecast(p)
		line.Gap = r.T("lines.kept")
		if !p.Comparison().Holds(p.Latest.Value, *p.Value) {
			line.Gap = r.distance(p.Indicator, math.Abs(*p.Value-p.Latest.Value))
		}
		return line
	}
	return nil
}
