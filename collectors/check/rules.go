package check

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// The days that can be stored; 1970-01-01 stands for none.
var (
	earliest = kpi.MustDate("1970-01-02")
	latest   = kpi.MustDate("2105-12-31")
)

// clockSkew is how far ahead of ours a region's clock may be.
const clockSkew = time.Hour

// Storable tells whether a date can be stored.
func Storable(field string, d kpi.Date) *Problem {
	if d < earliest || d > latest {
		return &Problem{field, OutOfRange, fmt.Sprintf("dates from %s to %s can be stored", earliest, latest)}
	}
	return nil
}

// NotFuture tells whether a day has come.
func NotFuture(field string, d, today kpi.Date) *Problem {
	if d > today {
		return &Problem{field, FutureDate, fmt.Sprintf("%s has not come yet", d)}
	}
	return nil
}

// Period checks a period's ends.
func Period(p kpi.Period) *Problem {
	if problem := Storable("period_start", p.Start); problem != nil {
		return problem
	}
	if problem := Storable("period_end", p.End); problem != nil {
		return problem
	}
	if p.End < p.Start {
		return &Problem{"period_end", BadPeriod, fmt.Sprintf("the period ends on %s, before it starts on %s", p.End, p.Start)}
	}
	return nil
}

// Observation checks an observation's numbers against what its indicator can be, and its period against today.
func Observation(o *store.Observation, i *config.Indicator, today kpi.Date) *Problem {
	if problem := Period(o.Period); problem != nil {
		return problem
	}
	if problem := NotFuture("period_start", o.Period.Start, today); problem != nil {
		return problem
	}
	if problem := frequency(o.Period, i); problem != nil {
		return problem
	}
	for _, part := range []struct {
		field string
		value *float64
	}{{"numerator", o.Numerator}, {"denominator", o.Denominator}} {
		if part.value != nil && *part.value < 0 {
			return &Problem{part.field, Negative, "the " + part.field + " is below zero"}
		}
	}
	if o.Numerator != nil && o.Denominator != nil && *o.Numerator > *o.Denominator && i.Over != "signal" {
		return &Problem{"numerator", NumeratorOverDenominator,
			fmt.Sprintf("%v of %v is more than all", *o.Numerator, *o.Denominator)}
	}
	if o.Value == nil {
		return nil
	}
	if problem := contradiction(o, i); problem != nil {
		return problem
	}
	return value(*o.Value, i)
}

// frequency finds a period that is not of the indicator's kind: among months, a year would leave the methods without an
// answer for all of them. What counts from the year's beginning may end on any day.
func frequency(p kpi.Period, i *config.Indicator) *Problem {
	if i.Nature == kpi.YearToDate || i.Frequency == "" || kpi.FrequencyOf(p) == i.Frequency {
		return nil
	}
	return &Problem{"period", BadPeriod, fmt.Sprintf("%s is no %s, and the indicator is reported by the %s", p, i.Frequency, i.Frequency)}
}

// contradiction finds a share that its own numerator and denominator belie. The share may be rounded, or cut, to the
// digits that it is written with.
func contradiction(o *store.Observation, i *config.Indicator) *Problem {
	scale := map[string]float64{"percent": 100, "ratio": 1}[i.Unit]
	if scale == 0 || o.Numerator == nil || o.Denominator == nil || *o.Denominator == 0 || i.Over == "signal" {
		return nil
	}
	follows := scale * *o.Numerator / *o.Denominator
	_, digits, _ := strings.Cut(strconv.FormatFloat(*o.Value, 'f', -1, 64), ".")
	if math.Abs(*o.Value-follows) > math.Pow10(-len(digits))*(1+1e-9) {
		return &Problem{"value", Contradiction, fmt.Sprintf("the value is %v, but %v of %v is %.6g", *o.Value, *o.Numerator, *o.Denominator, follows)}
	}
	return nil
}

// maxWhole is the greatest whole number that no other one is read as: 2^53 + 1 is kept as 2^53.
const maxWhole = 1<<53 - 1

func value(v float64, i *config.Indicator) *Problem {
	switch {
	case i.Integer && v < 0:
		return &Problem{"value", Negative, "a count can't be below zero"}
	case i.Integer && v != math.Trunc(v):
		return &Problem{"value", NotWhole, fmt.Sprintf("%v is not a whole number, and the indicator is a count", v)}
	case i.Integer && v > maxWhole:
		return &Problem{"value", OutOfRange, fmt.Sprintf("%v has more digits than a count can be kept with", v)}
	case i.Min != nil && v < *i.Min:
		return &Problem{"value", OutOfRange, fmt.Sprintf("%v is less than the least plausible value %v", v, *i.Min)}
	case i.Max != nil && v > *i.Max:
		return &Problem{"value", OutOfRange, fmt.Sprintf("%v is more than the greatest plausible value %v", v, *i.Max)}
	}
	return nil
}

// Application checks an application's times, outcome and channel. now is when the payload came.
func Application(a *store.Application, now time.Time) *Problem {
	if problem := Storable("submitted", a.SubmittedOn); problem != nil {
		return problem
	}
	limit := now.Add(clockSkew)
	switch {
	case a.Submitted.After(limit):
		return &Problem{"submitted", FutureDate, "it was submitted in the future"}
	case !knownChannel(a.Channel):
		return &Problem{"channel", BadCode, "a channel is online, counter, phone, post, email or other"}
	case a.Suspended < 0:
		return &Problem{"suspended", Negative, "a duration can't be below zero"}
	}
	if a.Completed.IsZero() {
		return openApplication(a, limit)
	}
	switch {
	case a.Completed.Before(a.Submitted):
		return &Problem{"completed", CompletedBeforeSubmitted, "it was completed before it was submitted"}
	case a.Completed.After(limit):
		return &Problem{"completed", FutureDate, "it was completed in the future"}
	case a.Outcome == "":
		return &Problem{"outcome", MissingField, "a completed application has an outcome"}
	case a.Outcome != "granted" && a.Outcome != "refused" && a.Outcome != "withdrawn":
		return &Problem{"outcome", BadCode, "an outcome is granted, refused or withdrawn"}
	case !a.SuspendedSince.IsZero():
		return &Problem{"suspended_since", BadSuspension, "a completed application is not suspended any more"}
	case a.Suspended > a.Completed.Sub(a.Submitted):
		return &Problem{"suspended", BadSuspension, "it was suspended for longer than it took"}
	}
	return Storable("completed", a.CompletedOn)
}

func openApplication(a *store.Application, limit time.Time) *Problem {
	switch {
	case a.Outcome != "":
		return &Problem{"completed", MissingField, "an application that has an outcome was completed at some time"}
	case !a.SuspendedSince.IsZero() && a.SuspendedSince.Before(a.Submitted):
		return &Problem{"suspended_since", BadSuspension, "it was suspended before it was submitted"}
	case a.SuspendedSince.After(limit):
		return &Problem{"suspended_since", FutureDate, "it was suspended in the future"}
	case a.Suspended > limit.Sub(a.Submitted):
		return &Problem{"suspended", BadSuspension, "it was suspended for longer than it has been open"}
	}
	return nil
}

func knownChannel(c string) bool {
	return c == "" || slices.Contains(config.Channels, c)
}
