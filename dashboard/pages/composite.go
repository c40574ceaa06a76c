package pages

import (
	"math"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
)

// composite is a programme's index in the newest period in which a region has a score: the regions in order of rank, and
// what their scores are made of.
type composite struct {
	Name, Note string
	Proposed   bool
	When       string // the period and the edition; "" where no region has a score yet
	Newer      string // that a newer period has values, but too few; "" where it has none
	Break      string // since when it is computed in another way; "" where it always was in this one
	Scale      string
	Tags       []string
	Parts      []string
	Rows       []compositeRow
	Weights    []weight
	Method     string  // its part of the page of methods
	CSV, Share string  // Share: where others find how to embed it
	Recomputed []place // files of all periods by one edition
}

// compositeRow is a region's place.
type compositeRow struct {
	Name, Href  string
	Rank, Range string
	Span        *rankSpan // nil where there is no range
	Moved       string
	Score, How  string
	Coverage    string // "" where nothing is missing
	Absent      *mark  // why there is no score
	Parts       []string
}

// rankSpan draws between which ranks a region stays, from the first at 0 to the last at 991, for the mark is 9 wide.
type rankSpan struct{ Low, Length, Rank int }

type weight struct{ Sector, Weight string }

// composite is nil where the programme has no index.
func (r *request) composite(programme *config.Programme) *composite {
	x := programme.Index
	if x == nil {
		return nil
	}
	c := &composite{
		Name: r.plainText(x.Name), Note: r.text(x.Note), Proposed: x.Proposed, Method: r.link("/methods#" + x.ID),
		CSV: r.data("index.csv", "programme", programme.ID), Share: (&embedded{kind: embedIndex, id: programme.ID}).share(r),
	}
	if len(x.Editions) > 1 {
		for _, e := range x.Editions {
			if !r.recomputes(x, e) {
				continue
			}
			c.Recomputed = append(c.Recomputed, place{r.plainText(e.Name), r.data("index.csv", "programme", programme.ID, "edition", e.ID)})
		}
	}
	v := r.board.IndexOf(programme.ID)
	p := ranked(v)
	e := x.EditionOf(kpi.Period{Start: r.board.Today, End: r.board.Today})
	if p != nil {
		e = p.Edition
		r.fillPlaces(c, p, v.Latest())
	}
	if e == nil {
		return c
	}
	c.Weights = r.weights(e)
	if e != x.Editions[0] {
		c.Break = r.T("index.break", "Date", r.Date(e.From), "Edition", r.plainText(e.Name))
	}
	return c
}

// ranked is the newest period in which a region has a score; nil where none has.
func ranked(v *board.IndexView) *board.IndexPeriod {
	if v == nil {
		return nil
	}
	for i := len(v.Periods) - 1; i >= 0; i-- {
		if p := v.Periods[i]; p.Ranked() > 0 {
			return p
		}
	}
	return nil
}

// recomputes tells whether an edition has values for a period that another one holds for.
func (r *request) recomputes(x *config.Index, e *config.Edition) bool {
	if x.Regions == nil {
		return false
	}
	for _, region := range r.board.Config.Select(*x.Regions) {
		for _, leaf := range e.Leaves {
			s := r.board.Series(leaf.Indicator, region.Code, leaf.Breakdown)
			if s == nil {
				continue
			}
			for i := range s.Cells {
				if held := x.EditionOf(s.Cells[i].Period); s.Cells[i].Value != nil && held != nil && held != e {
					return true
				}
			}
		}
	}
	return false
}

