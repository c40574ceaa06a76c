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
func (a axis) between(from, to Date) float64 { return a.periods(a.position(to) - a.position(from)) }

// position is where the end of a day lies, in days or months: whole ones are exact, so that equal steps are equal.
func (a axis) position(d Date) float64 {
	switch a.frequency {
	case Monthly, Quarterly, Yearly:
		return months(d)
	}
	return float64(d)
}

// periods turns a distance between two positions into periods.
func (a axis) periods(distance float64) float64 {
	switch a.frequency {
	case Daily, Monthly:
		return distance
	case Quarterly:
		return distance / 3
	case Yearly:
		return distance / 12
	}
	return distance / a.days
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
	return float64(year*12+int(month)-1) + float64(day)/daysIn(year, month)
}

func daysIn(year int, month time.Month) float64 {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
