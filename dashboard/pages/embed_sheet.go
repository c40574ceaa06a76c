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
)

var (
	sheetHead  = picture.Type{Size: 12, Bold: true, Paint: "soft"}
	sheetText  = picture.Type{Size: 12.5, Paint: "ink"}
	sheetName  = picture.Type{Size: 12.5, Bold: true, Paint: "ink"}
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
	names := float64(sheetNameWide)
	if narrow {
		names = sheetNameNarrow
	}
	for from, wider := 0, 0.0; from < len(s.Columns); {
		to, room := from, l.inner()-names
		for used := 0.0; to < len(s.Columns) && (to == from || used+s.Columns[to].Least+sheetGap <= room); to++ {
			used += s.Columns[to].Least + sheetGap
			if from == 0 {
				wider = room / used
			}
		}
		l.space(6)
		l.panel(s, from, to, names, wider)
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
func (l *picturing) panel(s *sheet, from, to int, names, wider float64) {
	head := []inCell{{x: imageMargin, width: names, lines: l.set(s.Head, sheetHead, names-sheetGap)}}
	x := imageMargin + names
	var at []inCell // of the columns
	for n := from; n < to; n++ {
		c := &s.Columns[n]
		width := (c.Least + sheetGap) * wider
		at = append(at, inCell{x: x, width: width - sheetGap})
		lines := append(l.set(c.Name, sheetHead, width-sheetGap), l.set(c.Under, sheetUnder, width-sheetGap)...)
		head = append(head, inCell{x: x, width: width - sheetGap, lines: lines, ticks: c.Ticks})
		x += width
	}
	l.line(head)
	for i := range s.Rows {
		row := &s.Rows[i]
		name := sheetName
		if row.Strong {
			name.Paint = "actual"
		}
		line := []inCell{{x: imageMargin, width: names, lines: append(l.set(row.Name, name, names-sheetGap), l.set(row.Under, sheetUnder, names-sheetGap)...)}}
		for n := from; n < to && n < len(row.Cells); n++ {
			line = append(line, l.cell(&row.Cells[n], at[n-from]))
		}
		l.Line(imageMargin, l.y, l.Width-imageMargin, l.y, picture.Look{Stroke: "rule", Thick: 1})
		l.line(line)
	}
}
