package pages

import (
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
)

// tileMap shows one figure for every region, each where it lies: as a drawing of tiles, and as a list for those who
// do not see it. Every tile's state is a shape, a colour and, in the list and the legend, a word.
type tileMap struct {
	Caption       string
	Width, Height int
	Tiles         []tile
	Legend        []tally
}

type tile struct {
	X, Y        int
	Label       string
	Name, Value string // Value "–" where there is none
	On          string // the day or period of the value
	Href, How   string // the region's page; where the value is explained
	Mark        mark
	HasValue    bool
}

const pitch = 54 // from one tile to the next, in the drawing's units

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
	var shown []board.Progress
	for _, place := range r.board.Config.MapTiles {
		p := by[place.Region]
		if p == nil {
			continue
		}
		m.Tiles = append(m.Tiles, r.tile(place, p))
		m.Width, m.Height = max(m.Width, (place.Col+1)*pitch), max(m.Height, (place.Row+1)*pitch)
		shown = append(shown, *p)
	}
	if len(m.Tiles) == 0 {
		return nil
	}
	slices.SortStableFunc(m.Tiles, func(x, y tile) int { return strings.Compare(x.Name, y.Name) })
	m.Legend = r.tally(shown)
	return m
}

func (r *request) tile(place config.MapTile, p *board.Progress) tile {
	t := tile{
		X: place.Col * pitch, Y: place.Row * pitch, Label: r.plainText(place.Label), Name: r.plainText(p.Region.Name),
		Href: r.regionLink(p.Region), Mark: r.stateOf(p), Value: "–",
	}
	if t.Label == "" {
		t.Label = r.plainText(p.Region.Short)
	}
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
