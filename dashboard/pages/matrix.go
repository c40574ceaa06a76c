package pages

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// reportMatrix is what became of the reports that regions owe by one rule: regions down, periods across.
type reportMatrix struct {
	ID, Title, Href string // Href: of the programme's page; "" where the rule is of sources
	Programme       string // its id, likewise
	Share           string // where others find how to embed it, likewise
	Rule            string
	Periods         []matrixPeriod // the newest first
	Rows            []matrixRow    // who needs care most first
	Legend          []mark
	CSV             string // "" where the file of the whole section has it
}

// matrixPeriod is a column's head: short to be read, and in full to be heard.
type matrixPeriod struct{ Short, Long string }

// matrixRow is what a region owes, with the source that it is owed to where that is not plain.
type matrixRow struct {
	Region, Source place
	Cells          []matrixCell
}

// matrixCell is a report: its mark, and how late it was. The words are the mark's.
type matrixCell struct {
	Mark  mark
	Late  string // "+3 d"
	Later string // how much was corrected later; "" where nothing was
}

// The marks of a matrix beside those of reports.
const (
	notOwed   kpi.ReportState = "none"
	corrected kpi.ReportState = "corrected"
)

// owedBy is a region's reports by a rule, the newest first.
type owedBy struct {
	region  *config.Region
	source  *config.Source // nil: owed to a programme
	reports []board.Report
}

// reportMatrices are one for each rule: those of programmes, then those of sources, which may share one.
func (r *request) reportMatrices() []reportMatrix {
	var all []reportMatrix
	for i := range r.board.Coverage {
		c := &r.board.Coverage[i]
		if m := r.reportMatrix(c.Programme.Reporting, owedOf(nil, c.Reports)); m != nil {
			m.ID, m.Title, m.Href = "reports-"+c.Programme.ID, r.plainText(c.Programme.Name), r.programmeLink(c.Programme)
			m.Programme, m.Share = c.Programme.ID, (&embedded{kind: embedReports, id: c.Programme.ID}).share(r)
			all = append(all, *m)
		}
	}
	var rules []config.Reporting
	owed, sources := map[config.Reporting][]owedBy{}, map[config.Reporting]int{}
	for i := range r.board.Sources {
		v := &r.board.Sources[i]
		if v.Source.Reporting == nil || len(v.Reports) == 0 {
			continue
		}
		rule := *v.Source.Reporting
		if sources[rule] == 0 {
			rules = append(rules, rule)
		}
		sources[rule]++
		owed[rule] = append(owed[rule], owedOf(v.Source, v.Reports)...)
	}
	for n, rule := range rules {
		if m := r.reportMatrix(&rule, owed[rule]); m != nil {
			m.ID, m.Title = fmt.Sprintf("reports-%d", n+1), r.N("matrix.sources", float64(sources[rule]), 0)
			all = append(all, *m)
		}
	}
	return all
}

// owedOf takes reports with those before them.
func owedOf(source *config.Source, reports []board.Report) []owedBy {
	var rows []owedBy
	for i := range reports {
		row := owedBy{region: reports[i].Region, source: source}
		if reports[i].State != "" {
			row.reports = append([]board.Report{reports[i]}, reports[i].Earlier...)
		}
		rows = append(rows, row)
	}
	return rows
}

// reportMatrix lays out what is owed by a rule; nil where nothing was due yet.
func (r *request) reportMatrix(rule *config.Reporting, rows []owedBy) *reportMatrix {
	var periods []kpi.Period
	regions := map[*config.Region]int{}
	for _, row := range rows {
		regions[row.region]++
		for i := range row.reports {
			periods = append(periods, row.reports[i].Period)
		}
	}
	if len(periods) == 0 {
		return nil
	}
	slices.SortFunc(periods, func(x, y kpi.Period) int { return cmp.Compare(y.End, x.End) })
	periods = slices.Compact(periods)
	slices.SortStableFunc(rows, func(x, y owedBy) int { return compareCare(y.reports, x.reports) })
	m := &reportMatrix{Rule: r.ruleText(rule)}
	for _, p := range periods {
		m.Periods = append(m.Periods, matrixPeriod{r.shortPeriod(p), r.Period(p)})
	}
	for _, row := range rows {
		out := matrixRow{Region: place{r.regionName(row.region), r.regionLink(row.region)}}
		if row.source != nil && regions[row.region] > 1 {
			out.Source = place{r.sourceName(row.source.ID), r.sourceLink(row.source)}
		}
		for _, p := range periods {
			out.Cells = append(out.Cells, r.matrixCell(row.reports, p))
		}
		m.Rows = append(m.Rows, out)
	}
	m.Legend = r.matrixLegend(m.Rows)
	return m
}

