package pages

import (
	"math"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// processing is how long a region's services take: the middle one, nine in ten, and what the law allows.
type processing struct {
	Month    string
	On       string // the day that what is open and overdue speaks of
	Rows     []processingRow
	Open     string
	Overdue  string // "" where no open application has a legal deadline
	Withheld string // how many services' figures are withheld, in a sentence
	CSV      string
	Share    string  // where others find how to embed it
	How      []place // where the month's figures are explained
	Tags     []string
	AnyTimes bool
}

// processingRow is a service. A figure that is withheld, or not there, is told by the mark in its place.
type processingRow struct {
	Name, Sector, Href             string
	Completed, Median, P90, Within string
	Deadline                       string
	Open, Overdue                  string
	Missing                        *mark // why there are no times
	CompletedMissing               *mark
	WithinMissing                  *mark
	OpenMissing, OverdueMissing    *mark
	Range                          *timeRange
	How                            processingHow
}

// processingHow is where the figures of a row are explained; "" where they are not.
type processingHow struct{ Completed, Median, P90, Within, Open, Overdue string }

// timeRange draws a row on the shared scale of days; positions in thousandths of it. Limit −1: no legal deadline that
// could stand on a scale of calendar days.
type timeRange struct {
	Median, Length, Limit int    // Length: from the middle one to nine in ten
	Kind                  string // within, over, none: nine in ten against the deadline
}

// processing shows the last month that has ended, and what was open on the newest day that is known; nil where nothing is known.
func (r *request) processing(region string) *processing {
	views := r.board.Processing(region)
	if len(views) == 0 {
		return nil
	}
	month := r.monthEnded().Start
	ended, now := map[string]*board.ProcessingView{}, map[string]*board.ProcessingView{}
	var list []*config.Service
	for i := range views {
		v := &views[i]
		if now[v.Service.ID] == nil {
			list = append(list, v.Service)
		}
		if newer(v, now[v.Service.ID]) {
			now[v.Service.ID] = v
		}
		if v.Month == month {
			ended[v.Service.ID] = v
		}
	}
	out := &processing{Month: r.Month(month), CSV: r.data("processing.csv", "region", region), Share: (&embedded{kind: embedTimes, region: region}).share(r)}
	out.How = r.howDerived(region, month, config.MeasureApplications, config.MeasureDigitalTakeUp, config.MeasureProcessingMedian,
		config.MeasureProcessingP90, config.MeasureWithinDeadline)
	out.How = append(out.How, r.howDerived(region, 0, config.MeasureOpen, config.MeasureOverdue)...)
	scale := longest(ended)
	var on kpi.Date
	for _, v := range now {
		on = max(on, min(v.At, r.board.Today)) // further east the next day may have begun
	}
	out.On = r.Date(on)
	withheld := 0
	for _, s := range list {
		out.Rows = append(out.Rows, r.processingRow(s, ended[s.ID], now[s.ID], r.board.NotHeard(region, month), on, scale))
		if partlyWithheld(ended[s.ID], now[s.ID]) {
			withheld++
		}
	}
	slices.SortStableFunc(out.Rows, func(x, y processingRow) int { return strings.Compare(x.Name, y.Name) })
	out.total(r, region, now)
	out.AnyTimes = scale > 0
	if withheld > 0 {
		out.Withheld = r.N("processing.withheld", float64(withheld), 0, "Limit", r.Number(float64(r.board.Config.SuppressBelow), 0))
	}
	if len(views) > 0 && views[0].Simulated {
		out.Tags = []string{r.T("tag.simulated")}
	}
	return out
}

// newer tells whether a month says later what is open than another, which may be nil.
func newer(v, old *board.ProcessingView) bool {
	return old == nil || v.At >= old.At && v.Month >= old.Month
}

// partlyWithheld tells whether a figure of the row is withheld.
func partlyWithheld(ended, now *board.ProcessingView) bool {
	return ended != nil && (ended.Hidden.Completed || ended.Hidden.WithinDeadline) ||
		now != nil && (now.Hidden.Open || now.Hidden.Overdue)
}

// total says what is open and overdue, over all services; nothing where that is withheld or unknown.
func (p *processing) total(r *request, region string, now map[string]*board.ProcessingView) {
	var month kpi.Date
	for _, v := range now {
		month = max(month, v.Month)
	}
	backlog := r.board.Backlog(region, month)
	if backlog.Open == nil {
		return
	}
	p.Open = r.N("processing.open", *backlog.Open, 0, "Date", p.On)
	if backlog.Overdue != nil {
		p.Overdue = r.T("processing.overdue", "N", r.Number(*backlog.Overdue, 0), "Of", r.Number(*backlog.WithDeadline, 0))
	}
}

// longest is the longest time that the shared scale must hold, in days.
func longest(ended map[string]*board.ProcessingView) float64 {
	days := 0.0
	for _, v := range ended {
		if v.P90Days == nil {
			continue
		}
		days = max(days, *v.P90Days)
		if d := v.Service.Deadline; d.Days > 0 && !d.Working {
			days = max(days, float64(d.Days))
		}
	}
	return days
}

func (r *request) processingRow(s *config.Service, ended, now *board.ProcessingView, notHeard bool, on kpi.Date, scale float64) processingRow {
	row := processingRow{Name: r.text(s.Name), Sector: r.sector(s), Href: r.serviceLink(s), Deadline: r.legal(s.Deadline)}
	withheld := r.mark(markSuppressed)
	switch {
	case ended != nil && ended.Hidden.Completed:
		row.Missing, row.CompletedMissing = &withheld, &withheld
	case ended == nil && notHeard:
		row.Missing = &mark{Kind: string(kpi.NoData), Word: r.status(kpi.NoData).Word, Why: r.T("reason." + string(kpi.ReasonNotHeard))}
	case ended == nil || ended.MedianDays == nil:
		row.Missing = &mark{Kind: string(kpi.NoData), Word: r.T("processing.none_completed")}
	default:
		row.fill(r, ended, scale)
	}
	if ended != nil && ended.Hidden.WithinDeadline {
		row.WithinMissing = &withheld
	}
	if now == nil {
		m := r.status(kpi.NoData)
		row.OpenMissing = &m
		return row
	}
	if now.Hidden.Open {
		row.OpenMissing = &withheld
	} else {
		row.Open, row.How.Open = r.Number(float64(now.Open), 0), r.howOf(now, config.MeasureOpen)
		if now.At < on {
			row.Open = r.T("value.dated", "Value", row.Open, "Date", r.Date(now.At))
		}
	}
	switch {
	case now.Hidden.Overdue:
		row.OverdueMissing = &withheld
	case now.OpenWithDeadline > 0 || (s.Deadline.Days > 0 && now.OverdueKnown()):
		row.Overdue, row.How.Overdue = r.Number(float64(now.Overdue), 0), r.howOf(now, config.MeasureOverdue)
	}
	return row
}

func (row *processingRow) fill(r *request, v *board.ProcessingView, scale float64) {
	row.Completed, row.Median = r.Number(float64(v.Completed), 0), r.Number(*v.MedianDays, 1)
	row.How.Median = r.howOf(v, config.MeasureProcessingMedian)
	row.How.Completed = row.How.Median // it says of how many
	if v.P90Days != nil {
		row.P90, row.How.P90 = r.Number(*v.P90Days, 1), r.howOf(v, config.MeasureProcessingP90)
	}
	if v.WithinDeadline != nil {
		row.Within, row.How.Within = r.Value(100**v.WithinDeadline, "percent", 0), r.howOf(v, config.MeasureWithinDeadline)
	}
	if scale <= 0 || v.P90Days == nil {
		return
	}
	at := func(days float64) int { return int(math.Round(min(days/scale, 1) * 990)) } // marks have a breadth
	median := at(*v.MedianDays)
	row.Range = &timeRange{Median: median, Length: max(at(*v.P90Days)-median, 2), Limit: -1, Kind: "none"}
	if d := v.Service.Deadline; d.Days > 0 && !d.Working {
		row.Range.Limit = at(float64(d.Days))
		row.Range.Kind = "within"
		if *v.P90Days > float64(d.Days) {
			row.Range.Kind = "over"
		}
	}
}

// legal is a legal deadline in words, "" where none is known.
func (r *request) legal(d config.Deadline) string {
	switch {
	case d.Days == 0:
		return ""
	case d.Working:
		return r.N("processing.working_days", float64(d.Days), 0)
	}
	return r.N("unit.days", float64(d.Days), 0)
}
