package picture

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// spot is a point of a path.
type spot struct{ x, y float64 }

func (s spot) add(o spot) spot          { return spot{s.x + o.x, s.y + o.y} }
func (s spot) sub(o spot) spot          { return spot{s.x - o.x, s.y - o.y} }
func (s spot) times(k float64) spot     { return spot{s.x * k, s.y * k} }
func (s spot) length() float64          { return math.Hypot(s.x, s.y) }
func (s spot) apart(o spot) float64     { return s.sub(o).length() }
func (p Place) of(s spot) spot          { return spot{p.X + s.x*p.Scale, p.Y + s.y*p.Scale} }
func between(a, b spot, t float64) spot { return a.add(b.sub(a).times(t)) }

// run is a part of a path that is drawn in one go.
type run struct {
	spots  []spot
	closed bool
}

// pen follows a path's commands.
type pen struct {
	at, begun spot
	runs      []run
	scale     float64 // curves are cut finer where they are drawn larger
}

// takes is how many numbers a command takes each time.
var takes = map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'A': 7, 'Z': 0}

// trace reads a path and gives it as straight pieces. It knows the commands that our drawings use: all but those of quadratic and of
// continued curves.
func trace(path string, scale float64) ([]run, error) {
	p := &pen{scale: scale}
	rest := path
	command := byte(0)
	for {
		rest = strings.TrimLeft(rest, " ,\n")
		if rest == "" {
			return p.runs, nil
		}
		if c := rest[0]; c >= 'A' {
			command, rest = c, rest[1:]
		}
		n, known := takes[command&^0x20]
		if !known {
			return nil, fmt.Errorf("the path %.40q has a command %q, which is not drawn", path, command)
		}
		numbers := make([]float64, n)
		for i := range numbers {
			var err error
			if numbers[i], rest, err = number(rest, command&^0x20 == 'A' && (i == 3 || i == 4)); err != nil {
				return nil, fmt.Errorf("the path %.40q: %w", path, err)
			}
		}
		p.follow(command, numbers)
		switch command { // further pairs after a first are lines
		case 'M':
			command = 'L'
		case 'm':
			command = 'l'
		case 'Z', 'z':
			command = 0
		}
	}
}

// number reads a number from the beginning of a text. A flag is one figure, with which the next number may begin at once.
func number(s string, flag bool) (float64, string, error) {
	s = strings.TrimLeft(s, " ,\n")
	end, point := 0, false
	for end < len(s) {
		c := s[end]
		switch {
		case c >= '0' && c <= '9':
		case (c == '-' || c == '+') && (end == 0 || s[end-1] == 'e'):
		case c == '.' && !point:
			point = true
		case c == 'e' && end > 0:
		default:
			goto read
		}
		if end++; flag {
			break
		}
	}
read:
	v, err := strconv.ParseFloat(s[:end], 64)
	if err != nil {
		return 0, s, fmt.Errorf("%.10q is no number", s)
	}
	return v, s[end:], nil
}

func (p *pen) follow(command byte, n []float64) {
	from := spot{}
	if command >= 'a' {
		from = p.at
	}
	switch command &^ 0x20 {
	case 'M':
		p.at = from.add(spot{n[0], n[1]})
		p.begun = p.at
		p.runs = append(p.runs, run{spots: []spot{p.at}})
	case 'L':
		p.to(from.add(spot{n[0], n[1]}))
	case 'H':
		p.to(spot{from.x + n[0], p.at.y})
	case 'V':
		p.to(spot{p.at.x, from.y + n[0]})
	case 'C':
		p.curve(from.add(spot{n[0], n[1]}), from.add(spot{n[2], n[3]}), from.add(spot{n[4], n[5]}))
	case 'A':
		p.arc(n[0], n[1], n[2], n[3] != 0, n[4] != 0, from.add(spot{n[5], n[6]}))
	case 'Z':
		if k := len(p.runs); k > 0 {
			p.runs[k-1].closed = true
		}
		p.at = p.begun
	}
}

// to draws a straight line.
func (p *pen) to(s spot) {
	if k := len(p.runs); k == 0 || p.runs[k-1].closed {
		p.runs = append(p.runs, run{spots: []spot{p.at}})
	}
	last := &p.runs[len(p.runs)-1]
	last.spots = append(last.spots, s)
	p.at = s
}

// pieces is how many straight pieces a curve of a length needs to look like one.
func (p *pen) pieces(length float64) int {
	return min(max(int(math.Ceil(length*p.scale/2)), 6), 90)
}

func (p *pen) curve(c1, c2, end spot) {
	a := p.at
	n := p.pieces(a.apart(c1) + c1.apart(c2) + c2.apart(end))
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		ab, bc, cd := between(a, c1, t), between(c1, c2, t), between(c2, end, t)
		p.to(between(between(ab, bc, t), between(bc, cd, t), t))
	}
}

// arc draws a part of an ellipse: from its ends to its centre and angles as SVG's appendix on implementation derives them.
func (p *pen) arc(rx, ry, turn float64, large, clockwise bool, end spot) {
	begin := p.at
	if rx == 0 || ry == 0 || begin == end {
		p.to(end)
		return
	}
	rx, ry = math.Abs(rx), math.Abs(ry)
	sin, cos := math.Sincos(turn * math.Pi / 180)
	half := begin.sub(end).times(0.5)
	x, y := cos*half.x+sin*half.y, cos*half.y-sin*half.x
	if over := x*x/(rx*rx) + y*y/(ry*ry); over > 1 {
		rx, ry = rx*math.Sqrt(over), ry*math.Sqrt(over)
	}
	square := rx*rx*y*y + ry*ry*x*x
	k := math.Sqrt(max(0, (rx*rx*ry*ry-square)/square))
	if large == clockwise {
		k = -k
	}
	cx, cy := k*rx*y/ry, -k*ry*x/rx
	middle := spot{cos*cx - sin*cy, sin*cx + cos*cy}.add(between(begin, end, 0.5))
	from := math.Atan2((y-cy)/ry, (x-cx)/rx)
	sweep := math.Atan2((-y-cy)/ry, (-x-cx)/rx) - from
	if clockwise && sweep < 0 {
		sweep += 2 * math.Pi
	} else if !clockwise && sweep > 0 {
		sweep -= 2 * math.Pi
	}
	n := p.pieces(math.Abs(sweep) * max(rx, ry))
	for i := 1; i < n; i++ {
		s, c := math.Sincos(from + sweep*float64(i)/float64(n))
		p.to(middle.add(spot{cos*rx*c - sin*ry*s, sin*rx*c + cos*ry*s}))
	}
	p.to(end)
}
