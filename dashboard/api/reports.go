package api

import (
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// Report is what became of the newest report that a region owes and that is due, or is there before it is.
type Report struct {
	Region      string   `json:"region"`
	PeriodStart kpi.Date `json:"period_start"` // null: nothing is due yet
	PeriodEnd   kpi.Date `json:"period_end"`
	Due         kpi.Date `json:"due"`
	State       *string  `json:"state"`     // on_time, late, missing, unknown
	Reason      *string  `json:"reason"`    // of unknown: no_calendar, not_collected
	DaysLate    *int     `json:"days_late"` // of late and missing; of unknown the most that it can be
	Found       moment   `json:"found"`
	LastFound   moment   `json:"last_found"`
	LastLooked  moment   `json:"last_looked"` // the last collection before it was found, or the last of all
	Provisional bool     `json:"provisional"`
	Figures     int      `json:"figures"`
	Lacking     int      `json:"lacking"`
	NextStart   kpi.Date `json:"next_period_start"`
	NextEnd     kpi.Date `json:"next_period_end"`
	NextDue     kpi.Date `json:"next_due"`
}

// reportsOf are a source's, in the order of its regions; none where its regions owe nothing by a day.
func reportsOf(reports []board.Report) []Report {
	made := make([]Report, len(reports))
	for i := range reports {
		made[i] = reportOf(&reports[i])
	}
	return made
}

func reportOf(r *board.Report) Report {
	row := Report{
		Region: r.Region.Code, Due: r.Due, State: orNull(string(r.State)), Found: moment(r.Found), LastFound: moment(r.Last), LastLooked: moment(r.Looked),
		Provisional: r.Provisional, Figures: r.Figures, Lacking: r.Lacking,
		PeriodStart: r.Period.Start, PeriodEnd: r.Period.End, NextStart: r.Next.Start, NextEnd: r.Next.End, NextDue: r.NextDue,
	}
	if r.DaysLate > 0 {
		row.DaysLate = &r.DaysLate
	}
	if r.State == kpi.ReportUnknown {
		row.Reason = orNull("not_collected")
		if r.Unjudged != "" {
			row.Reason = orNull("no_calendar")
		}
	}
	return row
}
