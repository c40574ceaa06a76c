package pages

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// late is what is stuck in a region: the open applications that are past their legal deadline, by how long they have been.
type late struct {
	Text     string       // how many, over all services
	Times    string       // the middle one and the longest
	Missing  *mark        // why it is not told how many
	Bins     []stageCount // what is withheld has one part of its own, at the end
	Withheld string       // that bins are, and why
	Rows     []lateRow
	Timed    bool   // rows tell by how many days
	More     string // how many services have a number that is withheld
	How      []place
	CSV      string
	Share    string
	Tags     []string
}

// lateRow is a service of which applications are overdue.
type lateRow struct {
	Name, Href, Overdue, How string
	Median, Longest          string
	days, count              float64 // it is ordered by
}

// late is nil where nothing is known of any application.
func (r *request) late(region *config.Region) *late {
	views := r.board.Processing(region.Code)
	if len(views) == 0 {
		return nil
	}
	now := map[*config.Service]*board.ProcessingView{}
	var month, on kpi.Date
	for i := range views {
		v := &views[i]
		if newer(v, now[v.Service]) {
			now[v.Service] = v
		}
		month, on = max(month, v.Month), max(on, min(v.At, r.board.Today))
	}
	out := &late{CSV: r.data("processing.csv", "region", region.Code), Share: (&embedded{kind: embedLate, region: region.Code}).share(r), How: r.howDerived(region.Code, 0, config.MeasureOverdue)}
	if views[0].Simulated {
		out.Tags = []string{r.T("tag.simulated")}
	}
	all := r.board.Late(region.Code, month)
	out.Timed = all == nil || !all.Withheld
	withheld := 0
	for _, v := range now {
		if v.Hidden.Overdue {
			withheld++
		} else if v.Overdue > 0 {
			out.add(r, v, on)
		}
	}
	out.withhold(r, withheld)
	slices.SortFunc(out.Rows, func(x, y lateRow) int {
		return cmp.Or(cmp.Compare(y.days, x.days), cmp.Compare(y.count, x.count), strings.Compare(x.Name, y.Name))
	})
	if all == nil {
		out.Missing = r.lateUntold(region, month)
		return out
	}
	out.fill(r, all, r.Date(on))
	return out
}

// withhold says of how many services the number is withheld; more, where others are listed.
func (l *late) withhold(r *request, services int) {
	switch {
	case services == 0:
	case len(l.Rows) > 0:
		l.More = r.N("late.more", float64(services), 0)
	default:
		l.More = r.N("late.only_withheld", float64(services), 0)
	}
}

// lateUntold is why it can't be told how long what is overdue has been so.
func (r *request) lateUntold(region *config.Region, month kpi.Date) *mark {
	if backlog := r.board.Backlog(region.Code, month); backlog.Open != nil && backlog.Overdue == nil || r.fewOverdue(region, month) {
		m := r.mark(markSuppressed)
		return &m
	}
	return &mark{Kind: string(kpi.NoData), Word: r.T("late.unknown")}
}

// fewOverdue tells whether how many are overdue is withheld in any service.
func (r *request) fewOverdue(region *config.Region, month kpi.Date) bool {
	return slices.ContainsFunc(r.board.Processing(region.Code), func(v board.ProcessingView) bool { return v.Month == month && v.Hidden.Overdue })
}

func (l *late) fill(r *request, all *board.Late, on string) {
	if all.Overdue == 0 {
		l.Text = r.T("late.none", "Date", on)
		return
	}
	l.Text = r.N("late.all", all.Overdue, 0, "Date", on)
	if all.Median != nil && all.Longest != nil && !all.Withheld { // they would say what lies in the bins that are withheld
		l.Times = r.T("late.times", "Median", r.days(*all.Median), "Longest", r.days(*all.Longest))
	}
	offset, at := 0, func(n float64) int { return int(math.Round(1000 * n / all.Overdue)) }
	for n, b := range all.Bins {
		bin := stageCount{Kind: "late-" + []string{"week", "month", "quarter", "longer"}[n], Name: r.lateName(b), Offset: offset}
		if b.Withheld {
			m := r.mark(markSuppressed)
			bin.Missing = &m
		} else {
			bin.Count, bin.Length = r.Number(b.Count, 0), at(b.Count)
		}
		offset += bin.Length
		l.Bins = append(l.Bins, bin)
	}
	if all.Withheld {
		l.Withheld = r.N("late.withheld", float64(r.board.Config.SuppressBelow), 0)
		for n := range l.Bins {
			if l.Bins[n].Missing != nil { // the bar shows them as one
				l.Bins[n].Kind, l.Bins[n].Offset, l.Bins[n].Length = "late-withheld", offset, 1000-offset
				offset = 1000
			}
		}
	}
}

func (r *request) lateName(b board.LateBin) string {
	from, to := r.Number(float64(b.From), 0), r.Number(float64(b.To), 0)
	switch {
	case b.From <= 1:
		return r.T("late.up_to", "To", to)
	case b.To == 0:
		return r.T("late.over", "From", r.Number(float64(b.From-1), 0))
	}
	return r.T("late.from_to", "From", from, "To", to)
}

// add puts a service in of which applications are overdue. Its times are told only where no bin of all is withheld: they would say
// what lies in it.
func (l *late) add(r *request, v *board.ProcessingView, on kpi.Date) {
	row := lateRow{
		Name: r.text(v.Service.Name), Href: r.serviceLink(v.Service), count: float64(v.Overdue),
		Overdue: r.Number(float64(v.Overdue), 0), How: r.howOf(v, config.MeasureOverdue),
	}
	if v.At < on {
		row.Overdue = r.T("value.dated", "Value", row.Overdue, "Date", r.Date(v.At))
	}
	median, longest := v.Lateness()
	if l.Timed && median != nil && longest != nil {
		row.Median, row.Longest, row.days = r.days(*median), r.days(*longest), *longest
	}
	l.Rows = append(l.Rows, row)
}

func (r *request) days(n float64) string { return r.Value(n, "days", 0) }
