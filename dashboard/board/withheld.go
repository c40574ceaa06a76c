package board

import (
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// withheld is the observation without its figures.
func withheld(o *store.Observation) *store.Observation {
	if o.Value == nil {
		return o
	}
	return blank(o, o.Status, kpi.ReasonSuppressed)
}

// blank is the observation without any figure, and why it has none.
func blank(o *store.Observation, status kpi.Status, reason kpi.Reason) *store.Observation {
	without := *o
	without.Status, without.Reason = status, reason
	without.Value, without.Numerator, without.Denominator, without.Coverage = nil, nil, nil, nil
	return &without
}

// Shown is a stored version of an observation as it may be shown.
func (b *Board) Shown(o *store.Observation) *store.Observation {
	switch known := b.known(o, b.sheet(o.Region).heard); {
	case known != o: // of a month that isn't known, it is not decided which cells give others away
		return known
	case b.Withheld(o):
		return withheld(o)
	case b.coverageWithheld(o):
		return withoutCoverage(o)
	}
	return o
}

// withoutCoverage is the observation without the fraction that its figure is of: its denominator would tell how many
// are open.
func withoutCoverage(o *store.Observation) *store.Observation {
	blank := *o
	blank.Coverage = nil
	return &blank
}

// table is a figure of a region in a period: the cells that are added up.
type table struct {
	period kpi.Period
	figure figure
}

// hiddenTables puts in those in which a cell is hidden.
func (c cellsOfRegion) hiddenTables(hidden map[table]bool) {
	for p, cells := range c {
		for _, m := range cells.members {
			if m.part.hidden {
				hidden[table{p, m.figure}] = true
			}
		}
	}
}

// Withheld tells whether a stored version of an observation must not be shown. One that is on the board is shown as it
// is there. An older one is withheld if it speaks of too few applications, and where any cell of the same figure is
// withheld now: the others' older versions may give it away. So may those of the parts of a whole, of which it isn't known any more what was
// withheld beside them: only older figures of all services are shown.
func (b *Board) Withheld(o *store.Observation) bool {
	indicator := b.Config.Indicator(o.Indicator)
	if o.Value == nil || !ofApplications(indicator) {
		return false
	}
	if now := b.onBoard(o); now != nil {
		return now.Reason == kpi.ReasonSuppressed
	}
	whole := o.Breakdown == "" && scopeOf(indicator.Derived) == ""
	return !whole && b.Config.SuppressBelow > 1 || b.sheet(o.Region).hidden[table{o.Period, figureOf[indicator.Derived.Measure]}] ||
		b.counts(indicator, o).small(float64(b.Config.SuppressBelow))
}

// coverageWithheld tells whether an observation's coverage must not be shown, though its value may be: how many of the
// open applications have a legal deadline tells of a number of open ones that is withheld.
func (b *Board) coverageWithheld(o *store.Observation) bool {
	indicator := b.Config.Indicator(o.Indicator)
	if !ofApplications(indicator) || figureOf[indicator.Derived.Measure] != figureOverdue {
		return false
	}
	if now := b.onBoard(o); now != nil {
		return now.Coverage == nil
	}
	hidden := b.sheet(o.Region).hidden
	return hidden[table{o.Period, figureOpenDeadline}] || hidden[table{o.Period, figureOpen}]
}

// onBoard finds the same version on the board; nil where it is older.
func (b *Board) onBoard(o *store.Observation) *store.Observation {
	cell := b.Series(o.Indicator, o.Region, o.Breakdown).At(o.Period)
	if cell == nil {
		return nil
	}
	for _, now := range append([]*store.Observation{cell.Observation}, cell.Others...) {
		if now.Seq == o.Seq && now.Source == o.Source {
			return now
		}
	}
	return nil
}
