package infer

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
)

// from begins a field that is read from a column.
func from(name string, c *column) *field {
	f := &field{name: name, reads: []*column{c}}
	return f.set("from", c.name)
}

// unknown is a field that must be there and that no column is known for.
func unknown(name, what string) *field {
	f := &field{name: name}
	f.entries = []entry{{yaml: FillIn}}
	return f.fill(what)
}

// constant is a field that is the same for all records.
func constant(name, value string) *field {
	f := &field{name: name}
	return f.set("const", value)
}

// date reads a day.
func (in *inference) date(name string, c *column) *field {
	f := from(name, c)
	d := datesOf(c)
	in.layout(f, c, d)
	return f
}

// time reads a moment.
func (in *inference) time(name string, c *column) *field {
	f := from(name, c)
	d := datesOf(c)
	in.layout(f, c, d)
	if d != nil && d.times && !d.zoned {
		f.guess("the clock is that of the region")
	}
	return f
}

func (in *inference) layout(f *field, c *column, d *dated) {
	switch {
	case d == nil:
		f.setRaw("layout", FillIn).fill("how the dates in it are written; the first is " + quote(firstOf(c)))
	case d.doubt != "":
		f.setRaw("layout", FillIn).fill(fmt.Sprintf("%s or %s: no day in the sample says which", quote(d.layout), quote(d.doubt)))
	case d.layout == "codes":
		in.periodCodes(f, c)
	case d.layout == "fiscal_year":
		f.set("layout", d.layout).setRaw("year_start", FillIn).fill("month and day that these years begin with, such as 04-01")
	case d.layout != "":
		f.set("layout", d.layout)
	}
}

func firstOf(c *column) string {
	if len(c.order) == 0 {
		return ""
	}
	return c.order[0]
}

// periodCodes lists what periods are called that no layout reads.
func (in *inference) periodCodes(f *field, c *column) {
	for _, text := range c.order {
		period, _ := periodOf(text, in.year())
		f.codes = append(f.codes, pair{text, cmp.Or(period, FillIn)})
	}
	f.guess("no layout reads these periods, so that each new one needs a line")
	in.fillCodes(f, "the period")
}

// period reads one, for an indicator whose frequency may be known.
func (in *inference) period(c *column, indicator *config.Indicator) *field {
	d := datesOf(c)
	f := from("period", c).lacks(c)
	if d == nil || d.period != "" || d.doubt != "" {
		in.layout(f, c, d)
		return f
	}
	frequency := ""
	if indicator != nil {
		frequency = string(indicator.Frequency)
	}
	whole := edges(c, d.layout)
	if whole != "" && calls(words.Fields["since"], c.label) >= 90 && in.firsts(c, d.layout) {
		return in.stateOn(f, c)
	}
	if frequency == "day" || whole == "" && frequency == "" {
		in.layout(f, c, d)
		return f
	}
	if frequency == "" {
		frequency = "month"
	}
	if c.kinds[record.Date] > 0 && c.kinds[record.Text] == 0 {
		f.set("layout", frequency)
		return f.guess(fmt.Sprintf("each day stands for its %s", frequency))
	}
	if whole == "" {
		in.layout(f, c, d)
		return f.guess("days, which an indicator by " + frequency + " rejects")
	}
	in.layout(f, c, d)
	f.set("whole", frequency)
	return f.guess(fmt.Sprintf("each day stands for its %s", frequency))
}

// firsts tells whether all days are the first of a month.
func (in *inference) firsts(c *column, layout string) bool {
	return c.all(func(s string) bool { d := dayOf(s, layout); return d.IsZero() || d == d.MonthStart() })
}

// stateOn leaves open which month a state on the first day of one is of.
func (in *inference) stateOn(f *field, c *column) *field {
	for _, text := range c.order {
		f.codes = append(f.codes, pair{text, FillIn})
	}
	return f.fill("whether a state on the first day of a month is of the month that ends or of the one that begins, such as 2025-01")
}

// number reads an amount, and says what stands where there is none.
func (in *inference) number(name string, c *column) *field {
	f := from(name, c)
	in.absences(f, c)
	return f
}

func (in *inference) absences(f *field, c *column) {
	missing, notApplicable, others := c.without()
	f.setList("missing", missing).setList("not_applicable", notApplicable)
	if len(missing) > 0 {
		f.guess(fmt.Sprintf("%s is no value", strings.Join(missing, ", ")))
	}
	if len(notApplicable) > 0 {
		f.guess(fmt.Sprintf("%s says that it does not apply", strings.Join(notApplicable, ", ")))
	}
	if len(c.failed) > 0 {
		f.guess(quote(c.failed[0]) + " is an error and will be rejected")
	}
	if len(others) > 0 {
		f.guess(fmt.Sprintf("%s is no number and will be rejected", quote(others[0])))
	}
}
