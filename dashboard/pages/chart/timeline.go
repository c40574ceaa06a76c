package chart

import "github.com/postup/postup/kpi"

// Scale is a stretch of time that rows under each other share.
type Scale struct {
	Width int
	Today float64
	Side  string // which part of the word at today stands there: start, middle, end
	Years []Tick
	plane plane
}

// Row is one thing with its dates on a scale.
type Row struct {
	Scale   *Scale
	Kind    string // of its mark
	Mark    float64
	Dashed  bool     // the year of its date was inferred
	Due     *float64 // where a mark of its own shows the day that it was to be done by; nil: at the mark, or there is none
	Over    *Stretch // from the day that it was to be done by to the day that it was done or, of what is not done yet, today
	Between *Stretch // the month or year that it is due within; nil of a day
}

// Stretch is a part of a row.
type Stretch struct{ X, Width float64 }

const (
	scaleWidth = 320
	scalePad   = 12  // half a mark, so that none is cut
	leastDays  = 400 // that a scale holds: there is the beginning of a year in it
	tickWidth  = 44
)

// NewScale holds the days from the first to the last and today.
func NewScale(first, last, today kpi.Date) *Scale {
	first, last = min(first, today), max(last, today)
	if short := leastDays - last.Sub(first); short > 0 {
		first, last = first.AddDays(-short/2), last.AddDays(short-short/2)
	}
	s := &Scale{Width: scaleWidth, plane: plane{span: span{from: first, to: last}, left: scalePad, right: scaleWidth - scalePad}}
	s.Side = "middle"
	switch x := s.X(today); {
	case x < tickWidth:
		s.Side = "start"
	case x > scaleWidth-tickWidth:
		s.Side = "end"
	}
	s.Today, s.Years = s.X(today), s.plane.years(scaleWidth*52/tickWidth)
	return s
}

// X is where a day stands.
func (s *Scale) X(d kpi.Date) float64 { return s.plane.x(d) }

// Stretch is the time from one day to another; nil where it is none.
func (s *Scale) Stretch(from, to kpi.Date) *Stretch {
	if to <= from {
		return nil
	}
	return &Stretch{s.X(from), round(s.X(to) - s.X(from))}
}
