package picture

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	woff "github.com/tdewolff/font"
)

// Letters are the typeface: how wide its letters are, for those who lay text out, and their shapes. It is read once, and then by any
// number of pictures at a time.
type Letters struct {
	files       [][]byte // as they came
	plain, bold map[rune]glyph
}

// glyph is a letter of the size 1, its foot at 0.
type glyph struct {
	advance float64
	areas   [][]spot
}

// The two weights that pictures are set in.
const (
	plainWeight = 400
	boldWeight  = 600
)

// ReadLetters reads a typeface with variable weight from WOFF2 files; a letter is that of the first file that has it.
func ReadLetters(files ...[]byte) (*Letters, error) {
	l := &Letters{files: files, plain: map[rune]glyph{}, bold: map[rune]glyph{}}
	for n, file := range files {
		plain, err := woff.ToSFNT(file)
		if err != nil {
			return nil, fmt.Errorf("unpack file %d of the typeface: %w", n+1, err)
		}
		face, err := font.ParseTTF(bytes.NewReader(plain))
		if err != nil {
			return nil, fmt.Errorf("read file %d of the typeface: %w", n+1, err)
		}
		l.take(face, plainWeight, l.plain)
		l.take(face, boldWeight, l.bold)
	}
	for _, all := range []map[rune]glyph{l.plain, l.bold} {
		complete(all)
	}
	return l, nil
}

func (l *Letters) take(face *font.Face, weight float32, into map[rune]glyph) {
	face.SetVariations([]font.Variation{{Tag: opentype.MustNewTag("wght"), Value: weight}})
	em := float64(face.Upem())
	for letters := face.Cmap.Iter(); letters.Next(); {
		letter, id := letters.Char()
		if _, there := into[letter]; there || unicode.Is(unicode.Cf, letter) {
			continue
		}
		g := glyph{advance: float64(face.HorizontalAdvance(id)) / em}
		if shape, ok := face.GlyphData(id).(font.GlyphOutline); ok {
			g.areas = areasOf(shape, em)
		}
		into[letter] = g
	}
}

