package kpi

import (
	"math"
	"slices"
)

// NumeratorOver finds shares of more than there is: Seen is the numerator, Expected the denominator.
func NumeratorOver(figures []Figure) []Signal {
	var found []Signal
	for _, f := range byEnd(figures) {
		if f.Numerator == nil || f.Denominator == nil || finite(*f.Numerator) == nil || finite(*f.Denominator) == nil {
			continue
		}
		if *f.Numerator > *f.Denominator+slackOf(*f.Denominator) {
			found = append(found, Signal{Kind: SignalNumeratorOver, Period: f.Period, Seen: *f.Numerator, Expected: *f.Denominator})
		}
	}
	return found
}

// slackOf is what rounding of a sum of decimals may leave.
func slackOf(v float64) float64 { return 1e-9 * max(1, math.Abs(v)) }

// PartsWhole holds the parts of each period against the whole: Seen is their sum, Expected the whole. slack is what
// rounding explains of each of them. Parts that make more than the whole are striking even where some are missing,
// unless some can be negative. Parts that make less are so only in a period that has them all, and only where they make the
// whole in at least half of such periods: others were never meant to, such as the best known services of all. Of a
// period that is there twice the greater value counts.
func PartsWhole(whole []Figure, parts [][]Figure, slack float64) []Signal {
	byPeriod, negative := partsByPeriod(parts)
	var more, less []Signal
	complete, right := 0, 0
	for p, f := range lastOfPeriods(whole) {
		values := byPeriod[p]
		if len(values) == 0 {
			continue
		}
		slices.Sort(values)
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		all := len(values) == len(parts)
		if all {
			complete++
		}
		s := Signal{Kind: SignalPartsWhole, Period: p, Seen: sum, Expected: f}
		switch limit := slack*float64(len(values)+1) + slackOf(f); {
		case !s.finite():
		case math.Abs(sum-f) <= limit:
			if all {
				right++
			}
		case sum > f && (all || !negative):
			more = append(more, s)
		case sum < f && all:
			less = append(less, s)
		}
	}
	if right > 0 && 2*right >= complete {
		more = append(more, less...)
	}
	slices.SortFunc(more, func(a, b Signal) int {
		return compareFigures(Figure{Period: a.Period}, Figure{Period: b.Period})
	})
	return more
}

// partsByPeriod are the parts that each period has, and whether any of them is negative in any period.
func partsByPeriod(parts [][]Figure) (values map[Period][]float64, negative bool) {
	values = map[Period][]float64{}
	for _, part := range parts {
		for p, v := range lastOfPeriods(part) {
			values[p] = append(values[p], v)
			negative = negative || v < 0
		}
	}
	return values, negative
}

func lastOfPeriods(figures []Figure) map[Period]float64 {
	values := make(map[Period]float64, len(figures))
	for _, f := range byEnd(figures) {
		values[f.Period] = f.Value
	}
	return values
}

// Disagree holds what two sources say of one period against one another: Seen is the figure that speaks for the period,
// Expected the other. slack is what rounding of both explains. False where they agree.
func Disagree(p Period, chosen, other, slack float64) (Signal, bool) {
	s := Signal{Kind: SignalSourcesDisagree, Period: p, Seen: chosen, Expected: other}
	return s, s.finite() && math.Abs(chosen-other) > slack+slackOf(other)
}

// Restated holds a figure against the first one that the same source gave after the period had ended: Seen is the
// figure in force, Expected the first, Size the change as a share of that. A first figure of 0 that became another one
// has no share, and is striking. False where the change is not.
func Restated(p Period, first, now float64, o SignalOptions) (Signal, bool) {
	s := Signal{Kind: SignalRestated, Period: p, Seen: now, Expected: first, Limit: o.WithDefaults().RestatedShare}
	if finite(first) == nil || finite(now) == nil || first == now {
		return s, false
	}
	share := quotient(math.Abs(now-first), math.Abs(first))
	if share == nil {
		return s, true
	}
	s.Size = *share
	return s, *share > s.Limit+slackOf(s.Limit)
}

// MonthOfUse is how many applications for a service were submitted in a month, as far as is known.
type MonthOfUse struct {
	Month                              Date // its first day
	Applications, KnownChannel, Online uint64
	Unknown                            bool // nothing is known, or it must not be told
}

// NotUsed finds a service that has been online since a day, and for at least UnusedDays no application for it came
// online. Months are known as a whole, so the time without one begins with a month, or with the day since which the
// service is online. Size is its days up to today; Seen 0, Expected 1. A month that nothing is known of, or in which a
// channel is not known, ends what can be said. The running month may be missing.
func NotUsed(since, today Date, months []MonthOfUse, o SignalOptions) (Signal, bool) {
	limit := o.WithDefaults().UnusedDays
	byMonth := make(map[Date]MonthOfUse, len(months))
	for _, m := range months {
		byMonth[m.Month] = m
	}
	month := today.MonthStart()
	begin := today.AddDays(1)
	if _, ok := byMonth[month]; !ok {
		month = month.AddMonths(-1)
	}
	for begin > since {
		m, ok := byMonth[month]
		if !ok || m.Unknown || m.Online > 0 || m.Applications > m.KnownChannel {
			break
		}
		begin = max(month, since)
		month = month.AddMonths(-1)
	}
	days := today.Sub(begin) + 1
	return Signal{
		Kind: SignalNotUsed, Period: Period{begin, today}, Expected: 1, Size: float64(days), Limit: float64(limit),
	}, !since.IsZero() && days >= limit
}
