package kpi

import "slices"

// Level is a year-to-date value: what was counted from the beginning of a year to the end of a period. The period is either the
// whole time from that beginning, or the last part of it, such as the month. Value is nil where there is none.
type Level struct {
	Period Period
	Value  *float64
}

// Increment is what a year-to-date value grew by in one period. Of and Before are the places of the two levels; Before is -1 for
// the first period of a year, which begins at nothing. Where a level is missing there is no value, and Reason says why: what
// grew in two months is no month's.
type Increment struct {
	Period     Period
	Of, Before int
	Value      *float64
	Reason     Reason
}

// Increments turns levels, in any order, into the periods of a frequency (month or quarter) that they end with. A level that ends
// on another day than such a period does, or begins on another day than the year, is left out. Years begin in January, or in the
// month in which those levels begin that are longer than a period; where these differ, or others count from January, there is no
// answer.
func Increments(levels []Level, f Frequency) []Increment {
	months := map[Frequency]int{Monthly: 1, Quarterly: 3}[f]
	if months == 0 {
		return nil
	}
	periods := make([]Period, len(levels))
	for i, l := range levels {
		periods[i] = l.Period
	}
	first, known := firstMonth(periods, months)
	if !known {
		return nil
	}
	at := map[Date]int{} // by the last day
	for i, l := range levels {
		unit := unitEnding(l.Period.End, months)
		began := yearBegin(l.Period.End, first)
		if unit.End != l.Period.End || monthsFrom(began, unit.Start)%months != 0 || l.Period != unit && l.Period.Start != began {
			continue
		}
		if j, twice := at[l.Period.End]; !twice || levels[j].Period == unit { // that from the year's beginning leaves no doubt
			at[l.Period.End] = i
		}
	}
	var all []Increment
	for end, of := range at {
		unit := unitEnding(end, months)
		one := Increment{Period: unit, Of: of, Before: -1}
		before, there := at[unit.Start.AddDays(-1)]
		begins := unit.Start == yearBegin(end, first)
		if !begins && there {
			one.Before = before
		}
		switch {
		case levels[of].Value == nil:
			one.Reason = ReasonNoData
		case begins:
			one.Value = finite(*levels[of].Value)
		case !there || levels[before].Value == nil:
			one.Reason = ReasonNoPrevious
		default:
			one.Value = finite(*levels[of].Value - *levels[before].Value)
		}
		if one.Value == nil && one.Reason == ReasonNone {
			one.Reason = ReasonNotComparable // no number, or so large that its difference is none
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Increment) int { return a.Period.End.Sub(b.Period.End) })
	return all
}

// CountingYear is the year that holds a day, as the periods of year-to-date values of a frequency tell when years begin (see
// Increments), or else from January. Of yearly values each period is a year.
func CountingYear(periods []Period, f Frequency, day Date) Period {
	months := 1
	switch f {
	case Quarterly:
		months = 3
	case Yearly:
		for _, p := range periods {
			if p.Contains(day) {
				return p
			}
		}
	}
	first, known := firstMonth(periods, months)
	if !known {
		first = 1
	}
	began := yearBegin(day, first)
	return Period{began, began.AddMonths(12).AddDays(-1)}
}

// firstMonth is the month in which years begin (1 to 12), as the periods of levels tell; false where they tell of two.
func firstMonth(periods []Period, months int) (month int, known bool) {
	month = 1
	told := false
	for _, p := range periods {
		if p.Start >= unitEnding(p.End, months).Start {
			continue
		}
		m := int(p.Start.Time().Month())
		if told && m != month || p.Start != p.Start.MonthStart() || p.Days() > 366 {
			return 0, false
		}
		month, told = m, true
	}
	return month, !slices.ContainsFunc(periods, func(p Period) bool { return fromJanuary(p, months, month) })
}

// fromJanuary tells of a level of a mere period that it counts from January, though years are said to begin with another month: a
// quarter among months says so, too, and is no year.
func fromJanuary(p Period, months, month int) bool {
	return p == unitEnding(p.End, months) && month != 1 && int(p.Start.Time().Month()) != month
}

// unitEnding is the period of so many months that ends with the month of a day.
func unitEnding(d Date, months int) Period {
	return Period{d.MonthStart().AddMonths(1 - months), d.MonthEnd()}
}

// monthsFrom is how many months lie between the first days of two.
func monthsFrom(a, b Date) int {
	x, y := a.Time(), b.Time()
	return 12*(y.Year()-x.Year()) + int(y.Month()) - int(x.Month())
}

// yearBegin is the first day of the year that holds a day, where years begin with a month.
func yearBegin(d Date, month int) Date {
	since := (int(d.Time().Month()) - month + 12) % 12
	return d.MonthStart().AddMonths(-since)
}
