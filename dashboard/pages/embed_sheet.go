package pages

import (
	"strconv"

	"github.com/postup/postup/dashboard/pages/picture"
)

// The measures of a sheet, in the drawing's units.
const (
	sheetNameWide, sheetNameNarrow = 190, 128
	sheetGap                       = 8  // between columns
	sheetAir                       = 5  // above and below what a row holds
	sheetStroke                    = 16 // how high drawings are that have no cell of their own
	sheetMark                      = 13
	besideMark                     = sheetMark + 4 // where a mark's word begins
)

var (
	sheetHead  = picture.Type{Size: 12, Bold: true, Paint: "soft"}
	sheetText  = picture.Type{Size: 12.5, Paint: "ink"}
	sheetName  = picture.Type{Size: 12.5, Bold: true, Paint: "ink"}
	sheetWord  = picture.Type{Size: 12, Bold: true} // of a mark, in its colour
	sheetUnder = picture.Type{Size: 11.5, Paint: "soft"}
)

// sheet draws rows under each other. Columns that have no room beside one another stand under those that have.
func (l *picturing) sheet(s *sheet, narrow bool) {
	if s.Shaded {
		l.shades()
	}
	var key []tally
	for _, m := range s.Key {
		key = append(key, tally{Mark: m})
	}
	l.tally(key)
	laid := l.rowsOf(s, narrow)
	for from, wider := 0, 0.0; from < len(s.Columns); {
		to := laid.fitting(from)
		if fills := laid.room() / laid.used(from, to); from == 0 || fills < wider {
			wider = fills
		}
		l.space(6)
		laid.panel(from, to, wider)
		from = to
	}
}

// shades says what the shades of cells mean.
func (l *picturing) shades() {
	as, side := picture.Type{Size: 12, Paint: "soft"}, 22.0
	l.space(22)
	x, foot := float64(imageMargin), l.y-5
	worst := l.T("compare.worst")
	l.Write(x, foot, worst, as)
	x += l.letters.Width(worst, as.Size, false) + 8
	for n := 1; n <= 5; n++ {
		l.Rect(x, foot-10, side, 12, picture.Look{Fill: heatPaint(n), Stroke: "rule", Thick: .75})
		x += side
	}
	l.Write(x+8, foot, l.T("compare.best"), as)
}

func heatPaint(fifth int) picture.Paint { return picture.Paint("heat" + strconv.Itoa(fifth)) }

// panel draws some of a sheet's columns beside the rows' names.
func (l *rows) panel(from, to int, wider float64) {
	name, beside := inCell{x: imageMargin, width: l.names - sheetGap}, imageMargin+l.names
	head := []inCell{name}
	head[0].lines = l.set(l.Head, sheetHead, name.width)
	var at []inCell // of the columns
	for n := from; n < to; n++ {
		c := &l.Columns[n]
		width := (l.least[n] + sheetGap) * wider
		cell := inCell{x: beside, width: max(width-sheetGap, l.least[n])}
		at = append(at, cell)
		cell.lines, cell.ticks = append(l.set(c.Name, sheetHead, cell.width), l.set(c.Under, sheetUnder, cell.width)...), l.ticked(c.Ticks, cell.width)
		head = append(head, cell)
		beside += width
	}
	l.line(head)
	for i := range l.Rows {
		row := &l.Rows[i]
		as := sheetName
		if row.Strong {
			as.Paint = "actual"
		}
		line := []inCell{name}
		line[0].lines = append(l.set(row.Name, as, name.width), l.set(row.Under, sheetUnder, name.width)...)
		for n := from; n < to && n < len(row.Cells); n++ {
			line = append(line, l.cell(&row.Cells[n], at[n-from]))
		}
		l.Line(imageMargin, l.y, l.Width-imageMargin, l.y, picture.Look{Stroke: "rule", Thick: 1})
		l.line(line)
	}
}
