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

// takes tells whether a row has room, and takes that; once one has none, none after it has.
func (left *room) takes(cells ...cell) bool {
	lines := 1
	for _, c := range cells {
		lines = max(lines, c.lines())
	}
	if room(lines) > *left {
		*left = 0
		return false
	}
	*left -= room(lines)
	return true
}

// How many lines there are for rows: on the first sheet beside what stands there whatever is known, and in each part of
// the second.
const (
	roomTargets    = 49
	roomDrawings   = 13
	roomPlaces     = 13
	roomMilestones = 12
	roomServices   = 10
	roomProcessing = 8
	roomSignals    = 5
	roomSources    = 4
)

// roomOfTargets is what the finding and the drawings leave of the first sheet.
func (b *brief) roomOfTargets() room {
	lines := roomTargets - (of(52, b.Finding).lines()*3+1)/2 - of(95, b.Gap).lines()
	for _, a := range b.Absent {
		lines -= of(85, a.Region+a.Reason).lines() + 1
	}
	switch len(b.Drawn) {
	case 0:
	case mostDrawn:
		lines -= roomDrawings
	default:
		lines -= roomDrawings * mostDrawn / (mostDrawn - 1) // fewer are larger
	}
	return room(lines)
}

// more says how many rows have no room, "" where all have.
func (r *request) more(all, shown int) string {
	if all <= shown {
		return ""
	}
	return r.N("search.more", float64(all-shown), 0)
}
