package pages

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/dashboard/pages/locale"
)

func (r *request) ranks(t *comparison, body *compareBody) {
	shown := &compareRanks{}
	body.Shown = shown
	if v := t.placing(r); v != nil {
		shown.Name, shown.Explain, shown.Proposed = r.plainText(v.Index.Name), r.link("/methods#"+v.Index.ID), v.Index.Proposed
	} else {
		shown.Name, shown.Explain = r.plainText(t.on.Name), r.link("/methods#"+t.on.ID)
	}
	all := r.placings(t)
	if len(all.periods) == 0 {
		body.Finding = r.T("compare.no_places", "By", shown.Name)
		return
	}
	s := all.last(mostPeriods)
	shown.Earlier = len(s.periods) < len(all.periods)
	for _, at := range s.parts {
		shown.Parted = append(shown.Parted, r.T("compare.parted", "Period", locale.Capital(r.Period(s.periods[at]))))
	}
	if slices.ContainsFunc(s.cells, func(simulated []bool) bool { return slices.Contains(simulated, true) }) {
		body.Tags = []string{r.T("tag.simulated")}
	}
	order := r.fillRanks(shown, t, s)
	r.drawRanks(shown, t, s, order)
	if len(shown.Panels) > 1 {
		body.Notes = append(body.Notes, r.T("compare.ends_drawn", "N", r.Number(endsLines, 0), "All", r.Number(float64(len(order)), 0)))
	}
	r.fillClimbed(body, shown.Name, t, s, order)
}

// fillRanks fills the table, and gives the regions that have a place, the first one first.
func (r *request) fillRanks(shown *compareRanks, t *comparison, s *placings) (order []int) {
	columns := make([]int, len(s.periods))
	for n := range columns {
		columns[n] = n
	}
	if shown.Between = len(t.regions) > mostPlaces && len(columns) > 2; shown.Between {
		columns = []int{0, len(columns) - 1}
	}
	for _, at := range columns {
		shown.Periods = append(shown.Periods, r.Period(s.periods[at]))
	}
	last := len(s.periods) - 1
	for _, n := range s.newestFirst(len(t.regions)) {
		region := t.regions[n]
		if !slices.ContainsFunc(s.ranks, func(ranks []int) bool { return ranks[n] > 0 }) {
			shown.Untold = append(shown.Untold, untold{r.regionName(region), r.regionLink(region), r.noPlace(t, region)})
			continue
		}
		order = append(order, n)
		row := rankRow{Name: r.regionName(region), Href: r.regionLink(region), Peer: t.peers != nil && t.peers.of == region, Moved: r.rose(s, n), Newest: len(columns) - 1}
		for _, at := range columns {
			place := ""
			if rank := s.ranks[at][n]; rank > 0 {
				place = r.Number(float64(rank), 0)
			}
			row.Places = append(row.Places, place)
		}
		if s.ranks[last][n] > 0 {
			row.How = r.how(s.id, region.Code, "", s.periods[last])
		}
		shown.Rows = append(shown.Rows, row)
	}
	return order
}

// rose says by how many places a region rose or fell; "" where that can't be said.
func (r *request) rose(s *placings, region int) string {
	by := s.rose(region)
	switch {
	case by == nil:
		return ""
	case *by > 0:
		return r.N("index.up", float64(*by), 0)
	case *by < 0:
		return r.N("index.down", float64(-*by), 0)
	}
	return r.T("index.same")
}

// drawRanks draws the places: of very many regions those of the first and of the last, each by themselves.
func (r *request) drawRanks(shown *compareRanks, t *comparison, s *placings, order []int) {
	kinds := s.movedMost(order)
	panel := func(title string, part []int) {
		ranks := &chart.Ranks{Parts: s.parts}
		for n, p := range s.periods {
			ranks.Periods = append(ranks.Periods, r.Period(p))
			if year := p.End.Time().Year(); n > 0 && s.periods[n-1].End.Time().Year() != year {
				ranks.Years = append(ranks.Years, chart.Year{At: n, Name: strconv.Itoa(year)})
			}
		}
		for _, n := range part {
			line := r.rankLine(t, s, n, kinds[n])
			ranks.Lines = append(ranks.Lines, line)
			shown.Risen, shown.Fallen, shown.Marked = shown.Risen || line.Kind == "up", shown.Fallen || line.Kind == "down", shown.Marked || line.Kind == "marked"
		}
		shown.Panels = append(shown.Panels, ranksPanel{title, chart.DrawRanks(ranks, scatterWidth, false), chart.DrawRanks(ranks, narrowScatterWidth, true)})
	}
	if len(order) <= mostLines {
		panel("", order)
		return
	}
	last := s.ranks[len(s.ranks)-1]
	order = slices.DeleteFunc(slices.Clone(order), func(n int) bool { return last[n] == 0 })
	panel(r.T("compare.first"), order[:min(endsLines, len(order))])
	panel(r.T("compare.last"), order[max(0, len(order)-endsLines):])
}

func (r *request) rankLine(t *comparison, s *placings, n int, kind string) chart.RankLine {
	region := t.regions[n]
	line := chart.RankLine{
		Name: r.regionName(region), Short: cmp.Or(r.plainText(region.Short), region.Code), Href: r.regionLink(region), Kind: kind,
	}
	if t.peers != nil && t.peers.of == region {
		line.Kind = "marked"
	}
	for _, ranks := range s.ranks {
		line.Ranks = append(line.Ranks, ranks[n])
	}
	if last := line.Ranks[len(line.Ranks)-1]; last > 0 {
		line.Name, line.Short = strconv.Itoa(last)+". "+line.Name, strconv.Itoa(last)+". "+line.Short
	}
	if by := s.rose(n); by != nil && *by != 0 {
		line.Moved = map[bool]string{true: "▲", false: "▼"}[*by > 0] + strconv.Itoa(max(*by, -*by))
	}
	return line
}

// movedMost are the regions that rose and that fell most, by region: all that moved by as much, and none where those are too many to be
// told apart by a colour.
func (s *placings) movedMost(order []int) map[int]string {
	kinds := map[int]string{}
	for kind, way := range map[string]int{"up": 1, "down": -1} {
		if list, _ := s.furthest(order, way); len(list) <= mostMoved {
			for _, n := range list {
				kinds[n] = kind
			}
		}
	}
	return kinds
}

// furthest are the regions that moved by most places, up (1) or down (-1), and by how many; none where nobody moved that way.
func (s *placings) furthest(order []int, way int) (list []int, most int) {
	for _, n := range order {
		by := s.rose(n)
		switch {
		case by == nil || *by*way <= 0 || *by*way < most:
		case *by*way > most:
			most, list = *by*way, []int{n}
		default:
			list = append(list, n)
		}
	}
	return list, most
}

// fillClimbed says who is first, and who rose most.
func (r *request) fillClimbed(body *compareBody, by string, t *comparison, s *placings, order []int) {
	var first, rose []*config.Region
	last := len(s.periods) - 1
	for _, n := range order {
		if s.ranks[last][n] == 1 {
			first = append(first, t.regions[n])
		}
	}
	risen, most := s.furthest(order, 1)
	for _, n := range risen {
		rose = append(rose, t.regions[n])
	}
	body.Finding = r.T("compare.first_are", "By", by, "Regions", r.names(first, mostInTitles), "Period", r.Period(s.periods[last]))
	if most > 0 {
		body.More = r.N("compare.rose_most", float64(most), 0, "Regions", r.names(rose, mostNamed), "Since", r.Period(s.periods[s.comparableFrom()]))
	}
}
