package mapping

import (
	"bytes"

	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
)

// condition keeps or passes over a record.
type condition struct {
	from   string
	at     int
	in     map[string]bool
	notIn  map[string]bool
	hasAny map[string]bool
}

func compileCondition(c config.Condition, sel places) condition {
	return condition{from: c.From, at: sel.Add(c.From, false), in: set(c.In), notIn: set(c.NotIn), hasAny: set(c.HasAny)}
}

// holds tells whether the record is kept. A value that is not there reads as empty text.
func (c *condition) holds(rec record.Reader) bool {
	text := trim(rec.Value(c.at).Bytes)
	switch {
	case c.in != nil:
		return c.in[string(text)]
	case c.notIn != nil:
		return !c.notIn[string(text)]
	}
	for len(text) > 0 {
		item, rest, _ := bytes.Cut(text, []byte(","))
		if c.hasAny[string(trim(item))] {
			return true
		}
		text = rest
	}
	return false
}

// Lacks names the key that a condition looks for among values and the record does not have, where the record is passed
// over for that alone.
func (m *Mapping) Lacks(rec record.Reader) (key string, lacks bool) {
	for i := range m.where {
		if c := &m.where[i]; !c.holds(rec) {
			return c.from, c.notIn == nil && rec.Value(c.at).Kind == record.Absent
		}
	}
	return "", false
}
