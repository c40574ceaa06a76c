package locale

import (
	"fmt"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// parser reads texts with names in them, {{.Name}}, which is all that messages use: a page has thousands of them, and the library's
// own templates take most of its time.
type parser struct{}

func (parser) Cacheable() bool { return true }

// text is what stands before each name, and after the last.
type text struct{ between, names []string }

func (parser) Parse(src, _, _ string) (template.ParsedTemplate, error) {
	t := &text{}
	for {
		before, rest, more := strings.Cut(src, "{{.")
		t.between = append(t.between, before)
		if !more {
			return t, nil
		}
		name, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return nil, fmt.Errorf("the text %q has a name that does not end", src)
		}
		t.names, src = append(t.names, name), after
	}
}

// Execute puts values in place of the names; one that is not there shows as such, and tests find it.
func (t *text) Execute(data any) (string, error) {
	values, _ := data.(map[string]any)
	var out strings.Builder
	for i, name := range t.names {
		out.WriteString(t.between[i])
		if v, ok := values[name]; ok {
			fmt.Fprint(&out, v)
		} else {
			out.WriteString("<no value>")
		}
	}
	out.WriteString(t.between[len(t.names)])
	return out.String(), nil
}
