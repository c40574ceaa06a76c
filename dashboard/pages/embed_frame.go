package pages

import (
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
)

// frame is how large a page within another one stands there, in pixels: it is as wide as its column, at most Width.
type frame struct{ Width, Height int }

const (
	leastWide = 300 // the narrowest column: a telephone's of 320 with what others leave beside it
	phoneWide = 430 // the widest telephone's
	wideFrom  = 577 // charts of narrower pages are drawn for telephones, as the pages' styles say
	tileWide  = 400 // a number needs no more
	mostWide  = math.MaxInt
	mostBlank = 320 // that a wide frame of rows has for the sake of telephones: where these need more, they scroll
)

// frameFor is as large as an exhibit's page needs to be seen whole in a column so wide, and in telephones', where texts take more lines.
func (p *Pages) frameFor(r *request, x *exhibit, width int) (frame, error) {
	f := frame{Width: min(width, x.mostWide())}
	columns := []int{f.Width, min(f.Width, wideFrom), min(f.Width, phoneWide), leastWide}
	if x.Several != nil && x.Several.Courses != nil { // in a telephone its charts stand under one another and are scrolled
		columns = []int{f.Width, min(f.Width, tapsUpTo+1)}
	}
	for n, column := range columns {
		high, err := p.high(r, x, column)
		if err != nil {
			return f, err
		}
		if n > 0 && x.Sheet != nil && high > f.Height+mostBlank {
			continue
		}
		f.Height = max(f.Height, high)
	}
	return f, nil
}

// frameWithin is the frame of an exhibit in the room that there is; false where value, marks and source would not all be seen in it.
func (p *Pages) frameWithin(r *request, x *exhibit, room frame) (f frame, fits bool, err error) {
	if f, err = p.frameFor(r, x, max(room.Width, leastWide)); err != nil || room.Width < leastWide {
		return f, false, err
	}
	if room.Height >= f.Height {
		return f, true, nil
	}
	high, err := p.high(r, x, f.Width)
	if err != nil || room.Height < high {
		return frame{f.Width, high}, false, err
	}
	return frame{f.Width, room.Height}, true, nil
}

// mostWide is how wide an exhibit's page is at most, where there is room.
func (x *exhibit) mostWide() int {
	if x.Kind == embedTile || x.Kind == embedPlace {
		return tileWide
	}
	return int(x.width(embedSizes[0]))
}

// high is how high a frame must be to show an exhibit's page whole in a column.
func (p *Pages) high(r *request, x *exhibit, column int) (int, error) {
	l, err := p.blank(r, float64(column))
	if err != nil {
		return 0, err
	}
	l.fluid = true
	l.lay(x, column < wideFrom, x.Source.line(r.T("embed.source")))
	high := l.y + imageMargin
	if x.Figure != nil || x.Map != nil || x.Several != nil || x.Sheet != nil {
		high += foldedHigh
	}
	return int(math.Ceil(high/10)) * 10, nil
}

// foldedHigh is what folded tables take, which images lack.
const foldedHigh = 80

// snippet is the markup that puts a page within another. Its style is for the other page, which may be narrower than the frame.
func snippet(address, name string, f frame) string {
	width := strconv.Itoa(f.Width)
	return `<iframe src="` + html.EscapeString(address) + `" title="` + html.EscapeString(name) + `" width="` + width + `" height="` + strconv.Itoa(f.Height) +
		`" style="width:100%;max-width:` + width + `px;border:0" loading="lazy"></iframe>`
}

// name is what an exhibit is called in others' pages: it stays there when the figures have become others, so it has none.
func (x *exhibit) name() string {
	if slices.Contains(compareViews, x.Kind) { // whose title is what they find
		return strings.TrimSuffix(x.Caption, ".")
	}
	return x.Title + " – " + strings.TrimSuffix(x.Caption, ".")
}
