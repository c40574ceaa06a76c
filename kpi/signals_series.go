package kpi

import (
	"math"
	"slices"
)

// Flat finds values that stay exactly the same for at least FlatPeriods periods in a row that cover FlatDays days.
// A period without a figure ends the row. A value that can't move on is not striking: 0, one at its bound, and a share
// whose numerator is its denominator. Each row is one signal; Size is its periods.
func Flat(figures []Figure, f Frequency, bounds Bounds, o SignalOptions) []Signal {
	o = o.WithDefaults()
	figures = byEnd(figures)
	var found []Signal
	for from := 0; from < len(figures); {
		to := from + 1
		for to < len(figures) && figures[to].Value == figures[from].Value && follows(figures[to-1].Period, figures[to].Period, f) {
			to++
		}
		first, last := figures[from], figures[to-1]
		row := Period{first.Period.Start, last.Period.End}
		if to-from >= o.FlatPeriods && row.Days() >= o.FlatDays && !last.settled(bounds) {
			found = append(found, Signal{
				Kind: SignalFlat, Period: row, Seen: last.Value, Expected: last.Value, Size: float64(to - from), Limit: float64(o.FlatPeriods),
			})
		}
		from = to
	}
	return found
}

// settled tells of a value that has come as far as it can, or has not begun.
func (f Figure) settled(bounds Bounds) bool {
	return f.Value == 0 || bounds.Min != nil && f.Value <= *bounds.Min || bounds.Max != nil && f.Value >= *bounds.Max ||
		f.Numerator != nil && f.Denominator != nil && *f.Numerator == *f.Denominator
}

// jumpChanges is how many changes from month to month must be known before one can be called unusual.
const jumpChanges = 6

// RoundJump finds months that end a quarter whose value is a round number, and differs from the month before by more
// than JumpShare of that and by more than JumpTimes the median of what the series changes by from month to month, which
// is taken for at least the step: what one case more changes the value by, as for Outlier.
// A number is round where at least half of its digits (rounded down) are zeros at its end: 40, 150, 2,300, not 45 or 155.
// A value at its bound is round by nature. Expected is the month before moved on by the median change; Size is how
// many times the usual change it moved.
func RoundJump(figures []Figure, bounds Bounds, step float64, o SignalOptions) []Signal {
	o = o.WithDefaults()
	figures = byEnd(figures)
	var found []Signal
	var changes, sizes []float64
	for i := 1; i < len(figures); i++ {
		before, now := figures[i-1], figures[i]
		if !round(now.Value) || now.settled(bounds) || !endsQuarter(now.Period) || !follows(before.Period, now.Period, Monthly) {
			continue
		}
		change := math.Abs(now.Value - before.Value)
		if change <= o.JumpShare*math.Abs(before.Value) {
			continue
		}
		if changes == nil {
			changes, sizes = monthlyChanges(figures)
		}
		if len(changes) < jumpChanges {
			return nil
		}
		usual := max(step, middle(sizes))
		if change <= o.JumpTimes*usual {
			continue
		}
		s := Signal{Kind: SignalRoundJump, Period: now.Period, Seen: now.Value, Expected: before.Value + middle(changes), Limit: o.JumpTimes}
		if times := quotient(change, usual); times != nil {
			s.Size = *times
		}
		if s.finite() {
			found = append(found, s)
		}
	}
	return found
}

func round(v float64) bool {
	v = math.Abs(v)
	if !(v >= 10 && v < 1e15) || float64(int64(v)) != v || int64(v)%10 != 0 {
		return false
	}
	digits, zeros := 0, 0
	for n := int64(v); n > 0; n /= 10 {
		if n%10 == 0 && zeros == digits {
			zeros++
		}
		digits++
	}
	return zeros >= digits/2
}

func endsQuarter(p Period) bool {
	return FrequencyOf(p) == Monthly && p.End.Time().Month()%3 == 0
}

// monthlyChanges are what the figures change by from each month to the next, with and without their signs.
func monthlyChanges(figures []Figure) (changes, sizes []float64) {
	for i := 1; i < len(figures); i++ {
		if change := figures[i].Value - figures[i-1].Value; follows(figures[i-1].Period, figures[i].Period, Monthly) && finite(change) != nil {
			changes, sizes = append(changes, change), append(sizes, math.Abs(change))
		}
	}
	return changes, sizes
}

func (s Signal) finite() bool {
	return finite(s.Seen) != nil && finite(s.Expected) != nil && finite(s.Size) != nil
}

// What a robust deviation is taken for at least, so that a series that hardly moves is not called for a small step: this
// share of its median size. And how many changes before and after one are near it.
const (
	leastDeviation = 0.02
	nearChanges    = 6
	// madOfNormal makes a median absolute deviation the standard deviation of normal noise.
	madOfNormal = 1.4826
)

