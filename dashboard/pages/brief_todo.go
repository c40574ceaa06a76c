package pages

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// fillToDo adds what there is to do: what moves the rating, what is due next, which services are not online, and what
// takes longer than the law allows.
func (r *request) fillToDo(b *brief, region *config.Region) {
	b.Places, b.PlacesMore = r.fitPlaces(r.indexPlaces(region))
	due := r.milestonesAhead(region)
	left := room(roomMilestones)
	for _, m := range due {
		if left.takes(of(48, m.Mark.Word+m.Mark.Why+m.Name+m.Region+m.When)) {
			b.Milestones = append(b.Milestones, m)
		}
	}
	b.MilestonesMore = r.more(len(due), len(b.Milestones))
	if b.Services = r.services(region.Code); b.Services != nil {
		all := b.Services.Waiting
		left, n := room(roomServices), 0
		for n < len(all) && left.takes(of(46, all[n].Name+all[n].Tier+all[n].Stage.Word)) {
			n++
		}
		b.Services.Waiting, b.ServicesMore = all[:n], r.more(len(all), n)
	}
	if b.Processing = r.processing(region.Code); b.Processing != nil {
		all := r.lateRows(b.Processing.Rows, region)
		left, n := room(roomProcessing), 0
		for n < len(all) && left.takes(of(50, all[n].Name)) {
			n++
		}
		b.Processing.Rows, b.ProcessingMore = all[:n], r.more(len(all), n)
	}
}

// fitPlaces keeps what there is room for: each index with the changes that move the region most in it.
func (r *request) fitPlaces(all []indexPlace) (fitting []indexPlace, more string) {
	left := room(roomPlaces)
	for _, p := range all {
		if !left.takes(of(80, p.Name+p.Place+p.When+p.Coverage)) {
			break
		}
		n := 0
		for n < len(p.Moves) && left.takes(of(96, p.Moves[n].Name)) {
			n++
		}
		if n < len(p.Moves) {
			p.Moves, p.Together = p.Moves[:n], "" // which speaks of all of them
		}
		fitting = append(fitting, p)
	}
	return fitting, r.more(len(all), len(fitting))
}

// milestonesAhead are the milestones of a region's programmes, and its own, that are not done: the next one first.
func (r *request) milestonesAhead(region *config.Region) []milestone {
	type ahead struct {
		milestone
		day kpi.Date
	}
	var list []ahead
	for _, programme := range r.board.Config.Programmes {
		views := r.board.MilestonesOf(programme.ID)
		concerns := func(m board.Milestone) bool { return programme.Region == region.Code || m.Region == region }
		if !slices.ContainsFunc(views, concerns) {
			continue
		}
		for i, row := range r.milestones(programme) {
			if m := &views[i]; m.DoneOn.IsZero() && concerns(*m) {
				list = append(list, ahead{row, cmp.Or(m.Due, m.NotBefore, kpi.MustDate("9999-12-31"))})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y ahead) int { return cmp.Compare(x.day, y.day) })
	out := make([]milestone, len(list))
	for i, a := range list {
		out[i] = a.milestone
	}
	return out
}

// lateRows are the services that completed less in time than they had to in the month that has ended, the worst first.
func (r *request) lateRows(rows []processingRow, region *config.Region) []processingRow {
	inTime := map[string]float64{} // by the service's address, which a row has
	month := r.monthEnded().Start
	for _, v := range r.board.Processing(region.Code) {
		if v.Month == month && v.WithinDeadline != nil && *v.WithinDeadline < 1 {
			inTime[r.serviceLink(v.Service)] = *v.WithinDeadline
		}
	}
	late := slices.DeleteFunc(slices.Clone(rows), func(row processingRow) bool { _, is := inTime[row.Href]; return !is })
	slices.SortStableFunc(late, func(x, y processingRow) int { return cmp.Compare(inTime[x.Href], inTime[y.Href]) })
	return late
}

// fillTrust adds how far the figures can be relied on: what is striking about them, and how fresh they are.
func (r *request) fillTrust(b *brief, region *config.Region) {
	if b.Signals = r.signals(region); b.Signals != nil {
		rows, left, n := b.Signals.Rows, room(roomSignals), 0
		for n < len(rows) && left.takes(of(88, rows[n].Name+rows[n].Text)) {
			n++
		}
		b.SignalsMore = r.more(len(newestSignals(r.board.Signals, region)), n)
		b.Signals.Rows = rows[:n]
	}
	var views []board.SourceView
	var reports []board.Report
	for _, v := range r.board.Sources {
		if !slices.Contains(v.Source.Regions, region.Code) {
			continue
		}
		views = append(views, v)
		for _, report := range v.Reports {
			if report.Region == region {
				reports = append(reports, report)
			}
		}
	}
	slices.SortStableFunc(views, func(x, y board.SourceView) int {
		return cmp.Compare(slices.Index(urgency, y.Freshness), slices.Index(urgency, x.Freshness))
	})
	b.Freshness, b.Reports = r.freshness(views).Text, r.reportsText(reports)
	if len(views) > 0 {
		b.Freshness = r.T("brief.sources_on", "Moment", r.Moment(r.now)) + " " + b.Freshness
	}
	left := room(roomSources)
	for i := range views {
		if s := r.source(&views[i]); left.takes(of(60, s.Name+s.Mark.Word+s.LastSuccess+s.Ago)) {
			b.Sources = append(b.Sources, s)
		}
	}
	b.SourcesMore = r.more(len(views), len(b.Sources))
}
