package pages

import (
	"html/template"

	"github.com/postup/postup/dashboard/pages/picture"
)

// own tells whether an exhibit's page has the same drawing as its image: one that no other page has.
func (x *exhibit) own() bool { return x.Line != nil || x.Sheet != nil }

// inPage is that drawing in a page: once for wide columns, and once for narrow ones.
func (l *picturing) inPage(x *exhibit) template.HTML {
	if x.Line != nil { // which is as large in both
		return l.apart(x, true).Inline("rowed", imageMargin)
	}
	return l.apart(x, false).Inline("rowed wide", imageMargin) + l.apart(x, true).Inline("rowed narrow", imageMargin)
}

// apart draws it alone.
func (l *picturing) apart(x *exhibit, narrow bool) *picture.Picture {
	width := float64(largeWidth)
	if narrow || x.Line != nil {
		width = smallWidth
	}
	alone := &picturing{Picture: picture.New(l.letters, width+2*imageMargin, l.Code), request: l.request, letters: l.letters, marks: l.marks}
	alone.drawOwn(x, narrow)
	alone.Height = alone.y
	return alone.Picture
}

// aroundDrawing is what a page has above and below it, in pixels.
const aroundDrawing = 24

// ownIn draws it within an image, or takes the room that a page's has.
func (l *picturing) ownIn(x *exhibit, narrow bool) {
	if !l.fluid {
		l.drawOwn(x, narrow)
		return
	}
	drawn := l.apart(x, narrow)
	l.space((l.Width-2*pagePadding)*drawn.Height/(drawn.Width-2*imageMargin) + aroundDrawing)
}

func (l *picturing) drawOwn(x *exhibit, narrow bool) {
	switch {
	case x.Line != nil:
		l.placesOver(x.Line)
	case x.Columns != nil:
		l.columns(x.Columns, narrow)
	default:
		l.sheet(x.Sheet, narrow)
	}
}

// placesOver draws a region's places over time, as its page does.
func (l *picturing) placesOver(of *ranksLine) {
	at, axis := picture.Place{X: imageMargin, Y: l.y, Scale: 1}, picture.Look{Stroke: "rule", Thick: 1}
	as, x := picture.Type{Size: 12, Paint: "soft"}, func(x int) float64 { return at.X + float64(x) }
	for y, text := range map[int]string{of.Top: l.Number(1, 0), of.Bottom: of.Lowest} {
		l.Line(x(of.Left), at.Y+float64(y), x(of.Right), at.Y+float64(y), axis)
		l.Write(x(of.Left-8), at.Y+float64(y)+4, text, picture.Type{Size: 12, Paint: "soft", Anchor: "end"})
	}
	l.Path(at, of.Path, picture.Look{Stroke: "actual", Thick: 2.75, Round: true})
	for _, dot := range of.Dots {
		l.Circle(x(dot.X), at.Y+float64(dot.Y), 3.5, picture.Look{Fill: "actual"})
	}
	l.Write(x(of.LabelX), at.Y+float64(of.LabelY), of.Label, picture.Type{Size: 12, Bold: true, Paint: "actual"})
	foot := at.Y + float64(of.Height) - 6
	l.Write(x(of.Left), foot, of.From, as)
	as.Anchor = "end"
	l.Write(x(of.Right), foot, of.To, as)
	l.space(float64(of.Height))
}