// areasOf gives a letter's outline as straight pieces.
func areasOf(shape font.GlyphOutline, em float64) [][]spot {
	p := &pen{scale: 30} // as for the largest that is written
	at := func(s opentype.SegmentPoint) spot { return spot{float64(s.X) / em, -float64(s.Y) / em} }
	for _, s := range shape.Segments {
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			to := at(s.Args[0])
			p.follow('M', []float64{to.x, to.y})
		case opentype.SegmentOpLineTo:
			p.to(at(s.Args[0]))
		case opentype.SegmentOpQuadTo:
			c, to := at(s.Args[0]), at(s.Args[1])
			p.curve(between(p.at, c, 2.0/3), between(to, c, 2.0/3), to)
		case opentype.SegmentOpCubeTo:
			p.curve(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	areas := make([][]spot, len(p.runs))
	for i, r := range p.runs {
		areas[i] = r.spots
	}
	return areas
}

// drawn are signs that the typeface lacks and our texts have: up and down, an arrow, at most and at least.
var drawn = map[rune]glyph{
	'▲': {0.78, [][]spot{{{0.06, 0}, {0.72, 0}, {0.39, -0.62}}}},
	'▼': {0.78, [][]spot{{{0.06, -0.62}, {0.39, 0}, {0.72, -0.62}}}},
	'→': {0.92, [][]spot{{{0.06, -0.3}, {0.86, -0.3}, {0.86, -0.37}, {0.06, -0.37}}, {{0.58, -0.06}, {0.88, -0.335}, {0.58, -0.61}, {0.64, -0.66}, {0.96, -0.335}, {0.64, -0.01}}}},
	'≤': {0.62, [][]spot{{{0.54, -0.14}, {0.06, -0.36}, {0.54, -0.6}, {0.54, -0.52}, {0.2, -0.365}, {0.54, -0.22}}, {{0.06, 0}, {0.54, 0}, {0.54, -0.07}, {0.06, -0.07}}}},
	'≥': {0.62, [][]spot{{{0.06, -0.14}, {0.06, -0.22}, {0.4, -0.365}, {0.06, -0.52}, {0.06, -0.6}, {0.54, -0.36}}, {{0.06, 0}, {0.54, 0}, {0.54, -0.07}, {0.06, -0.07}}}},
}

// complete adds what the typeface lacks and our texts have: narrow spaces, and the sign of what is about so much, which must not get
// lost, for without it an estimate looks like a measurement.
func complete(all map[rune]glyph) {
	for letter, g := range drawn {
		if _, there := all[letter]; !there {
			all[letter] = g
		}
	}
	for _, space := range "\u202f\u2009" {
		if _, there := all[space]; !there {
			all[space] = glyph{advance: 0.18}
		}
	}
	wave, ok := all['~']
	if _, there := all['≈']; there || !ok {
		return
	}
	about := glyph{advance: wave.advance}
	for _, up := range []float64{-0.12, 0.1} {
		for _, area := range wave.areas {
			var moved []spot
			for _, s := range area {
				moved = append(moved, s.add(spot{0, up}))
			}
			about.areas = append(about.areas, moved)
		}
	}
	all['≈'] = about
}

// unknown stands for a letter that the typeface has not: an empty box, so that one sees that something is missing.
var unknown = glyph{advance: 0.6, areas: [][]spot{
	{{0.08, 0}, {0.52, 0}, {0.52, -0.7}, {0.08, -0.7}}, {{0.14, -0.06}, {0.14, -0.64}, {0.46, -0.64}, {0.46, -0.06}},
}}

func (l *Letters) glyph(letter rune, bold bool) glyph {
	of := l.plain
	if bold {
		of = l.bold
	}
	if g, there := of[letter]; there {
		return g
	}
	if unicode.Is(unicode.Cf, letter) { // it says where a line may end, or the like, and is not seen
		return glyph{}
	}
	return unknown
}

// Width is how wide a text is.
func (l *Letters) Width(text string, size float64, bold bool) float64 {
	width := 0.0
	for _, letter := range text {
		width += l.glyph(letter, bold).advance
	}
	return width * size
}

// Widest is how wide the widest word of a text is: what a line needs to have room for each.
func (l *Letters) Widest(text string, size float64, bold bool) (width float64) {
	for word := range strings.FieldsFuncSeq(text, parts) {
		width = max(width, l.Width(word, size, bold))
	}
	return width
}

// parts tells whether a line may end at a letter.
func parts(letter rune) bool { return letter == ' ' || letter == '\n' }

// Wrap parts a text into lines of a width at most; a word that is wider is parted, too. Spaces that don't break stay.
func (l *Letters) Wrap(text string, size float64, bold bool, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsFuncSeq(text, parts) {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line != "" && l.Width(longer, size, bold) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
		for l.Width(line, size, bold) > width { // it is one word
			head, rest := l.part(line, width/size, bold)
			if rest == "" {
				break
			}
			lines, line = append(lines, head), rest
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// part parts a word that is wider than a line: behind a sign that joins two, else within, where a hyphen shows that it goes on. The width is that
// of letters of the size 1; a letter that is wider is not parted.
func (l *Letters) part(word string, width float64, bold bool) (head, rest string) {
	letters := []rune(word)
	used, hyphen, end := 0.0, l.glyph('-', bold).advance, 0
	joined := false
	for n := range len(letters) - 1 {
		used += l.glyph(letters[n], bold).advance
		within := unicode.IsLetter(letters[n]) && unicode.IsLetter(letters[n+1])
		switch {
		case used > width:
		case strings.ContainsRune("-/_.", letters[n]) && unicode.IsLetter(letters[n+1]):
			end, joined = n+1, true
		case !joined && (!within || used+hyphen <= width):
			end = n + 1
		}
	}
	end = max(end, 1)
	if head, rest = string(letters[:end]), string(letters[end:]); rest != "" && unicode.IsLetter(letters[end-1]) && unicode.IsLetter(letters[end]) {
		head += "-"
	}
	return head, rest
}

// needed are the files that a text is set from.
func (l *Letters) needed(texts []string) [][]byte {
	if strings.ContainsFunc(strings.Join(texts, ""), func(r rune) bool { return r >= 0x400 && r < 0x530 }) {
		return l.files
	}
	return l.files[:1]
}
