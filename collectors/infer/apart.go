package infer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// mostApart bounds the columns that are looked for to tell records apart.
const mostApart = 3

// apart sees that no two records say otherwise of the same: where a column that is not read tells them apart, figures would
// be taken of whichever comes first.
func (in *inference) apart(m *draft, figures ...*column) {
	var keys []*column
	for _, f := range m.fields {
		if !slices.Contains([]string{"value", "numerator", "denominator"}, f.name) {
			keys = append(keys, f.reads...)
		}
	}
	if c := in.unitColumn(); c != nil {
		keys = append(keys, c) // ofOneUnit asks for it
	}
	for range mostApart {
		same := in.sayOtherwise(keys, figures)
		if same == 0 {
			return
		}
		c := in.telling(keys, figures, same)
		if c == nil {
			m.note.guess(fmt.Sprintf("%d records say otherwise than one before them of the same, and will be rejected: what tells them apart?", same))
			return
		}
		keys = append(keys, c)
		in.tellBy(m, c)
	}
}

// sayOtherwise counts the records that say of the same something else than one before them.
func (in *inference) sayOtherwise(keys, figures []*column) (n int) {
	said := map[string]string{}
	for row := range in.records {
		of, figure := cellsAt(keys, row), cellsAt(figures, row)
		if before, known := said[of]; known && before != figure {
			n++
		} else if !known {
			said[of] = figure
		}
	}
	return n
}

func cellsAt(columns []*column, row int) string {
	var b strings.Builder
	for _, c := range columns {
		if row < len(c.cells) {
			b.WriteString(c.cells[row])
		}
		b.WriteByte(0)
	}
	return b.String()
}

// telling is the column by which most of the records that say otherwise are told apart, nil where none does it for half of
// them.
func (in *inference) telling(keys, figures []*column, same int) *column {
	var best *column
	left := same/2 + 1
	for _, c := range in.columns {
		if slices.Contains(keys, c) || slices.Contains(figures, c) || c.many || !c.readable() || c.personal || len(c.order) < 2 || calls(words.Numbering, c.label) >= 90 {
			continue
		}
		if c.numeric() && !c.few() {
			continue // another figure
		}
		if n := in.sayOtherwise(append(slices.Clone(keys), c), figures); n < left || best != nil && n == left && len(c.order) < len(best.order) {
			best, left = c, n
		}
	}
	return best
}

// tellBy reads a column that tells records apart: as a breakdown where it is known which, else one of its values at a time.
func (in *inference) tellBy(m *draft, c *column) {
	known := func(s string) bool { _, is := speaksOf(words.Channel, s); return is }
	if calls(words.Fields["channel"], c.label) > 0 && c.most(50, known) {
		m.add(in.coded(from("breakdown.channel", c), c, words.Channel)).guess("it tells records apart that say the same otherwise")
		return
	}
	m.only(c, fmt.Sprintf("which of %s this mapping reads: it tells records apart that say the same otherwise. Others need mappings of their own, or read it as a field breakdown.NAME", shortList(c.order)))
}

// only has a mapping read the records of one value of a column, which a person has to name.
func (m *draft) only(c *column, what string) {
	var n note
	n.fill(what)
	m.where = append(m.where, fmt.Sprintf("{from: %s, in: [%s]}%s", quote(c.name), FillIn, n.String()))
}

// shortList names the first of some values.
func shortList(values []string) string {
	const most = 6
	shown := strings.Join(values[:min(len(values), most)], ", ")
	if len(values) > most {
		shown += ", …"
	}
	return shown
}

// together are columns that are only together a period: a year, and a month or a quarter of it.
type together struct{ year, part *column }

// yearAndPart finds them, nil where there are none.
func (in *inference) yearAndPart() *together {
	braced := func(c *column) bool { return strings.ContainsAny(c.name, "{}") }
	for _, y := range in.columns {
		if calls(words.Year, y.label) < 90 || !y.all(isYear) || braced(y) {
			continue
		}
		for _, p := range in.columns {
			if month := calls(words.Month, p.label) >= 90 && p.all(isMonth); !braced(p) && (month || calls(words.Quarter, p.label) >= 90 && p.all(isQuarter)) {
				return &together{y, p}
			}
		}
	}
	return nil
}

func isMonth(s string) bool { return monthNumber(s) > 0 }

func isQuarter(s string) bool { return quarterNumber(s) > 0 }

// period reads both.
func (t *together) period() *field {
	f := &field{name: "period", reads: []*column{t.part, t.year}}
	part, year := "{"+t.part.name+"}", "{"+t.year.name+"}"
	isName := func(s string) bool { _, written := periodOf(s+" 2025", 0); return written == "month_name" }
	digits := func(n int) func(string) bool { return func(s string) bool { return len(s) == n && s[0] <= '9' } }
	quarter := t.part.all(isQuarter) && calls(words.Quarter, t.part.label) >= 90
	switch {
	case !quarter && t.part.all(isName):
		return f.set("template", part+" "+year).set("layout", "month_name")
	case !quarter && t.part.all(digits(2)):
		return f.set("template", year+"-"+part).set("layout", "month")
	case quarter && t.part.all(digits(1)):
		return f.set("template", year+"-Q"+part).set("layout", "quarter")
	}
	f.set("template", year+" "+part)
	for _, y := range t.year.order {
		for _, p := range t.part.order {
			ours := fmt.Sprintf("%s-%02d", y, monthNumber(p))
			if quarter {
				ours = fmt.Sprintf("%s-Q%d", y, quarterNumber(p))
			}
			f.codes = append(f.codes, pair{y + " " + p, ours})
		}
	}
	return f.guess("each new period needs a line")
}

// lacks says how many records lack what they can't be without.
func (f *field) lacks(c *column) *field {
	if c.empty > 0 {
		f.guess(fmt.Sprintf("%d of %d records have none and will be rejected", c.empty, c.rows))
	}
	return f
}

// cumulative tells whether a name says that figures count up since the year's beginning.
func cumulative(name string) bool { return calls(words.Cumulative, name) > 0 }

// counts tells whether an indicator is for such figures, or for others.
func counts(i *config.Indicator, up bool) bool { return up == (i.Nature == kpi.YearToDate) }
