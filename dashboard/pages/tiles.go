package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// tileMap shows one figure for every region, each where it lies: as a drawing of tiles, or of boundaries where the owner has a file of
// them, and as a list for those who do not see it. Every tile's state is a shape, a colour and, in the list and the legend, a word.
type tileMap struct {
	Caption       string
	Width, Height int
	Tiles         []tile
	Outlines      []tile // the same within their boundaries, the largest first; none: tiles are drawn
	Legend        []tally
	Offer         *offer // how others embed it; nil where it stands in another page already
	Furthest      string // who is furthest from the promise, and by how much; "" where nobody is short of it
}

type tile struct {
	X, Y        int    // of its corner; of an outline where its mark lies
	Path        string // of an outline
	Label       string
	Name, Value string // Value "–" where there is none
	On          string // the day or period of the value
	Href, How   string // the region's page; where the value is explained
	Mark        mark
	HasValue    bool
}

const (
	pitch    = 54 // from one tile to the next, in the drawing's units
	markSize = 32 // of a mark within a boundary, in thousandths of the map's width
	margin   = 4  // around boundaries, for the line
)

// tileMap lays the regions of a promise out; nil where the configuration places none of them.
func (r *request) tileMap(g group) *tileMap {
	if g == nil {
		return nil
	}
	lead := g.last()
	by := map[string]*board.Progress{}
	for _, p := range r.board.Progress {
		if p.Target == lead.Target && p.Reading.ID == lead.Reading.ID && p.Breakdown == lead.Breakdown {
			by[p.Region.Code] = p
		}
	}
	m := &tileMap{Caption: r.T("map.caption", "Indicator", r.plainText(lead.Indicator.Name))}
	if lead.Reading.ID != "" {
		m.Caption += " " + r.T("map.reading", "Reading", r.plainText(lead.Reading.Name))
	}
	var shown []*board.Progress
	if borders := r.board.Config.Boundaries; borders != nil {
		shown = m.outline(r, borders, by)
	} else {
		shown = m.tile(r, by)
	}
	if len(m.Tiles) == 0 {
		return nil
	}
	slices.SortStableFunc(m.Tiles, func(x, y tile) int { return strings.Compare(x.Name, y.Name) })
	m.Legend, m.Furthest = r.tally(shown), r.furthest(shown)
	return m
}

// furthest says which regions are furthest from what was promised, and by how much.
func (r *request) furthest(shown []*board.Progress) string {
	var worst []*config.Region
	var of *board.Progress
	most := 0.0
	for _, p := range shown {
		if p.Latest == nil || p.Value == nil || p.Reason == kpi.ReasonNotComparable || p.Reason == kpi.ReasonNotExpected {
			continue
		}
		switch short := (*p.Value - p.Latest.Value) * p.Indicator.Direction.Sign(); {
		case short > most:
			worst, of, most = []*config.Region{p.Region}, p, short
		case short == most && of != nil:
			worst = append(worst, p.Region)
		}
	}
	if of == nil {
		return ""
	}
	return r.N("map.furthest", float64(len(worst)), 0, "Regions", r.names(worst, mostInTitles), "Value", r.value(of.Indicator, of.Latest.Value),
		"Short", r.distance(of.Indicator, most), "Promised", r.goal(of.Indicator, *of.Value))
}

// tile lays tiles out, and gives what they show.
func (m *tileMap) tile(r *request, by map[string]*board.Progress) (shown []*board.Progress) {
	for _, place := range r.board.Config.MapTiles {
		p := by[place.Region]
		if p == nil {
			continue
		}
		t := r.tile(p)
		t.X, t.Y, t.Label = place.Col*pitch, place.Row*pitch, r.plainText(place.Label)
		if t.Label == "" {
			t.Label = r.plainText(p.Region.Short)
		}
		m.Tiles = append(m.Tiles, t)
		m.Width, m.Height = max(m.Width, (place.Col+1)*pitch), max(m.Height, (place.Row+1)*pitch)
		shown = append(shown, p)
	}
	return shown
}

// outline draws the regions within their boundaries, and gives what they show.
func (m *tileMap) outline(r *request, borders *config.Boundaries, by map[string]*board.Progress) (shown []*board.Progress) {
	m.Width, m.Height = borders.Width+2*margin, borders.Height+2*margin
	for i := range borders.Regions {
		b := &borders.Regions[i]
		p := by[b.Region.Code]
		if p == nil {
			continue
		}
		t := r.tile(p)
		t.X, t.Y, t.Path = b.Centre.X-markSize/2, b.Centre.Y-markSize/2, pathOf(b.Rings)
		m.Outlines = append(m.Outlines, t)
		shown = append(shown, p)
	}
	apart(m.Outlines)
	m.Tiles = slices.Clone(m.Outlines)
	return shown
}

// apart moves marks off each other, as of a city within its region: the smaller region's stays.
func apart(outlines []tile) {
	const step = markSize * 5 / 4
	for n := len(outlines) - 1; n >= 0; n-- {
		t := &outlines[n]
		for _, by := range [][2]int{{0, 0}, {0, step}, {0, -step}, {step, 0}, {-step, 0}} {
			x, y := t.X+by[0], t.Y+by[1]
			if !slices.ContainsFunc(outlines[n+1:], func(o tile) bool { return max(x-o.X, o.X-x, y-o.Y, o.Y-y) < markSize }) {
				t.X, t.Y = x, y
				break
			}
		}
	}
}

// pathOf draws rings as one path: a ring within another is a hole in it.
func pathOf(rings [][]config.Spot) string {
	path := make([]byte, 0, 1024)
	for _, ring := range rings {
		to := byte('M')
		for _, s := range ring {
			path, to = append(path, to), 'L'
			path = strconv.AppendInt(path, int64(s.X), 10)
			path = append(path, ' ')
			path = strconv.AppendInt(path, int64(s.Y), 10)
		}
		path = append(path, 'Z')
	}
	return string(path)
}

func (r *request) tile(p *board.Progress) tile {
	t := tile{Name: r.regionName(p.Region), Href: r.regionLink(p.Region), Mark: r.stateOf(p), Value: "–"}
	if p.Latest != nil && t.Mark.Kind != "not_expected" {
		t.HasValue, t.On, t.How = true, r.asOf(p), r.howLatest(p)
		m := measureOf(p.Indicator)
		v, decimals := p.Latest.Value*m.scale, 0
		if m.unit != "percent" && m.decimals > 0 && v < 10 {
			decimals = 1
		}
		t.Value = r.Number(v, decimals)
	}
	return t
}
