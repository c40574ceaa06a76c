package infer

import (
	"errors"
	"regexp"
	"slices"
	"strconv"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/record"
)

// grid is the first rows of a table as they stand there.
type grid struct {
	rows    []sheet.Row // those that hold something
	merged  []sheet.Merged
	carried bool // rows count as they come, and cells of a header carry on to the right

	header []int    // numbers of its rows
	at     int      // of the first row below it, in rows
	titles []string // what stands above it
}

// data is what stands in rows of data and never in a header: numbers but years, days, yes and no.
var dataCell = regexp.MustCompile(`^([-+−]?[\d  \x{202f}]*\d([.,]\d+)?%?|\d{1,2}[./]\d{1,2}[./]\d{2,4}.*|\d{4}-\d{2}-\d{2}.*)$`)

func isData(v record.Value) bool {
	text := string(v.Bytes)
	switch v.Kind {
	case record.Bool, record.Failed:
		return true
	case record.Number, record.Text:
		return dataCell.MatchString(text) && !isYear(text)
	}
	return v.Kind == record.Date && !firstOfMonth.MatchString(text) // months are headers, too
}

// headed tells whether a row may be one of a header's.
func headed(row sheet.Row) bool {
	for _, v := range row.Cells {
		if isData(v) {
			return false
		}
	}
	return true
}

// findHeader finds the rows that name the columns: the first that holds no data and names more than one column, and those
// below it that fill its gaps.
func (g *grid) findHeader() error {
	start := -1
	for i, row := range g.rows {
		_, leftmost := row.Cells[0]
		if headed(row) && (len(row.Cells) > 1 || !leftmost && i+1 < len(g.rows)) {
			start = i
			break
		}
		if !headed(row) && len(row.Cells) > 1 {
			break
		}
		g.titles = append(g.titles, firstText(row))
	}
	if start < 0 {
		return errors.New("the table has no row that names its columns, and Postup finds columns by name: have whoever makes it write a header")
	}
	width := g.width(start)
	end := start
	for end+1 < len(g.rows) && end-start < 9 && headed(g.rows[end+1]) && g.follows(end+1) && g.gaps(start, end, width, g.rows[end+1]) {
		end++
	}
	for i := start; i <= end; i++ {
		g.header = append(g.header, g.rows[i].Number)
	}
	g.at = end + 1
	return nil
}

// follows tells whether a row stands directly below the one before.
func (g *grid) follows(i int) bool { return g.rows[i].Number == g.rows[i-1].Number+1 }

// width is how many columns the rows below the beginning of a header have.
func (g *grid) width(start int) int {
	width := 0
	for _, row := range g.rows[start:] {
		for c := range row.Cells {
			width = max(width, c+1)
		}
	}
	return width
}

// gaps tells whether a row fills columns that a header has no name for, or that are parts of a merged cell.
func (g *grid) gaps(start, end, width int, next sheet.Row) bool {
	if parts(g.rows[end], next) {
		return true
	}
	fills := false
	for c := range width {
		_, below := next.Cells[c]
		named, parted := false, false
		for _, row := range g.rows[start : end+1] {
			if _, ok := row.Cells[c]; ok {
				named = true
			}
			for _, m := range g.merged {
				if m.Top == row.Number && m.Left <= c && c <= m.Right {
					named = true
					parted = parted || m.Right > m.Left && m.Bottom < next.Number
				}
			}
		}
		if below && named && !parted && c > 0 && !g.beginsGroup(start, end, c) {
			return false // it says something of a column that has its name already
		}
		fills = fills || below && (!named || parted)
	}
	return fills
}

// parts tells whether a row tells apart columns that have the same name.
func parts(names, next sheet.Row) bool {
	seen, pairs, twice := map[string]bool{}, map[[2]string]bool{}, false
	for c, v := range names.Cells {
		pair := [2]string{string(v.Bytes), string(next.Cells[c].Bytes)}
		if pairs[pair] {
			return false
		}
		twice = twice || seen[pair[0]]
		seen[pair[0]], pairs[pair] = true, true
	}
	return twice
}

// beginsGroup tells whether the column right of a named one has no name: then the name may be for both.
func (g *grid) beginsGroup(start, end, c int) bool {
	for _, row := range g.rows[start : end+1] {
		if _, right := row.Cells[c+1]; right {
			return false
		}
	}
	return true
}

// below are the rows that are data.
func (g *grid) below() []sheet.Row { return g.rows[g.at:] }

// numbers is the text of the first column in a row of the columns' numbers, as forms have it under their header: 1, 2, 3, ….
func (g *grid) numbers() string {
	if g.at >= len(g.rows) || len(g.rows[g.at].Cells) < 3 {
		return ""
	}
	var found []int
	for c, v := range g.rows[g.at].Cells {
		if string(v.Bytes) != strconv.Itoa(c+1) {
			return ""
		}
		found = append(found, c)
	}
	if slices.Min(found) != 0 {
		return ""
	}
	return "1"
}
