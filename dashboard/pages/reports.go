package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// owed is what the regions of a source or a programme owe by a day: one report as a line, or several under their count.
type owed struct {
	Tally   []tally
	Reports []report
}

// report is a region's newest report that is due or there. Next is the one after it; alone, nothing is due yet.
type report struct {
	Region place // empty where the source has one region
	Period string
	Mark   mark
	Facts  []string // when it was due and came, and what is to be said of that
	Next   string
}

// reportKinds are the states of reports, what needs care first.
var reportKinds = []kpi.ReportState{kpi.ReportMissing, kpi.ReportLate, kpi.ReportUnknown, kpi.ReportOnTime, kpi.ReportNotDue}

// urgent orders reports: the lower, the more care one needs.
func urgent(r *board.Report) int { return slices.Index(reportKinds, stateOfReport(r)) }

// stateOfReport is not_due where nothing is due yet.
func stateOfReport(r *board.Report) kpi.ReportState {
	if r.State == "" {
		return kpi.ReportNotDue
	}
	return r.State
}

// overdueReport tells that a report is late or missing.
func overdueReport(r board.Report) bool {
	return r.State == kpi.ReportMissing || r.State == kpi.ReportLate
}

// owed says what became of a source's reports, nil where its regions owe nothing by a day.
func (r *request) owed(v *board.SourceView) *owed {
	return r.owedOf(v.Reports, len(v.Source.Regions) > 1)
}

// owedOf is what became of reports, each with its region's name where that is not plain.
func (r *request) owedOf(reports []board.Report, named bool) *owed {
	if len(reports) == 0 {
		return nil
	}
	o := &owed{}
	sorted := slices.Clone(reports)
	slices.SortStableFunc(sorted, func(x, y board.Report) int { return cmp.Compare(urgent(&x), urgent(&y)) })
	for i := range sorted {
		o.Reports = append(o.Reports, r.report(&sorted[i], named))
	}
	if named {
		o.Tally = r.reportTally(sorted)
	}
	return o
}

func (r *request) reportTally(reports []board.Report) []tally {
	var counted []tally
	for _, kind := range reportKinds {
		n := 0
		for i := range reports {
			if stateOfReport(&reports[i]) == kind {
				n++
			}
		}
		if n > 0 {
			counted = append(counted, tally{r.mark("report_" + string(kind)), r.Number(float64(n), 0)})
		}
	}
	return counted
}

// reportsText counts the reports that are due, "" where none is.
func (r *request) reportsText(reports []board.Report) string {
	counts := map[kpi.ReportState]int{}
	for i := range reports {
		counts[reports[i].State]++
	}
	var words []string
	for _, kind := range []kpi.ReportState{kpi.ReportOnTime, kpi.ReportLate, kpi.ReportMissing, kpi.ReportUnknown} {
		if n := counts[kind]; n > 0 {
			words = append(words, r.N("reports."+string(kind), float64(n), 0))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return r.T("reports.counted", "Counts", strings.Join(words, ", "))
}

func (r *request) report(b *board.Report, named bool) report {
	out := report{Mark: r.mark("report_" + string(stateOfReport(b)))}
	if named {
		out.Region = place{r.regionName(b.Region), r.regionLink(b.Region)}
	}
	if b.State == kpi.ReportLate {
		out.Mark.Word = r.N("report.late", float64(b.DaysLate), 0)
	}
	if b.State != "" {
		out.Period, out.Facts = r.Period(b.Period), r.reportFacts(b)
	}
	if !b.Next.End.IsZero() {
		out.Next = r.T("report.next_unknown", "Period", r.Period(b.Next))
		if !b.NextDue.IsZero() {
			out.Next = r.T("report.next", "Period", r.Period(b.Next), "Day", r.Date(b.NextDue))
		}
	}
	return out
}

// reportFacts are what is behind a report's state.
func (r *request) reportFacts(b *board.Report) []string {
	day, days := b.Region.Day, float64(b.DaysLate)
	var facts []string
	say := func(text string) { facts = append(facts, text) }
	if b.State == kpi.ReportMissing {
		say(r.N("report.missing", days, 0, "Day", r.Date(b.Due.AddDays(1))))
	}
	if b.Unjudged != "" {
		say(r.T("report.no_calendar"))
	} else {
		say(r.T("report.due", "Day", r.Date(b.Due)))
	}
	switch {
	case b.State == kpi.ReportMissing && b.Looked.IsZero():
		say(r.T("report.never_looked"))
	case b.State == kpi.ReportMissing && day(b.Looked) <= b.Due:
		say(r.T("report.last_looked", "Day", r.Date(day(b.Looked))))
	case b.State == kpi.ReportUnknown && b.Unjudged == "":
		say(r.N("report.at_most", days, 0, "Day", r.Date(day(b.Found))))
	case !b.Found.IsZero():
		say(r.T("report.found", "Day", r.Date(day(b.Found))))
	}
	if b.Provisional {
		say(r.T("report.provisional"))
	}
	if !b.Found.IsZero() && day(b.Last) > day(b.Found) {
		say(r.T("report.last_found", "Day", r.Date(day(b.Last))))
	}
	if b.Figures > 0 && b.Lacking > 0 {
		say(r.N("report.lacking", float64(b.Lacking), 0))
	}
	return facts
}
