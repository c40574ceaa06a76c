package api

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// plannedRow is a period of a target's plan.
type plannedRow struct {
	PeriodStart kpi.Date  `json:"period_start"`
	PeriodEnd   kpi.Date  `json:"period_end"`
	Value       *float64  `json:"value"` // null: nothing is planned for the period any more
	Fact        *float64  `json:"fact"`
	Deviation   *float64  `json:"deviation"` // fact − value
	Share       *float64  `json:"share"`     // fact / value
	decisionRow           // the one in force
	Earlier     []decided `json:"earlier"` // what was decided before, the latest first
}

type decisionRow struct {
	Act       config.Text `json:"act"`
	DecidedOn kpi.Date    `json:"decided_on"`
	Source    *string     `json:"source"` // null: the programme's document
	Simulated bool        `json:"simulated"`
}

type decided struct {
	Value *float64 `json:"value"`
	decisionRow
}

func plannedRows(plan []board.Planned) []plannedRow {
	rows := make([]plannedRow, len(plan))
	for i, p := range plan {
		rows[i] = plannedRow{
			PeriodStart: p.Period.Start, PeriodEnd: p.Period.End, Value: p.Value, Fact: p.Fact, Deviation: p.Deviation, Share: p.Share,
			decisionRow: decisionRowOf(p.Decision), Earlier: make([]decided, len(p.Earlier)),
		}
		for k, e := range p.Earlier {
			rows[i].Earlier[k] = decided{e.Value, decisionRowOf(e)}
		}
	}
	return rows
}

func decisionRowOf(d board.Decision) decisionRow {
	return decisionRow{d.Act, d.DecidedOn, orNull(d.Source), d.Simulated}
}

// seriesRow is a series that a growth score is the mean of, or a group of such.
type seriesRow struct {
	Breakdown     *string     `json:"breakdown"` // null for a group
	Status        kpi.State   `json:"status"`
	Reason        *string     `json:"reason"`
	ProgressValue *float64    `json:"progress_value"`
	Score         *float64    `json:"score"`
	Series        []seriesRow `json:"series"` // of a group
}

func seriesRows(parts []board.GrowthPart) []seriesRow {
	rows := make([]seriesRow, len(parts))
	for i, p := range parts {
		rows[i] = seriesRow{Status: p.State, Reason: orNull(p.Reason), ProgressValue: p.Ratio, Score: p.Score, Series: seriesRows(p.Parts)}
		if len(p.Parts) == 0 {
			rows[i].Breakdown = &parts[i].Breakdown
		}
	}
	return rows
}

// sumRow is what the parts of a target come to, of the last period in which all are known.
type sumRow struct {
	PeriodStart kpi.Date `json:"period_start"`
	PeriodEnd   kpi.Date `json:"period_end"`
	Value       *float64 `json:"value"`
	Difference  *float64 `json:"difference"` // the sum less the whole
}

func sumRowOf(s *board.PartsSum) sumRow {
	if s == nil {
		return sumRow{}
	}
	return sumRow{s.Period.Start, s.Period.End, s.Parts, s.Difference}
}
