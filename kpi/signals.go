package kpi

import (
	"cmp"
	"slices"
)

// SignalKind names what is striking about figures.
type SignalKind string

// The kinds of signal. What can't be stands before what merely is unlikely.
const (
	SignalNumeratorOver   SignalKind = "numerator_over_denominator"
	SignalPartsWhole      SignalKind = "parts_whole"
	SignalSourcesDisagree SignalKind = "sources_disagree"
	SignalRestated        SignalKind = "restated"
	SignalNotUsed         SignalKind = "online_without_applications"
	SignalOutlier         SignalKind = "outlier"
	SignalRoundJump       SignalKind = "round_jump"
	SignalFlat            SignalKind = "flat"
)

// SignalKinds lists every kind, what can't be first.
var SignalKinds = [...]SignalKind{
	SignalNumeratorOver, SignalPartsWhole, SignalSourcesDisagree, SignalRestated,
	SignalNotUsed, SignalOutlier, SignalRoundJump, SignalFlat,
}

// Signal is something about figures that people should look at. It corrects nothing, and proves nothing.
type Signal struct {
	Kind     SignalKind
	Period   Period  // of the figure; of a value that stays the same, and of a service, the whole time
	Seen     float64 // in the indicator's unit; of a numerator, of applications: how many
	Expected float64 // what Seen was held against
	Size     float64 // what was held against Limit: periods, deviations, a share, days
	Limit    float64 // from which on, or above which, it is a signal; 0: any difference is
}

// SignalOptions set when figures are striking. Zero values mean the defaults.
type SignalOptions struct {
	FlatPeriods       int     // equal periods in a row; 6
	FlatDays          int     // that they must cover, so that a quiet week is none; 90
	JumpTimes         float64 // a jump is greater than so many times the usual change; 4
	JumpShare         float64 // and than this share of the value before; 0.1
	RestatedShare     float64 // of the first figure; 0.1
	OutlierDeviations float64 // robust standard deviations of the series' own changes; 5
	OutlierPeriods    int     // values that a series needs to be judged by itself; 12
	UnusedDays        int     // that a service is online without an online application; 90
}

// WithDefaults puts the defaults in where nothing is set.
func (o SignalOptions) WithDefaults() SignalOptions {
	return SignalOptions{
		FlatPeriods: cmp.Or(o.FlatPeriods, 6), FlatDays: cmp.Or(o.FlatDays, 90),
		JumpTimes: cmp.Or(o.JumpTimes, 4), JumpShare: cmp.Or(o.JumpShare, 0.1),
		RestatedShare:     cmp.Or(o.RestatedShare, 0.1),
		OutlierDeviations: cmp.Or(o.OutlierDeviations, 5), OutlierPeriods: cmp.Or(o.OutlierPeriods, 12),
		UnusedDays: cmp.Or(o.UnusedDays, 90),
	}
}

// Figure is the value of a period that has ended, with its parts where it is a share.
type Figure struct {
	Period                 Period
	Value                  float64
	Numerator, Denominator *float64
}

// Bounds are the least and the greatest that a value can be; nil: there is none.
type Bounds struct{ Min, Max *float64 }

// byEnd gives the figures that are numbers by their periods' ends, whatever order they came in.
func byEnd(figures []Figure) []Figure {
	number := func(f Figure) bool { return finite(f.Value) != nil }
	if slices.IsSortedFunc(figures, compareFigures) && !slices.ContainsFunc(figures, func(f Figure) bool { return !number(f) }) {
		return figures // nearly all
	}
	kept := slices.DeleteFunc(slices.Clone(figures), func(f Figure) bool { return !number(f) })
	slices.SortFunc(kept, compareFigures)
	return kept
}

func compareFigures(a, b Figure) int {
	switch {
	case a.Period.End != b.Period.End:
		return cmp.Compare(a.Period.End, b.Period.End)
	case a.Period.Start != b.Period.Start:
		return cmp.Compare(a.Period.Start, b.Period.Start)
	}
	return cmp.Compare(a.Value, b.Value)
}

// longest is how many days lie between the ends of two periods in a row, at most.
var longest = map[Frequency]int{Daily: 1, Monthly: 31, Quarterly: 92, Yearly: 366}

// follows tells whether one period comes right after another: the next of the same length, or, of what is counted since
// the year began, the one that is a period longer.
func follows(a, b Period, f Frequency) bool {
	if b.Start == a.End+1 {
		return sameLength(a, b)
	}
	return b.Start == a.Start && b.End > a.End && b.End.Sub(a.End) <= longest[f]
}
