package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// mostOnSheet is how many drawings stand side by side on a sheet.
const mostOnSheet = 3

// fillHow adds the first sheet: the finding, and the promises by how far they are behind.
func (r *request) fillHow(b *brief, region *config.Region) {
	var list []*board.Progress
	var promises []group
	for g := range groups(r.board.ProgressOf("", region.Code)) {
		if g.last().Programme.Exempt(region.Code) == nil {
			list, promises = append(list, g...), append(promises, g)
		}
	}
	page := &regionBody{Name: b.Name, Absent: b.Absent}
	r.fillFinding(page, list)
	b.Finding, b.Gap, b.Tags, b.Tally = page.Finding, page.Gap, page.Tags, page.Tally
	slices.SortStableFunc(promises, furthestBehind)
	as := sheetSmall
	if len(promises) == 1 {
		as = sheetLarge
	}
	for _, g := range promises {
		if len(b.Drawn) == mostOnSheet || g.last().Latest == nil {
			break
		}
		if f := r.figure(g, as); f.Drawing != nil {
			b.Drawn = append(b.Drawn, f)
		}
	}
	for _, g := range promises {
		b.Targets = append(b.Targets, r.briefTarget(g))
	}
	left := b.roomOfTargets()
	n, _ := left.rows(len(b.Targets), apartTargets, func(i int) []cell { return b.Targets[i].cells() })
	b.Targets, b.TargetsMore = b.Targets[:n], r.more(len(b.Targets), n)
}

func (r *request) briefTarget(g group) briefTarget {
	all := r.standings(g)
	t := briefTarget{standing: all[len(all)-1], Others: all[:len(all)-1]}
	t.Pace = sentence(r.pace(g.last()))
	t.Marked = strings.Join(t.Tags, " · ")
	if of := g.last().Target; len(of.Responsible) > 0 {
		t.Responsible = r.responsible(of)
	}
	if t.Reading != "" {
		t.Reading = r.T("table.reading", "Reading", t.Reading)
	}
	return t
}

// furthestBehind orders promises: those that fall by how far, then those that are behind, then the rest; what nothing is
// known of comes last.
func furthestBehind(x, y group) int {
	return cmp.Or(cmp.Compare(concern(x.last()), concern(y.last())), cmp.Compare(gapOf(y.last()), gapOf(x.last())))
}

func concern(p *board.Progress) int {
	switch {
	case p.Latest == nil:
		return 3
	case falls(p):
		return 0
	case p.State == kpi.Behind || outlook(p) == markOpen:
		return 1
	}
	return 2
}

// gapOf is how far a promise is from being kept, 0 where its value can't be held against it.
func gapOf(p *board.Progress) float64 {
	if p.Latest == nil || p.Value == nil || p.Progress.Reason == kpi.ReasonNotComparable {
		return 0
	}
	return shortfall(p)
}

// cells are what a row of the table of promises holds.
func (t *briefTarget) cells() []cell {
	said := []string{t.Promised + ", " + t.Deadline, t.Reading}
	for _, o := range t.Others {
		said = append(said, o.Reading+": "+o.Mark.Word)
	}
	bar := ""
	if t.Way != nil {
		bar = "-"
	}
	return []cell{
		of(21, t.Name, t.Marked, t.Responsible),
		of(15, t.Latest, t.LatestOn, bar, t.Unmeasured),
		of(21, said...),
		of(16, t.Mark.Word, t.Mark.Why),
		of(21, t.Forecast, t.NoForecast, t.ReachedOn, t.Pace),
	}
}
