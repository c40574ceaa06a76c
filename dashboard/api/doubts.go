package api

import (
	"fmt"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// effectRow is how much one choice of an index's edition moves its ranks.
type effectRow struct {
	Programme string   `json:"programme"`
	Index     string   `json:"index"`
	Edition   string   `json:"edition"`
	Period    string   `json:"period"`
	Of        string   `json:"of"`     // normalisation, aggregation, or the id of a part
	Weight    bool     `json:"weight"` // it is the part's weight
	First     *float64 `json:"first"`
	FirstLow  *float64 `json:"first_low"`
	FirstHigh *float64 `json:"first_high"`
	Total     *float64 `json:"total"`
	TotalLow  *float64 `json:"total_low"`
	TotalHigh *float64 `json:"total_high"`
	Shift     *float64 `json:"shift"` // places that a region moves by, on average
	Runs      int      `json:"runs"`
	Reason    *string  `json:"reason"`
	Simulated bool     `json:"simulated"`
}

// newestOf are the newest periods of the indexes that a query asks for, one an index.
func newestOf(b *board.Board, q *query) []*board.IndexPeriod {
	var list []*board.IndexPeriod
	for v := range indexesOf(b, q) {
		for _, p := range slices.Backward(v.Periods) {
			if q.within(p.Period) {
				list = append(list, p)
				break
			}
		}
	}
	return list
}

func (a *API) sensitivity(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	var rows []effectRow
	for _, p := range newestOf(b, q) {
		s := p.Sensitivity()
		row := effectRow{
			Programme: p.Index.Programme.ID, Index: p.Index.ID, Edition: p.Edition.ID, Period: p.Period.String(), Runs: s.Runs, Simulated: p.Simulated,
		}
		if s.Reason != "" {
			row.Reason = orNull(s.Reason)
			rows = append(rows, row)
			continue
		}
		for _, e := range s.Effects {
			row := row
			row.Of, row.Weight, row.Shift = e.Of, e.Weight, &s.Shift
			row.First, row.FirstLow, row.FirstHigh = &e.First, &e.FirstLow, &e.FirstHigh
			row.Total, row.TotalLow, row.TotalHigh = &e.Total, &e.TotalLow, &e.TotalHigh
			rows = append(rows, row)
		}
	}
	return answer(a, c, q, b, slices.Values(rows), func(r effectRow) string { return r.Index + "|" + r.Of }, func(r effectRow) effectRow { return r })
}

// moverRow is a change that would move a region up in an index.
type moverRow struct {
	Programme string   `json:"programme"`
	Index     string   `json:"index"`
	Edition   string   `json:"edition"`
	Period    string   `json:"period"`
	Region    string   `json:"region"`
	Change    string   `json:"change"` // service, indicator, or together: all the others at once
	ID        *string  `json:"id"`     // of the service, brought online, or of the index's part, brought to the best region's value
	Value     *float64 `json:"value"`  // of the part
	Before    standing `json:"before"`
	After     standing `json:"after"`
	Gain      *float64 `json:"gain"` // in score
	Rose      *int     `json:"rose"` // places
	Simulated bool     `json:"simulated"`
}

// mostMovers is how many changes are told of an index.
const mostMovers = 10

func (a *API) movers(c *fiber.Ctx, q *query) error {
	if len(q.regions) != 1 {
		return invalid(fmt.Sprintf("region is given %d times; ask what moves one region, such as region=%s", len(q.regions), a.Config.Regions[0].Code))
	}
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	region := a.Config.Region(q.regions[0])
	var rows []moverRow
	for _, p := range newestOf(b, q) {
		if p.PlaceOf(region) < 0 {
			continue
		}
		moves, err := p.Movers(b, region, kpi.MoverOptions{Most: mostMovers, ByRank: q.byRank})
		if err != nil {
			return err
		}
		row := moverRow{
			Programme: p.Index.Programme.ID, Index: p.Index.ID, Edition: p.Edition.ID, Period: p.Period.String(), Region: region.Code,
			Before: movedTo(moves.Before), Simulated: p.Simulated,
		}
		for _, m := range moves.Best {
			row := row
			kind, id := board.KindOf(m.Candidate)
			row.Change, row.ID, row.After, row.Gain, row.Rose = kind, &id, movedTo(m.After), m.Gain, m.Rose
			if kind == board.MoveIndicator {
				row.Value = m.Candidate.Changes[0].Value
			}
			rows = append(rows, row)
		}
		if len(moves.Best) > 1 {
			m := moves.Together
			row.Change, row.After, row.Gain, row.Rose = "together", movedTo(m.After), m.Gain, m.Rose
			rows = append(rows, row)
		}
	}
	key := func(r moverRow) string {
		if r.ID == nil {
			return r.Index + "|" + r.Change
		}
		return r.Index + "|" + r.Change + "|" + *r.ID
	}
	return answer(a, c, q, b, slices.Values(rows), key, func(r moverRow) moverRow { return r })
}

func movedTo(p kpi.Place) standing {
	return standing{Score: p.Score, Rank: rankOrNull(p.Rank), Reason: orNull(p.Reason)}
}
