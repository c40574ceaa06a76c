package pages

import (
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/dashboard/pages/picture"
)

// margin around what an image shows.
const imageMargin = 20

// width is how wide an image of a size is: its chart has the page's own width.
func (x *exhibit) width(size string) float64 {
	switch {
	case size == "small":
		return smallWidth + 2*imageMargin
	case x.Several != nil:
		return scatterWidth + 2*imageMargin
	}
	return largeWidth + 2*imageMargin
}

// picturing lays an exhibit out as an image, from above down.
type picturing struct {
	*picture.Picture
	*request
	letters *picture.Letters
	marks   markShapes
	y       float64 // down to where it is filled
	fluid   bool    // it is measured as a page, whose drawings are as wide as it is
}

// picture draws an exhibit: all that its page has but the table, as one image.
func (p *Pages) picture(r *request, x *exhibit, size string) (*picture.Picture, error) {
	l, err := p.blank(r, x.width(size))
	if err != nil {
		return nil, err
	}
	source := x.Source.line(r.T("embed.source"))
	l.Title, l.Text, l.Origin = x.name(), r.words(x), source
	l.lay(x, size == "small", source)
	l.Height = l.y + imageMargin/2
	return l.Picture, nil
}

// blank is an empty image.
func (p *Pages) blank(r *request, width float64) (*picturing, error) {
	letters, err := p.typeface()
	if err != nil {
		return nil, err
	}
	return &picturing{Picture: picture.New(letters, width, r.Code), request: r, letters: letters, marks: p.marks, y: imageMargin}, nil
}

// lay lays all of an exhibit out, from its title down to its source.
func (l *picturing) lay(x *exhibit, narrow bool, source string) {
	l.head(x)
	switch {
	case x.Figure != nil:
		l.chart(x.Figure, narrow)
	case x.Map != nil:
		l.drawMap(x.Map)
	case x.Several != nil:
		l.several(x.Several, narrow)
	case x.Stages != nil:
		l.stages(x.Stages)
	case x.own():
		l.ownIn(x, narrow)
	case x.Way != nil:
		l.bar(x.Way)
	}
	l.space(6)
	l.Line(imageMargin, l.y, l.Width-imageMargin, l.y, picture.Look{Stroke: "rule", Thick: 1})
	l.space(6)
	l.paragraph(source, picture.Type{Size: 11.5, Paint: "soft"})
}

// past goes on below a drawing: an image's has a size of its own, a page's becomes as wide as the page.
func (l *picturing) past(width, height int) {
	if l.fluid {
		l.space(l.inner() * float64(height) / float64(width))
		return
	}
	l.space(float64(height))
}

func (l *picturing) space(height float64) { l.y += height }

func (l *picturing) inner() float64 { return l.Width - 2*imageMargin }

// paragraph writes a text over as many lines as it needs.
func (l *picturing) paragraph(text string, as picture.Type) {
	l.indented(text, 0, as)
}

// pageLetters is how much larger a page's letters and the space about them are than an image's.
const pageLetters = 1.12

func (l *picturing) indented(text string, by float64, as picture.Type) {
	if l.fluid {
		as.Size *= pageLetters
	}
	for _, line := range l.letters.Wrap(text, as.Size, as.Bold, l.inner()-by) {
		l.y += as.Size * 1.4
		l.Write(imageMargin+by, l.y-as.Size*0.3, line, as)
	}
}

// head is what stands above a chart: what it is of, the value, how it stands, and what is to be known of it.
func (l *picturing) head(x *exhibit) {
	l.paragraph(x.Title, picture.Type{Size: 17, Bold: true, Paint: "ink"})
	l.paragraph(x.Caption, picture.Type{Size: 12, Paint: "soft"})
	if x.Valued() {
		l.value(x)
	}
	for _, s := range x.States {
		l.state(s)
	}
	l.tags(x.Tags)
	for _, said := range x.Said {
		l.paragraph(said, picture.Type{Size: 13, Paint: "ink"})
	}
	l.space(6)
}

// Valued tells whether an exhibit is of a value, which stands above all else.
func (x *exhibit) Valued() bool {
	return x.Map == nil && x.Several == nil && x.Stages == nil && x.Sheet == nil && x.Kind != embedLate
}

// value writes the newest value, and what day it speaks of, behind it or under it.
func (l *picturing) value(x *exhibit) {
	large, small := picture.Type{Size: 28, Bold: true, Paint: "ink"}, picture.Type{Size: 12.5, Paint: "soft"}
	if x.Value == "" {
		l.paragraph(none, large)
		return
	}
	l.space(4)
	l.paragraph(x.Value, large)
	on := "(" + x.On + ")"
	width := l.letters.Width(x.Value, large.Size, true) + 10
	if width+l.letters.Width(on, small.Size, false) <= l.inner() {
		l.Write(imageMargin+width, l.y-large.Size*0.3, on, small)
		return
	}
	l.paragraph(on, small)
}

