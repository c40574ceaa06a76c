package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Mistake is one thing that is wrong in the configuration, and where. Line 0: the file as a whole.
type Mistake struct {
	File string `json:"file"`
	Line int    `json:"line"`
	What string `json:"what"` // what is wrong
	Why  string `json:"why"`  // why it can't stay so
	Fix  string `json:"fix"`  // what to write instead
}

// String is "file:line: what, why, how to fix".
func (m Mistake) String() string {
	var b strings.Builder
	b.WriteString(m.File)
	if m.Line > 0 {
		fmt.Fprintf(&b, ":%d", m.Line)
	}
	b.WriteString(": " + m.What)
	for _, part := range []string{m.Why, m.Fix} {
		if part != "" {
			b.WriteString(", " + part)
		}
	}
	return b.String()
}

// Mistakes is every mistake of a configuration, sorted by file and line. It is the error that Load gives.
type Mistakes []Mistake

// Error is a line for each mistake.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, one := range m {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// sorted orders the mistakes by file and line and drops the ones that say the same twice,
// as those of a source that was expanded for each region do.
func (m Mistakes) sorted() Mistakes {
	slices.SortStableFunc(m, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why), cmp.Compare(a.Fix, b.Fix))
	})
	return slices.Compact(m)
}
