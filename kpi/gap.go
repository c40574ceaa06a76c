package kpi

// MethodGap names the gap method.
const MethodGap = "gap"

// The bounds of r = (v − b) / (ideal − b) that part the states, and what rounding may take from them.
const (
	onTrackFrom  = 0.95
	behindFrom   = 0.6
	offTrackFrom = 0
	roundingRoom = 1e-9
)

// Gap judges a target by how far the latest value has come along the promised line. Points are what was known
// as of some day, in any order; today is the day of judgement, and points that speak of later days are left out.
//
// How the order of states is read:
//   - not_started: today ≤ t0, if t0 is known. A first observation that is made after the deadline starts nothing.
//   - achieved: the comparison holds for the last observation that ends by tT. Before the deadline that is the
//     latest one, so a target that is met early is achieved at once, and is no longer where the value falls back
//     before the deadline. After the deadline it stays.
//   - achieved_late: it does not, but does for an observation after tT.
//   - missed: today > tT, and the period that ends at tT or contains it is there; where tT is the first day of a period,
//     such as the start of a year, the period that ended the day before will do, unless it is itself a day.
//   - unconfirmed: today > tT, and that period is not there.
//   - then r decides. Without r the state is unknown, and Reason says why.
//
// These need no baseline, and but for the first no deadline: a promise without a date that is met is achieved.
// Reason stands beside such a state where there is no ratio. Observations up to t0 say nothing of the way from
// there and don't count, except that a first observation counts for what it is.
//
// Where the baseline already meets a target that it differs from there is no way to go, and no ratio
// (not_applicable); where it equals the target, division_by_zero. Where the plan first leads away from the target there is no ratio
// either, for as long as it lies on the other side of the baseline (not_applicable): the better value would have the worse one.
//
// A break in the series (Target.Breaks) parts what was measured in two ways. Only points of the stretch that the target is
// judged in count: the one of its deadline, or of today. A baseline of another stretch can't be held against them: the
// state is unknown (not_comparable), and nothing is said of the way to the target. Plan and fact of one period can.
func Gap(t Target, points []Point, today Date, o ForecastOptions) Progress {
	t = usable(t)
	all := knownOn(points, today)
	s := stretchOf(t, today)
	known := s.of(all, t.Nature)
	base := baselineOf(t, known)
	parted := s.parted(base)
	p := begin(MethodGap, t.unless(parted), known, base, today, o)
	p.Plan = comparePlan(t.Plan, all)
	counted := countedFor(t, known)

	switch {
	case t.Value == nil:
		p.Reason = ReasonNoTarget
		return p
	case parted:
		p.Reason = ReasonNotComparable
		return p
	case notStarted(t, p.Baseline, today):
		p.State = NotStarted
	case mixed(known):
		p.Reason = ReasonMixedFrequency
		return p
	default:
		state, on := settled(t, counted, today)
		p.State = state
		p.achieved(on)
	}
	p.measure(t, known)
	switch {
	case p.State == NotStarted:
		p.Reason = ReasonNone // the state says it
	case p.State == "" && p.Reason == ReasonNone:
		p.State = stateOf(*p.Ratio)
	case p.State == "":
		p.State = Unknown
	}
	return p
}

// usable fills in what a target leaves to the direction, and drops numbers that are none.
func usable(t Target) Target {
	if t.Value != nil {
		t.Value = finite(*t.Value)
	}
	if t.Comparison == "" {
		t.Comparison = AtLeast
		if t.Direction == Down {
			t.Comparison = AtMost
		}
	}
	if t.Baseline == "" || t.Baseline == BaselineValue && finite(t.BaseValue) == nil {
		t.Baseline = BaselineNone
	}
	return t
}

// unless takes the promised number away from what is not to be held against it.
func (t Target) unless(parted bool) Target {
	if parted {
		t.Value = nil
	}
	return t
}

// begin fills in what a method says whatever the state is: baseline, latest value, paces, forecast.
func begin(method string, t Target, known []Point, base *DatedValue, today Date, o ForecastOptions) Progress {
	p := Progress{Method: method, State: Unknown, BaselineKind: t.Baseline, Baseline: base}
	if len(known) > 0 {
		last := known[len(known)-1]
		p.Latest = &DatedValue{last.At, last.Value}
		if t.Value != nil && last.At < t.Deadline && today <= t.Deadline && !mixed(known) { // after the deadline no pace helps
			left := axisFor(t.Frequency, last).between(last.At, t.Deadline)
			p.RequiredPace = quotient(*t.Value-last.Value, left)
		}
	}
	p.Forecast, p.NoForecast = project(known, t.Frequency, t.Deadline, t.Value, t.Comparison, o)
	if p.Forecast != nil {
		slope := p.Forecast.Slope
		p.ObservedPace = &slope
	}
	if !t.Deadline.IsZero() && today > t.Deadline { // what came of it is known, or will be: no trend tells it
		p.Forecast, p.NoForecast = nil, ReasonDeadlinePassed
	}
	return p
}