// compareCare puts what needs less care first: by how many reports are missing, then by how many days others were late.
func compareCare(x, y []board.Report) int {
	care := func(reports []board.Report) (missing, late, unknown int) {
		for i := range reports {
			switch reports[i].State {
			case kpi.ReportMissing:
				missing++
			case kpi.ReportLate:
				late += reports[i].DaysLate
			case kpi.ReportUnknown:
				unknown++
			}
		}
		return missing, late, unknown
	}
	missing, late, unknown := care(x)
	otherMissing, otherLate, otherUnknown := care(y)
	return cmp.Or(cmp.Compare(missing, otherMissing), cmp.Compare(late, otherLate), cmp.Compare(unknown, otherUnknown))
}

// matrixCell is the report on a period. Of a period after the newest one that is due nothing is said but that; one before all others
// is not owed, or nobody could have asked for it.
func (r *request) matrixCell(reports []board.Report, p kpi.Period) matrixCell {
	at := slices.IndexFunc(reports, func(b board.Report) bool { return b.Period == p })
	switch {
	case at < 0 && (len(reports) == 0 || p.End > reports[0].Period.End):
		return matrixCell{Mark: r.mark("report_" + string(kpi.ReportNotDue))}
	case at < 0:
		return matrixCell{Mark: r.mark("report_" + string(notOwed))}
	}
	b := &reports[at]
	c := matrixCell{Mark: r.mark("report_" + string(b.State))}
	if b.State == kpi.ReportLate {
		c.Mark.Word, c.Late = r.N("report.late", float64(b.DaysLate), 0), r.T("matrix.late", "Days", r.Number(float64(b.DaysLate), 0))
	}
	if b.Corrected > 0 {
		c.Later = r.N("report.corrected", float64(b.Corrected), 0)
	}
	return c
}

// matrixLegend explains the marks that occur.
func (r *request) matrixLegend(rows []matrixRow) []mark {
	seen := map[string]bool{}
	later := "report_" + string(corrected)
	for _, row := range rows {
		for _, c := range row.Cells {
			seen[c.Mark.Kind], seen[later] = true, seen[later] || c.Later != ""
		}
	}
	var legend []mark
	for _, kind := range slices.Concat(reportKinds, []kpi.ReportState{corrected, notOwed}) {
		if seen["report_"+string(kind)] {
			legend = append(legend, r.mark("report_"+string(kind)))
		}
	}
	return legend
}

// ruleText says for which periods reports are owed, and by when.
func (r *request) ruleText(rule *config.Reporting) string {
	days, each := float64(rule.Due.Days), r.T("matrix.each."+string(rule.Period))
	text := r.N("matrix.rule", days, 0, "Each", each)
	if rule.Due.Working {
		text = r.N("matrix.rule_working", days, 0, "Each", each)
	}
	if !rule.From.IsZero() {
		text += " " + r.T("matrix.from", "Day", r.Date(rule.From))
	}
	return text
}

// shortPeriod is a period as the head of a narrow column.
func (r *request) shortPeriod(p kpi.Period) string {
	first := p.Start.Time()
	switch {
	case p == kpi.Month(p.Start):
		return first.Format("01.2006")
	case p.End == p.Start.AddMonths(3).AddDays(-1):
		return r.T("matrix.quarter", "Quarter", r.T(fmt.Sprintf("quarter.name.%d", (first.Month()+2)/3)), "Year", first.Year())
	case first.YearDay() == 1:
		return first.Format("2006")
	}
	return first.Format("2006") + "/" + p.End.Time().Format("06")
}
