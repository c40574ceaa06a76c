package api

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// sourceRow is the document that something rests on. What isn't known of it is null.
type sourceRow struct {
	Source   *string  `json:"source"` // its title
	URL      *string  `json:"source_url"`
	Captured kpi.Date `json:"source_captured"` // day on which it was collected
	SHA256   *string  `json:"source_sha256"`   // of the file that was collected
}

type promisedRow struct {
	By     config.Text `json:"by"`
	Office config.Text `json:"office"`
	On     datedRow    `json:"on"`
	Place  config.Text `json:"place"`
	Quote  *string     `json:"quote"`
	sourceRow
	Note config.Text `json:"note"`
}

// claimRow is what somebody says has come of a target.
type claimRow struct {
	By         config.Text     `json:"by"`
	Office     config.Text     `json:"office"`
	On         datedRow        `json:"on"`
	Place      config.Text     `json:"place"`
	Region     *string         `json:"region"` // null: it is about all that the target is for
	Start      kpi.Date        `json:"period_start"`
	End        kpi.Date        `json:"period_end"` // null: it does not say what time it is about
	Comparison *kpi.Comparison `json:"comparison"`
	Value      *float64        `json:"value"`
	Reason     *string         `json:"reason"` // why value is null: in_words
	Quote      *string         `json:"quote"`
	Language   *string         `json:"language"` // of quote and source
	sourceRow
	Note config.Text `json:"note"`
}

// droppedRow is a later document that leaves a target out.
type droppedRow struct {
	On datedRow `json:"on"`
	sourceRow
	Note config.Text `json:"note"`
}

// claimedRow is a claim beside what was measured.
type claimedRow struct {
	Programme string `json:"programme"`
	TargetID  string `json:"target_id"`
	Claim     int    `json:"claim"` // its number within the target, from 1
	Indicator string `json:"indicator"`
	Breakdown string `json:"breakdown"`
	claimRow
	Measured   measuredRow      `json:"measured"`
	State      board.ClaimState `json:"state"`
	Difference *float64         `json:"difference"` // measured less claimed; null where state says why
	Simulated  bool             `json:"simulated"`  // of what was measured
}

// measuredRow is the figure of the claim's time; the newest where the claim names no time.
type measuredRow struct {
	Value  *float64 `json:"value"`
	Start  kpi.Date `json:"period_start"`
	End    kpi.Date `json:"period_end"`
	Source *string  `json:"source"`
	Reason *string  `json:"reason"`
}

func (a *API) claims(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	return answer(a, c, q, b, a.claimsOn(b, q), claimKey, claimedRowOf)
}

// claimsOn gives the claims that a query asks for, in order of programme, target and number.
func (a *API) claimsOn(b *board.Board, q *query) func(yield func(board.Claimed) bool) {
	return func(yield func(board.Claimed) bool) {
		for _, p := range a.programmesFor(q) {
			for _, t := range p.Targets {
				if !picks(q.targets, t.ID) || !picks(q.indicators, t.Indicator) {
					continue
				}
				for _, claim := range b.Claims(t) {
					if picks(q.regions, claim.Claim.Region) && !yield(claim) {
						return
					}
				}
			}
		}
	}
}

func claimKey(c board.Claimed) string {
	return fmt.Sprintf("%s|%s|%d", c.Target.Programme.ID, c.Target.ID, c.Number)
}

func claimedRowOf(c board.Claimed) claimedRow {
	row := claimedRow{
		Programme: c.Target.Programme.ID, TargetID: c.Target.ID, Claim: c.Number, Indicator: c.Target.Indicator, Breakdown: c.Target.Breakdown,
		claimRow: claimRowOf(c.Claim), State: c.State, Difference: c.Difference, Measured: measuredRow{Reason: orNull(kpi.ReasonNoData)},
	}
	if m := c.Measured; m != nil {
		row.Measured = measuredRow{m.Value, m.Period.Start, m.Period.End, orNull(m.Source), missing(m.Value, m.Reason, m.Status)}
		row.Simulated = m.Simulated
	}
	return row
}

func claimRowOf(c *config.Claim) claimRow {
	row := claimRow{
		By: c.By, Office: c.Office, On: datedRowOf(c.On), Place: c.Place, Region: orNull(c.Region), Start: c.Period.Start, End: c.Period.End, Value: c.Value,
		Quote: orNull(c.Quote), Language: orNull(c.Source.Language), sourceRow: sourceRowOf(&c.Source), Note: c.Note,
	}
	if c.Value == nil {
		row.Reason = orNull(board.ClaimInWords)
	} else {
		row.Comparison = &c.Comparison
	}
	return row
}

func claimRowsOf(t *config.Target) []claimRow {
	rows := []claimRow{}
	for i := range t.Claims {
		rows = append(rows, claimRowOf(&t.Claims[i]))
	}
	return rows
}

func droppedRowOf(d *config.Dropped) *droppedRow {
	if d == nil {
		return nil
	}
	return &droppedRow{datedRowOf(d.On), sourceRowOf(&d.Source), d.Note}
}

func promisedRowOf(p config.Promise) promisedRow {
	return promisedRow{p.By, p.Office, datedRowOf(p.On), p.Place, orNull(p.Quote), sourceRowOf(&p.Source), p.Note}
}

func sourceRowOf(d *config.Document) sourceRow {
	return sourceRow{orNull(d.Title), orNull(d.URL), d.Captured, orNull(d.SHA256)}
}
