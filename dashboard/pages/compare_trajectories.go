package pages

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
)

// compareMultiples is one small trajectory a region, all on one scale, the best first.
type compareMultiples struct {
	Indicator, Explain string
	Breaks             []string
	Simulated          bool   // a line is so in part
	Promised           string // the mark at the end of a promise; "" where no region has one
	Cards              []multiple
	Rows               []multiple // all of them, in a table
	Untold             []untold
}

// multiple is a region's trajectory, with its first and its newest value.
type multiple struct {
	Name, Href         string
	Peer               bool
	Value, Period, How string
	First, FirstPeriod string
	Known              string // how many values there are
	Goal               string // what was promised; "" where nothing was
	Text               string // the drawing for those who do not see it
	Drawing            *chart.Drawing
}

// mostDrawn is how many regions are drawn; of more only the best and the worst are, and the one whose peers are compared.
const (
	mostDrawn = 96
	endsDrawn = 24 // of the best, and of the worst
)

const multipleWidth, multipleHeight = 240, 132

// ordered are the regions that have a value of what is followed, the best first, and the others.
func (r *request) ordered(t *comparison) (order []int, cells []*board.Cell, others []*config.Region) {
	cells = r.newestOf(t.on, t.regions)
	for n, c := range cells {
		if c == nil {
			others = append(others, t.regions[n])
		} else {
			order = append(order, n)
		}
	}
	up := t.on.Direction.Sign()
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(*cells[y].Value*up, *cells[x].Value*up) })
	return order, cells, others
}

// ends are the best and the worst of a list that is too long to be drawn whole.
func ends[T any](list []T, most, each int) []T {
	if len(list) <= most {
		return list
	}
	return slices.Concat(list[:each], list[len(list)-each:])
}

func (r *request) multiples(t *comparison, body *compareBody) {
	shown := &compareMultiples{Indicator: r.plainText(t.on.Name), Explain: r.link("/methods#" + t.on.ID), Breaks: r.breaks(t.on)}
	body.Shown = shown
	order, cells, others := r.ordered(t)
	for _, n := range order {
		shown.Rows = append(shown.Rows, r.multiple(t, t.regions[n], cells[n]))
		body.simulated(r, cells[n])
	}
	for _, region := range others {
		shown.Untold = append(shown.Untold, untold{r.regionName(region), r.regionLink(region), *r.lastOf(t, t.on, region)})
	}
	drawn := ends(order, mostDrawn, endsDrawn)
	if len(drawn) < len(order) {
		body.Notes = append(body.Notes, r.T("compare.ends_drawn", "N", r.Number(endsDrawn, 0), "All", r.Number(float64(len(order)), 0)))
	}
	lines := make([]*chart.Trajectory, len(drawn))
	promised := r.promisedLines(t.on)
	for at, n := range drawn {
		lines[at] = r.multipleLine(t.on, t.regions[n], promised[t.regions[n]])
		shown.Simulated = shown.Simulated || lines[at].Mixed()
		if len(lines[at].Promises) > 0 {
			shown.Promised = chart.Ring(0, 0, 0)
		}
	}
	shown.Cards = ends(slices.Clone(shown.Rows), mostDrawn, endsDrawn)
	for at, d := range chart.Multiples(lines, multipleWidth, multipleHeight, r) {
		shown.Cards[at].Drawing = d
		if p := lines[at].Promises; len(p) > 0 {
			shown.Cards[at].Goal = r.Promised(p[len(p)-1].Line[len(p[len(p)-1].Line)-1].Value, lines[at].Unit)
		}
	}
	if len(order) > 0 {
		body.Finding = r.N("compare.followed", float64(len(order)), 0, "Indicator", shown.Indicator)
	}
}

func (r *request) multiple(t *comparison, region *config.Region, c *board.Cell) multiple {
	m := multiple{
		Name: r.regionName(region), Href: r.regionLink(region), Peer: t.peers != nil && t.peers.of == region,
		Value: r.value(t.on, *c.Value), Period: r.Period(c.Period), How: r.how(c.Indicator, c.Region, "", c.Period),
	}
	known, simulated := 0, c.Simulated
	s := r.board.Series(t.on.ID, region.Code, "")
	for n := range s.Cells {
		if first := &s.Cells[n]; r.comparable(t.on, first) {
			simulated = simulated || first.Simulated
			if known++; known == 1 {
				m.First, m.FirstPeriod = r.value(t.on, *first.Value), r.Period(first.Period)
			}
		}
	}
	m.Known = r.Number(float64(known), 0)
	m.Text = r.T("compare.course", "Region", m.Name, "First", m.First, "FirstPeriod", m.FirstPeriod, "Now", m.Value, "NowPeriod", m.Period)
	if simulated {
		m.Text = withTags(m.Text, []string{r.T("tag.simulated")})
	}
	return m
}

// promisedLines are what programmes promise of an indicator, by region, each reading of it.
func (r *request) promisedLines(i *config.Indicator) map[*config.Region][]chart.Promise {
	lines := map[*config.Region][]chart.Promise{}
	for _, p := range r.board.Progress {
		if p.Indicator != i || p.Breakdown != "" || p.Programme.Exempt(p.Region.Code) != nil {
			continue
		}
		if line := promisedLine(p); line != nil {
			lines[p.Region] = append(lines[p.Region], chart.Promise{Name: r.plainText(p.Reading.Name), Line: line})
		}
	}
	return lines
}

func (r *request) multipleLine(i *config.Indicator, region *config.Region, promised []chart.Promise) *chart.Trajectory {
	return scaled(&chart.Trajectory{Actual: pointsOf(r.board.Series(i.ID, region.Code, ""), i, r.board.Known), Promises: promised}, measureOf(i))
}

// multiplesRows are all periods of all regions: of those without a value why there is none.
func (r *request) multiplesRows(t *comparison) [][]string {
	rows := [][]string{{"region", "name", "indicator", "period", "value", "unit", "status", "simulated"}}
	if t.on == nil {
		return rows
	}
	order, _, others := r.ordered(t)
	for _, n := range order {
		s := r.board.Series(t.on.ID, t.regions[n].Code, "")
		for at := range s.Cells {
			c := &s.Cells[at]
			if c.Running && t.on.Nature != kpi.Stock {
				continue
			}
			value, status := "", r.missing(c.Status, c.Reason).Kind
			if r.comparable(t.on, c) {
				value, status = numberOf(t.on, *c.Value), string(c.Status)
			}
			rows = append(rows, append(r.rowOf(t.regions[n]), t.on.ID, c.Period.String(), value, unitIn(t.on), status, strconv.FormatBool(c.Simulated)))
		}
	}
	for _, region := range others {
		rows = append(rows, append(r.rowOf(region), t.on.ID, "", "", unitIn(t.on), r.lastOf(t, t.on, region).Kind, ""))
	}
	return rows
}
