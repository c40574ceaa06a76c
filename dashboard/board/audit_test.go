package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// cell is the sum of cases that a figure of a cell is, of real ones or of all, and its number.
func (a *audit) cell(d *config.Derived, breakdown string, m kpi.Date, of []int, all bool) (vector, uint64) {
	sum, n := vector{}, uint64(0)
	for _, s := range a.world.services {
		if covers(d, breakdown, s) {
			for _, simulated := range []bool{false, true} {
				if (all || !simulated) && a.world.has(s.ID, m, simulated) { // else everybody knows that there are none
					for _, k := range of {
						sum.add(a.column(s, m, k, simulated), 1)
					}
				}
			}
			n += a.world.of(s.ID, m, all).sum(of)
		}
	}
	return sum, n
}

// column is an unknown: how many cases of a kind a service has in a month, real or simulated.
func (a *audit) column(s *config.Service, m kpi.Date, kind int, simulated bool) int {
	service, month := slices.Index(a.world.services, s), slices.Index(a.world.months, m)
	column := (month*len(a.world.services)+service)*kinds + kind
	if simulated {
		column += len(a.world.months) * len(a.world.services) * kinds
	}
	return column
}

// identities are what holds without any figure: what is completed has a deadline or none, and the months balance.
func (a *audit) identities(simulated bool) {
	for _, s := range a.world.services {
		for i, m := range a.world.months {
			if !a.world.has(s.ID, m, simulated) {
				continue
			}
			sum, balance := vector{}, vector{}
			for _, k := range completed {
				sum.add(a.column(s, m, k, simulated), 1)
				balance.add(a.column(s, m, k, simulated), -1)
			}
			sum.add(a.column(s, m, withDeadline, simulated), -1)
			sum.add(a.column(s, m, noDeadline, simulated), -1)
			for _, k := range applied {
				balance.add(a.column(s, m, k, simulated), 1)
			}
			balance.add(a.column(s, m, withdrawn, simulated), -1)
			balance.add(a.column(s, m, stillOpen, simulated), -1)
			if i > 0 && a.world.has(s.ID, a.world.months[i-1], simulated) {
				balance.add(a.column(s, a.world.months[i-1], stillOpen, simulated), 1)
			}
			a.known.learn(sum)
			a.known.learn(balance)
			a.deadlines(s, m, simulated)
		}
	}
}

// deadlines learns what the law says of a service: all of its applications have a deadline, or none has.
func (a *audit) deadlines(s *config.Service, m kpi.Date, simulated bool) {
	have := a.world.deadlines[s.ID]
	if have == someHave {
		return
	}
	done, open := vector{}, vector{}
	done.add(a.column(s, m, withDeadline, simulated), 1)
	open.add(a.column(s, m, openWithDeadline, simulated), 1)
	if have == allHave {
		for _, k := range completed {
			done.add(a.column(s, m, k, simulated), -1)
		}
		open.add(a.column(s, m, stillOpen, simulated), -1)
	}
	a.known.learn(done)
	a.known.learn(open)
}

// observations learns what the list of observations shows, of real applications or of all.
func (a *audit) observations(simulated bool) {
	a.world.eachCell(simulated, func(i *config.Indicator, b string, m kpi.Date, c *cases) {
		learn := func(of ...int) {
			sum, _ := a.cell(i.Derived, b, m, of, simulated)
			a.known.learn(sum)
		}
		cell := a.shown(i.ID, b, m, simulated)
		if cell == nil { // there was nothing to make it of
			switch i.Derived.Measure {
			case config.MeasureDigitalTakeUp:
				learn(known...)
			case config.MeasureProcessingMedian, config.MeasureProcessingMean:
				learn(completed...)
			case config.MeasureWithinDeadline:
				learn(withDeadline)
			case config.MeasureOverdueMedian:
				learn(overdue)
			case config.MeasureOverdue:
				learn(openWithDeadline)
			}
			return
		}
		if cell.Value == nil {
			return
		}
		channel := BreakdownValue(b, "channel")
		switch i.Derived.Measure {
		case config.MeasureApplications:
			if channel != "" {
				learn(channelKinds[channel])
			} else {
				learn(applied...)
			}
		case config.MeasureDigitalTakeUp:
			learn(online)
			learn(known...)
			learn(applied...) // by the coverage
		case config.MeasureCompleted, config.MeasureProcessingMedian, config.MeasureProcessingMean:
			learn(completed...)
		case config.MeasureRefused:
			learn(refused)
		case config.MeasureWithdrawn:
			learn(withdrawn)
		case config.MeasureWithinDeadline:
			learn(withDeadline)
			learn(completed...)
		case config.MeasureOpen:
			learn(stillOpen)
		case config.MeasureOverdueMedian:
			learn(overdue)
		case config.MeasureOverdue:
			learn(overdue)
			if cell.Coverage != nil {
				with, n := a.cell(i.Derived, b, m, []int{openWithDeadline}, simulated)
				of, all := a.cell(i.Derived, b, m, []int{stillOpen}, simulated)
				ratio := vector{}
				for k := range with {
					ratio.add(k, int64(all))
				}
				for k := range of {
					ratio.add(k, -int64(n))
				}
				a.known.learn(ratio)
			}
		}
	})
}

// shown is what the board shows of a cell, of real applications or of all; nil where there is none.
func (a *audit) shown(indicator, breakdown string, m kpi.Date, simulated bool) *store.Observation {
	cell := a.board.Series(indicator, a.world.region, breakdown).At(kpi.Month(m))
	if cell == nil {
		return nil
	}
	for _, o := range append([]*store.Observation{cell.Observation}, cell.Others...) {
		if o.Simulated == simulated {
			return o
		}
	}
	return nil
}

// row learns what a row of the processing shows.
func (a *audit) row(v *ProcessingView) {
	h := v.Hidden
	for _, x := range []struct {
		hidden bool
		of     []int
	}{
		{h.Applications, applied}, {h.Completed, completed}, {h.Refused, []int{refused}}, {h.Withdrawn, []int{withdrawn}},
		{h.Open, []int{stillOpen}}, {h.Overdue || !v.OverdueKnown(), []int{overdue}},
	} {
		if !x.hidden {
			sum, _ := a.cell(&config.Derived{}, "service="+v.Service.ID, v.Month, x.of, v.Simulated)
			a.known.learn(sum)
		}
	}
	of := a.world.of(v.Service.ID, v.Month, v.Simulated)
	if h.Open && !h.Overdue && of[overdue] > 0 || h.Completed && !h.Refused && of[refused] > 0 {
		a.test.Errorf("%s: %s, %v shows a part of what is withheld, which is then no less: %+v", a.hint, v.Service.ID, v.Month, h)
	}
	if !h.Open && !h.Overdue && v.OverdueKnown() && of[overdue] > 0 && small(float64(of[stillOpen]-of[overdue]), smallLimit) {
		a.test.Errorf("%s: of %s, %v, %d are open and not overdue, and both are shown", a.hint, v.Service.ID, v.Month, of[stillOpen]-of[overdue])
	}
	if h.Completed && (v.MedianDays != nil || v.P90Days != nil || v.MeanDays != nil || v.Hours != nil) {
		a.test.Errorf("%s: %s shows the times of completions that are withheld", a.hint, v.Service.ID)
	}
}
