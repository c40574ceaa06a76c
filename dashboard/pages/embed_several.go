package pages

import "github.com/postup/postup/dashboard/pages/picture"

// several draws a comparison of regions, and names those that it can say nothing of.
func (l *picturing) several(s *severalRegions, narrow bool) {
	switch {
	case s.Ranks != nil:
		l.ranks(s.Ranks, narrow)
	case s.Scatter != nil && s.Scatter.Drawing != nil:
		l.scatter(s.Scatter, narrow)
	case s.Courses != nil:
		l.courses(s.Courses)
	}
	if !l.fluid { // a page folds them
		l.untold(s)
	}
}

func (l *picturing) ranks(shown *compareRanks, narrow bool) {
	var items []item
	for _, k := range []struct {
		on    bool
		key   string
		paint picture.Paint
	}{{shown.Risen, "▲ " + l.T("compare.risen"), "ontrack"}, {shown.Fallen, "▼ " + l.T("compare.fallen"), "offtrack"}, {shown.Marked, l.T("compare.marked"), "actual"}} {
		if k.on {
			as := picture.Type{Size: 12, Bold: true, Paint: k.paint}
			items = append(items, item{l.letters.Width(k.key, as.Size, true), func(x, foot float64) { l.Write(x, foot, k.key, as) }})
		}
	}
	l.row(items, 16, 19)
	for _, panel := range shown.Panels {
		d := panel.Wide
		if narrow {
			d = panel.Narrow
		}
		if d == nil {
			continue
		}
		l.space(8)
		l.paragraph(panel.Title, picture.Type{Size: 14, Bold: true, Paint: "ink"})
		d.On(l.Picture, imageMargin, l.y)
		l.past(d.Width, d.Height)
	}
}

func (l *picturing) scatter(shown *compareScatter, narrow bool) {
	d := shown.Drawing
	if narrow {
		d = shown.Narrow
	}
	as := picture.Type{Size: 12.5, Bold: true, Paint: "ink"}
	l.space(4)
	l.paragraph("↑ "+shown.Y.Title, as)
	l.space(4)
	d.On(l.Picture, imageMargin, l.y)
	l.past(d.Width, d.Height)
	l.paragraph("→ "+shown.X.Title, as)
}

// cardGap is between the small charts of regions.
const cardGap = 20

// courses draws a small chart for each region, as many beside one another as there is room for.
func (l *picturing) courses(shown *compareMultiples) {
	keys := []key{{Kind: "actual", Text: l.T("chart.actual")}}
	if shown.Simulated {
		keys = append(keys, key{Kind: "simulated", Text: l.T("tag.simulated")})
	}
	if shown.Promised != "" {
		keys = append(keys, key{Kind: "promise", Text: l.T("chart.promise"), Ring: shown.Promised})
	}
	l.keys(keys)
	if l.fluid {
		l.pageCards(shown.Cards)
		return
	}
	each := max(1, int((l.inner()+cardGap)/(multipleWidth+cardGap)))
	for from := 0; from < len(shown.Cards); from += each {
		l.space(12)
		l.cards(shown.Cards[from:min(from+each, len(shown.Cards))])
	}
}

// cards draws regions beside one another: their texts are as high as the highest of them.
func (l *picturing) cards(row []multiple) {
	top, foot := l.y, l.y
	for i := range row {
		c := column{l, imageMargin + float64(i)*(multipleWidth+cardGap), top}
		c.text(row[i].Name, picture.Type{Size: 13, Bold: true, Paint: "ink"})
		c.text(l.valueOf(&row[i]), picture.Type{Size: 12, Paint: "soft"})
		foot = max(foot, c.y)
	}
	for i := range row {
		if d := row[i].Drawing; d != nil {
			d.On(l.Picture, imageMargin+float64(i)*(multipleWidth+cardGap), foot+4)
		}
	}
	l.y = foot + 4 + multipleHeight
}

// What the page's styles make of cards, in pixels.
const (
	pagePadding             = 16
	pageCardLeast           = 232 // wide
	pageCardsBeside         = 3   // in columns wider than a telephone's
	pageCardGap             = 24
	pageCardName, pageCardP = 16, 13 // letters
	tapHigh                 = 44     // of links, where there is a finger: nobody knows of a column whether there is one
	tapsUpTo                = 640    // the width of telephones' pages
)

// pageCards is as high as a page's cards are, which share its whole width.
func (l *picturing) pageCards(cards []multiple) {
	inner := l.Width - 2*pagePadding
	each := pageCardsBeside
	if l.Width <= tapsUpTo {
		each = max(1, int((inner+pageCardGap)/(pageCardLeast+pageCardGap)))
	}
	width := (inner - pageCardGap*float64(each-1)) / float64(each)
	l.space(pagePadding)
	for from := 0; from < len(cards); from += each {
		text := 0.0
		for _, card := range cards[from:min(from+each, len(cards))] {
			name := float64(len(l.letters.Wrap(card.Name, pageCardName, true, width)))*pageCardName*1.3 + 8
			said := float64(len(l.letters.Wrap(l.valueOf(&card), pageCardP, false, width))) * pageCardP * 1.5
			name, said = max(name, tapHigh), said+tapHigh-pageCardP*1.5
			text = max(text, name+said)
		}
		l.space(text + width*multipleHeight/multipleWidth + pageCardGap)
	}
}

// valueOf is a card's value, of when it is, and what was promised.
func (l *picturing) valueOf(card *multiple) string {
	text := card.Value + " · " + card.Period
	if card.Goal != "" {
		text += "; " + l.T("compare.promised_line") + " " + card.Goal
	}
	return text
}

// column is where a card's texts go, from above down.
type column struct {
	*picturing
	x, y float64
}

func (c *column) text(text string, as picture.Type) {
	for _, line := range c.letters.Wrap(text, as.Size, as.Bold, multipleWidth) {
		c.y += as.Size * 1.4
		c.Write(c.x, c.y-as.Size*0.3, line, as)
	}
}

// untold names the regions that nothing can be said of.
func (l *picturing) untold(s *severalRegions) {
	small := picture.Type{Size: 12, Paint: "soft"}
	l.space(8)
	for n, line := range s.untold() {
		if n == 0 {
			l.paragraph(s.Title, picture.Type{Size: 12, Bold: true, Paint: "soft"})
		}
		l.paragraph(line, small)
	}
}