// Outlier finds values that are out of their series' ways: the change from the period before lies more than
// OutlierDeviations robust standard deviations from the median change, both of the whole series and of the six
// changes before and after it. Changes are judged, not values, so that a steady rise is not called for its ends; near
// ones, too, so that a rise that speeds up is not called for its speed. A robust standard deviation is 1.4826 times
// the median absolute deviation, and at least a fiftieth of the median size of the values and the step: what one case
// more changes the value by, 1 of a count and 100 / denominator of a share in per cent; 0 where that is not known.
// Where a value goes back to what it was, that is no second signal. Expected is the value before moved on by the median
// change; Size is the smaller of both distances. Fewer values than OutlierPeriods give none, nor do those after a gap.
func Outlier(figures []Figure, f Frequency, step float64, o SignalOptions) []Signal {
	o = o.WithDefaults()
	figures = byEnd(figures)
	if len(figures) < max(3, o.OutlierPeriods) {
		return nil
	}
	floor := max(step, leastDeviation*medianSize(figures))
	changes, at := changesOf(figures, f)
	if finite(floor) == nil || !anyOver(changes, o.OutlierDeviations*floor) {
		return nil
	}
	whole := spreadOf(changes, floor)
	var found []Signal
	last := -1 // figure of the signal before
	for i, change := range changes {
		distance := whole.distance(change)
		if !(distance > o.OutlierDeviations) {
			continue
		}
		near := spreadOf(around(changes, i), floor)
		distance = min(distance, near.distance(change))
		n := at[i]
		if !(distance > o.OutlierDeviations) || last == n-1 && goesBack(figures, n) {
			continue
		}
		s := Signal{
			Kind: SignalOutlier, Period: figures[n].Period, Seen: figures[n].Value, Expected: figures[n-1].Value + near.middle,
			Size: distance, Limit: o.OutlierDeviations,
		}
		if s.finite() {
			found, last = append(found, s), n
		}
	}
	return found
}

// goesBack tells whether a figure lies nearer to the one before the last than to the last.
func goesBack(figures []Figure, n int) bool {
	return n >= 2 && math.Abs(figures[n].Value-figures[n-2].Value) < math.Abs(figures[n].Value-figures[n-1].Value)
}

func medianSize(figures []Figure) float64 {
	sizes := make([]float64, len(figures))
	for i := range figures {
		sizes[i] = math.Abs(figures[i].Value)
	}
	return middle(sizes)
}

// changesOf are the differences of figures that follow one another, and the place of the later one of each.
func changesOf(figures []Figure, f Frequency) (changes []float64, at []int) {
	changes, at = make([]float64, 0, len(figures)), make([]int, 0, len(figures))
	for i := 1; i < len(figures); i++ {
		if change := figures[i].Value - figures[i-1].Value; follows(figures[i-1].Period, figures[i].Period, f) && finite(change) != nil {
			changes, at = append(changes, change), append(at, i)
		}
	}
	return changes, at
}

// anyOver tells whether two changes lie so far apart that one of them could be striking.
func anyOver(changes []float64, limit float64) bool {
	if len(changes) < 2 {
		return false
	}
	return slices.Max(changes)-slices.Min(changes) > limit
}

// around are the changes next to one, without itself.
func around(changes []float64, i int) []float64 {
	near := slices.Clone(changes[max(0, i-nearChanges):i])
	return append(near, changes[i+1:min(len(changes), i+1+nearChanges)]...)
}

// strayed is the middle of changes, and how far they robustly stray from it.
type strayed struct{ middle, deviation float64 }

// spreadOf needs at least one change.
func spreadOf(changes []float64, floor float64) strayed {
	changes = slices.Clone(changes)
	s := strayed{middle: middle(changes)}
	for i := range changes {
		changes[i] = math.Abs(changes[i] - s.middle)
	}
	s.deviation = max(floor, madOfNormal*middle(changes))
	return s
}

// distance is how many deviations a change lies from the middle; 0 where that can't be said.
func (s strayed) distance(change float64) float64 {
	if d := quotient(math.Abs(change-s.middle), s.deviation); d != nil {
		return *d
	}
	return 0
}

// middle is the median. It only brings the lesser half of the values before the greater one, which is less work than
// putting them all in order.
func middle(values []float64) float64 {
	at := (len(values) - 1) / 2
	for low, high := 0, len(values)-1; low < high; {
		i, j := partition(values[low:high+1], values[(low+high)/2])
		switch i, j = low+i, low+j; {
		case at <= j:
			high = j
		case at >= i:
			low = i
		default: // between them all are equal
			low = high
		}
	}
	if len(values)%2 == 1 {
		return values[at]
	}
	return values[at]/2 + slices.Min(values[at+1:])/2
}

// partition brings what is less than a value, which is among them, to the front and what is greater to the back: up to j
// none is greater, from i on none is less.
func partition(values []float64, by float64) (i, j int) {
	i, j = 0, len(values)-1
	for i <= j {
		for values[i] < by {
			i++
		}
		for values[j] > by {
			j--
		}
		if i <= j {
			values[i], values[j] = values[j], values[i]
			i, j = i+1, j-1
		}
	}
	return i, j
}
