package pages

import (
	"math"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// indexMethod is how a programme's index is computed, edition by edition.
type indexMethod struct {
	ID, Name, Note  string
	Proposed        bool
	Programme, Href string
	Compares        string
	Editions        []editionMethod // the one in force first
}

// editionMethod is how one edition computes the index.
type editionMethod struct {
	ID, Name, Since, Note string
	Open                  bool // it is in force
	Ways                  []string
	Parts                 []treePart
}

// treePart is a node of an edition's tree.
type treePart struct {
	Name, Href string
	Share      string // of the whole index
	Way        string // where the part is normalised or put together in another way than the edition says
	Parts      []treePart
}

// indexMethods tells every programme's index.
func (r *request) indexMethods() []indexMethod {
	var list []indexMethod
	for _, p := range r.board.Config.Programmes {
		x := p.Index
		if x == nil {
			continue
		}
		m := indexMethod{
			ID: x.ID, Name: r.plainText(x.Name), Note: r.text(x.Note), Proposed: x.Proposed,
			Programme: r.plainText(p.Name), Href: r.link("/programmes/" + p.ID + "#index"),
		}
		if x.Regions != nil {
			m.Compares = r.N("tree.compares", float64(r.compared(x)), 0, "Each", r.known("each", string(x.Frequency), "day", "month", "quarter", "year"))
		}
		held := x.EditionOf(kpi.Period{Start: r.board.Today, End: r.board.Today})
		for _, e := range slices.Backward(x.Editions) {
			m.Editions = append(m.Editions, r.editionMethod(x, e, e == held))
		}
		list = append(list, m)
	}
	return list
}

// compared is how many regions an index compares now: those that its programme expects.
func (r *request) compared(x *config.Index) int {
	if v := r.board.IndexOf(x.Programme.ID); v != nil && v.Latest() != nil {
		return len(v.Latest().Regions)
	}
	n := 0
	for _, region := range r.board.Config.Select(*x.Regions) {
		if x.Programme.Exempt(region.Code) == nil {
			n++
		}
	}
	return n
}

// fraction is a share as people write it: 2/3 where it is one of few parts, else in per cent.
func (r *request) fraction(share float64) string {
	for of := 2.0; of <= 6; of++ {
		if n := math.Round(share * of); share < 1 && math.Abs(share*of-n) < 1e-9 {
			return r.Number(n, 0) + "/" + r.Number(of, 0)
		}
	}
	return r.Value(100*share, "percent", 0)
}

func (r *request) editionMethod(x *config.Index, e *config.Edition, held bool) editionMethod {
	m := editionMethod{ID: x.ID + "-" + e.ID, Name: r.plainText(e.Name), Note: r.plainText(e.Note), Open: held, Parts: r.tree(e, e.Parts, 1)}
	if !e.From.IsZero() {
		m.Since = r.T("tree.since", "Date", r.Date(e.From))
	}
	m.Ways = []string{
		r.T("normalised."+string(e.Normalisation)) + " " + e.Normalisation.Formula() + ".",
		r.T("aggregated."+string(e.Aggregation)) + " " + e.Aggregation.Formula() + ".",
		r.T("tree.scale", "Low", r.Trim(e.Scale[0], 2), "High", r.Trim(e.Scale[1], 2)),
		r.T("tree.min_share", "Share", r.fraction(e.MinShare)),
	}
	if e.Aggregation == kpi.Generalised {
		m.Ways[1] += " p = " + r.Trim(e.Power, 2) + "."
	}
	if e.Treat {
		m.Ways = append(m.Ways, r.T("tree.treated"))
	}
	return m
}

// tree tells the parts of a group that has a share of the whole index.
func (r *request) tree(e *config.Edition, parts []*config.IndexPart, whole float64) []treePart {
	sum := sumOfWeights(parts)
	list := make([]treePart, len(parts))
	for n, part := range parts {
		share := whole * part.Weight / sum
		list[n] = treePart{Name: r.plainText(part.Name), Share: r.Value(100*share, "percent", 1), Parts: r.tree(e, part.Parts, share)}
		if part.Indicator != "" {
			list[n].Name, list[n].Href = r.leafName(e, part), r.link("/methods#"+part.Indicator)
			list[n].Way = r.ends(e, part)
		} else if part.Aggregation != "" && part.Aggregation != e.Aggregation {
			list[n].Way = r.T("aggregated." + string(part.Aggregation))
		}
	}
	return list
}

// ends are the fixed values that an indicator is held between, and its own way of being made comparable.
func (r *request) ends(e *config.Edition, part *config.IndexPart) string {
	way := ""
	by := e.Normalisation
	if part.Normalisation != "" && part.Normalisation != e.Normalisation {
		by = part.Normalisation
		way = r.T("normalised."+string(by)) + " "
	}
	i := r.board.Config.Indicator(part.Indicator)
	switch {
	case i == nil:
	case by == kpi.Goalposts && part.Min != nil && part.Max != nil:
		way += r.T("tree.ends", "Low", r.goal(i, *part.Min), "High", r.goal(i, *part.Max))
	case by == kpi.DistanceToTarget && part.Target != nil:
		way += r.T("tree.target", "Target", r.goal(i, *part.Target))
	}
	return way
}

// indexesOf are the editions of indexes that an indicator is a part of, with its share.
func (r *request) indexesOf(i *config.Indicator) []place {
	var list []place
	for _, p := range r.board.Config.Programmes {
		if p.Index == nil {
			continue
		}
		for _, e := range p.Index.Editions {
			if share := shareOf(i.ID, e.Parts, 1); share > 0 {
				list = append(list, place{r.T("tree.part_of",
					"Index", r.plainText(p.Index.Name), "Edition", r.plainText(e.Name), "Share", r.Value(100*share, "percent", 1),
				), r.link("/methods#" + p.Index.ID)})
			}
		}
	}
	return list
}

// shareOf is an indicator's share of a group that has a share of the whole, over all of its breakdowns.
func shareOf(indicator string, parts []*config.IndexPart, whole float64) float64 {
	sum, share := sumOfWeights(parts), 0.0
	for _, part := range parts {
		of := whole * part.Weight / sum
		if part.Indicator == indicator {
			share += of
		}
		share += shareOf(indicator, part.Parts, of)
	}
	return share
}

func sumOfWeights(parts []*config.IndexPart) float64 {
	sum := 0.0
	for _, part := range parts {
		sum += part.Weight
	}
	return sum
}
