package infer

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/postup/postup/collectors/mapping"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/kpi"
)

// dated is how a column's dates are written.
type dated struct {
	layout string // as a mapping names it; "": needs none
	times  bool   // there are times of the day
	zoned  bool   // with an offset from UTC
	doubt  string // another layout that reads them just as well
	period string // month, quarter, year where these are periods and not days
}

// dayLayouts are ways to write days, the likelier of two that read the same first.
var dayLayouts = []string{"02.01.2006", "2.1.2006", "02.01.06", "02/01/2006", "01/02/2006", "2/1/2006", "1/2/2006", "02-01-2006", "2006/01/02", "2006.01.02", "20060102"}

var clocks = []string{"", " 15:04", " 15:04:05", "T15:04:05", "T15:04", ", 15:04", ", 15:04:05"}

// isoTime is what needs no layout: a day, a day and a time, with an offset or none.
var isoTime = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$`)

// usually is how many per cent of a column's different values a way of writing has to read: others are mistakes.
const usually = 60

// datesOf finds out how a column's dates are written, nil where they are none. A few that can't be read don't matter: they
// would be rejected.
func datesOf(c *column) *dated {
	if c.filled() == 0 || !c.readable() {
		return nil
	}
	if 100*c.kinds[record.Date] >= usually*(c.filled()-c.kinds[record.Text]) && c.kinds[record.Date] > 0 {
		return datesStored(c)
	}
	if c.kinds[record.Number] > 0 && !c.all(isYear) {
		return nil
	}
	is := func(shape *regexp.Regexp) bool { return c.most(usually, shape.MatchString) }
	switch {
	case is(isoTime):
		d := &dated{}
		for _, text := range c.order {
			d.times = d.times || len(text) > 10 && !strings.HasPrefix(text[11:], "00:00")
			d.zoned = d.zoned || len(text) > 10 && regexp.MustCompile(`(Z|[+-]\d{2}:?\d{2})$`).MatchString(text[10:])
		}
		return d
	case is(regexp.MustCompile(`^\d{4}-\d{2}$`)) && c.most(usually, isoMonth.MatchString):
		return &dated{layout: "month", period: "month"}
	case is(regexp.MustCompile(`^\d{4}-Q[1-4]$`)):
		return &dated{layout: "quarter", period: "quarter"}
	case c.most(usually, isFiscalYear):
		return &dated{layout: "fiscal_year", period: "year"}
	case c.all(isYear):
		return &dated{layout: "year", period: "year"}
	case c.most(usually, func(s string) bool { _, kind := periodOf(s, 0); return kind == "month_name" }):
		return &dated{layout: "month_name", period: "month"}
	case is(numbered):
		separator := "."
		if strings.Contains(c.order[0], "/") {
			separator = "/"
		}
		layout := "01" + separator + "2006"
		if slices.ContainsFunc(c.order, func(s string) bool { return numbered.MatchString(s) && s[1] == separator[0] }) {
			layout = "1" + separator + "2006" // it reads those of two digits, too
		}
		return &dated{layout: layout, period: "month"}
	case c.most(usually, func(s string) bool { p, _ := periodOf(s, 0); return p != "" }):
		_, kind := periodOf(c.order[0], 0)
		return &dated{layout: "codes", period: strings.TrimSuffix(kind, "_name")}
	}
	return datesWritten(c)
}

// datesStored are those of a workbook: they need no layout, but texts among them do.
func datesStored(c *column) *dated {
	d := &dated{}
	texts := newColumn(c.name)
	for _, text := range c.order {
		if !isoTime.MatchString(text) {
			texts.add(record.Value{Kind: record.Text, Bytes: []byte(text)})
		}
		d.times = d.times || len(text) > 10
	}
	if among := datesOf(texts); among != nil {
		d.layout, d.doubt = among.layout, among.doubt
	}
	return d
}

func datesWritten(c *column) *dated {
	var found []dated
	for _, day := range dayLayouts {
		for _, clock := range clocks {
			layout := day + clock
			if c.most(usually, func(s string) bool { _, err := time.Parse(layout, s); return err == nil }) {
				found = append(found, dated{layout: layout, times: clock != ""})
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	d := found[0]
	for _, other := range found[1:] {
		if d.doubt == "" && strings.ContainsRune(d.layout, '/') && otherOrder(d.layout, other.layout) {
			d.doubt = other.layout
		}
	}
	return &d
}

// otherOrder tells whether one layout has the day where the other has the month.
func otherOrder(a, b string) bool {
	return strings.HasPrefix(strings.TrimLeft(a, "0"), "2") != strings.HasPrefix(strings.TrimLeft(b, "0"), "2")
}

// isFiscalYear tells 2023-2024, or 2023/24, from a month.
func isFiscalYear(s string) bool {
	m := fiscal.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	first, _ := strconv.Atoi(m[1])
	second, _ := strconv.Atoi(m[2])
	return len(m[2]) == 4 && second == first+1 || len(m[2]) == 2 && second == (first+1)%100 && (m[2] > "12" || !strings.Contains(s, "-"))
}

var fiscal = regexp.MustCompile(`^(\d{4})[-/–](\d{4}|\d{2})$`)

func isYear(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && len(s) == 4 && n >= 1990 && n <= 2100
}

var (
	monthAndYear = regexp.MustCompile(`^(\p{L}+)\.?[ ,]+(\d{4})( ?(р|г|року|год|года|рік)\.?)?$`)
	monthAlone   = regexp.MustCompile(`^(\p{L}+)\.?$`)
	numbered     = regexp.MustCompile(`^(0?[1-9]|1[0-2])[./](\d{4})$`)
	isoMonth     = regexp.MustCompile(`^(\d{4})-(0[1-9]|1[0-2])$`)
	isoQuarter   = regexp.MustCompile(`^\d{4}-Q[1-4]$`)
	quarterYear  = regexp.MustCompile(`(?i)^(?:q ?)?([1-4]|iv|i{1,3}|ІV|І{1,3})(?:-?(?:й|ий|ій))? ?(?:кв\.?|квартал|quarter|q)?[ ,./-]*(\d{4})( ?(р|г|року|год|года|рік)\.?)?$`)
	yearAndWord  = regexp.MustCompile(`^(\d{4}) ?(р|г|рік|року|год|года|year)\.?$`)
	firstOfMonth = regexp.MustCompile(`^(\d{4})-(\d{2})-01( 00:00:00)?$`)
)

// periodOf reads a period as tables name it, in the words that mappings need no layout for, and says in which way it is written:
// month, month_name, quarter, year, or another, which only a list of codes can tell. year is that of months without one; 0:
// it is not known.
func periodOf(text string, year int) (period, written string) {
	text = strings.Join(strings.Fields(text), " ")
	if m := isoMonth.FindStringSubmatch(text); m != nil {
		return text, "month"
	}
	if isoQuarter.MatchString(text) {
		return text, "quarter"
	}
	if isYear(text) {
		return text, "year"
	}
	if m := monthAndYear.FindStringSubmatch(text); m != nil && mapping.MonthOf(m[1]) > 0 {
		return fmt.Sprintf("%s-%02d", m[2], mapping.MonthOf(m[1])), "month_name"
	}
	if m := numbered.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		return fmt.Sprintf("%s-%02d", m[2], n), "month of another writing"
	}
	if m := firstOfMonth.FindStringSubmatch(text); m != nil {
		return m[1] + "-" + m[2], "month of another writing"
	}
	if m := quarterYear.FindStringSubmatch(text); m != nil && (len(text) > 7 || strings.ContainsAny(text, "QqКкIІ")) {
		n := map[string]int{"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}[strings.ToUpper(strings.ReplaceAll(strings.ToUpper(m[1]), "І", "I"))]
		return fmt.Sprintf("%s-Q%d", m[2], n), "quarter of another writing"
	}
	if m := yearAndWord.FindStringSubmatch(text); m != nil {
		return m[1], "year of another writing"
	}
	if m := monthAlone.FindStringSubmatch(text); m != nil && mapping.MonthOf(m[1]) > 0 {
		if year > 0 {
			return fmt.Sprintf("%d-%02d", year, mapping.MonthOf(m[1])), "month without a year"
		}
		return "", "month without a year"
	}
	return "", ""
}

// monthNumber is the month that a word or a number alone names, 0 where it names none.
func monthNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n >= 1 && n <= 12 && len(s) <= 2 {
		return n
	}
	return mapping.MonthOf(s)
}

// quarterNumber is the quarter that a text alone names, 0 where it names none.
func quarterNumber(s string) int {
	if len(s) == 1 && s[0] >= '1' && s[0] <= '4' {
		return int(s[0] - '0')
	}
	period, _ := periodOf(s+" 2000", 0)
	_, quarter, _ := strings.Cut(period, "-Q")
	n, _ := strconv.Atoi(quarter)
	return n
}

// edges tells whether all days are the first, or all are the last, of their month, quarter or year: then they stand for it.
func edges(c *column, layout string) (period string) {
	var days []kpi.Date
	for _, text := range c.order {
		d := dayOf(text, layout)
		if !d.IsZero() { // else it will be rejected anyway
			days = append(days, d)
		}
	}
	if len(days) == 0 {
		return ""
	}
	first := func(d kpi.Date) bool { return d.Time().Day() == 1 }
	last := func(d kpi.Date) bool { return first(d.AddDays(1)) }
	every := func(is func(kpi.Date) bool) bool {
		return !slices.ContainsFunc(days, func(d kpi.Date) bool { return !is(d) })
	}
	if every(first) || every(last) {
		return "month"
	}
	return ""
}

// dayOf is the day that a text names, zero where it names none.
func dayOf(text, layout string) kpi.Date {
	if isoTime.MatchString(text) {
		text, layout = text[:10], "2006-01-02"
	}
	t, err := time.Parse(layout, text)
	if err != nil {
		return 0
	}
	return kpi.DateOf(t)
}
