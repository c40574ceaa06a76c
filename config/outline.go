package config

import (
	"cmp"
	"math"
	"slices"
)

// Boundaries are the regions' boundaries as a map draws them: in thousandths of its width, from its top left corner.
type Boundaries struct {
	Width, Height int
	Regions       []Boundary // the largest first, so that one within another is drawn on it
}

// Boundary is the outline of a region: its rings, each without its first point at its end; holes are rings within rings.
type Boundary struct {
	Region *Region
	Rings  [][]Spot
	Centre Spot // of its largest ring

	degrees [][]degrees
	area    float64
}

// Spot is a place on the map.
type Spot struct{ X, Y int }

const (
	mapWidth      = 1000
	mostSpots     = 6000 // that all outlines have together
	coarsestWidth = 20   // steps across the map: coarser nobody would know a region again
)

// outlined projects boundaries, equirectangular at their middle latitude, and draws them through the points of a grid that is as fine as
// mostSpots allows. Regions that share a border still do, for its points go to the same points of the grid.
func outlined(list []Boundary) *Boundaries {
	if len(list) == 0 {
		return nil
	}
	project, ratio := projection(list)
	out := &Boundaries{Width: mapWidth, Height: max(1, int(math.Ceil(mapWidth*ratio)))}
	for steps := float64(mapWidth); ; steps = math.Floor(steps / 1.25) {
		out.Regions = nil
		spots := 0
		for _, b := range list {
			b.draw(project, steps)
			for _, ring := range b.Rings {
				spots += len(ring)
			}
			out.Regions = append(out.Regions, b)
		}
		if spots <= mostSpots || steps <= coarsestWidth {
			break
		}
	}
	slices.SortStableFunc(out.Regions, func(x, y Boundary) int { return cmp.Compare(y.area, x.area) })
	return out
}

// projection takes degrees to shares of the map's width, and gives the share that its height is. A country on both sides of the
// 180th meridian is drawn in one piece.
func projection(list []Boundary) (project func(degrees) (x, y float64), ratio float64) {
	west, east, south, north := bounds(list, 0)
	shift := 0.0
	if w, e, _, _ := bounds(list, 360); e-w < east-west {
		west, east, shift = w, e, 360
	}
	narrow := math.Max(math.Cos((south+north)/2*math.Pi/180), 0.01)
	width := math.Max((east-west)*narrow, 1e-9)
	return func(d degrees) (float64, float64) {
		return (turned(d[0], shift) - west) * narrow / width, (north - d[1]) / width
	}, math.Min((north-south)/width, 4)
}

func bounds(list []Boundary, shift float64) (west, east, south, north float64) {
	west, east, south, north = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, b := range list {
		for _, ring := range b.degrees {
			for _, d := range ring {
				x := turned(d[0], shift)
				west, east = math.Min(west, x), math.Max(east, x)
				south, north = math.Min(south, d[1]), math.Max(north, d[1])
			}
		}
	}
	return west, east, south, north
}

// turned counts a western longitude on from the eastern ones.
func turned(longitude, shift float64) float64 {
	if longitude < 0 {
		return longitude + shift
	}
	return longitude
}

// draw makes the outline through a grid of so many steps across the map. A ring that is too small for it is left out; of a region of
// which nothing would be left one ring stays, as a square of a step.
func (b *Boundary) draw(project func(degrees) (x, y float64), steps float64) {
	b.Rings, b.area = nil, 0
	unit := mapWidth / steps
	spot := func(d degrees) Spot {
		x, y := project(d)
		return Spot{int(math.Round(math.Round(x*steps) * unit)), int(math.Round(math.Round(y*steps) * unit))}
	}
	for _, ring := range b.degrees {
		var spots []Spot
		for _, d := range ring {
			spots = appendSpot(spots, spot(d))
		}
		for len(spots) > 1 && spots[0] == spots[len(spots)-1] {
			spots = spots[:len(spots)-1]
		}
		area := math.Abs(areaOf(spots))
		if area == 0 {
			continue
		}
		b.Rings = append(b.Rings, spots)
		if area > b.area {
			b.area, b.Centre = area, middle(spots)
		}
	}
	if len(b.Rings) == 0 {
		s, step := spot(b.degrees[0][0]), int(math.Ceil(unit))
		b.Rings = [][]Spot{{s, {s.X + step, s.Y}, {s.X + step, s.Y + step}, {s.X, s.Y + step}}}
		b.Centre = s
	}
}

// appendSpot leaves out what lies on the way: the same spot again, there and back, and one between two others on a straight line.
func appendSpot(spots []Spot, s Spot) []Spot {
	n := len(spots)
	if n > 0 && spots[n-1] == s {
		return spots
	}
	if n > 1 {
		a, b := spots[n-2], spots[n-1]
		if a == s {
			return spots[:n-1]
		}
		along := (b.X-a.X)*(s.Y-b.Y) == (b.Y-a.Y)*(s.X-b.X)
		onward := (b.X-a.X)*(s.X-b.X)+(b.Y-a.Y)*(s.Y-b.Y) > 0
		if along && onward {
			spots = spots[:n-1]
		}
	}
	return append(spots, s)
}

// areaOf is a ring's area, its sign the way that the ring turns.
func areaOf(ring []Spot) float64 {
	twice := 0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		twice += p.X*q.Y - q.X*p.Y
	}
	return float64(twice) / 2
}

// middle is a ring's centre of gravity.
func middle(ring []Spot) Spot {
	var x, y float64
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		cross := float64(p.X*q.Y - q.X*p.Y)
		x, y = x+float64(p.X+q.X)*cross, y+float64(p.Y+q.Y)*cross
	}
	area := areaOf(ring)
	return Spot{int(math.Round(x / (6 * area))), int(math.Round(y / (6 * area)))}
}
