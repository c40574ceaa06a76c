// Package columns is what tables of all formats have in common: the names of their columns, from one header row or
// from several, and finding those that mappings read.
package columns

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/record"
)

// between parts the names of a header over several rows: "Group / Sub".
const between = " / "

// Name is a header cell as a name: runs of white space, line breaks too, are one space.
func Name(cell string) string { return strings.Join(strings.Fields(cell), " ") }

// Join makes a column's name of its header cells, the topmost first. Empty ones add nothing.
func Join(cells []string) string {
	var parts []string
	for _, cell := range cells {
		if name := Name(cell); name != "" {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, between)
}

// Carried makes the names of columns whose header takes several rows, in a table that does not say which of its
// cells are merged: a cell that is empty above another takes the text to its left, as far as the text above both
// is the same.
func Carried(rows [][]string) []string {
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	names := make([]string, width)
	var left []string // the cells of the column before
	for i := range width {
		cells := make([]string, len(rows))
		for r, row := range rows {
			if i < len(row) {
				cells[r] = Name(row[i])
			}
		}
		if cells[len(cells)-1] != "" {
			carry(cells, left)
		}
		names[i], left = Join(cells), cells
	}
	return names
}

// carry fills the empty cells above the last one.
func carry(cells, left []string) {
	for r := range cells[:len(cells)-1] {
		if left == nil || cells[r] != "" && cells[r] != left[r] {
			return
		}
		cells[r] = left[r]
	}
}

// Find gives the column of each selected path, -1 where the table has none and need not. It fails, naming the
// columns there are, when one is missing, or stands there twice and is read.
func Find(header []string, sel *record.Selection) ([]int, error) {
	const twice = -2
	at := map[string]int{}
	for i, name := range header {
		if _, ok := at[name]; ok {
			i = twice
		}
		at[name] = i
	}
	var found []int
	var missing []string
	for i, path := range sel.Paths() {
		c, ok := at[Name(path)]
		switch {
		case ok && c == twice:
			return nil, fmt.Errorf("the table has several columns %q; its columns are %s", path, list(header))
		case !ok && !sel.Optional(i):
			missing = append(missing, strconv.Quote(path))
		}
		if !ok {
			c = -1
		}
		found = append(found, c)
	}
	if missing != nil {
		return nil, fmt.Errorf("the table has no column %s; its columns are %s", strings.Join(missing, ", "), list(header))
	}
	return found, nil
}

// list names the columns for a message, as many as one can read.
func list(header []string) string {
	const most = 60
	var quoted []string
	for i, name := range header {
		if i == most {
			quoted = append(quoted, fmt.Sprintf("and %d more", len(header)-most))
			break
		}
		if len(name) > 100 {
			name = strings.ToValidUTF8(name[:100], "") + "…"
		}
		quoted = append(quoted, strconv.Quote(name))
	}
	return strings.Join(quoted, ", ")
}