// state writes a state's mark and word, by which reading that is, and why.
func (l *picturing) state(s stated) {
	const side = 14
	paint := statePaint(s.Mark.Kind)
	l.space(5)
	l.marks.draw(l.Picture, s.Mark.Kind, picture.Place{X: imageMargin, Y: l.y + 1.5, Scale: side / 16.0}, paint, "paper")
	l.indented(l.stateText(s), side+7, picture.Type{Size: 13.5, Bold: true, Paint: paint})
	if s.Mark.Why != "" {
		l.paragraph(s.Mark.Why, picture.Type{Size: 12, Paint: "soft"})
	}
}

// item is one of several that stand in a line as long as there is room.
type item struct {
	width float64
	draw  func(x, foot float64)
}

// row draws items from left to right, and goes on below where there is no room.
func (l *picturing) row(items []item, gap, height float64) {
	if len(items) == 0 {
		return
	}
	l.space(4)
	x := float64(imageMargin)
	l.space(height)
	for _, it := range items {
		if x > imageMargin && x+it.width > l.Width-imageMargin {
			x = imageMargin
			l.space(height)
		}
		it.draw(x, l.y-height*0.3)
		x += it.width + gap
	}
}

// tags writes each in a frame of its own; one that is longer than a line goes on without.
func (l *picturing) tags(tags []string) {
	as := picture.Type{Size: 12, Paint: "soft"}
	var items []item
	for _, tag := range tags {
		width := l.letters.Width(tag, as.Size, false) + 16
		items = append(items, item{width, func(x, foot float64) {
			l.Path(picture.Place{Scale: 1}, picture.Rounded(x, foot-13.5, width, 19, 9.5), picture.Look{Stroke: "rule", Thick: 1})
			l.Write(x+8, foot, tag, as)
		}})
	}
	l.row(items, 6, 23)
}

// chart draws what the lines mean, the chart, and what its marks mean.
func (l *picturing) chart(f *figure, narrow bool) {
	d := f.Drawing
	if narrow {
		d = f.Narrow
	}
	if d == nil {
		return
	}
	l.keys(f.Keys)
	l.space(8)
	d.On(l.Picture, imageMargin, l.y)
	l.past(d.Width, d.Height)
	l.space(8)
	for i := range f.Notes.List {
		l.note(&f.Notes.List[i])
	}
	if f.Notes.Earlier != "" {
		l.paragraph(l.T("note.earlier"), picture.Type{Size: 12, Paint: "soft"})
	}
}

// keys say what the lines of a chart stand for.
func (l *picturing) keys(keys []key) {
	var items []item
	for _, k := range keys {
		sample := 20.0
		if k.Kind == "goal" { // a mark without a line
			sample = 10
		}
		as := picture.Type{Size: 12, Bold: true, Paint: "actual"}
		if k.Kind == "promise" || k.Kind == "goal" {
			as.Paint = "ink"
		}
		items = append(items, item{sample + 6 + l.letters.Width(k.Text, as.Size, true), func(x, foot float64) {
			line := map[string]string{"actual": "actual", "promise": "promise", "forecast": "mid", "simulated": "simulated"}[k.Kind]
			if line != "" {
				l.Line(x, foot-4, x+sample, foot-4, chart.LookOf(line))
			}
			if k.Ring != "" {
				l.Path(picture.Place{X: x + sample - 5, Y: foot - 4, Scale: 1}, k.Ring, chart.LookOf("goal"))
			}
			l.Write(x+sample+6, foot, k.Text, as)
		}})
	}
	l.row(items, 16, 19)
}

// note says what a mark on the chart means, with its number; one without a number concerns all of the chart.
func (l *picturing) note(n *note) {
	l.space(4)
	if n.Number > 0 {
		chart.NoteMark(l.Picture, imageMargin+9, l.y+9, n.Number, n.Kind == "break", n.Simulated)
	}
	l.indented(n.tagged(), 25, picture.Type{Size: 12, Paint: "ink"})
}

// bar draws a value beside what was promised.
func (l *picturing) bar(w *way) {
	l.space(4)
	k, paint := l.inner()/1000, statePaint(w.Kind)
	part := func(from, length int, y, height float64, paint picture.Paint) {
		l.Rect(imageMargin+k*float64(from), l.y+y, k*float64(length), height, picture.Look{Fill: paint})
	}
	part(0, 1000, 2, 8, "wash")
	if w.Falling {
		part(0, w.Goal, 2, 8, "rule")
		part(w.Point(), 16, 0, 12, paint)
	} else {
		part(0, w.Length, 2, 8, paint)
	}
	if w.HasIdeal {
		part(w.Ideal, 4, 0, 12, "soft")
	}
	part(w.Goal, 5, 0, 12, "ink")
	l.space(16)
}
