package kpi

import "math"

// MethodGrowth names the growth method.
const MethodGrowth = "growth"

// The years of the growth method unless it is told otherwise, and what stands in for a zero, which nothing grows from.
const (
	growthBaseYear   = 2015
	growthTargetYear = 2030
	insteadOfZero    = 0.001
)

// GrowthOptions set the growth method. Zero values mean base year 2015, target year 2030 and no limit.
type GrowthOptions struct {
	BaseYear   int      // used where the target has no dated baseline value
	TargetYear int      // used, to its last day, where the target has no deadline
	Limit      *float64 // L, for indicators without a target: a base below 2L has less and less left to gain
	Forecast   ForecastOptions
}

// Growth judges an indicator by its compound growth a year. With a target, P is observed over required growth;
// without one it is the growth itself, positive where it goes the right way. P is given as Ratio.
//
// The base is the target's own baseline value where it has one with a date, else the last observation of the base
// year, else of the first later year that has one. A year counts by its calendar, so that equal dates are whole
// years apart. Where the sign changes between base and value, or base and target, there is no growth rate
// (sign_change); where less than a year lies between, too_few_periods. "achieved" needs neither: the latest
// observation that ends by the deadline meets the target, or a later one does. Breaks part the series as for Gap.
func Growth(t Target, points []Point, today Date, o GrowthOptions) Progress {
	t, o = usable(t), o.WithDefaults()
	if t.Deadline.IsZero() {
		t.Deadline, _ = NewDate(o.TargetYear, 12, 31)
	}
	all := knownOn(points, today)
	s := stretchOf(t, today)
	known := s.of(all, t.Nature)
	base, kind := growthBase(t, known, o.BaseYear)
	parted := s.parted(base)
	p := begin(MethodGrowth, t.unless(parted), known, base, today, o.Forecast)
	p.State, p.BaselineKind, p.Plan = NotAvailable, kind, comparePlan(t.Plan, all)
	switch {
	case parted:
		p.Reason = ReasonNotComparable
		return p
	case len(known) == 0:
		p.Reason = ReasonNoData
	case mixed(known):
		p.Reason = ReasonMixedFrequency
	case base == nil:
		p.Reason = ReasonNoBaseline
	default:
		p.grow(t, o.Limit)
	}
	if t.Value != nil && len(known) > 0 && p.Reason != ReasonMixedFrequency {
		if state, on := settled(t, countedFor(t, known), today); state == Achieved || state == AchievedLate {
			p.State, p.Score = Achieved, finite(bestScore)
			p.achieved(on)
		}
	}
	return p
}

// WithDefaults puts the defaults in where nothing is set.
func (o GrowthOptions) WithDefaults() GrowthOptions {
	if o.BaseYear == 0 {
		o.BaseYear = growthBaseYear
	}
	if o.TargetYear == 0 {
		o.TargetYear = growthTargetYear
	}
	return o
}

func growthBase(t Target, known []Point, baseYear int) (*DatedValue, BaselineKind) {
	if t.Baseline == BaselineValue && !t.Start.IsZero() {
		return &DatedValue{t.Start, t.BaseValue}, BaselineValue
	}
	var base *DatedValue
	from, _ := NewDate(baseYear, 1, 1)
	for _, p := range after(known, from-1) {
		if base != nil && p.At.Time().Year() != base.Date.Time().Year() {
			break
		}
		base = &DatedValue{p.At, p.Value}
	}
	if base == nil {
		return nil, BaselineNone
	}
	return base, BaselineFirstObservation
}

// grow fills in P, state and score, or the reason why there are none. Baseline and latest value are there.
func (p *Progress) grow(t Target, limit *float64) {
	years := axis{frequency: Yearly}
	b, v := nonZero(p.Baseline.Value), p.Latest.Value
	if p.Baseline.Value == 0 && v == 0 {
		v = b // what stays at nothing has not grown, nor shrunk from what stands for it
	}
	observed, reason := compound(b, v, years.between(p.Baseline.Date, p.Latest.Date))
	if reason != ReasonNone {
		p.Reason = reason
		return
	}
	toward := t.Direction.Sign()
	if b < 0 {
		toward = -toward // growth of a negative number points the other way
	}
	var score float64
	if t.Value == nil {
		p.Ratio = finite(toward * observed)
		if p.Ratio != nil {
			p.State, score = growthState(*p.Ratio, room(b, limit))
		}
	} else {
		var required float64
		if required, reason = compound(b, nonZero(*t.Value), years.between(p.Baseline.Date, t.Deadline)); reason != ReasonNone {
			p.Reason = reason
			return
		}
		p.Ratio = quotient(toward*observed, math.Abs(required))
		if p.Ratio != nil {
			p.State, score = targetState(*p.Ratio)
		}
	}
	if p.Ratio == nil {
		p.State, p.Reason = NotAvailable, ReasonDivisionByZero
		return
	}
	p.Score = finite(score)
}

func nonZero(v float64) float64 {
	if v == 0 {
		return insteadOfZero
	}
	return v
}

// compound is the growth a year that leads from one value to another in so many years: (to / from)^(1/n) − 1.
func compound(from, to, years float64) (float64, Reason) {
	if years < 1-roundingRoom {
		return 0, ReasonTooFewPeriods
	}
	if to/from < 0 {
		return 0, ReasonSignChange
	}
	growth := math.Pow(to/from, 1/years) - 1
	if finite(growth) == nil {
		return 0, ReasonDivisionByZero
	}
	return growth, ReasonNone
}
