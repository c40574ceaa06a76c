package pages

import (
	"cmp"
	"math"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// milestoneOrder is what needs care first: what is late, what comes next, what is open, what must still wait; what is done comes last.
var milestoneOrder = []kpi.State{kpi.Late, kpi.Due, kpi.Open, kpi.NotBefore, kpi.Unknown, "", kpi.DoneLate, kpi.Done}

// nextFirst puts milestones in the order in which they need care: by state, then by day, of what is done the newest first.
func nextFirst(list []board.Milestone) []board.Milestone {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(x, y board.Milestone) int {
		state := cmp.Compare(slices.Index(milestoneOrder, x.State), slices.Index(milestoneOrder, y.State))
		return cmp.Or(state, cmp.Compare(y.DoneOn, x.DoneOn), cmp.Compare(dayOfMilestone(&x), dayOfMilestone(&y)))
	})
	return list
}

// dayOfMilestone is when a milestone is due, else when it may come; after every other where no day is known.
func dayOfMilestone(m *board.Milestone) kpi.Date {
	return cmp.Or(m.Due, m.NotBefore, math.MaxInt32)
}

// milestonesOf are a programme's that concern a region: its own programme's, and those that name it.
func (r *request) milestonesOf(programme *config.Programme, region *config.Region) []board.Milestone {
	return slices.DeleteFunc(r.board.MilestonesOf(programme.ID), func(m board.Milestone) bool {
		return programme.Region != region.Code && m.Region != region
	})
}
