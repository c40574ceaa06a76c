package picture

import "math"

// outline is the area that a line covers, as shapes that all turn the same way round: where they overlap they stay one area. They hardly
// do, for edges that lie over one another would look darker than one.
func outline(r run, thick float64, round bool) [][]spot {
	spots := distinct(r)
	half := thick / 2
	var areas [][]spot
	asides := make([]spot, 0, len(spots)) // of each piece, to its left
	for i := 0; i+1 < len(spots); i++ {
		a, b := spots[i], spots[i+1]
		along := b.sub(a).times(half / a.apart(b))
		aside := spot{-along.y, along.x}
		asides = append(asides, aside)
		areas = append(areas, []spot{a.add(aside), a.sub(aside), b.sub(aside), b.add(aside)})
	}
	last := len(asides) - 1
	for i := 0; i < last; i++ {
		areas = append(areas, corner(spots[i+1], asides[i], asides[i+1], round))
	}
	switch {
	case last < 0 && round && len(spots) > 0: // a dot
		areas = append(areas, fan(spots[0], spot{half, 0}, 2*math.Pi))
	case last < 0:
	case r.closed:
		areas = append(areas, corner(spots[0], asides[last], asides[0], round))
	case round:
		areas = append(areas, fan(spots[0], asides[0], math.Pi), fan(spots[last+1], asides[last].times(-1), math.Pi))
	}
	return areas
}

// corner fills the gap that is left outside where two pieces meet.
func corner(at, before, after spot, round bool) []spot {
	turn := math.Atan2(before.x*after.y-before.y*after.x, before.x*after.x+before.y*after.y)
	if turn > 0 { // to the left: the gap is on the right
		before, after = before.times(-1), after.times(-1)
	}
	if round {
		return fan(at, before, turn)
	}
	area := []spot{at, at.add(before), at.add(after)}
	if turn < 0 {
		area[1], area[2] = area[2], area[1]
	}
	return area
}

// fan is the part of a disc that begins at one of its edge's spots and goes round by an angle.
func fan(at, begin spot, angle float64) []spot {
	n := max(2, int(math.Abs(angle)*max(4, begin.length()*2)))
	area := make([]spot, n+2)
	area[0] = at
	for i := range n + 1 {
		s, c := math.Sincos(math.Abs(angle) * float64(i) / float64(n))
		if angle < 0 {
			s, c = math.Sincos(angle * float64(n-i) / float64(n))
		}
		area[i+1] = at.add(spot{begin.x*c - begin.y*s, begin.x*s + begin.y*c})
	}
	return area
}

// distinct leaves out spots that are where the one before them is, and closes a run that is closed.
func distinct(r run) []spot {
	spots := r.spots
	if r.closed {
		spots = append(spots[:len(spots):len(spots)], spots[0])
	}
	var out []spot
	for _, s := range spots {
		if len(out) == 0 || s.apart(out[len(out)-1]) > 1e-6 {
			out = append(out, s)
		}
	}
	return out
}

// dashes cuts a line into what is drawn of it.
func dashes(r run, pattern []float64) []run {
	if len(pattern) == 0 {
		return []run{r}
	}
	spots := distinct(r)
	if len(spots) < 2 {
		return nil
	}
	var out []run
	current := []spot{spots[0]}
	turn, left := 0, pattern[0]
	for i := 0; i+1 < len(spots); {
		a, b := spots[i], spots[i+1]
		length := a.apart(b)
		if length <= left {
			left -= length
			i++
			current = append(current, b)
			continue
		}
		cut := between(a, b, left/length)
		if turn%2 == 0 {
			out = append(out, run{spots: append(current, cut)})
		}
		turn++
		left, current = pattern[turn%len(pattern)], []spot{cut}
		spots[i] = cut
	}
	if turn%2 == 0 && len(current) > 1 {
		out = append(out, run{spots: current})
	}
	return out
}
