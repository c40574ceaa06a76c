package pages

import (
	"slices"

	"github.com/postup/postup/dashboard/board"
)

// shownEach is in how many regions at most a promise is shown region by region.
const shownEach = 3

// summed is where promises stand: one that was made to each of many regions as a single row, of how many of them stand where.
func (r *request) summed(list []*board.Progress) []standing {
	var out []standing
	for _, of := range byTarget(list) {
		if n := regionsOf(of); n > shownEach {
			out = append(out, r.everywhere(of, n))
		} else {
			out = append(out, r.standings(of)...)
		}
	}
	return out
}

func (r *request) everywhere(of []*board.Progress, regions int) standing {
	p := of[0]
	s := standing{
		Name: r.text(p.Target.Name), Href: r.link("/programmes/" + p.Programme.ID + "#" + p.Target.ID), Deadline: r.deadline(p), Rows: 1,
		Everywhere: r.N("table.everywhere", float64(regions), 0), Tally: r.tally(of), ByRegion: r.link("/programmes/" + p.Programme.ID + "#regions"),
	}
	if p.Value != nil && !slices.ContainsFunc(of, func(o *board.Progress) bool { return o.Value == nil || *o.Value != *p.Value }) {
		s.Promised = r.promised(p)
	}
	if slices.ContainsFunc(of, func(o *board.Progress) bool { return o.Simulated }) {
		s.Tags = append(s.Tags, r.T("tag.simulated"))
	}
	if p.Indicator.Proposed {
		s.Tags = append(s.Tags, r.T("tag.proposed"))
	}
	return s
}
