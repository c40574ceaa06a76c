package pages

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// composite is a programme's index in its newest period: the regions in order of rank, and what their scores are made of.
type composite struct {
	Name, Note string
	Proposed   bool
	When       string // the period and the edition; "" where no region has a score yet
	Break      string // since when it is computed in another way; "" where it always was in this one
	Tags       []string
	Parts      []string
	Rows       []compositeRow
	Weights    []weight
	CSV        string
}

// compositeRow is a region's place.
type compositeRow struct {
	Name, Href         string
	Rank, Range, Moved string
	Score              string
	Coverage           string // "" where nothing is missing
	Absent             *mark  // why there is no score
	Parts              []string
}

type weight struct{ Sector, Weight string }

// composite is nil where the programme has no index.
func (r *request) composite(programme *config.Programme) *composite {
	x := programme.Index
	if x == nil {
		return nil
	}
	c := &composite{
		Name: r.plainText(x.Name), Note: r.text(x.Note), Proposed: x.Proposed,
		CSV: r.data("index.csv", "programme", programme.ID),
	}
	p := r.board.IndexOf(programme.ID).Latest()
	e := x.EditionOf(kpi.Period{Start: r.board.Today, End: r.board.Today})
	if p != nil {
		e = p.Edition
	}
	if e == nil {
		return c
	}
	c.Weights = r.weights(e)
	if e != x.Editions[0] {
		c.Break = r.T("index.break", "Date", r.Date(e.From), "Edition", r.plainText(e.Name))
	}
	if p != nil {
		c.When = r.T("index.when", "Period", r.Period(p.Period), "Edition", r.plainText(e.Name))
		if p.Simulated {
			c.Tags = append(c.Tags, r.T("tag.simulated"))
		}
		for _, part := range e.Parts {
			c.Parts = append(c.Parts, r.plainText(part.Name))
		}
		c.Rows = r.compositeRows(p)
	}
	return c
}

func (r *request) compositeRows(p *board.IndexPeriod) []compositeRow {
	parts := p.Parts()
	rows := make([]compositeRow, 0, len(p.Regions))
	for _, n := range p.Order() {
		of := p.Regions[n]
		row := compositeRow{Name: r.plainText(of.Region.Name), Href: r.regionLink(of.Region)}
		if of.Score == nil {
			m := r.mark(string(kpi.NoData))
			row.Absent = &m
		} else {
			row.Rank, row.Score = r.Number(float64(of.Rank), 0), r.Number(*of.Score, r.indexDecimals(p.Edition))
			if s := p.Stability(); s.Reason == "" {
				at := s.Regions[n]
				row.Range = r.T("index.range", "Low", r.Number(float64(at.Low), 0), "High", r.Number(float64(at.High), 0))
			}
			row.Moved = r.moved(of)
		}
		if of.Coverage < 1 && of.Coverage > 0 {
			row.Coverage = r.T("index.coverage", "Share", r.Value(100*of.Coverage, "percent", 0))
		}
		for _, top := range p.Edition.Parts {
			row.Parts = append(row.Parts, r.partScore(p, parts[n], top))
		}
		rows = append(rows, row)
	}
	return rows
}

// partScore is a part's score in a region, "" where it has none.
func (r *request) partScore(p *board.IndexPeriod, parts []kpi.PartScore, of *config.IndexPart) string {
	for _, part := range parts {
		if part.ID == of.ID && part.Score != nil {
			return r.Number(*part.Score, r.indexDecimals(p.Edition))
		}
	}
	return ""
}

// indexDecimals are as many as tell two regions apart on the edition's scale.
func (r *request) indexDecimals(e *config.Edition) int {
	switch width := e.Scale[1] - e.Scale[0]; {
	case width <= 1:
		return 3
	case width <= 10:
		return 2
	}
	return 1
}

// moved says how the rank has changed since the period before; "" where that can't be said.
func (r *request) moved(of board.IndexRegion) string {
	switch d := float64(of.Previous - of.Rank); {
	case of.Previous == 0:
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
	sum := 0.0
	for _, part := range e.Parts {
		sum += part.Weight
	}
	list := make([]weight, len(e.Parts))
	for n, part := range e.Parts {
		list[n] = weight{r.plainText(part.Name), r.Value(100*part.Weight/sum, "percent", 1)}
	}
	return list
}
