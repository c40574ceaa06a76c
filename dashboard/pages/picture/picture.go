// Package picture makes images that stand alone: the same shapes as an SVG with its own colours and typeface, and as a PNG.
package picture

// Picture is an image in the making. Lengths are in units of a hundredth of an inch or so: pixels of a screen at scale 1.
type Picture struct {
	Width, Height float64
	Lang          string // of its texts
	Title, Text   string // what it is, and what it shows, for those who do not see it
	Origin        string // whose it is, for programs that read an image's metadata
	letters       *Letters
	shapes        []shape
}

// New begins a picture with a width; what is drawn last says how high it is.
func New(letters *Letters, width float64, lang string) *Picture {
	return &Picture{Width: width, Lang: lang, letters: letters}
}

// Look is how a shape is painted. Round is of the ends and corners of lines.
type Look struct {
	Fill, Stroke Paint // "": none
	Thick        float64
	Dash         []float64 // lengths of what is drawn and what is not, in turns
	Round        bool
	Holes        bool    // what lies within an even number of the shape's outlines is not filled
	Veil         float64 // how much of what is under it shows through: 0 nothing, 1 all
}

// Place is where a shape's own units lie: its origin, and how long one of them is.
type Place struct{ X, Y, Scale float64 }

// shape is a path or, where it has letters, a line of text whose place is its foot.
type shape struct {
	Look
	Place
	path   string
	text   string
	size   float64
	bold   bool
	anchor string
}

// Path draws a path in an SVG's own notation.
func (p *Picture) Path(at Place, path string, look Look) {
	if path != "" {
		p.shapes = append(p.shapes, shape{Look: look, Place: at, path: path})
	}
}

// Rect draws a rectangle.
func (p *Picture) Rect(x, y, width, height float64, look Look) {
	n := short
	p.Path(Place{Scale: 1}, "M"+n(x)+" "+n(y)+"h"+n(width)+"v"+n(height)+"h"+n(-width)+"Z", look)
}

// Line draws a straight line.
func (p *Picture) Line(x1, y1, x2, y2 float64, look Look) {
	n := short
	p.Path(Place{Scale: 1}, "M"+n(x1)+" "+n(y1)+"L"+n(x2)+" "+n(y2), look)
}

// Circle draws a circle.
func (p *Picture) Circle(x, y, radius float64, look Look) {
	p.Path(Place{Scale: 1}, CirclePath(x, y, radius), look)
}

// CirclePath is a circle as a path.
func CirclePath(x, y, radius float64) string {
	n := short
	arc := "a" + n(radius) + " " + n(radius) + " 0 1 0 "
	return "M" + n(x-radius) + " " + n(y) + arc + n(2*radius) + " 0" + arc + n(-2*radius) + " 0Z"
}

// Rounded is a rectangle with round corners as a path.
func Rounded(x, y, width, height, corner float64) string {
	n := short
	arc := "a" + n(corner) + " " + n(corner) + " 0 0 1 "
	c, minus := n(corner), n(-corner)
	return "M" + n(x+corner) + " " + n(y) + "h" + n(width-2*corner) + arc + c + " " + c + "v" + n(height-2*corner) + arc + minus + " " + c +
		"h" + n(2*corner-width) + arc + minus + " " + minus + "v" + n(2*corner-height) + arc + c + " " + minus + "Z"
}

// Type is how a line of text is set.
type Type struct {
	Size   float64
	Bold   bool
	Paint  Paint
	Anchor string // start, middle or end: which part of it stands at its place; "" is start
}

// Write writes a line of text.
func (p *Picture) Write(x, y float64, text string, as Type) {
	if text != "" {
		p.shapes = append(p.shapes, shape{Look: Look{Fill: as.Paint}, Place: Place{x, y, 1}, text: text, size: as.Size, bold: as.Bold, anchor: as.Anchor})
	}
}
