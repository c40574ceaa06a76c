package chart

// Multiples draws trajectories small and alike: all on the same days and the same values, so that they can be held against one
// another. One that is empty has no drawing.
func Multiples(list []*Trajectory, width, height int, w Words) []*Drawing {
	all := &Trajectory{}
	for _, t := range list {
		all.Unit, all.Decimals = t.Unit, t.Decimals
		all.Actual, all.Promises = append(all.Actual, t.Actual...), append(all.Promises, t.Promises...)
	}
	drawings := make([]*Drawing, len(list))
	if all.Empty() {
		return drawings
	}
	s := all.span()
	for n, t := range list {
		if !t.Empty() {
			drawings[n] = small(t, plane{s, padLeft, float64(width - padSmall), padSmall, float64(height - padBottom)}, width, height, w)
		}
	}
	return drawings
}

const padSmall = 8

// small draws one of many: its grid has its two ends, and its number stands beside it.
func small(t *Trajectory, p plane, width, height int, w Words) *Drawing {
	d := &Drawing{Width: width, Height: height, Left: p.left, Right: p.right, Years: p.years(width)}
	for _, v := range []float64{p.low, p.high} {
		d.Grid = append(d.Grid, p.tick(v, t.Unit, w))
	}
	for i, pr := range t.Promises {
		at := p.mark(pr.Line[len(pr.Line)-1])
		d.Goals = append(d.Goals, Ring(at.X, at.Y, i))
		if len(pr.Line) > 1 {
			d.Promises = append(d.Promises, d.line(p, pr.Line))
		}
	}
	d.actual(t, p)
	return d
}

// tick is a line of the grid at a value.
func (p plane) tick(v float64, unit string, w Words) Tick {
	if unit == "percent" {
		return Tick{p.y(v), w.Value(v, unit, p.gridNumbers)}
	}
	return Tick{p.y(v), w.Number(v, p.gridNumbers)}
}
