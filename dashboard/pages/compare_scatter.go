package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
)

// compareScatter is every region by two indicators.
type compareScatter struct {
	X, Y            scatterAxis
	Drawing, Narrow *chart.ScatterDrawing
	Options         string // address of the options for the script
	Unit, UnitY     string // patterns of the axes' values in the script
	Rows            []scatterRow
	Unnamed         bool // there is no room for the names of some
}

// scatterAxis is an indicator: which values of it are better, and the median, which a line is drawn at. Title is its name with the
// unit, where the numbers do not have it.
type scatterAxis struct{ Name, Title, Explain, Better, Median string }

type scatterRow struct {
	Name, Href string
	Peer       bool
	X, Y       scatterCell
}

// drawScatter draws it wide, and narrow.
func (r *request) drawScatter(s *chart.Scatter) (wide, narrow *chart.ScatterDrawing) {
	return chart.DrawScatter(s, scatterWidth, scatterHeight, r), chart.DrawScatter(s, narrowScatterWidth, narrowScatterHeight, r)
}

// scatterCell always says of which period a value is: those of two indicators may differ.
type scatterCell struct {
	Value, How, When string
	Missing          *mark
}

const (
	scatterWidth, scatterHeight             = 760, 420
	narrowScatterWidth, narrowScatterHeight = 360, 360
	mostLabelled                            = 100 // of more dots only those at the ends of an axis are named
	endsLabelled                            = 8
)

// scattered finds the regions that have both values.
func (r *request) scattered(t *comparison) (s *chart.Scatter, x, y *compared) {
	x, y = r.column(t, t.x), r.column(t, t.y)
	s = &chart.Scatter{X: r.axis(x), Y: r.axis(y)}
	mx, my := measureOf(t.x), measureOf(t.y)
	for n, region := range t.regions {
		a, b := x.cells[n], y.cells[n]
		if a == nil || b == nil {
			continue
		}
		s.Dots = append(s.Dots, chart.Dot{
			Name: r.regionName(region), Short: cmp.Or(r.plainText(region.Short), region.Code), Href: r.regionLink(region),
			X: *a.Value * mx.scale, Y: *b.Value * my.scale, XText: r.valued(t.x, a), YText: r.valued(t.y, b),
			Marked: t.peers != nil && t.peers.of == region,
		})
	}
	if len(s.Dots) > 0 {
		s.X.Middle = middle(s.Dots, func(d chart.Dot) float64 { return d.X })
		s.Y.Middle = middle(s.Dots, func(d chart.Dot) float64 { return d.Y })
	}
	label(s.Dots)
	return s, x, y
}

// valued is a value with its period.
func (r *request) valued(i *config.Indicator, c *board.Cell) string {
	return r.T("value.dated", "Value", r.value(i, *c.Value), "Date", r.Period(c.Period))
}

func (r *request) axis(c *compared) chart.Axis {
	m := measureOf(c.Indicator)
	name := r.plainText(c.Name)
	if m.unit == "days" {
		name += ", " + r.T("unit_name.days")
	}
	return chart.Axis{Name: name, Unit: m.unit, Decimals: m.decimals}
}

// middle is the median.
func middle(dots []chart.Dot, of func(chart.Dot) float64) float64 {
	values := make([]float64, len(dots))
	for n, d := range dots {
		values[n] = of(d)
	}
	slices.Sort(values)
	half := len(values) / 2
	if len(values)%2 == 0 {
		return (values[half-1] + values[half]) / 2
	}
	return values[half]
}

// label names all dots, or of very many those at the ends of the axes.
func label(dots []chart.Dot) {
	if len(dots) <= mostLabelled {
		for n := range dots {
			dots[n].Named = true
		}
		return
	}
	order := make([]int, len(dots))
	for n := range order {
		order[n] = n
	}
	for _, of := range []func(int) float64{func(n int) float64 { return dots[n].X }, func(n int) float64 { return dots[n].Y }} {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(of(a), of(b)) })
		for _, n := range ends(order, 2*endsLabelled, endsLabelled) {
			dots[n].Named = true
		}
	}
}

