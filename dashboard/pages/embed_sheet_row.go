package pages

import (
	"github.com/postup/postup/dashboard/pages/picture"
)

// inCell is where a cell stands in its row, and what it holds.
type inCell struct {
	x, width float64
	lines    []setLine
	ticks    []setTick
	drawn    []stroke
	heat     int
}

// setLine is a line of text, with a mark before it or room for one.
type setLine struct {
	text   string
	as     picture.Type
	indent float64
	mark   string // its kind
}

const lineHigh = 1.35 // of its letters' size

// set breaks a text into lines.
func (l *rows) set(text string, as picture.Type, width float64) (lines []setLine) {
	as = l.as(as)
	for _, line := range l.letters.Wrap(text, as.Size, as.Bold, width) {
		lines = append(lines, setLine{text: line, as: as})
	}
	return lines
}

// cell sets what a cell holds: its text, its mark with the word, what is to be known of it, its drawing.
func (l *rows) cell(c *sheetCell, at inCell) inCell {
	at.heat, at.drawn = c.Heat, c.Drawn
	before := 0.0
	if c.Mark != nil && c.Bare {
		before = besideMark
	}
	at.lines = l.set(c.Text, sheetText, at.width-before)
	switch {
	case c.Mark == nil:
	case c.Bare:
		if len(at.lines) == 0 {
			at.lines = []setLine{{as: sheetUnder}}
		}
		at.lines[0].mark, at.lines[0].indent = c.Mark.Kind, besideMark
	default:
		as := sheetWord
		as.Paint = statePaint(c.Mark.Kind)
		word := l.set(c.Mark.Word, as, at.width-besideMark)
		for n := range word {
			word[n].indent = besideMark
		}
		word[0].mark = c.Mark.Kind
		at.lines = append(at.lines, word...)
	}
	at.lines = append(at.lines, l.set(c.Under, sheetUnder, at.width)...)
	return at
}

// high is how much room a cell needs.
func (c *inCell) high() float64 {
	high := 0.0
	for _, line := range c.lines {
		high += line.as.Size * lineHigh
	}
	if len(c.drawn) > 0 {
		high += sheetStroke + 2
	}
	if len(c.ticks) > 0 {
		high += 2 * sheetUnder.Size * lineHigh
	}
	return high
}

// line draws cells beside one another, as high as the highest of them needs.
func (l *picturing) line(cells []inCell) {
	high := 0.0
	for i := range cells {
		high = max(high, cells[i].high())
	}
	high += 2 * sheetAir
	for i := range cells {
		c := &cells[i]
		if c.heat > 0 {
			l.Rect(c.x-sheetGap/2+1, l.y+1, c.width+sheetGap-2, high-2, picture.Look{Fill: heatPaint(c.heat)})
		}
		y := l.y + sheetAir
		for _, line := range c.lines {
			y += line.as.Size * lineHigh
			if line.mark != "" {
				l.marks.draw(l.Picture, line.mark, picture.Place{X: c.x, Y: y - line.as.Size*lineHigh + 1, Scale: sheetMark / 16.0}, statePaint(line.mark), "paper")
			}
			l.Write(c.x+line.indent, y-line.as.Size*.32, line.text, line.as)
		}
		for _, s := range c.drawn {
			l.stroke(c, s, y+2, high)
		}
		for _, tick := range c.ticks {
			foot := y + 2*sheetUnder.Size*lineHigh - 3
			if tick.first {
				foot -= sheetUnder.Size * lineHigh
			}
			l.Write(c.x+tick.indent, foot, tick.text, tick.as)
		}
	}
	l.space(high)
}

// stroke draws a part of a cell's drawing, which begins at y, in a row that is so high.
func (l *picturing) stroke(c *inCell, s stroke, y, high float64) {
	x, k := c.x+c.width*s.X/1000, c.width/1000
	switch {
	case s.Mark != "":
		l.marks.draw(l.Picture, s.Mark, picture.Place{X: x - sheetMark/2.0, Y: y + (sheetStroke-sheetMark)/2.0, Scale: sheetMark / 16.0}, statePaint(s.Mark), "paper")
	case s.High == 0 && s.Length == 0:
		l.Line(x, l.y, x, l.y+high, s.Look)
	case s.Round:
		l.Circle(x, y+sheetStroke/2, s.High/2, s.Look)
	case s.Length == 0:
		l.Line(x, y+s.Y, x, y+s.Y+s.High, s.Look)
	default:
		l.Rect(x, y+s.Y, max(k*s.Length, 1), s.High, s.Look)
	}
}
