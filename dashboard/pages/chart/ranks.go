package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Ranks are places over time: the first one at the top.
type Ranks struct {
	Periods []string // their names, the first and the last of which are written
	Years   []Year   // where years begin
	Parts   []int    // the periods with which something else begins to be measured: no line leads there
	Lines   []RankLine
}

// Year is the period that a year begins with.
type Year struct {
	At   int
	Name string
}

// RankLine is a thing's places, one a period; 0 is none. Kind says how its line looks: up, down, marked or "".
type RankLine struct {
	Name, Short, Href, Moved string
	Ranks                    []int
	Kind                     string
}

// RanksDrawing is places over time as the shapes of an SVG.
type RanksDrawing struct {
	Width, Height int
	Left, Right   float64
	Rows, Columns []Tick
	First, Last   string
	Foot          float64 // where periods are written
	Lines         []DrawnRanks
}

// DrawnRanks is a line with its name at its end.
type DrawnRanks struct {
	RankLine
	Paths   []string // one for each run without a gap
	Singles []Mark   // places with a gap on both sides
	End     *Mark    // of the newest place
	Label   Label
	Leader  string // leads from the end to its name, where that had to make room; "" else
}

const (
	rankPitch = 19 // from one place to the next, where there are as many as lines
	namePitch = 17 // the least of it
	rankTop   = 16
	rankFoot  = 34
)

// DrawRanks lays places out, so many units wide and as high as their names need. Short names are for a narrow drawing. It is nil
// where nothing has a place.
func DrawRanks(r *Ranks, width int, short bool) *RanksDrawing {
	best, worst, longest := math.MaxInt, 0, 0
	for _, line := range r.Lines {
		for _, rank := range line.Ranks {
			if rank > 0 {
				best, worst = min(best, rank), max(worst, rank)
			}
		}
		longest = max(longest, utf8.RuneCountInString(line.text(short)))
	}
	if worst == 0 {
		return nil
	}
	rows := max(len(r.Lines), 3)
	d := &RanksDrawing{
		Width: width, Height: rankTop + rankPitch*rows + rankFoot, Left: 18 + letter*float64(len(fmt.Sprint(worst))), Right: float64(width) - 16 - letter*float64(longest),
		First: r.Periods[0], Last: r.Periods[len(r.Periods)-1],
	}
	d.Foot = float64(d.Height - 10)
	p := ranksPlane{d: d, last: len(r.Periods) - 1, best: best, worst: worst, bottom: float64(d.Height - rankFoot)}
	d.axes(r, p)
	for _, line := range r.Lines {
		d.Lines = append(d.Lines, p.draw(line, r.Parts, short))
	}
	d.spread()
	return d
}

// text is a line's name at its end, with how it moved.
func (l RankLine) text(short bool) string {
	name := l.Name
	if short {
		name = l.Short
	}
	if l.Moved != "" {
		name += " " + l.Moved
	}
	return name
}

type ranksPlane struct {
	d           *RanksDrawing
	last        int // period
	best, worst int
	bottom      float64
}

func (p ranksPlane) at(period, rank int) Mark {
	x, y := p.d.Right, (rankTop+p.bottom)/2
	if p.last > 0 {
		x = p.d.Left + (p.d.Right-p.d.Left)*float64(period)/float64(p.last)
	}
	if p.worst > p.best {
		y = rankTop + (p.bottom-rankTop)*float64(rank-p.best)/float64(p.worst-p.best)
	}
	return Mark{round(x), round(y)}
}

// axes are the places on the left, thinned out, and the years beneath, where they keep clear of the first and the last period.
func (d *RanksDrawing) axes(r *Ranks, p ranksPlane) {
	every := 1
	for float64(every)*(p.bottom-rankTop) < rankPitch*float64(p.worst-p.best) || (p.worst-p.best)/every > 12 {
		every = map[bool]int{true: 5, false: every + 5}[every == 1]
	}
	for rank := p.best; rank <= p.worst; rank++ {
		if rank%every == 0 || rank == p.best && every-rank%every > every/2 {
			d.Rows = append(d.Rows, Tick{p.at(0, rank).Y, fmt.Sprint(rank)})
		}
	}
	for _, y := range r.Years {
		x := p.at(y.At, p.best).X
		if x > d.Left+letter*float64(utf8.RuneCountInString(d.First)+3) && x < d.Right-letter*float64(utf8.RuneCountInString(d.Last)+3) {
			d.Columns = append(d.Columns, Tick{x, y.Name})
		}
	}
}

func (p ranksPlane) draw(line RankLine, parts []int, short bool) DrawnRanks {
	out := DrawnRanks{RankLine: line}
	var run []Mark
	flush := func() {
		if len(run) == 1 {
			out.Singles = append(out.Singles, run[0])
		} else if len(run) > 1 {
			out.Paths = append(out.Paths, pathOf(run))
		}
		run = nil
	}
	for period, rank := range line.Ranks {
		if rank == 0 {
			flush()
		} else {
			if slices.Contains(parts, period) {
				flush()
			}
			run = append(run, p.at(period, rank))
		}
	}
	if n := len(run); n > 0 {
		end := run[n-1]
		out.End = &end
		out.Label = Label{X: p.d.Right + 12, Y: end.Y, Text: line.text(short)}
	}
	flush()
	return out
}

func pathOf(points []Mark) string {
	var b strings.Builder
	for i, m := range points {
		b.WriteString(map[bool]string{true: "M", false: " L"}[i == 0])
		fmt.Fprintf(&b, "%g %g", m.X, m.Y)
	}
	return b.String()
}

// spread moves names apart that would cover one another, and leads from each line to its own.
func (d *RanksDrawing) spread() {
	var named []*DrawnRanks
	for n := range d.Lines {
		if d.Lines[n].End != nil {
			named = append(named, &d.Lines[n])
		}
	}
	slices.SortStableFunc(named, func(x, y *DrawnRanks) int { return int(math.Round(x.End.Y*10 - y.End.Y*10)) })
	for n := 1; n < len(named); n++ {
		named[n].Label.Y = max(named[n].Label.Y, named[n-1].Label.Y+namePitch)
	}
	floor := float64(d.Height-rankFoot) + 4
	for n := len(named) - 1; n >= 0; n-- {
		l := named[n]
		l.Label.Y = round(min(l.Label.Y, floor))
		floor = l.Label.Y - namePitch
		if math.Abs(l.Label.Y-l.End.Y) > 3 {
			l.Leader = fmt.Sprintf("M%g %gL%g %g", l.End.X+3, l.End.Y, l.Label.X-3, l.Label.Y)
		}
	}
}
