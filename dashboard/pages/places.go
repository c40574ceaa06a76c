package pages

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
)

// mostMoves is how many single changes are told of that would move a region most.
const mostMoves = 5

// indexPlace is a region's place in an index that compares it, and what would move it most.
type indexPlace struct {
	Name, Href string // of the index, on its programme's page
	Proposed   bool
	When       string
	Tags       []string
	Place      string // "7th of 27 (5–9), up 2; 61.3 of 100"; "" where it has none
	How        string // the explanation of its score
	Span       *rankSpan
	Line       *ranksLine // its places over the periods
	Absent     *mark      // why it has no place
	Coverage   string
	Moves      []move
	MovesMore  string // how many of them a sheet has no room for
	Share      string // where others find how to embed it
	Together   string // where all of them together would bring it
}

// move is a change and what it would bring, in a sentence and apart; Href is where the best region's value is explained.
type move struct {
	place
	What, Gain, Rank string
}

// indexPlaces are a region's places in the indexes that compare it.
func (r *request) indexPlaces(region *config.Region) []indexPlace {
	var list []indexPlace
	for _, v := range r.board.Indexes {
		if p := ranked(v); p != nil && p.PlaceOf(region) >= 0 {
			list = append(list, r.indexPlace(p, region))
		}
	}
	return list
}

func (r *request) indexPlace(p *board.IndexPeriod, region *config.Region) indexPlace {
	n := p.PlaceOf(region)
	of, row := &p.Regions[n], r.compositeRow(p, n)
	out := indexPlace{
		Name: r.plainText(p.Index.Name), Href: r.link("/programmes/" + p.Index.Programme.ID + "#index"), Proposed: p.Index.Proposed,
		When: r.T("index.when", "Period", locale.Capital(r.Period(p.Period)), "Edition", r.plainText(p.Edition.Name)),
		How:  row.How, Absent: row.Absent, Coverage: sentence(row.Coverage), Span: row.Span, Line: r.ranksLine(p, region),
		Share: (&embedded{kind: embedPlace, indicator: p.Index.ID, region: region.Code}).share(r),
	}
	if p.Simulated {
		out.Tags = append(out.Tags, r.T("tag.simulated"))
	}
	if of.Score != nil {
		place := r.T("index.place", "Rank", r.Ordinal(of.Rank), "Of", r.Number(float64(p.Ranked()), 0))
		if row.Range != "" {
			place += " " + row.Range
		}
		if row.Moved != "" {
			place += ", " + row.Moved
		}
		out.Place = place + "; " + r.T("index.score_of", "Score", row.Score, "High", r.Trim(p.Edition.Scale[1], 2))
		if p.Simulated { // other programmes may say that no data comes from there
			out.Place += " " + r.T("index.simulated_place")
		}
	}
	r.fillMoves(&out, p, region)
	return out
}

// fillMoves adds the single changes that would move a region most.
func (r *request) fillMoves(out *indexPlace, p *board.IndexPeriod, region *config.Region) {
	moves, err := r.movesOf(p, region)
	if err != nil {
		return // the region is not compared: there is nothing that would move it
	}
	for _, m := range moves.Best {
		if what := r.candidate(p, m.Candidate); what != "" {
			out.Moves = append(out.Moves, move{
				place: place{what + ": " + r.gain(p, m), r.howBest(p, m.Candidate)}, What: locale.Capital(what), Gain: r.gained(p, m), Rank: r.rankMove(moves.Before.Rank, m.After.Rank),
			})
		}
	}
	if after := moves.Together.After; len(out.Moves) > 1 && after.Score != nil {
		out.Together = r.T("index.together", "Score", r.Number(*after.Score, p.Edition.Decimals()), "Rank", r.Ordinal(after.Rank))
	}
}

// rankMove is a place and where a change would lead from it.
func (r *request) rankMove(before, after int) string {
	switch before {
	case 0: // it has no place yet
		return r.Ordinal(after)
	case after:
		return r.T("index.rank_kept", "Rank", r.Ordinal(after))
	}
	return r.T("index.rank_move", "From", r.Ordinal(before), "To", r.Ordinal(after))
}

// movesOf is what moves a region in an index, found out once for a board.
func (r *request) movesOf(p *board.IndexPeriod, region *config.Region) (kpi.Moves, error) {
	type key struct {
		period *board.IndexPeriod
		region *config.Region
	}
	type moved struct {
		kpi.Moves
		err error
	}
	m := board.Once(r.board, key{p, region}, func() moved {
		moves, err := p.Movers(r.board, region, kpi.MoverOptions{Most: mostMoves})
		return moved{moves, err}
	})
	return m.Moves, m.err
}

// candidate says what would be done: a service brought online, an indicator brought to where the best region is.
func (r *request) candidate(p *board.IndexPeriod, c kpi.Candidate) string {
	kind, id := board.KindOf(c)
	if kind == board.MoveService {
		if s := r.board.Config.Service(id); s != nil {
			return r.T("index.move.service", "Service", r.plainText(s.Name))
		}
		return ""
	}
	for _, leaf := range p.Edition.Leaves {
		if i := r.board.Config.Indicator(leaf.Indicator); leaf.ID == id && i != nil && len(c.Changes) > 0 && c.Changes[0].Value != nil {
			return r.T("index.move.indicator", "Indicator", r.leafName(p.Edition, leaf), "Value", r.value(i, *c.Changes[0].Value))
		}
	}
	return ""
}

// howBest is where the best region's value is explained that a move brings an indicator to; "" of a service.
func (r *request) howBest(p *board.IndexPeriod, c kpi.Candidate) string {
	kind, id := board.KindOf(c)
	leaf := slices.IndexFunc(p.Edition.Leaves, func(l *config.IndexPart) bool { return l.ID == id })
	if kind != board.MoveIndicator || leaf < 0 || len(c.Changes) == 0 || c.Changes[0].Value == nil {
		return ""
	}
	of := p.Edition.Leaves[leaf]
	for n, v := range p.Values()[leaf] {
		if v != nil && *v == *c.Changes[0].Value {
			return r.how(of.Indicator, p.Regions[n].Region.Code, of.Breakdown, p.Period)
		}
	}
	return ""
}

// leafName names an indicator of an index with the part of it that counts; an edition's own breakdown says nothing new.
func (r *request) leafName(e *config.Edition, leaf *config.IndexPart) string {
	i := r.board.Config.Indicator(leaf.Indicator)
	if i == nil || leaf.Breakdown == "edition="+e.ID {
		return r.plainText(leaf.Name)
	}
	return r.named(i, leaf.Breakdown)
}

// gain is what one change brings: points and the place that it leads to.
func (r *request) gain(p *board.IndexPeriod, m kpi.Move) string {
	decimals, rank := p.Edition.Decimals(), r.Ordinal(m.After.Rank)
	if m.Gain == nil {
		return r.T("index.first_score", "Score", r.Number(*m.After.Score, decimals), "Rank", rank)
	}
	return r.T("index.gain", "Gain", r.Signed(*m.Gain, decimals), "Rank", rank)
}

// gained is what a change would add to a region's score, or the score that it would have where it has none.
func (r *request) gained(p *board.IndexPeriod, m kpi.Move) string {
	decimals := p.Edition.Decimals()
	if m.Gain == nil {
		return r.T("index.score_of", "Score", r.Number(*m.After.Score, decimals), "High", r.Trim(p.Edition.Scale[1], 2))
	}
	return r.Signed(*m.Gain, decimals)
}
