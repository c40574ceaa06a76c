package mapping

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
)

// melt is the columns of a wide table that make a record each.
type melt struct {
	name, value string         // what fields read them by
	pattern     *regexp.Regexp // nil: the columns are declared
	columns     []column
	cell        cell
}

// column is one that makes a record.
type column struct {
	name []byte
	at   int // in the selection
}

// The places of a column's name and cell, which are in no selection: none is that long.
const (
	nameAt  = math.MaxInt32
	valueAt = math.MaxInt32 - 1
)

// places gives every path that a mapping reads its place.
type places struct {
	*record.Selection
	melt *melt // may be nil
}

// Add is Selection.Add, but for what stands for the parts of a melted column.
func (p places) Add(path string, optional bool) int {
	if p.melt != nil {
		switch path {
		case p.melt.name:
			return nameAt
		case p.melt.value:
			return valueAt
		}
	}
	return p.Selection.Add(path, optional)
}

func compileMelt(m *config.Melt, sel *record.Selection) (*melt, error) {
	c := &melt{name: m.Name, value: m.Value}
	for _, name := range m.Columns {
		c.add(name, sel)
	}
	var err error
	if m.Pattern != "" {
		if c.pattern, err = regexp.Compile(m.Pattern); err != nil {
			err = fmt.Errorf("melt: pattern: %w", err)
		}
	}
	return c, err
}

func (c *melt) add(name string, sel *record.Selection) {
	c.columns = append(c.columns, column{[]byte(name), sel.Add(name, false)})
}

// Seeks tells whether the mapping finds its columns in the payload's header: then Bind comes before each payload.
func (m *Mapping) Seeks() bool { return m.melt != nil && m.melt.pattern != nil }

// Bind chooses the columns of a payload that the mapping's pattern matches and adds them to what is read of it. A
// pattern that matches none is an error: silence would look like no data.
func (m *Mapping) Bind(columns []string, sel *record.Selection) error {
	if !m.Seeks() {
		return nil
	}
	m.melt.columns = m.melt.columns[:0]
	for _, name := range columns {
		if !m.melt.pattern.MatchString(name) {
			continue
		}
		if config.LooksPersonal(name) {
			return fmt.Errorf("melt: the pattern %q matches the column %q, which looks like data about a person; make it narrower", m.melt.pattern, name)
		}
		m.melt.add(name, sel)
	}
	if len(m.melt.columns) == 0 {
		return fmt.Errorf("melt: no column matches the pattern %q; the first of %d columns are %s", m.melt.pattern, len(columns), firstOf(columns))
	}
	return nil
}

func firstOf(columns []string) string {
	var quoted []string
	for _, name := range columns[:min(len(columns), 20)] {
		quoted = append(quoted, strconv.Quote(shown(name)))
	}
	return strings.Join(quoted, ", ")
}

// Parts is how many records the mapping takes from one of the payload: the number of melted columns, or one.
func (m *Mapping) Parts() int {
	if m.melt == nil {
		return 1
	}
	return len(m.melt.columns)
}

// Part is the i-th of them, valid until the next.
func (m *Mapping) Part(rec record.Reader, i int) record.Reader {
	if m.melt == nil {
		return rec
	}
	m.melt.cell = cell{rec, &m.melt.columns[i]}
	return &m.melt.cell
}

// cell is a record as one melted column tells it.
type cell struct {
	record.Reader
	column *column
}

// Value adds the column's name and cell to the record's values.
func (c *cell) Value(i int) record.Value {
	switch i {
	case nameAt:
		return record.Value{Kind: record.Text, Bytes: c.column.name}
	case valueAt:
		return c.Reader.Value(c.column.at)
	}
	return c.Reader.Value(i)
}

// Position is "line 12, column 2024-01".
func (c *cell) Position() string {
	return c.Reader.Position() + ", column " + shown(string(c.column.name))
}

// shown is a column's name for a message: on one line, and no longer than one can read.
func shown(name string) string {
	const most = 100
	name = strings.Join(strings.Fields(name), " ")
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "") + "…"
	}
	return name
}
