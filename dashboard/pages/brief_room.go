package pages

import "unicode/utf8"

// room is how many lines of a sheet are left for rows. Lines are reckoned from letters, wide enough for every language: a
// brief has two sheets, however much is known.
type room int

// cell is what stands in a column, each text on lines of its own, and the letters that a line of it holds.
type cell struct {
	letters int
	texts   []string
}

func of(letters int, texts ...string) cell { return cell{letters, texts} }

func (c cell) lines() int {
	lines := 0
	for _, text := range c.texts {
		lines += (utf8.RuneCountInString(text) + c.letters - 1) / c.letters
	}
	return lines
}

// fit tells how many of so many rows have room, one after another, and takes it.
func (left *room) fit(rows int, row func(i int) []cell) int {
	for i := range rows {
		lines := 1
		for _, c := range row(i) {
			lines = max(lines, c.lines())
		}
		if *left < room(lines) {
			return i
		}
		*left -= room(lines)
	}
	return rows
}

// How many lines there are for rows: on the first sheet beside what stands there whatever is known, and in each part of
// the second, which leaves to the next what it does not need.
const (
	roomTargets    = 49
	roomDrawings   = 10
	roomLarge      = 26
	roomPlaces     = 11
	roomMilestones = 10 // with the services beside them
	roomProcessing = 6
	roomSignals    = 3
	roomSources    = 4
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
