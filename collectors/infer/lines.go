package infer

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// note is what stands behind a line: what is guessed, and what is to be filled in.
type note struct{ guesses, fills []string }

func (n *note) guess(why string) {
	if why != "" && !slices.Contains(n.guesses, why) {
		n.guesses = append(n.guesses, why)
	}
}

func (n *note) fill(what string) {
	if !slices.Contains(n.fills, what) {
		n.fills = append(n.fills, what)
	}
}

// String is the comment.
func (n *note) String() string {
	var parts []string
	if len(n.fills) > 0 {
		parts = append(parts, "fill in: "+strings.Join(n.fills, "; "))
	}
	if len(n.guesses) > 0 {
		parts = append(parts, "guess: "+strings.Join(n.guesses, "; "))
	}
	if parts == nil {
		return ""
	}
	return " # " + strings.Join(strings.Fields(strings.Join(parts, "; ")), " ")
}

// entry is a key with its value as YAML.
type entry struct {
	key, yaml string
	note      note
}

// formatLine notes a key of the format.
func (in *inference) formatLine(key, value, why string) { in.rawFormatLine(key, quote(value), why) }

func (in *inference) rawFormatLine(key, yaml, why string) {
	e := entry{key: key, yaml: yaml}
	e.note.guess(why)
	in.formatLines = append(in.formatLines, e)
}

// field is a field of a mapping.
type field struct {
	name    string
	entries []entry
	codes   []pair // their code → ours
	note    note
	reads   []*column
}

type pair struct{ theirs, ours string }

func (f *field) set(key, value string) *field { return f.setRaw(key, quote(value)) }

func (f *field) setRaw(key, yaml string) *field {
	f.entries = append(f.entries, entry{key: key, yaml: yaml})
	return f
}

func (f *field) setList(key string, values []string) *field {
	if len(values) == 0 {
		return f
	}
	return f.setRaw(key, list(values))
}

func (f *field) guess(why string) *field { f.note.guess(why); return f }
func (f *field) fill(what string) *field { f.note.fill(what); return f }

// draft is a mapping that is guessed.
type draft struct {
	as     string
	note   note
	where  []string // conditions as YAML
	melt   []entry
	fields []*field
}

func (m *draft) add(f *field) *field {
	if f != nil {
		m.fields = append(m.fields, f)
	}
	return f
}

func list(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quote(v)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// unquoted is what YAML reads as a text without quotes, wherever it stands.
var unquoted = regexp.MustCompile(`^[\p{L}_/][\p{L}\p{N}_./%()№'’+-]*( [\p{L}\p{N}_./%()№'’+-]+)*$`)

// reserved are words that some YAML tools read as something else than texts.
var reserved = []string{"yes", "no", "true", "false", "on", "off", "null", "y", "n"}

// quote writes a text in YAML.
func quote(s string) string {
	if unquoted.MatchString(s) && !slices.Contains(reserved, strings.ToLower(s)) {
		return s
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // of a text, it can't fail
	return strings.TrimSpace(b.String())
}
