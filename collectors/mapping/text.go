package mapping

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
)

// The longest codes and texts that are stored, in bytes.
const (
	maxCode = 200
	maxText = 4000
)

// text reads an optional text of bounded length; its line breaks become spaces.
func (f *field) text(name string, rec record.Reader) (string, *check.Problem) {
	b, problem := f.optional(rec)
	if b == nil || problem != nil {
		return "", problem
	}
	if len(b) > maxText {
		return "", &check.Problem{Field: name, Reason: check.TooLong, Detail: fmt.Sprintf("texts may have %d bytes", maxText)}
	}
	s := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, string(b))
	return strings.Join(strings.Fields(s), " "), nil
}

// flag reads yes or no; no where there is nothing.
func (f *field) flag(name string, rec record.Reader) (bool, *check.Problem) {
	b, problem := f.optional(rec)
	if problem != nil {
		return false, problem
	}
	switch strings.ToLower(string(b)) {
	case "true", "yes", "y", "1":
		return true, nil
	case "", "false", "no", "n", "0":
		return false, nil
	}
	return false, &check.Problem{Field: name, Reason: check.BadCode, Detail: "neither yes nor no"}
}

// breakdown reads the record's breakdown in its canonical form: keys in order.
func (m *Mapping) breakdown(rec record.Reader) (string, *check.Problem) {
	var parts []string
	whole, problem := m.fields["breakdown"].optional(rec)
	if problem != nil {
		return "", problem
	}
	if len(whole) > 0 {
		parts = strings.Split(string(whole), ",")
	}
	for _, f := range m.breakdowns {
		value, s := f.read(rec)
		if s == absent && m.setting.Optional {
			continue
		}
		if s != given {
			return "", f.problem(f.name, s)
		}
		if strings.ContainsAny(string(value), ",=") {
			return "", badBreakdown(f.name)
		}
		parts = append(parts, strings.TrimPrefix(f.name, "breakdown.")+"="+string(value))
	}
	return m.canonical(parts)
}

// canonical checks a breakdown's parts and puts them in the order of their keys.
func (m *Mapping) canonical(parts []string) (string, *check.Problem) {
	pairs := make([][2]string, len(parts))
	for i, p := range parts {
		key, value, ok := strings.Cut(p, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !ok || !isKey(key) || value == "" || strings.Contains(value, "=") || !printable(value) {
			return "", badBreakdown("breakdown")
		}
		if len(value) > maxCode {
			return "", &check.Problem{Field: "breakdown", Reason: check.TooLong, Detail: fmt.Sprintf("codes may have %d bytes", maxCode)}
		}
		if problem := m.setting.Reference.Breakdown(key, value); problem != nil {
			return "", problem
		}
		pairs[i] = [2]string{key, value}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	for i, p := range pairs {
		if i > 0 && pairs[i-1][0] == p[0] {
			return "", badBreakdown("breakdown")
		}
		parts[i] = p[0] + "=" + p[1]
	}
	return strings.Join(parts, ","), nil
}

func badBreakdown(field string) *check.Problem {
	return &check.Problem{Field: field, Reason: check.BadText,
		Detail: "a breakdown is written as sector=health,tier=regional, each key once, without , and = in its values"}
}

func isKey(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return s != ""
}

func printable(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
