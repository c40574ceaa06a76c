package api

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// Report is what became of the newest report that a region owes and that is due, or is there before it is; or of one before it.
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
	Corrected   int      `json:"corrected"`
	NextStart   kpi.Date `json:"next_period_start"`
	NextEnd     kpi.Date `json:"next_period_end"`
	NextDue     kpi.Date `json:"next_due"`
}

// reportRow is a report and to whom it is owed: by a source's rule or by a programme's.
type reportRow struct {
	Programme *string `json:"programme"`
	Source    *string `json:"source"`
	Report
}

// reports are those that are owed to programmes, then those of sources.
func (a *API) reports(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	var rows []reportRow
	add := func(programme, source string, reports []board.Report) {
		if !picks(q.programmes, programme) || !picks(q.sources, source) {
			return
		}
		for i := range reports {
			if !picks(q.regions, reports[i].Region.Code) {
				continue
			}
			rows = append(rows, reportRow{orNull(programme), orNull(source), reportOf(&reports[i])})
			if q.earlier {
				for _, r := range reportsOf(reports[i].Earlier) {
					rows = append(rows, reportRow{orNull(programme), orNull(source), r})
				}
			}
		}
	}
	for i := range b.Coverage {
		add(b.Coverage[i].Programme.ID, "", b.Coverage[i].Reports)
	}
	for i := range b.Sources {
		add("", b.Sources[i].Source.ID, b.Sources[i].Reports)
	}
	page, next, err := pageOf(q, slices.Values(rows), reportRow.key)
	if err != nil {
		return err
	}
	return send(c, q, b, page, next)
}

func (r reportRow) key() string {
	of := " " + r.Region + " " + r.PeriodStart.String()
	if r.Programme != nil {
		return "programme " + *r.Programme + of
	}
	return "source " + *r.Source + of
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
		Provisional: r.Provisional, Figures: r.Figures, Lacking: r.Lacking, Corrected: r.Corrected,
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
