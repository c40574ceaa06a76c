package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/postup/postup/kpi"
)

// The words of how values are read.
var (
	periodLayouts = []string{"fiscal_year", "month", "month_name", "quarter", "year"}
	durationUnits = []string{"seconds", "minutes", "hours", "days"}
	valueUnits    = append([]string{"share", "percent"}, durationUnits...)
)

// checkReading judges what is said of how a field's values are written. What has no meaning for the field
// would be passed over in silence, so it is a mistake.
func (c *checker) checkReading(name string, rule recordField, f *Field) {
	date := rule.kind == dateValue || rule.kind == timeValue
	amount := rule.kind == amountValue || rule.kind == durationValue
	number := amount || rule.kind == numberValue
	c.meaningless(!date, &f.Layout, "layout", name, "it is no date")
	c.meaningless(rule.kind != timeValue, &f.TimeZone, "time_zone", name, "it is no time")
	c.meaningless(!number, &f.Unit, "unit", name, "it is no amount")
	c.meaningless(number && !amount, &f.Unit, "unit", name, "it is stored as it comes, only a value is turned into the indicator's unit")
	c.meaningless(!number, &f.Scale, "scale", name, "it is no number")
	c.meaningless(rule.kind != dateValue, &f.Whole, "whole", name, "it is no day")
	c.meaningless(slices.Contains(periodLayouts, f.Layout) || IsMonthLayout(f.Layout), &f.Whole, "whole", name, "its layout is that of a period already")
	c.word("whole", string(f.Whole), []string{string(kpi.Monthly), string(kpi.Quarterly), string(kpi.Yearly)}, c.at(&f.Whole, f))
	c.meaningless(f.Layout != "fiscal_year", &f.YearStart, "year_start", name, "its layout is not fiscal_year")
	if date {
		c.checkLayout(name, rule, f)
	}
	switch rule.kind {
	case amountValue:
		c.word("unit", f.Unit, valueUnits, c.at(&f.Unit, f))
	case durationValue:
		c.word("unit", f.Unit, durationUnits, c.at(&f.Unit, f))
	}
	if c.has(&f.TimeZone) {
		c.location(f.TimeZone, c.at(&f.TimeZone))
	}
	if c.has(&f.Scale) && f.Scale == 0 {
		c.wrong(c.at(&f.Scale), "scale is 0", "every value would become 0", "write what values are multiplied by, or remove it")
	}
	for _, list := range []*[]string{&f.Missing, &f.NotApplicable} {
		for i, v := range *list {
			if slices.Contains((*list)[:i], v) {
				c.wrong(c.at(&(*list)[i], f), fmt.Sprintf("%q stands there twice", v), "one of them may be meant for another value", "remove or correct one")
			}
			if _, coded := f.Codes[v]; coded {
				c.wrong(c.at(&(*list)[i], f), fmt.Sprintf("%q is a code and stands for no value", v), "it can't be both", "remove it from one of them")
			}
		}
	}
	for _, v := range f.NotApplicable {
		if slices.Contains(f.Missing, v) {
			c.wrong(c.at(&f.NotApplicable, f), fmt.Sprintf("%q means no data and not applicable", v), "it can't be both", "remove it from one of the lists")
		}
	}
}

func (c *checker) meaningless(is bool, field any, key, name, reason string) {
	if is && c.has(field) {
		c.wrong(c.at(field), fmt.Sprintf("%s has no meaning for %s", key, name), reason, "remove it")
	}
}

// checkLayout judges a layout by writing a day with it and reading it back.
func (c *checker) checkLayout(name string, rule recordField, f *Field) {
	if f.Layout == "" {
		return
	}
	at := c.at(&f.Layout, f)
	if slices.Contains(periodLayouts, f.Layout) {
		if rule.kind == timeValue {
			c.wrong(at, fmt.Sprintf("layout %s has no meaning for %s", f.Layout, name), "it is a time, not a period", "write a layout such as 02.01.2006 15:04")
		}
		c.checkYearStart("year_start", f.YearStart, c.at(&f.YearStart, f))
		c.needed(f.Layout == "fiscal_year" && f.YearStart == "", at, "the layout fiscal_year", "year_start", "fiscal years begin on different days")
		return
	}
	if d := readBack(f.Layout); d != aDay && (d != aDay.MonthStart() || rule.kind == timeValue) {
		c.wrong(at, fmt.Sprintf("the layout %q does not hold a whole date", f.Layout), "a day written with it can't be read back",
			"write how 2 January 2006 looks, such as 02.01.2006, or one of "+strings.Join(periodLayouts, ", "))
	}
}

// aDay is one that no layout takes for another.
var aDay = kpi.MustDate("2019-11-23")

// readBack writes a day with a layout and reads it.
func readBack(layout string) kpi.Date {
	back, err := time.Parse(layout, aDay.Time().Add(16*time.Hour+47*time.Minute+58*time.Second).Format(layout))
	if err != nil {
		return 0
	}
	return kpi.DateOf(back)
}

// IsMonthLayout tells whether a layout names a month of a year and no day, such as 01.2006.
func IsMonthLayout(layout string) bool {
	return !slices.Contains(periodLayouts, layout) && readBack(layout) == aDay.MonthStart()
}

func isDay(s string) bool {
	_, err := kpi.ParseDate(s)
	return err == nil
}

func isNumber(s, decimal string) bool {
	if decimal == "," {
		s = strings.Replace(s, ",", ".", 1)
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