// achieved notes since when the target has been met; the trend's own day is then not the one on which it was reached.
func (p *Progress) achieved(on Date) {
	p.AchievedOn = on
	if p.Forecast != nil && !on.IsZero() {
		p.Forecast.ReachedOn = on
	}
}

// baselineOf is where the way begins, nil where nothing says so. A value may lack its date.
func baselineOf(t Target, known []Point) *DatedValue {
	switch t.Baseline {
	case BaselineValue:
		return &DatedValue{t.Start, t.BaseValue}
	case BaselineFirstObservation:
		for _, p := range known {
			if t.Start.IsZero() || p.At >= t.Start {
				return &DatedValue{p.At, p.Value}
			}
		}
	}
	return nil
}

// countedFor are the observations that can meet the target.
func countedFor(t Target, known []Point) []Point {
	if t.Baseline != BaselineFirstObservation {
		return after(known, t.Start)
	}
	for i, p := range known {
		if t.Start.IsZero() || p.At >= t.Start {
			return known[i:]
		}
	}
	return nil
}

func notStarted(t Target, base *DatedValue, today Date) bool {
	start := t.Start
	if base != nil && !base.Date.IsZero() {
		start = base.Date
	}
	if start.IsZero() || today > start {
		return false
	}
	return t.Deadline.IsZero() || today <= t.Deadline
}

// settled is the state that the comparison itself decides, "" where it decides nothing yet, and the day since
// which the target has been met.
func settled(t Target, counted []Point, today Date) (State, Date) {
	byDeadline, later := counted, []Point(nil)
	if !t.Deadline.IsZero() {
		later = after(counted, t.Deadline)
		byDeadline = counted[:len(counted)-len(later)]
	}
	if since, holds := heldSince(t, byDeadline); holds {
		return Achieved, since
	}
	for _, p := range later {
		if t.Comparison.Holds(p.Value, *t.Value) {
			return AchievedLate, p.At
		}
	}
	switch {
	case t.Deadline.IsZero() || today <= t.Deadline:
		return "", 0
	case covered(counted, t.Deadline):
		return Missed, 0
	}
	return Unconfirmed, 0
}

// heldSince tells whether the last observation meets the target, and the day of the first one in the unbroken
// run of those that do.
func heldSince(t Target, points []Point) (since Date, holds bool) {
	for i := len(points) - 1; i >= 0 && t.Comparison.Holds(points[i].Value, *t.Value); i-- {
		since, holds = points[i].At, true
	}
	return since, holds
}

// covered tells whether a period speaks for a deadline.
func covered(points []Point, d Date) bool {
	for _, p := range points {
		if p.Period.Contains(d) || p.Period.End == d.AddDays(-1) && p.Period.Days() > 1 {
			return true
		}
	}
	return false
}

// measure fills in ideal, ratio, attainment and elapsed, and the reason where there is no ratio.
func (p *Progress) measure(t Target, known []Point) {
	line := promisedLine(t, p.Baseline)
	if p.Latest != nil {
		p.Ideal = idealAt(line, p.Latest.Date)
	}
	if p.Reason = noWay(t, p); p.Reason == ReasonNotApplicable || p.Reason == ReasonDivisionByZero {
		return
	}
	if p.Latest == nil || p.Baseline == nil {
		return
	}
	b, v := *p.Baseline, *p.Latest
	if !b.Date.IsZero() && v.Date <= b.Date {
		return
	}
	p.Attainment = quotient(v.Value-b.Value, *t.Value-b.Value)
	if b.Date.IsZero() {
		return
	}
	if t.Deadline > b.Date {
		p.Elapsed = quotient(float64(v.Date.Sub(b.Date)), float64(t.Deadline.Sub(b.Date)))
	}
	switch {
	case p.Ideal == nil:
	case (*p.Ideal < b.Value) != (*t.Value < b.Value) && *p.Ideal != b.Value:
		p.Reason = ReasonNotApplicable
		return
	default:
		p.Ratio = quotient(v.Value-b.Value, *p.Ideal-b.Value)
	}
	if p.Ratio == nil && p.Reason == ReasonNone {
		p.Reason = ReasonDivisionByZero
	}
}

// noWay says why there can be no ratio, before it is tried.
func noWay(t Target, p *Progress) Reason {
	switch b, v := p.Baseline, p.Latest; {
	case v == nil:
		return ReasonNoData
	case t.Deadline.IsZero():
		return ReasonNoDeadline
	case b == nil || b.Date.IsZero():
		return ReasonNoBaseline
	case b.Value == *t.Value:
		return ReasonDivisionByZero
	case t.Comparison.Holds(b.Value, *t.Value):
		return ReasonNotApplicable
	case v.Date <= b.Date && t.Baseline == BaselineFirstObservation:
		return ReasonTooFewPeriods
	case v.Date <= b.Date:
		return ReasonNoData
	}
	return ReasonNone
}

func stateOf(r float64) State {
	switch r += roundingRoom; {
	case r >= onTrackFrom:
		return OnTrack
	case r >= behindFrom:
		return Behind
	case r >= offTrackFrom:
		return OffTrack
	}
	return Worsening
}
