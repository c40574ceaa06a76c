package api

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

type progressRow struct {
	Programme     string           `json:"programme"`
	TargetID      string           `json:"target_id"`
	Reading       *string          `json:"reading"`
	Indicator     string           `json:"indicator"`
	Breakdown     string           `json:"breakdown"`
	Region        string           `json:"region"`
	Yardstick     bool             `json:"yardstick"`
	Method        string           `json:"method"`
	Unit          string           `json:"unit"`
	Direction     kpi.Direction    `json:"direction"`
	Comparison    kpi.Comparison   `json:"comparison"`
	BaselineKind  kpi.BaselineKind `json:"baseline_kind"`
	Baseline      dated            `json:"baseline"`
	Latest        dated            `json:"latest"`
	Target        dated            `json:"target"`
	Plan          planResult       `json:"plan"`
	Plans         []plannedRow     `json:"plans"`     // every period of the plan
	PartsSum      sumRow           `json:"parts_sum"` // of a target that others are parts of
	Attainment    *float64         `json:"attainment"`
	Elapsed       *float64         `json:"elapsed"`
	Expected      *float64         `json:"expected"`       // the promised line's value on the latest date
	ProgressValue *float64         `json:"progress_value"` // (latest − baseline) / (expected − baseline)
	Score         *float64         `json:"score"`
	Series        []seriesRow      `json:"series"` // that the score is the mean of
	Status        kpi.State        `json:"status"`
	Reason        *string          `json:"reason"`
	AchievedOn    kpi.Date         `json:"achieved_on"`
	RequiredPace  *float64         `json:"required_pace"` // per period of the indicator
	ObservedPace  *float64         `json:"observed_pace"`
	Forecast      forecastRow      `json:"forecast"`
	Partial       bool             `json:"partial"`
	Simulated     bool             `json:"simulated"`
	Responsible   config.Text      `json:"responsible"` // who answers for it; null: nobody is named
}

type planResult struct {
	PeriodStart kpi.Date `json:"period_start"`
	PeriodEnd   kpi.Date `json:"period_end"`
	Value       *float64 `json:"value"`
	Deviation   *float64 `json:"deviation"`
	Share       *float64 `json:"share"`
}

type forecastRow struct {
	Method      *string  `json:"method"`
	Date        kpi.Date `json:"date"`
	Value       *float64 `json:"value"`
	Low         *float64 `json:"low"`
	High        *float64 `json:"high"`
	ReachedOn   kpi.Date `json:"reached_on"`
	Probability *float64 `json:"probability"`
	Reason      *string  `json:"reason"` // why there is none
}

// judged is a row of the board by one of its methods.
type judged struct {
	row    *board.Progress
	result *kpi.Progress
}

func (a *API) progress(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	return answer(a, c, q, b, slices.Values(a.progressOn(b, q)), judged.key, judged.toRow)
}

// progressOn lists the judgements that a query asks for.
func (a *API) progressOn(b *board.Board, q *query) (rows []judged) {
	for _, p := range b.Progress {
		if !picks(q.programmes, p.Programme.ID) || !picks(q.regions, p.Region.Code) ||
			!picks(q.indicators, p.Indicator.ID) || !picks(q.targets, p.Target.ID) || !a.breakdownPicked(q, p.Breakdown) ||
			!q.latestWithin(p) {
			continue
		}
		rows = append(rows, judged{p, &p.Progress})
		if p.Growth != nil {
			rows = append(rows, judged{p, p.Growth})
		}
	}
	return rows
}

// latestWithin tells whether what is judged speaks of a day between from and to.
func (q *query) latestWithin(p *board.Progress) bool {
	if q.from.IsZero() && q.to.IsZero() {
		return true
	}
	day := p.Deadline
	if p.Latest != nil {
		day = p.Latest.Date
	}
	return !day.IsZero() && q.within(kpi.Period{Start: day, End: day})
}

func (j judged) key() string {
	p := j.row
	yardstick := ""
	if p.Yardstick {
		yardstick = "yardstick"
	}
	return strings.Join([]string{p.Programme.ID, p.Target.ID, p.Reading.ID, p.Region.Code, p.Breakdown, yardstick, j.result.Method}, "|")
}

