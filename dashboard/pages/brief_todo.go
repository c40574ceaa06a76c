package pages

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
)

// fillToDo adds what there is to do: what moves the rating, which milestones and services are to come, and what takes longer
// than the law allows. It gives the room that it leaves.
func (r *request) fillToDo(b *brief, region *config.Region) room {
	left := room(roomPlaces)
	b.Places, b.PlacesMore = r.fitPlaces(r.indexPlaces(region), &left)
	left += roomMilestones
	beside := left
	due := r.milestonesAhead(region)
	n := left.fit(len(due), func(i int) []cell {
		m := &due[i]
		return []cell{of(48, m.Mark.Word+" "+m.Mark.Why+m.Name+" "+m.Region+m.When)}
	})
	b.Milestones, b.MilestonesMore = due[:n], r.more(len(due), n)
	if b.Services = r.services(region); b.Services != nil {
		all := slices.Concat(b.Services.Waiting, b.Services.Rest)
		beside -= 3 // how many are online
		n := beside.fit(len(all), func(i int) []cell { return []cell{of(46, all[i].Name+" "+all[i].Tier+" "+all[i].Stage.Word)} })
		b.Services.Waiting, b.ServicesMore = all[:n], r.more(len(all), n)
	}
	left = min(left, beside) + roomProcessing
	if b.Processing = r.processing(region.Code); b.Processing != nil {
		all := r.lateRows(b.Processing.Rows, region)
		n := left.fit(len(all), func(i int) []cell { return []cell{of(44, all[i].Name), of(10, all[i].Deadline)} })
		b.Processing.Rows, b.ProcessingMore = all[:n], r.more(len(all), n)
	}
	return left
}

// fitPlaces keeps what there is room for: each index with the changes that move the region most in it.
func (r *request) fitPlaces(all []indexPlace, left *room) (fitting []indexPlace, more string) {
	for _, p := range all {
		head := []cell{of(80, p.Name+p.When+p.Coverage, p.Place, p.Together, "-")}
		if left.fit(1, func(int) []cell { return head }) == 0 {
			break
		}
		n := left.fit(len(p.Moves), func(i int) []cell { return []cell{of(96, p.Moves[i].Name)} })
		if n < len(p.Moves) {
			p.Moves, p.Together = p.Moves[:n], "" // which speaks of all of them
		}
		fitting = append(fitting, p)
	}
	return fitting, r.more(len(all), len(fitting))
}

// milestonesAhead are the milestones of a region and of its programmes that are not done: the next one first, then those
// whose day has passed, then those without a day.
func (r *request) milestonesAhead(region *config.Region) []milestone {
	type ahead struct {
		milestone
		order, day int
	}
	var list []ahead
	for _, programme := range r.board.Config.Programmes {
		views := r.board.MilestonesOf(programme.ID)
		concerns := func(m board.Milestone) bool { return programme.Region == region.Code || m.Region == region }
		if !slices.ContainsFunc(views, concerns) {
			continue
		}
		for i, row := range r.milestones(programme) {
			m := &views[i]
			if !m.DoneOn.IsZero() || !concerns(*m) {
				continue
			}
			switch day := cmp.Or(m.Due, m.NotBefore); {
			case day.IsZero():
				list = append(list, ahead{row, 2, 0})
			case day >= r.board.Today:
				list = append(list, ahead{row, 0, int(day)})
			default:
				list = append(list, ahead{row, 1, -int(day)})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y ahead) int { return cmp.Or(cmp.Compare(x.order, y.order), cmp.Compare(x.day, y.day)) })
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
func (r *request) fillTrust(b *brief, region *config.Region, left room) {
	left += roomSignals
	if b.Signals = r.signals(region); b.Signals != nil {
		rows := b.Signals.Rows
		n := left.fit(len(rows), func(i int) []cell { return []cell{of(88, rows[i].Name+" "+rows[i].Text)} })
		b.Signals.Rows, b.SignalsMore = rows[:n], r.more(len(newestSignals(r.board.Signals, region)), n)
	}
	left += roomSources
	views := r.sourcesOf(region)
	b.Freshness = r.freshness(views).Text
	if len(views) > 0 {
		b.Freshness = r.T("brief.sources_on", "Moment", r.Moment(r.now)) + " " + b.Freshness
	}
	var reports []board.Report
	for i := range views {
		b.Sources = append(b.Sources, r.source(&views[i]))
		for _, report := range views[i].Reports {
			if report.Region == region {
				reports = append(reports, report)
			}
		}
	}
	b.Reports = r.reportsText(reports)
	n := left.fit(len(b.Sources), func(i int) []cell {
		s := &b.Sources[i]
		return []cell{of(60, s.Name+s.Mark.Word+s.LastSuccess+s.Ago)}
	})
	b.Sources, b.SourcesMore = b.Sources[:n], r.more(len(b.Sources), n)
}

// sourcesOf are the sources of a region, what fails or is late first.
func (r *request) sourcesOf(region *config.Region) []board.SourceView {
	views := slices.DeleteFunc(slices.Clone(r.board.Sources), func(v board.SourceView) bool { return !slices.Contains(v.Source.Regions, region.Code) })
	slices.SortStableFunc(views, func(x, y board.SourceView) int {
		return cmp.Compare(slices.Index(urgency, y.Freshness), slices.Index(urgency, x.Freshness))
	})
	return views
}
