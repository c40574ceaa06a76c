package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"slices"

	"golang.org/x/image/vector"
)

// MostScale is how many pixels a unit of a picture has at most, each way.
const MostScale = 3

// ErrTooLarge is that a picture would take more memory than one may.
var ErrTooLarge = errors.New("the picture is too large at this scale")

// mostPixels bounds the memory that a picture takes while it is made: four bytes each.
const mostPixels = 24 << 20

// PNG paints the picture for a theme, so many pixels to a unit. It gives up when the context ends.
func (p *Picture) PNG(ctx context.Context, theme string, scale int) ([]byte, error) {
	width, height := int(math.Ceil(p.Width*float64(scale))), int(math.Ceil(p.Height*float64(scale)))
	if width*height > mostPixels {
		return nil, fmt.Errorf("%w: %d × %d pixels, and at most %d are possible", ErrTooLarge, width, height, mostPixels)
	}
	c := &canvas{Image: image.NewRGBA(image.Rect(0, 0, width, height)), theme: theme, scale: float64(scale), letters: p.letters}
	draw.Draw(c.Image, c.Image.Bounds(), image.NewUniform(Paint("paper").rgba(theme)), image.Point{}, draw.Src)
	for i := range p.shapes {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("paint a picture: %w", err)
		}
		if err := c.paint(&p.shapes[i]); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	quick := png.Encoder{CompressionLevel: png.BestSpeed} // packing takes most of the time, and gains little on flat colours
	if err := quick.Encode(&out, c.Image); err != nil {
		return nil, fmt.Errorf("write a PNG: %w", err)
	}
	return out.Bytes(), nil
}

// canvas is what is painted on.
type canvas struct {
	Image   *image.RGBA
	theme   string
	scale   float64
	letters *Letters
	raster  vector.Rasterizer
}

func (c *canvas) paint(s *shape) error {
	if s.text != "" {
		c.fill(c.written(s), s.Fill, 0)
		return nil
	}
	runs, err := trace(s.path, s.Scale*c.scale)
	if err != nil {
		return err
	}
	if s.Fill != "" {
		areas := make([][]spot, len(runs))
		for i, r := range runs {
			areas[i] = c.placed(s.Place, r.spots)
		}
		if s.Holes {
			nest(areas)
		}
		c.fill(areas, s.Fill, s.Veil)
	}
	if s.Stroke == "" {
		return nil
	}
	var areas [][]spot
	for _, r := range runs {
		for _, piece := range dashes(r, s.Dash) {
			for _, area := range outline(piece, s.Thick, s.Round) {
				areas = append(areas, c.placed(s.Place, area))
			}
		}
	}
	c.fill(areas, s.Stroke, s.Veil)
	return nil
}

// placed are spots in pixels.
func (c *canvas) placed(at Place, spots []spot) []spot {
	out := make([]spot, len(spots))
	for i, s := range spots {
		out[i] = at.of(s).times(c.scale)
	}
	return out
}

// written are the letters of a line of text, in pixels.
func (c *canvas) written(s *shape) [][]spot {
	at := s.Place
	switch width := c.letters.Width(s.text, s.size, s.bold); s.anchor {
	case "middle":
		at.X -= width / 2
	case "end":
		at.X -= width
	}
	at.Scale = s.size
	var areas [][]spot
	for _, letter := range s.text {
		g := c.letters.glyph(letter, s.bold)
		for _, area := range g.areas {
			areas = append(areas, c.placed(at, area))
		}
		at.X += g.advance * s.size
	}
	return areas
}

// fill paints areas that overlap as one.
func (c *canvas) fill(areas [][]spot, paint Paint, veil float64) {
	bounds := boundsOf(areas).Intersect(c.Image.Bounds())
	if bounds.Empty() {
		return
	}
	corner := spot{float64(bounds.Min.X), float64(bounds.Min.Y)}
	c.raster.Reset(bounds.Dx(), bounds.Dy())
	for _, area := range areas {
		for i, s := range area {
			if s = s.sub(corner); i == 0 {
				c.raster.MoveTo(float32(s.x), float32(s.y))
			} else {
				c.raster.LineTo(float32(s.x), float32(s.y))
			}
		}
		c.raster.ClosePath()
	}
	c.raster.Draw(c.Image, bounds, c.source(paint, veil), bounds.Min)
}

// boundsOf are the pixels that areas touch.
func boundsOf(areas [][]spot) image.Rectangle {
	low, high := spot{math.Inf(1), math.Inf(1)}, spot{math.Inf(-1), math.Inf(-1)}
	for _, area := range areas {
		for _, s := range area {
			low, high = spot{min(low.x, s.x), min(low.y, s.y)}, spot{max(high.x, s.x), max(high.y, s.y)}
		}
	}
	if math.IsInf(low.x, 1) {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x)), int(math.Ceil(high.y)))
}

func (c *canvas) source(paint Paint, veil float64) image.Image {
	colour := paint.rgba(c.theme)
	colour.A = uint8(float64(colour.A)*(1-veil) + 0.5)
	if !paint.isPattern() {
		return image.NewUniform(colour)
	}
	i := slices.IndexFunc(tiles, func(t tile) bool { return t.paint == paint })
	return patterned{tiles[i], colour, c.scale, c.Image.Bounds()}
}

// patterned is a pattern as an image: each of its pixels tells how near it is to a line or a dot.
type patterned struct {
	tile
	color.NRGBA
	scale  float64
	bounds image.Rectangle
}

func (p patterned) ColorModel() color.Model { return color.NRGBAModel }
func (p patterned) Bounds() image.Rectangle { return p.bounds }

func (p patterned) At(x, y int) color.Color {
	at := spot{(float64(x) + 0.5) / p.scale, (float64(y) + 0.5) / p.scale}
	covered := 0.0
	if p.dot {
		middle := spot{math.Floor(at.x/p.size)*p.size + 2, math.Floor(at.y/p.size)*p.size + 2}
		covered = p.cover(1 - at.apart(middle))
	} else {
		turned := spot{(at.x + at.y) / math.Sqrt2, (at.y - at.x) / math.Sqrt2}
		covered = p.line(turned.x)
		if p.paint == Crosshatch {
			covered = max(covered, p.line(turned.y))
		}
		covered *= 0.7
	}
	c := p.NRGBA
	c.A = uint8(float64(c.A)*covered + 0.5)
	return c
}

// line is how much of a pixel a line of the pattern covers. Half of its thickness lies within each tile.
func (p patterned) line(at float64) float64 {
	off := math.Mod(at, p.size)
	if off < 0 {
		off += p.size
	}
	return p.cover(0.7 - off)
}

// cover is how much of a pixel is covered whose middle lies so many units within an edge.
func (p patterned) cover(within float64) float64 {
	return min(max(within*p.scale+0.5, 0), 1)
}
