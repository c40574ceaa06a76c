package chart

import "github.com/postup/postup/dashboard/pages/picture"

// rankLooks are the colours of lines of places by their kind; those of all others step back.
var rankLooks = map[string]picture.Paint{"up": "ontrack", "down": "offtrack", "marked": "actual"}

// On draws it into a picture, its upper left corner at a place.
func (d *ScatterDrawing) On(p *picture.Picture, x, y float64) {
	b := brush{p, x, y}
	middle := picture.Look{Stroke: "faint", Thick: 1, Dash: []float64{2, 4}}
	for _, row := range d.Rows {
		b.Line(x+d.Left, y+row.At, x+d.Right, y+row.At, axisLook)
		b.text(d.Left-8, row.At+4, row.Text, "end", plainType)
	}
	for _, column := range d.Columns {
		b.Line(x+column.At, y+d.Top, x+column.At, y+d.Bottom, axisLook)
		b.text(column.At, d.Bottom+18, column.Text, "middle", plainType)
	}
	b.Line(x+d.MiddleX, y+d.Top, x+d.MiddleX, y+d.Bottom, middle)
	b.Line(x+d.Left, y+d.MiddleY, x+d.Right, y+d.MiddleY, middle)
	for _, dot := range d.Dots {
		look := picture.Look{Fill: "actual", Veil: 0.15}
		if dot.Marked {
			look = picture.Look{Fill: "ink"}
		}
		b.Circle(x+dot.At.X, y+dot.At.Y, dotRadius, look)
		b.text(dot.Label.X, dot.Label.Y, dot.Label.Text, dot.Label.Anchor, picture.Type{Size: 12, Paint: "ink"})
	}
}

// On draws it into a picture, its upper left corner at a place.
func (d *RanksDrawing) On(p *picture.Picture, x, y float64) {
	b := brush{p, x, y}
	for _, row := range d.Rows {
		b.Line(x+d.Left, y+row.At, x+d.Right, y+row.At, axisLook)
		b.text(d.Left-12, row.At+4, row.Text, "end", plainType)
	}
	for _, column := range d.Columns {
		b.text(column.At, d.Foot, column.Text, "middle", plainType)
	}
	b.text(d.Left, d.Foot, d.First, "start", plainType)
	if d.First != d.Last {
		b.text(d.Right, d.Foot, d.Last, "end", plainType)
	}
	for i := range d.Lines {
		d.Lines[i].on(b)
	}
}

func (l *DrawnRanks) on(b brush) {
	paint, told := rankLooks[l.Kind]
	line, dot := picture.Look{Stroke: paint, Thick: 2.75, Round: true}, picture.Look{Fill: paint}
	name := picture.Type{Size: 12, Bold: told, Paint: paint}
	if !told {
		line, dot, name.Paint = picture.Look{Stroke: "faint", Thick: 1.4, Round: true, Veil: 0.45}, picture.Look{Fill: "faint"}, "ink"
	}
	at := picture.Place{X: b.x, Y: b.y, Scale: 1}
	for _, path := range l.Paths {
		b.Path(at, path, line)
	}
	for _, s := range l.Singles {
		b.Circle(b.x+s.X, b.y+s.Y, 2.5, dot)
	}
	b.Path(at, l.Leader, picture.Look{Stroke: "faint", Thick: 1, Dash: []float64{1, 3}})
	if l.End != nil {
		b.Circle(b.x+l.End.X, b.y+l.End.Y, 4, dot)
	}
	b.text(l.Label.X, l.Label.Y+4, l.Label.Text, "start", name)
}
