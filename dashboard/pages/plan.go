package pages

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
)

// addPlan sets beside a period's value what was planned for it, and which acts decided so.
func (r *request) addPlan(row *figureRow, p board.Planned, i *config.Indicator) {
	if p.Value != nil {
		row.Plan = r.goal(i, *p.Value)
	}
	if p.Deviation != nil {
		row.Deviation = r.Signed(*p.Deviation*measureOf(i).scale, measureOf(i).decimals)
	}
	if act := r.act(p.Decision); act != "" {
		row.Decided = append(row.Decided, act)
	}
	for _, d := range p.Earlier {
		before := "–"
		if d.Value != nil {
			before = r.goal(i, *d.Value)
		}
		row.Decided = append(row.Decided, r.T("plan.before", "Value", before, "Act", r.act(d)))
	}
}

// act names a decision: the act and its day, as far as they are known.
func (r *request) act(d board.Decision) string {
	name := r.plainText(d.Act)
	switch {
	case d.DecidedOn.IsZero():
		return name
	case name == "":
		return r.Date(d.DecidedOn)
	}
	return name + ", " + r.Date(d.DecidedOn)
}
