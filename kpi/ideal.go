package kpi

import (
	"cmp"
	"slices"
)

// promisedLine is the line from the baseline through the plan to the target, as dated nodes in order.
// Plan values count between the two ends only: at the deadline the promise itself is the target.
// It is empty where the deadline is not after the baseline.
func promisedLine(t Target, base *DatedValue) []DatedValue {
	dated := base != nil && !base.Date.IsZero()
	if dated && !t.Deadline.IsZero() && t.Deadline <= base.Date {
		return nil
	}
	var nodes []DatedValue
	if dated {
		nodes = append(nodes, *base)
	}
	for _, p := range t.Plan {
		tooEarly := dated && p.Period.End <= base.Date
		tooLate := !t.Deadline.IsZero() && p.Period.End >= t.Deadline
		if !tooEarly && !tooLate && finite(p.Value) != nil {
			nodes = append(nodes, DatedValue{p.Period.End, p.Value})
		}
	}
	slices.SortStableFunc(nodes, func(a, b DatedValue) int { return cmp.Compare(a.Date, b.Date) })
	if t.Value != nil && !t.Deadline.IsZero() {
		nodes = append(nodes, DatedValue{t.Deadline, *t.Value})
	}
	return nodes
}

// idealAt is the line's value on a day: straight between nodes and, past its end, what was promised for the end.
// It is nil before the line's beginning, and where a line of one node says nothing yet.
func idealAt(line []DatedValue, d Date) *float64 {
	if len(line) == 0 || d < line[0].Date {
		return nil
	}
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		if d < b.Date {
			part := float64(d.Sub(a.Date)) / float64(b.Date.Sub(a.Date))
			return finite(a.Value + (b.Value-a.Value)*part)
		}
	}
	return finite(line[len(line)-1].Value)
}
