package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
)

// fillSecond adds the second sheet: what there is to do, which is what moves the rating, which milestones and services are to
// come, and what takes longer than the law allows; and how far the figures can be relied on.
func (r *request) fillSecond(b *brief, region *config.Region) {
	left := room(roomSecond) - room(of(90, r.T("brief.address")+" "+b.Address).lines()-1) - room(max(of(26, b.Head).lines()-2, 0))
	left.fill([]part{
		{14, r.placesPart(b, region)},
		{3.5, r.peersPart(b, region)},
		{7, r.aheadPart(b, region)},
		{9.5, r.latePart(b, region)},
		{4.5, r.signalsPart(b, region)},
		{6, r.sourcesPart(b, region)},
	})
}

// placesPart is each index with the changes that move the region most in it.
func (r *request) placesPart(b *brief, region *config.Region) func(room) room {
	all := r.indexPlaces(region)
	return func(given room) room {
		left := given
		b.Places = nil
		for _, p := range all {
			head := []cell{of(97, p.Name+". "+p.When+" "+p.Coverage+" "+strings.Join(p.Tags, " "), p.Place)}
			if len(p.Moves) > 0 {
				head[0].texts = append(head[0].texts, r.T("index.moves"))
			}
			if left.fit(1, apartPlaces, func(int) []cell { return head }) == 0 {
				break
			}
			p.Moves, p.MovesMore, p.Together = r.fitMoves(p, &left)
			b.Places = append(b.Places, p)
		}
		if b.PlacesMore = r.more(len(all), len(b.Places)); b.PlacesMore != "" || len(all) == 0 {
			left--
		}
		return given - left
	}
}

// fitMoves keeps the changes that there is room for; where all of them would lead is said where all are there.
func (r *request) fitMoves(p indexPlace, left *room) (fitting []move, more, together string) {
	move := func(i int) []cell { return []cell{of(104, p.Moves[i].Name)} }
	after := *left - room(of(108, p.Together).lines())
	if n := after.fit(len(p.Moves), 0, move); n == len(p.Moves) {
		*left = after
		return p.Moves, "", p.Together
	}
	n, taken := left.rows(len(p.Moves), 0, move)
	*left -= taken
	return p.Moves[:n], r.more(len(p.Moves), n), ""
}

// aheadPart is the milestones and, beside them, the services that are to come.
func (r *request) aheadPart(b *brief, region *config.Region) func(room) room {
	due, services := r.milestonesAhead(region), r.services(region)
	b.MilestonesNone = r.T("brief.no_milestones")
	if slices.ContainsFunc(r.board.Config.Programmes, func(p *config.Programme) bool { return len(r.milestonesOf(p, region)) > 0 }) {
		b.MilestonesNone = r.T("brief.milestones_done")
	}
	var all []waiting
	if services != nil {
		all = slices.Concat(services.Waiting, services.Rest)
	}
	return func(given room) room {
		n, taken := given.rows(len(due), apartListed, func(i int) []cell {
			m := &due[i]
			return []cell{of(49, m.Mark.Word+" "+m.Mark.Why+m.Name+" "+m.Region+m.When)}
		})
		b.Milestones, b.MilestonesMore = due[:n], r.more(len(due), n)
		if services == nil {
			return max(taken, 1)
		}
		online := room(of(44, services.Online+" "+strings.Join(services.Tags, " ")).lines())
		n, beside := (given - online).rows(len(all), apartListed, func(i int) []cell {
			return []cell{of(48, all[i].Name+" "+all[i].Tier+" "+all[i].Stage.Word)}
		})
		shown := *services
		shown.Waiting = all[:n]
		b.Services, b.ServicesMore = &shown, r.more(len(all), n)
		return max(taken, online+beside, 1)
	}
}

// latePart is the applications, and the services that missed their deadline.
func (r *request) latePart(b *brief, region *config.Region) func(room) room {
	p := r.processing(region.Code)
	if p == nil {
		return func(room) room { return 1 }
	}
	all := r.lateRows(p.Rows, region)
	b.Stuck = r.stuck(region)
	head := room(of(97, p.Open+" "+p.Overdue+" "+p.Withheld+" "+b.Stuck+" "+strings.Join(p.Tags, " ")).lines()) + 1
	if len(all) > 0 {
		head += roomTimesHead
	}
	return func(given room) room {
		n, taken := (given - head).rows(len(all), apartTimes, func(i int) []cell { return []cell{of(44, all[i].Name), of(10, all[i].Deadline)} })
		shown := *p
		shown.Rows = all[:n]
		b.Processing, b.ProcessingMore = &shown, r.more(len(all), n)
		return head + taken
	}
}

// stuck is how many applications have been overdue for how long, in a line.
func (r *request) stuck(region *config.Region) string {
	l := r.late(region)
	if l == nil || len(l.Bins) == 0 {
		return ""
	}
	var told []string
	for _, b := range l.Bins {
		count := b.Count
		if b.Missing != nil {
			count = b.Missing.Word
		}
		told = append(told, b.Name+" – "+count)
	}
	return r.T("brief.stuck", "Ages", strings.Join(told, "; "))
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
		due := slices.DeleteFunc(r.milestonesOf(programme, region), func(m board.Milestone) bool { return !m.DoneOn.IsZero() })
		for i, row := range r.milestoneList(programme, due) {
			m := &due[i]
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

// signalsPart is what is striking about the figures.
func (r *request) signalsPart(b *brief, region *config.Region) func(room) room {
	all := r.signals(region)
	if all == nil {
		return func(room) room { return 1 }
	}
	return func(given room) room {
		n, taken := given.rows(len(all.Rows), apartListed, func(i int) []cell { return []cell{of(96, all.Rows[i].Name+" "+all.Rows[i].Text)} })
		shown := *all
		shown.Rows = all.Rows[:n]
		b.Signals, b.SignalsMore = &shown, r.more(len(newestSignals(r.board.Signals, region)), n)
		if n == len(all.Rows) && b.SignalsMore != "" { // the page has no more of them either
			taken++
		}
		return taken
	}
}

// sourcesPart is how fresh the figures are.
func (r *request) sourcesPart(b *brief, region *config.Region) func(room) room {
	views := r.sourcesOf(region)
	b.Freshness = r.freshness(views).Text
	if len(views) > 0 {
		b.Freshness = r.T("brief.sources_on", "Moment", r.Moment(r.now)) + " " + b.Freshness
	}
	var all []source
	var reports []board.Report
	for i := range views {
		all = append(all, r.source(&views[i]))
		for _, report := range views[i].Reports {
			if report.Region == region {
				reports = append(reports, report)
			}
		}
	}
	b.Reports = r.reportsText(reports)
	head := room(of(97, b.Freshness+" "+b.Reports).lines())
	return func(given room) room {
		n, taken := (given - head).rows(len(all), apartListed, func(i int) []cell {
			s := &all[i]
			return []cell{of(64, s.Name+s.Mark.Word+s.LastSuccess+s.Ago)}
		})
		b.Sources, b.SourcesMore = all[:n], r.more(len(all), n)
		return head + taken
	}
}

// sourcesOf are the sources of a region, what fails or is late first.
func (r *request) sourcesOf(region *config.Region) []board.SourceView {
	views := r.board.SourcesOf(region.Code)
	slices.SortStableFunc(views, func(x, y board.SourceView) int {
		return cmp.Compare(slices.Index(urgency, y.Freshness), slices.Index(urgency, x.Freshness))
	})
	return views
}