// fillPlaces adds the regions' places in a period. newest may be a later one, of which too little is known.
func (r *request) fillPlaces(c *composite, p, newest *board.IndexPeriod) {
	c.When = r.T("index.when", "Period", locale.Capital(r.Period(p.Period)), "Edition", r.plainText(p.Edition.Name))
	c.Scale = r.T("index.scale", "Low", r.Trim(p.Edition.Scale[0], 2), "High", r.Trim(p.Edition.Scale[1], 2))
	if newest != p {
		c.Newer = r.T("index.newer", "Period", r.Period(newest.Period))
	}
	if p.Simulated {
		c.Tags = append(c.Tags, r.T("tag.simulated"))
	}
	for _, part := range p.Edition.Parts {
		c.Parts = append(c.Parts, r.plainText(part.Name))
	}
	type key struct{ period *board.IndexPeriod }
	parts := board.Once(r.board, key{p}, p.Parts)
	for _, n := range p.Order() {
		row := r.compositeRow(p, n)
		row.Parts = r.partScores(p, parts[n])
		c.Rows = append(c.Rows, row)
	}
}

// compositeRow is the place of the region that stands nth in the configuration.
func (r *request) compositeRow(p *board.IndexPeriod, n int) compositeRow {
	of := &p.Regions[n]
	row := compositeRow{
		Name: r.regionName(of.Region), Href: r.regionLink(of.Region), How: r.how(p.Index.ID, of.Region.Code, "", p.Period),
	}
	if of.Coverage < 1 && of.Coverage > 0 {
		row.Coverage = r.T("index.coverage", "Share", r.Value(100*of.Coverage, "percent", 0))
	}
	if of.Score == nil {
		row.Absent = r.missing(kpi.Present, of.Reason)
		return row
	}
	row.Rank, row.Score, row.Moved = r.Number(float64(of.Rank), 0), r.Number(*of.Score, p.Edition.Decimals()), r.moved(of)
	if s := p.Stability(); s.Reason == "" {
		at := s.Regions[n]
		row.Range = r.rankRange(at.Low, at.High, of.Rank)
		row.Span = spanOf(at.Low, at.High, of.Rank, p.Ranked())
	}
	return row
}

// rankRange is between which ranks a region stays: (5–9), or that its rank is firm.
func (r *request) rankRange(low, high, rank int) string {
	if low == rank && high == rank {
		return r.T("index.firm")
	}
	return r.T("index.range", "Low", r.Number(float64(low), 0), "High", r.Number(float64(high), 0))
}

// spanOf places ranks on a line; nil where there is but one region.
func spanOf(low, high, rank, of int) *rankSpan {
	if of < 2 {
		return nil
	}
	at := func(rank int) int { return int(math.Round(991 * float64(min(rank, of)-1) / float64(of-1))) }
	return &rankSpan{Low: at(low), Length: at(high) - at(low), Rank: at(rank)}
}

// partScores are those of an index's parts in a region, in order; "" where one has none.
func (r *request) partScores(p *board.IndexPeriod, parts []kpi.PartScore) []string {
	scores, decimals := make([]string, len(p.Edition.Parts)), p.Edition.Decimals()
	for n, of := range p.Edition.Parts {
		at := n // as a rule
		if at >= len(parts) || parts[at].ID != of.ID {
			at = slices.IndexFunc(parts, func(part kpi.PartScore) bool { return part.ID == of.ID })
		}
		if at >= 0 && parts[at].Score != nil {
			scores[n] = r.Number(*parts[at].Score, decimals)
		}
	}
	return scores
}

// moved says how the rank has changed since the period before; "" where that can't be said.
func (r *request) moved(of *board.IndexRegion) string {
	switch d := float64(of.Previous - of.Rank); {
	case of.Previous == 0 || of.Rank == 0:
		return ""
	case d > 0:
		return r.N("index.up", d, 0)
	case d < 0:
		return r.N("index.down", -d, 0)
	}
	return r.T("index.same")
}

// weights are the parts of an index and how much each counts.
func (r *request) weights(e *config.Edition) []weight {
	sum := sumOfWeights(e.Parts)
	list := make([]weight, len(e.Parts))
	for n, part := range e.Parts {
		list[n] = weight{r.plainText(part.Name), r.Value(100*part.Weight/sum, "percent", 1)}
	}
	return list
}
