package pages

import (
	"math"

	"github.com/postup/postup/dashboard/pages/picture"
)

// rows is a sheet as it is laid out: how wide its columns are at least, of their names and words, and how large its letters are.
type rows struct {
	*picturing
	*sheet
	names float64   // the column of the rows' names
	least []float64 // the others
	size  float64   // of letters, 1 as they were meant
}

// rowsOf finds a layout in which all columns stand beside one another: with less room for names, then with smaller letters. Where there is none,
// letters are as they were meant.
func (l *picturing) rowsOf(s *sheet, narrow bool) *rows {
	if !narrow {
		for _, of := range []struct{ names, size float64 }{{sheetNameWide, 1}, {sheetNameNarrow, 1}, {sheetNameNarrow, .92}, {sheetNameNarrow, .85}} {
			if laid := l.measured(s, of.names, of.size); laid.fitting(0) == len(s.Columns) {
				return laid
			}
		}
	}
	return l.measured(s, sheetNameNarrow, 1)
}

// measured makes each column as wide as its widest word, where there is room for it.
func (l *picturing) measured(s *sheet, names, size float64) *rows {
	laid := &rows{picturing: l, sheet: s, names: names, size: size}
	widest := laid.widest(s.Head, sheetHead)
	for i := range s.Rows {
		widest = max(widest, laid.widest(s.Rows[i].Name, sheetName), laid.widest(s.Rows[i].Under, sheetUnder))
	}
	laid.names = min(max(names, widest+sheetGap), l.inner()/2)
	for n := range s.Columns {
		c := &s.Columns[n]
		width := max(c.Least, laid.widest(c.Name, sheetHead), laid.widest(c.Under, sheetUnder))
		for _, tick := range c.Ticks {
			width = max(width, laid.widest(tick.Text, sheetHead))
		}
		for i := range s.Rows {
			if n < len(s.Rows[i].Cells) {
				width = max(width, laid.needed(&s.Rows[i].Cells[n]))
			}
		}
		laid.least = append(laid.least, min(width, l.inner()-laid.names-sheetGap))
	}
	return laid
}

// fitting is the column behind the last of those that have room beside one another, from one on: at least that one.
func (l *rows) fitting(from int) (to int) {
	to = from + 1
	for to < len(l.least) && l.used(from, to+1) <= l.room() {
		to++
	}
	return to
}

// used is how wide columns are at least, with the gaps behind them.
func (l *rows) used(from, to int) (width float64) {
	for _, least := range l.least[from:to] {
		width += least + sheetGap
	}
	return width
}

// room is what the names leave.
func (l *rows) room() float64 { return l.inner() - l.names }

// as is how letters are set that were meant so.
func (l *rows) as(meant picture.Type) picture.Type {
	meant.Size *= l.size
	return meant
}

// widest is how wide the widest word of a text is.
func (l *rows) widest(text string, as picture.Type) float64 {
	return math.Ceil(l.letters.Widest(text, l.as(as).Size, as.Bold))
}

// needed is how wide a cell is at least.
func (l *rows) needed(c *sheetCell) float64 {
	width, before := l.widest(c.Under, sheetUnder), 0.0
	if c.Mark != nil && c.Bare {
		before = besideMark
	} else if c.Mark != nil {
		width = max(width, besideMark+l.widest(c.Mark.Word, sheetWord))
	}
	return max(width, before+l.widest(c.Text, sheetText))
}

// ticked are the ticks of a column that have room above it, the years as many of them as don't touch, and where each begins.
func (l *rows) ticked(ticks []sheetTick, width float64) (shown []setTick) {
	var years []setTick
	for _, tick := range ticks {
		as := sheetUnder
		if tick.First {
			as.Paint, as.Bold = "ink", true
		}
		as = l.as(as)
		long := l.letters.Width(tick.Text, as.Size, as.Bold)
		set := setTick{setLine{text: tick.Text, as: as, indent: min(max(0, width*tick.At/1000-long/2), width-long)}, long, tick.First}
		if tick.First {
			shown = append(shown, set)
		} else {
			years = append(years, set)
		}
	}
	for every := 1; ; every++ {
		if apart := everyNth(years, every); len(apart) < 2 || !touching(apart) {
			return append(shown, apart...)
		}
	}
}

// setTick is a tick where it stands, and how long it is.
type setTick struct {
	setLine
	long  float64
	first bool
}

func everyNth(all []setTick, every int) (some []setTick) {
	for n := 0; n < len(all); n += every {
		some = append(some, all[n])
	}
	return some
}

// touching tells whether two ticks that follow one another have no space between them.
func touching(ticks []setTick) bool {
	for n := range len(ticks) - 1 {
		if ticks[n].indent+ticks[n].long+4 > ticks[n+1].indent {
			return true
		}
	}
	return false
}
