package pages

import "github.com/postup/postup/dashboard/pages/picture"

// drawMap draws tiles or boundaries, what their marks mean, and who is furthest behind.
func (l *picturing) drawMap(m *tileMap) {
	l.space(6)
	k := l.inner() / float64(m.Width)
	at := func(x, y int) picture.Place {
		return picture.Place{X: imageMargin + k*float64(x), Y: l.y + k*float64(y), Scale: k}
	}
	for i := range m.Outlines {
		t := &m.Outlines[i]
		look, _ := t.look()
		look.Holes = true
		if t.HasValue {
			look.Stroke, look.Thick = "paper", 1
		}
		look.Thick /= k // a line's thickness is not the map's
		l.Path(at(margin, margin), t.Path, look)
	}
	for i := range m.Outlines {
		t := &m.Outlines[i]
		paint := picture.Paint("ink")
		if t.HasValue {
			paint = "paper"
		}
		place := at(t.X+margin, t.Y+margin)
		place.Scale *= markSize / 16.0
		l.marks.draw(l.Picture, t.Mark.Kind, place, paint, "achieved")
	}
	if len(m.Outlines) == 0 {
		for i := range m.Tiles {
			l.tile(&m.Tiles[i], at)
		}
	}
	l.space(k*float64(m.Height) + 6)
	l.tally(m.Legend)
	l.paragraph(m.Furthest, picture.Type{Size: 12.5, Paint: "ink"})
}

// face is a tile's: a little smaller than the way to the next one.
var face = picture.Rounded(0, 0, pitch-4, pitch-4, 3)

func (l *picturing) tile(t *tile, at func(x, y int) picture.Place) {
	place := at(t.X, t.Y)
	look, paint := t.look()
	l.Path(place, face, look)
	middle := place.X + place.Scale*(pitch-4)/2
	l.Write(middle, place.Y+20*place.Scale, t.Label, picture.Type{Size: 13 * place.Scale, Paint: paint, Anchor: "middle"})
	l.Write(middle, place.Y+39*place.Scale, t.Value, picture.Type{Size: 15 * place.Scale, Bold: true, Paint: paint, Anchor: "middle"})
}

// tally says what the marks mean, and how many there are of each.
func (l *picturing) tally(counts []tally) {
	const side = 13
	var items []item
	for _, c := range counts {
		paint := statePaint(c.Mark.Kind)
		as := picture.Type{Size: 12.5, Bold: true, Paint: paint}
		count := l.letters.Width(c.Count, as.Size, true) + 5
		items = append(items, item{count + side + 5 + l.letters.Width(c.Mark.Word, as.Size, true), func(x, foot float64) {
			l.Write(x, foot, c.Count, picture.Type{Size: as.Size, Bold: true, Paint: "ink"})
			l.marks.draw(l.Picture, c.Mark.Kind, picture.Place{X: x + count, Y: foot - 11, Scale: side / 16.0}, paint, "paper")
			l.Write(x+count+side+5, foot, c.Mark.Word, as)
		}})
	}
	l.row(items, 14, 21)
}
