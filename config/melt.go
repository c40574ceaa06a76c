package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Melt reads a wide table as a long one: each of its columns makes a record of its own from every row, beside the
// columns that are read as they are. Exactly one of Columns and Pattern is set.
type Melt struct {
	Columns []string `yaml:"columns"` // by name
	Pattern string   `yaml:"pattern"` // a regular expression that the names match; only of tables
	Name    string   `yaml:"name"`    // what fields read the column's name by
	Value   string   `yaml:"value"`   // what fields read its cell by
}

// LooksPersonal tells whether a column's name looks as if it were about a person: such ones can't be mapped.
func LooksPersonal(column string) bool { return looksPersonal(column) }

func (c *checker) checkMelt(s *Source, m *Mapping) {
	melt := m.Melt
	at := c.at(melt, m)
	if (len(melt.Columns) > 0) == (melt.Pattern != "") {
		c.wrong(at, "melt needs columns or a pattern", "the columns are named in one way", "write exactly one of them")
	}
	if melt.Pattern != "" {
		c.checkMeltPattern(s, melt)
	}
	c.needed(melt.Name == "", at, "melt", "name", "fields read the column's name by it")
	c.needed(melt.Value == "", at, "melt", "value", "fields read the column's cell by it")
	if melt.Name != "" && melt.Name == melt.Value {
		c.wrong(c.at(&melt.Value, melt), fmt.Sprintf("melt calls two things %q", melt.Name), "a column has a name and a cell", "give name and value different names")
	}
	for i, column := range melt.Columns {
		at := c.at(&melt.Columns[i], melt)
		c.impersonal(column, at)
		if slices.Contains(melt.Columns[:i], column) {
			c.wrong(at, fmt.Sprintf("the column %q is melted twice", column), "one of them may be meant for another", "remove or correct one")
		}
		if column == melt.Name || column == melt.Value {
			c.wrong(at, fmt.Sprintf("%q is a column and what melt calls one of its parts", column), "fields could not tell the two apart", "give name and value names that no column has")
		}
	}
	for _, part := range []*string{&melt.Name, &melt.Value} {
		if *part != "" && !m.reads(*part) {
			c.wrong(c.at(part, melt), fmt.Sprintf("nothing reads %q", *part), "what the columns hold would be lost", "write from: "+*part+" in a field, or correct it")
		}
	}
}

func (c *checker) checkMeltPattern(s *Source, melt *Melt) {
	at := c.at(&melt.Pattern, melt)
	if _, err := regexp.Compile(melt.Pattern); err != nil {
		c.wrong(at, fmt.Sprintf("the pattern %q can't be used", melt.Pattern), err.Error(), `write a regular expression, such as "^\\d{4}-\\d{2}$"`)
	}
	if slices.Contains([]string{"json", "ndjson", "xml"}, s.Format.Type) {
		c.wrong(at, "pattern has no meaning here", "records of "+s.Format.Type+" have no header that says which keys there are", "name the keys under columns")
	}
}

// reads tells whether a field or a condition reads a column.
func (m *Mapping) reads(column string) bool {
	for _, f := range m.Fields {
		if f != nil && (f.From == column || slices.Contains(f.FromAll, column) || strings.Contains(f.Template, "{"+column+"}")) {
			return true
		}
	}
	return slices.ContainsFunc(m.Where, func(w Condition) bool { return w.From == column })
}
