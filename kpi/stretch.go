package kpi

// stretch is the time in which an indicator is measured in one way: from a break in its series to the day before the
// next one. Either end may be open.
type stretch struct{ from, until Date }

// stretchOf finds the stretch that a target is judged in: the one that its deadline ends in, or today's where that lies
// ahead. What is measured on the day of a break is measured in the new way; a deadline on that day ends the old one.
func stretchOf(t Target, today Date) stretch {
	var s stretch
	for _, b := range t.Breaks {
		switch over := !t.Deadline.IsZero() && b >= t.Deadline; {
		case b > today:
		case over && (s.until.IsZero() || b < s.until):
			s.until = b
		case !over:
			s.from = max(s.from, b)
		}
	}
	return s
}

// Unbroken are the points, of those that are known, that a target is judged by: those of the stretch between breaks that it is judged
// in. Gap and Growth leave out the others themselves.
func Unbroken(t Target, points []Point, today Date) []Point {
	return stretchOf(t, today).of(points, t.Nature)
}

func (s stretch) holds(d Date) bool { return d >= s.from && (s.until.IsZero() || d < s.until) }

// of gives the points that were measured within the stretch. A stock is measured on the day that it speaks of, anything
// else all through its period: what was counted in two ways belongs to neither.
func (s stretch) of(points []Point, n Nature) []Point {
	if s == (stretch{}) {
		return points
	}
	var within []Point
	for _, p := range points {
		if s.holds(p.At) && (n == Stock || s.holds(p.Period.Start)) {
			within = append(within, p)
		}
	}
	return within
}

// parted tells that a break lies between a baseline and what is judged by it.
func (s stretch) parted(base *DatedValue) bool {
	return base != nil && !base.Date.IsZero() && !s.holds(base.Date)
}
