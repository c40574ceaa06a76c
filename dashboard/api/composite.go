package api

import (
	"iter"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// indexRow is a region's place in an index in one period.
type indexRow struct {
	Programme    string    `json:"programme"`
	Index        string    `json:"index"`
	Edition      string    `json:"edition"`
	Recomputed   bool      `json:"recomputed"` // another edition holds for the period
	Region       string    `json:"region"`
	Period       string    `json:"period"`
	PeriodStart  kpi.Date  `json:"period_start"`
	PeriodEnd    kpi.Date  `json:"period_end"`
	Method       string    `json:"method"`
	Score        *float64  `json:"score"`
	Rank         *int      `json:"rank"`
	RankLow      *int      `json:"rank_low"` // the 5th and 95th percentile of its ranks, were the weights and methods others
	RankHigh     *int      `json:"rank_high"`
	RankPrevious *int      `json:"rank_previous"`
	Coverage     float64   `json:"coverage"`
	Reason       *string   `json:"reason"`
	Parts        []partRow `json:"parts"`
	Partial      bool      `json:"partial"`
	Simulated    bool      `json:"simulated"`
}

type partRow struct {
	ID     string   `json:"id"`
	Weight *float64 `json:"weight"` // among the siblings that are there; null: it has no part
	Value  *float64 `json:"value"`  // of an indicator, as it came
	Score  *float64 `json:"score"`
	Reason *string  `json:"reason"`
}

// ranked is a region in a period of an index.
type ranked struct {
	period *board.IndexPeriod
	place  int
}

func (a *API) index(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	return answer(a, c, q, b, rankedOn(b, q), ranked.key, (&rowsOfParts{}).row)
}

// rankedOn gives the rows that a query asks for: the newest period first, in it the best region.
func rankedOn(b *board.Board, q *query) iter.Seq[ranked] {
	return func(yield func(ranked) bool) {
		for v := range indexesOf(b, q) {
			for _, p := range slices.Backward(v.Periods) {
				if !q.within(p.Period) {
					continue
				}
				for _, n := range p.Order() {
					if picks(q.regions, p.Regions[n].Region.Code) && !yield(ranked{p, n}) {
						return
					}
				}
			}
		}
	}
}

// indexesOf are the indexes that a query asks for; where it asks for an edition, those that have it, computed by that one.
func indexesOf(b *board.Board, q *query) iter.Seq[*board.IndexView] {
	return func(yield func(*board.IndexView) bool) {
		for _, v := range b.Indexes {
			if !picks(q.programmes, v.Index.Programme.ID) {
				continue
			}
			if q.edition != "" {
				e := v.Index.Edition(q.edition)
				if e == nil {
					continue
				}
				v = b.IndexBy(v.Index, e)
			}
			if !yield(v) {
				return
			}
		}
	}
}

func (r ranked) key() string {
	return strings.Join([]string{r.period.Index.ID, r.period.Edition.ID, r.period.Period.String(), r.period.Regions[r.place].Region.Code}, "|")
}

// rowsOfParts makes rows and remembers the parts of the period that it is at, since rows of one stand together.
type rowsOfParts struct {
	period *board.IndexPeriod
	parts  [][]kpi.PartScore
}

func (m *rowsOfParts) row(r ranked) indexRow {
	if m.period != r.period {
		m.period, m.parts = r.period, r.period.Parts()
	}
	p, of := r.period, r.period.Regions[r.place]
	row := indexRow{
		Programme: p.Index.Programme.ID, Index: p.Index.ID, Edition: p.Edition.ID, Recomputed: p.Recomputed, Region: of.Region.Code,
		Period: p.Period.String(), PeriodStart: p.Period.Start, PeriodEnd: p.Period.End, Method: methodOf(p.Edition),
		Score: of.Score, Rank: rankOrNull(of.Rank), RankPrevious: rankOrNull(of.Previous), Coverage: of.Coverage,
		Reason: orNull(of.Reason), Partial: of.Partial, Simulated: p.Simulated, Parts: make([]partRow, len(m.parts[r.place])),
	}
	if stable := p.Stability(); stable.Reason == "" {
		row.RankLow, row.RankHigh = rankOrNull(stable.Regions[r.place].Low), rankOrNull(stable.Regions[r.place].High)
	}
	for i, part := range m.parts[r.place] {
		row.Parts[i] = partRow{ID: part.ID, Value: part.Value, Score: part.Score, Reason: orNull(part.Reason)}
		if part.Weight > 0 {
			row.Parts[i].Weight = &part.Weight
		}
	}
	return row
}

// methodOf is how an edition makes values comparable and puts them together.
func methodOf(e *config.Edition) string { return string(e.Normalisation) + "/" + string(e.Aggregation) }

func rankOrNull(rank int) *int {
	if rank == 0 {
		return nil
	}
	return &rank
}