func (j judged) toRow() progressRow {
	p, r := j.row, j.result
	row := progressRow{
		Programme: p.Programme.ID, TargetID: p.Target.ID, Reading: orNull(p.Reading.ID), Indicator: p.Indicator.ID,
		Breakdown: p.Breakdown, Region: p.Region.Code, Yardstick: p.Yardstick, Method: r.Method, Unit: p.Indicator.Unit,
		Direction: p.Indicator.Direction, Comparison: p.Target.Comparison,
		BaselineKind: r.BaselineKind, Baseline: datedOf(r.Baseline), Latest: datedOf(r.Latest), Target: dated{p.Deadline, p.Value}, Responsible: p.Target.Responsible,
		Plan: latestPlan(r.Plan), Plans: plannedRows(p.Planned), PartsSum: sumRowOf(p.Sum), Series: []seriesRow{}, Attainment: r.Attainment, Elapsed: r.Elapsed, Expected: r.Ideal, ProgressValue: r.Ratio,
		Score: r.Score, Status: r.State, Reason: orNull(r.Reason), AchievedOn: r.AchievedOn,
		RequiredPace: r.RequiredPace, ObservedPace: r.ObservedPace, Forecast: forecastRowOf(r),
		Partial: p.Partial, Simulated: p.Simulated,
	}
	if r == p.Growth {
		row.Series = seriesRows(p.GrowthParts)
	}
	if row.BaselineKind == "" {
		row.BaselineKind = kpi.BaselineNone
	}
	return row
}

// latestPlan is the last period of a plan that has a fact, else the first.
func latestPlan(plan []kpi.PlanResult) planResult {
	if len(plan) == 0 {
		return planResult{}
	}
	latest := plan[0]
	for _, p := range plan {
		if p.Fact != nil {
			latest = p
		}
	}
	return planResult{latest.Period.Start, latest.Period.End, &latest.Plan, latest.Deviation, latest.Share}
}

func forecastRowOf(r *kpi.Progress) forecastRow {
	f := r.Forecast
	if f == nil {
		return forecastRow{Reason: orNull(r.NoForecast)}
	}
	return forecastRow{Method: orNull(f.Method), Date: f.At, Value: &f.Value, Low: &f.Low, High: &f.High, ReachedOn: f.ReachedOn, Probability: f.Probability}
}

type milestoneRow struct {
	Programme string      `json:"programme"`
	ID        string      `json:"id"`
	Name      config.Text `json:"name"`
	Region    string      `json:"region"`
	Due       kpi.Date    `json:"due"`
	NotBefore kpi.Date    `json:"not_before"`
	DoneOn    kpi.Date    `json:"done_on"`
	Status    kpi.State   `json:"status"`
	Reason    *string     `json:"reason"`
	Evidence  *string     `json:"evidence"`
	Simulated bool        `json:"simulated"`
}

func (a *API) milestones(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	key := func(m *board.Milestone) string {
		return m.Programme.ID + "|" + m.Milestone.ID + "|" + milestoneRegion(m)
	}
	return answer(a, c, q, b, slices.Values(milestonesOn(b, q)), key, milestoneRowOf)
}

// milestonesOn lists the milestones that a query asks for.
func milestonesOn(b *board.Board, q *query) (rows []*board.Milestone) {
	for i := range b.Milestones {
		m := &b.Milestones[i]
		if picks(q.programmes, m.Programme.ID) && picks(q.regions, milestoneRegion(m)) && q.milestoneWithin(m) {
			rows = append(rows, m)
		}
	}
	return rows
}

func milestoneRowOf(m *board.Milestone) milestoneRow {
	return milestoneRow{m.Programme.ID, m.Milestone.ID, m.Milestone.Name, milestoneRegion(m), m.Due, m.NotBefore, m.DoneOn,
		m.State, orNull(m.Reason), orNull(m.Evidence.In("en")), m.Simulated}
}

func milestoneRegion(m *board.Milestone) string {
	if m.Region == nil {
		return ""
	}
	return m.Region.Code
}

// milestoneWithin tells whether a milestone was due or done between from and to.
func (q *query) milestoneWithin(m *board.Milestone) bool {
	if q.from.IsZero() && q.to.IsZero() {
		return true
	}
	for _, d := range []kpi.Date{m.Due, m.DoneOn} {
		if !d.IsZero() && q.within(kpi.Period{Start: d, End: d}) {
			return true
		}
	}
	return false
}
