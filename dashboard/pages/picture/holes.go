package picture

import "slices"

// nest turns areas so that one within another goes the other way round, and is a hole in it.
func nest(areas [][]spot) {
	turns := make([]bool, len(areas))
	for i, area := range areas {
		within := 0
		for j, other := range areas {
			if i != j && len(area) > 0 && surrounds(other, area[0]) {
				within++
			}
		}
		turns[i] = (surface(area) < 0) != (within%2 == 1)
	}
	for i, turn := range turns {
		if turn {
			slices.Reverse(areas[i])
		}
	}
}

// surface is twice an area's size, less than 0 where it goes the other way round.
func surface(area []spot) float64 {
	sum := 0.0
	for i, a := range area {
		b := area[(i+1)%len(area)]
		sum += a.x*b.y - b.x*a.y
	}
	return sum
}

// surrounds tells whether a spot lies within an area: a line from it to the right crosses the edge an odd number of times.
func surrounds(area []spot, s spot) bool {
	odd := false
	for i, a := range area {
		b := area[(i+1)%len(area)]
		if (a.y > s.y) != (b.y > s.y) && s.x < a.x+(b.x-a.x)*(s.y-a.y)/(b.y-a.y) {
			odd = !odd
		}
	}
	return odd
}
