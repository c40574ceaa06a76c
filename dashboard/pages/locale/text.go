package locale

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is a message taken apart: what stands before each of its names, {{.Name}}, and after the last. Names are all that messages
// use, and pages say thousands of them: the library's own templates would take most of a page's time.
type text struct {
	between, names []string
	room           int // that it takes when it is filled, about
}

const ofName = 16 // bytes that a name is filled with, about

func parse(src string) *text {
	t, src := &text{}, Glued(src)
	for {
		before, rest, more := strings.Cut(src, "{{.")
		name, after, closed := strings.Cut(rest, "}}")
		if !more || !closed {
			t.between = append(t.between, src)
			for _, s := range t.between {
				t.room += len(s) + ofName
			}
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
	out.Grow(t.room)
	for i, name := range t.names {
		out.WriteString(t.between[i])
		value := inner(t.between[i], valueOf(name, values))
		if name == "Region" && out.Len() == 0 {
			value = Capital(value) // a region begins the sentence
		}
		out.WriteString(value)
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

// Capital is a text with a capital at its beginning.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
