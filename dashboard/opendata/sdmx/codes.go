package sdmx

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// used are the values of one component in the order in which they came.
type used struct {
	at     map[string]int
	values []string
}

// index is where a value stands; it is put there where it is new.
func (u *used) index(value []byte) int {
	if i, known := u.at[string(value)]; known {
		return i
	}
	if u.at == nil {
		u.at = map[string]int{}
	}
	i := len(u.values)
	u.at[string(value)], u.values = i, append(u.values, string(value))
	return i
}

// codes are the values of all components of the rows so far.
type codes struct {
	dimensions [len(dimensions)]used
	attributes [len(attributes)]used // of those that are coded
	periods    []kpi.Period
	lengths    []int // of periods: where their frequencies stand
	line       []byte
}

// read notes a row's values, and gives where its dimensions and its coded attributes stand: -1 where it has none.
func (c *codes) read(row *fastjson.Value) (key [len(dimensions)]int, coded [len(attributes)]int, err error) {
	for i, d := range dimensions {
		if d.column != "" {
			key[i] = c.dimensions[i].index(row.GetStringBytes(d.column))
		}
	}
	if key[atPeriod], err = c.period(row); err != nil {
		return key, coded, err
	}
	key[atFrequency] = c.lengths[key[atPeriod]]
	for i, a := range attributes {
		coded[i] = -1
		if a.list == ListState {
			coded[i] = c.attributes[i].index([]byte(stateOf(row)))
		} else if value := row.GetStringBytes(a.column); a.list != "" && len(value) > 0 {
			coded[i] = c.attributes[i].index(value)
		}
	}
	return key, coded, nil
}

// period is where a row's period stands. A period is read once: there are few, and many rows.
func (c *codes) period(row *fastjson.Value) (int, error) {
	c.line = append(append(append(c.line[:0], row.GetStringBytes("period_start")...), ".."...), row.GetStringBytes("period_end")...)
	at := c.dimensions[atPeriod].index(c.line)
	if at < len(c.periods) {
		return at, nil
	}
	span, err := spanOf(row)
	if err != nil {
		return 0, err
	}
	c.periods = append(c.periods, span)
	c.lengths = append(c.lengths, c.dimensions[atFrequency].index([]byte(frequencyOf(span))))
	return at, nil
}

// code is what a list has for a name of ours.
func code(list, name string) string {
	if list == ListBreakdown && name == "" {
		return Whole
	}
	return Code(name)
}

// named is a code with what it is called.
type named struct {
	ID     string            `json:"id"`
	Name   string            `json:"name"`
	Names  map[string]string `json:"names,omitempty"`
	Parent string            `json:"parent,omitempty"`
}

// name says what a code is called: in the release where that says so, else by the labels, else by itself.
func (m *Message) name(list, ours string) named {
	c := named{ID: code(list, ours), Name: ours}
	if c.Name == "" {
		c.Name = c.ID
	}
	said := m.Codes[list][ours]
	switch list {
	case ListArea:
		said = m.Regions[ours].Name
		c.Parent = code(list, m.Regions[ours].Parent)
	case ListIndicator:
		said = m.Indicators[ours].Name
	case ListBreakdown:
		said = m.parts(ours)
	}
	if name := said.In("en"); name != "" {
		c.Name, c.Names = name, names(said)
	}
	return c
}

// parts are what the parts of a breakdown are called, one behind another.
func (m *Message) parts(breakdown string) config.Text {
	all := config.Text{}
	for part := range strings.SplitSeq(breakdown, ",") {
		for _, lang := range languages {
			said := m.Codes[ListBreakdown][part].In(lang)
			if said == "" {
				said = part
			}
			if all[lang] != "" {
				said = all[lang] + ", " + said
			}
			all[lang] = said
		}
	}
	return all
}

// named are the codes of a list.
func (m *Message) named(list string, ours []string) []any {
	all := make([]any, len(ours))
	for i, one := range ours {
		all[i] = m.name(list, one)
	}
	return all
}
