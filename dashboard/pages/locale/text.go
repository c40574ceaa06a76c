package locale

import (
	"fmt"
	"strings"
)

// text is a message taken apart: what stands before each of its names, {{.Name}}, and after the last. Names are all that messages
// use, and pages say thousands of them: the library's own templates would take most of a page's time.
type text struct{ between, names []string }

func parse(src string) *text {
	t := &text{}
	for {
		before, rest, more := strings.Cut(src, "{{.")
		name, after, closed := strings.Cut(rest, "}}")
		if !more || !closed {
			t.between = append(t.between, src)
			return t
		}
		t.between, t.names, src = append(t.between, before), append(t.names, name), after
	}
}

// fill puts values, pairs of a name and what stands for it, in place of the names; one that is not there shows as such, and tests find it.
func (t *text) fill(values []any) string {
	if len(t.names) == 0 {
		return t.between[0]
	}
	var out strings.Builder
	for i, name := range t.names {
		out.WriteString(t.between[i])
		out.WriteString(valueOf(name, values))
	}
	out.WriteString(t.between[len(t.names)])
	return out.String()
}

func valueOf(name string, values []any) string {
	for i := 0; i+1 < len(values); i += 2 {
		if values[i] != name {
			continue
		}
		if s, ok := values[i+1].(string); ok {
			return s
		}
		return fmt.Sprint(values[i+1])
	}
	return "<no value>"
}
