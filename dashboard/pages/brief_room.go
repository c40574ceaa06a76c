package pages

import (
	"strings"
	"unicode/utf8"
)

// room is how many lines of a sheet are left for rows. Lines are reckoned from words and letters, wide enough for every
// language: a brief has two sheets, however much is known.
type room float64

// cell is what stands in a column, each text on lines of its own, and the letters that a line of it holds.
type cell struct {
	letters int
	texts   []string
}

func of(letters int, texts ...string) cell { return cell{letters, texts} }

func (c cell) lines() int {
	lines := 0
	for _, text := range c.texts {
		used := c.letters // of the line so far
		for _, word := range strings.Fields(text) {
			n := utf8.RuneCountInString(word)
			if used += 1 + n; used > c.letters {
				lines += (n + c.letters - 1) / c.letters
				used = n - (n-1)/c.letters*c.letters
			}
		}
	}
	return lines
}

// fit tells how many of so many rows have room, one after another, and takes it. Apart is what lies between two rows.
func (left *room) fit(rows int, apart room, row func(i int) []cell) int {
	for i := range rows {
		lines := 1
		for _, c := range row(i) {
			lines = max(lines, c.lines())
		}
		if *left < room(lines)+apart {
			return i
		}
		*left -= room(lines) + apart
	}
	return rows
}

// rows is fit with a line for the number of the rows that have no room. It gives what is taken, too.
func (given room) rows(rows int, apart room, row func(i int) []cell) (fitting int, taken room) {
	left := given
	if fitting = left.fit(rows, apart, row); fitting < rows {
		left = given - 1
		fitting = left.fit(rows, apart, row)
	}
	return fitting, given - left
}

// part is one of those that have a sheet to themselves.
type part struct {
	share room                  // what it may take whatever the others need
	fill  func(given room) room // writes what has so much room, and tells how much that takes
}

// fill gives each part its share of a sheet, and what is left of that to the first that have more to say.
func (left room) fill(parts []part) {
	taken := make([]room, len(parts))
	for i, p := range parts {
		taken[i] = p.fill(p.share)
		left -= taken[i]
	}
	for i, p := range parts {
		left += taken[i]
		left -= p.fill(max(left, taken[i]))
	}
}

// How many lines there are for rows: on the first sheet beside what stands there whatever is known, and on the second
// beside the headings of its parts and the signature.
const (
	roomTargets  = 56
	roomDrawings = 10
	roomLarge    = 26
	roomSecond   = 44.5

	roomTimesHead = 2 // of the table of services that missed their deadline
)

// What lies between two rows, in lines.
const (
	apartTargets = .4
	apartListed  = .21
	apartTimes   = .17
	apartPlaces  = .4
)

// roomOfTargets is what the finding and the drawings leave of the first sheet.
func (b *brief) roomOfTargets() room {
	lines := roomTargets - (of(52, b.Finding).lines()*3+1)/2 - of(95, b.Gap).lines()
	for _, a := range b.Absent {
		lines -= of(85, a.Region+a.Reason).lines() + 1
	}
	return room(lines - b.linesOfDrawings())
}

// linesOfDrawings is how many lines the drawings take side by side, with the names over them.
func (b *brief) linesOfDrawings() int {
	lines, letters := roomDrawings, 28
	switch n := len(b.Drawn); {
	case n == 0:
		return 0
	case b.Drawn[0].Large:
		lines, letters = roomLarge, 90
	case n < mostOnSheet: // which makes them larger
		lines, letters = roomDrawings+4, 45
	}
	names := 1
	for _, f := range b.Drawn {
		names = max(names, of(letters, f.Title+" "+f.Standing.Mark.Word).lines())
	}
	return lines + names
}

// more says how many rows have no room, "" where all have.
func (r *request) more(all, shown int) string {
	if all <= shown {
		return ""
	}
	return r.N("search.more", float64(all-shown), 0)
}
