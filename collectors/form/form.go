// Package form makes the workbook that a region fills in for a source whose format is xlsx: what the source's mappings
// read, as columns that say what belongs into them.
package form

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Form is what a source's form consists of.
type Form struct {
	source  *config.Source
	sheet   string // "": any name
	first   int    // number of the first header row
	headers int    // how many rows the header takes
	columns []*column
}

// column is one that mappings read.
type column struct {
	name    string
	field   string // that is read from it first
	holds   string // text, list, date, time, number, whole
	list    []string
	lenient bool // words may stand in the place of a number
	names   map[string]config.Text
	about   *config.Indicator // nil: none, or several
	unit    string
}

// order is how fields stand in a form: of what, of when, how much.
var order = []string{"programme", "milestone", "target", "indicator", "region", "service", "id", "channel", "period",
	"period_start", "period_end", "since", "from", "to", "submitted", "completed", "done_on", "stage", "outcome", "numerator", "denominator", "value"}

// New makes the form of a source; today chooses the periods that it offers.
func New(src *config.Source, cfg *config.Config, today kpi.Date) (*Form, error) {
	if src.Format.Type != "xlsx" {
		return nil, fmt.Errorf("source %s takes %s, and a form is a workbook: set its format.type to xlsx, or take a source that does so", src.ID, src.Format.Type)
	}
	f := &Form{source: src, first: 1, headers: 1}
	if n := len(src.Format.Header); n > 0 {
		f.first, f.headers = src.Format.Header[0], n
	}
	if number, err := strconv.Atoi(src.Format.Sheet); err != nil {
		f.sheet = src.Format.Sheet
	} else if number != 1 {
		return nil, fmt.Errorf("source %s reads sheet %d; a form has one, so name the sheet", src.ID, number)
	}
	for i := range src.Records {
		if err := f.read(&src.Records[i], cfg, today); err != nil {
			return nil, fmt.Errorf("source %s: %w", src.ID, err)
		}
	}
	for i := range src.Records {
		f.conditions(&src.Records[i])
	}
	slices.SortStableFunc(f.columns, func(a, b *column) int { return rank(a.field) - rank(b.field) })
	var mistakes []error
	for _, c := range f.columns {
		if strings.Count(c.name, between)+1 > f.headers {
			mistakes = append(mistakes, fmt.Errorf("the header of source %s takes %d rows; the column %q needs more", src.ID, f.headers, c.name))
		}
	}
	return f, errors.Join(mistakes...)
}

// between parts the names of a header over several rows.
const between = " / "

func rank(field string) int {
	if at := slices.Index(order, field); at >= 0 {
		return at
	}
	return len(order)
}

// read adds the columns of a mapping.
func (f *Form) read(m *config.Mapping, cfg *config.Config, today kpi.Date) error {
	if m.Melt != nil && m.Melt.Pattern != "" {
		return errors.New("melt finds columns by a pattern; a form needs them named")
	}
	for _, name := range slices.SortedFunc(maps.Keys(m.Fields), func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	}) {
		field := m.Fields[name]
		from := slices.Clone(field.FromAll)
		switch {
		case m.Melt != nil && field.From == m.Melt.Name:
		case m.Melt != nil && field.From == m.Melt.Value && field.From != "":
			from = append(from, m.Melt.Columns...)
		case field.From != "":
			from = append(from, field.From)
		}
		for _, one := range from {
			f.add(f.column(one, m, name, cfg, today))
		}
		for rest := field.Template; ; {
			_, after, ok := strings.Cut(rest, "{")
			one, left, closed := strings.Cut(after, "}")
			if !ok || !closed {
				break
			}
			f.add(&column{name: one, field: name, holds: "text"})
			rest = left
		}
	}
	return nil
}

// add adds a column, or widens one that is read already: where two mappings want different things of it, it takes any.
func (f *Form) add(c *column) {
	c.name = strings.Join(strings.Fields(c.name), " ")
	for _, known := range f.columns {
		if known.name != c.name {
			continue
		}
		if known.holds != c.holds {
			known.holds, known.list = "text", nil
		}
		for _, word := range c.list {
			if known.holds == "list" && !slices.Contains(known.list, word) {
				known.list = append(known.list, word)
			}
		}
		if known.about != c.about {
			known.about = nil
		}
		return
	}
	f.columns = append(f.columns, c)
}

// conditions adds the columns that decide which records are meant, with the words that they look for.
func (f *Form) conditions(m *config.Mapping) {
	for _, w := range m.Where {
		at := slices.IndexFunc(f.columns, func(c *column) bool { return c.name == strings.Join(strings.Fields(w.From), " ") })
		switch {
		case at >= 0 && f.columns[at].field != "":
		case len(w.In) > 0:
			f.add(&column{name: w.From, holds: "list", list: slices.Clone(w.In)})
		default:
			f.add(&column{name: w.From, holds: "text"})
		}
	}
}

// Version changes with what stands where in the form: with its columns, not with what may be chosen in them.
func (f *Form) Version() string {
	type shape struct{ Name, Holds string }
	var shapes []shape
	for _, c := range f.columns {
		shapes = append(shapes, shape{c.name, c.holds})
	}
	facts, err := json.Marshal([]any{f.source.ID, f.sheet, f.first, f.headers, shapes})
	if err != nil {
		panic(err) // these are plain texts and numbers
	}
	sum := sha256.Sum256(facts)
	return hex.EncodeToString(sum[:8])
}
