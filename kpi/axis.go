package kpi

import "time"

// axis counts time in periods of a frequency. Months count alike whether they have 28 days or 31,
// so a series that gains the same every month has exactly one slope.
type axis struct {
	frequency Frequency
	days      float64 // length of a period where the frequency is not known
}

// axisFor takes the indicator's frequency, else that of the last point's own period, else its length in days.
func axisFor(f Frequency, last Point) axis {
	if f.PerYear() > 0 {
		return axis{frequency: f}
	}
	if f = FrequencyOf(last.Period); f != "" {
		return axis{frequency: f}
	}
	return axis{days: float64(max(1, last.Period.Days()))}
}

// between is the time from the end of one day to the end of another, in periods.
func (a axis) between(from, to Date) float64 {
	switch a.frequency {
	case Daily:
		return float64(to.Sub(from))
	case Monthly:
		return months(to) - months(from)
	case Quarterly:
		return (months(to) - months(from)) / 3
	case Yearly:
		return (months(to) - months(from)) / 12
	}
	return float64(to.Sub(from)) / a.days
}

// next is the end of the period after the point's, or of its own period while that still runs.
func (a axis) next(p Point) Date {
	if p.At < p.Period.End {
		return p.Period.End
	}
	after := p.At.AddDays(1)
	switch a.frequency {
	case Daily:
		return after
	case Monthly:
		return after.AddMonths(1).AddDays(-1)
	case Quarterly:
		return after.AddMonths(3).AddDays(-1)
	case Yearly:
		return after.AddMonths(12).AddDays(-1)
	}
	return p.At.AddDays(int(a.days))
}

// months are the calendar months up to the end of the day, its own month in proportion.
func months(d Date) float64 {
	year, month, day := d.Time().Date()
	days := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return float64(year*12+int(month)-1) + float64(day)/float64(days)
}
