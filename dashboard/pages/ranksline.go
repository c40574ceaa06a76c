package pages

import (
	"fmt"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
)

// ranksLine draws a region's places in an index over its periods, the first place at the top; a period without one leaves a gap.
type ranksLine struct {
	Width, Height  int
	Path           string
	Dots           []lineDot
	Top, Bottom    int    // where the first and the last place lie
	Lowest         string // the last place
	Label          string // the newest place, beside its dot
	LabelX, LabelY int
	From, To       string // the first and the newest period
	Left, Right    int
	Text           string // all places in words
}

type lineDot struct{ X, Y int }

const (
	mostInLine            = 13 // periods that a line of places looks back on: a year of months, and the one before
	fewestInLine          = 2
	lineWidth, lineHeight = 360, 110
	lineLeft, lineRight   = 30, 312
	lineTop, lineBottom   = 12, 84
)

// ranksLine is nil where a region has had fewer than two places by the edition of p, the newest period. Places by different editions are
// not comparable.
func (r *request) ranksLine(p *board.IndexPeriod, region *config.Region) *ranksLine {
	v := r.board.IndexOf(p.Index.Programme.ID)
	var periods []*board.IndexPeriod
	for q := p; q != nil && len(periods) < mostInLine; q = before(v, q) {
		periods = append([]*board.IndexPeriod{q}, periods...)
	}
	most, known := 2, 0
	for _, q := range periods {
		most = max(most, q.Ranked())
		if rankIn(q, region) > 0 {
			known++
		}
	}
	if known < fewestInLine {
		return nil
	}
	first, last := periods[0].Period.End, p.Period.End
	l := &ranksLine{
		Width: lineWidth, Height: lineHeight, Top: lineTop, Bottom: lineBottom, Left: lineLeft, Right: lineRight,
		Lowest: r.Number(float64(most), 0), From: r.Period(periods[0].Period), To: r.Period(p.Period),
	}
	var path strings.Builder
	var told []string
	drawn := false
	for _, q := range periods {
		rank := rankIn(q, region)
		if rank == 0 {
			told, drawn = append(told, r.T("index.none_in", "Period", r.Period(q.Period))), false
			continue
		}
		told = append(told, r.T("index.place_in", "Period", r.Period(q.Period), "Rank", r.Ordinal(rank), "Of", r.Number(float64(q.Ranked()), 0)))
		x := lineLeft + (lineRight-lineLeft)*q.Period.End.Sub(first)/last.Sub(first)
		y := lineTop + (lineBottom-lineTop)*(rank-1)/(most-1)
		l.Dots = append(l.Dots, lineDot{x, y})
		if drawn {
			fmt.Fprintf(&path, "L%d %d", x, y)
		} else {
			fmt.Fprintf(&path, "M%d %d", x, y)
		}
		drawn, l.Label, l.LabelX, l.LabelY = true, r.Ordinal(rank), x+8, y+4
	}
	l.Path, l.Text = path.String(), strings.Join(told, "; ")
	return l
}

// rankIn is a region's place in a period; 0 where it has none.
func rankIn(p *board.IndexPeriod, region *config.Region) int {
	n := p.PlaceOf(region)
	if n < 0 {
		return 0
	}
	return p.Regions[n].Rank
}