func (r *request) scatter(t *comparison, body *compareBody) {
	if t.x == t.y {
		body.Finding, body.CSV = r.T("compare.two_needed"), ""
		if len(t.known) == 1 {
			body.More = r.T("compare.only_one", "Indicator", r.plainText(t.known[0].Name))
		}
		return
	}
	s, x, y := r.scattered(t)
	shown := &compareScatter{
		X: r.scatterAxis(t.x), Y: r.scatterAxis(t.y), Unit: r.unitPattern(s.X.Unit), UnitY: r.unitPattern(s.Y.Unit),
		Options: r.link("/charts/scatter.json", append(t.selection.pairs(), "lang", r.Code)...),
	}
	shown.Drawing, shown.Narrow = r.drawScatter(s)
	body.Shown = shown
	body.Finding = r.N("compare.scattered", float64(len(s.Dots)), 0, "X", shown.X.Name, "Y", shown.Y.Name)
	if len(s.Dots) > 0 {
		shown.X.Title, shown.Y.Title = s.X.Name, s.Y.Name
		shown.X.Median, shown.Y.Median = r.Value(s.X.Middle, s.X.Unit, s.X.Decimals), r.Value(s.Y.Middle, s.Y.Unit, s.Y.Decimals)
		shown.Unnamed = slices.ContainsFunc(shown.Drawing.Dots, func(d chart.DrawnDot) bool { return d.Label.Text == "" })
	}
	for n, region := range t.regions {
		shown.Rows = append(shown.Rows, scatterRow{
			r.regionName(region), r.regionLink(region), t.peers != nil && t.peers.of == region,
			r.scatterCell(t, x, region, x.cells[n]), r.scatterCell(t, y, region, y.cells[n]),
		})
		body.simulated(r, x.cells[n])
		body.simulated(r, y.cells[n])
	}
	slices.SortStableFunc(shown.Rows, func(a, b scatterRow) int { return strings.Compare(a.Name, b.Name) })
}

func (r *request) scatterCell(t *comparison, c *compared, region *config.Region, cell *board.Cell) scatterCell {
	if cell == nil {
		return scatterCell{Missing: r.lastOf(t, c.Indicator, region)}
	}
	return scatterCell{Value: r.value(c.Indicator, *cell.Value), How: r.how(cell.Indicator, cell.Region, "", cell.Period), When: r.Period(cell.Period)}
}

func (r *request) scatterAxis(i *config.Indicator) scatterAxis {
	return scatterAxis{Name: r.plainText(i.Name), Explain: r.link("/methods#" + i.ID), Better: r.T("direction." + string(i.Direction))}
}

// scatterRows are both values of all regions.
func (r *request) scatterRows(t *comparison) [][]string {
	if t.x == nil || t.y == nil {
		return [][]string{{"region", "name"}}
	}
	order := make([]int, len(t.regions))
	for n := range order {
		order[n] = n
	}
	columns := []*compared{r.column(t, t.x)}
	if t.x != t.y {
		columns = append(columns, r.column(t, t.y))
	}
	return r.columnRows(t, columns, order)
}

// scatterChart serves the options of the chart that the script draws.
func (p *Pages) scatterChart(c *fiber.Ctx, r *request) error {
	t, err := r.comparison(selectionOf(c))
	if err != nil {
		return err
	}
	if t.x == nil || t.y == nil || t.x == t.y {
		return fiber.ErrNotFound
	}
	s, _, _ := r.scattered(t)
	wide, narrow := r.drawScatter(s)
	options, err := chart.ScatterOptions(s, wide, narrow, r.N("compare.scattered", float64(len(s.Dots)), 0, "X", s.X.Name, "Y", s.Y.Name))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Send(options)
}
