package board

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Signal is something striking about figures on the board, for people to look at. It is told from figures that are shown,
// so that it gives nothing away that is withheld.
type Signal struct {
	kpi.Signal
	Region      *config.Region
	Indicator   *config.Indicator // nil of a service
	Breakdown   string            // of what was seen; of a service "service=…"
	Source      string            // of what was seen; "" where it is a promise
	Against     string            // what it was held against: another source, the key of the breakdown that parts are of, the target that parts make; "" elsewhere
	Collections []uint64          // that what was seen came from
	Simulated   bool              // what was seen, or what it was held against
}

// fillSignals looks for what is striking in every series by itself, in parts beside their whole, in promises that make
// up others, and in services that nobody uses; and for what was restated. Where nothing has changed, what was found for the
// last board holds.
func (b *Board) fillSignals(restated restated, last *Board, changed *changes) {
	var written []*sheet
	var regions []string
	for _, region := range b.Config.Regions {
		if s := b.sheets[region.Code]; s != nil && s != last.sheetOf(region.Code) {
			written, regions = append(written, s), append(regions, region.Code)
		}
	}
	inParallel(len(written), func() func(int) {
		return func(n int) {
			s := written[n]
			for _, i := range b.Config.Indicators {
				if changed.has(i.ID, regions[n]) {
					first := restated[indicatorRegion{i.ID, regions[n]}]
					putSignals(s.signals, i.ID, b.indicatorSignals(s.series[i.ID], first))
					put(s.restated, i.ID, b.restatements(s.series[i.ID], first))
				}
			}
			putSignals(s.signals, "", b.serviceSignals(s))
		}
	})
	var fresh []Signal
	anew := map[*config.Region]bool{}
	for n, s := range written {
		anew[b.Config.Region(regions[n])] = true
		for _, list := range s.signals {
			fresh = append(fresh, list...)
		}
	}
	slices.SortFunc(fresh, Signal.compare)
	b.ofFigures = fresh
	if last != nil {
		b.ofFigures = merge(last.ofFigures, fresh, func(s *Signal) bool { return anew[s.Region] })
	}
	b.Signals = b.ofFigures
	if promised := b.promiseSignals(); len(promised) > 0 {
		slices.SortFunc(promised, Signal.compare)
		b.Signals = merge(b.ofFigures, promised, func(*Signal) bool { return false })
	}
}

// merge puts signals that are in order among older ones that are, less those of these that are gone. There are many older ones, and
// most stay next to each other.
func merge(older, fresh []Signal, gone func(*Signal) bool) []Signal {
	if len(older) == 0 {
		return fresh
	}
	all, from := make([]Signal, 0, len(older)+len(fresh)), 0
	keep := func(end int) {
		for n := from; n < end; n++ {
			if gone(&older[n]) {
				all, from = append(all, older[from:n]...), n+1
			}
		}
		all, from = append(all, older[from:end]...), end
	}
	for _, s := range fresh {
		at, _ := slices.BinarySearchFunc(older[from:], s, Signal.compare)
		keep(from + at)
		all = append(all, s)
	}
	if keep(len(older)); len(all) == 0 {
		return nil
	}
	return all
}

func putSignals(by map[string][]Signal, indicator string, list []Signal) {
	if len(list) == 0 {
		delete(by, indicator)
		return
	}
	slices.SortFunc(list, Signal.compare)
	by[indicator] = list
}

// indicatorSignals are those of an indicator in a region.
func (b *Board) indicatorSignals(series []*Series, first map[store.ObservationKey]*store.Observation) []Signal {
	var list []Signal
	figures := map[*Series][]ownFigures{}
	for _, s := range series {
		figures[s] = s.figures()
		list = append(list, b.seriesSignals(s, figures[s], first)...)
	}
	if len(series) > 1 {
		list = append(list, b.partsSignals(series, figures)...)
	}
	return list
}

// compare orders signals by indicator, region, breakdown, period and kind.
func (s Signal) compare(o Signal) int {
	return cmp.Or(
		strings.Compare(s.IndicatorID(), o.IndicatorID()), strings.Compare(s.Region.Code, o.Region.Code),
		strings.Compare(s.Breakdown, o.Breakdown), comparePeriods(s.Period, o.Period),
		strings.Compare(string(s.Kind), string(o.Kind)), strings.Compare(s.Against, o.Against), strings.Compare(s.Source, o.Source),
	)
}

// IndicatorID is the indicator's id; "" of a service.
func (s Signal) IndicatorID() string {
	if s.Indicator == nil {
		return ""
	}
	return s.Indicator.ID
}

// seriesSignals are those of one series by itself. They hold as long as the series, first and today do.
func (b *Board) seriesSignals(s *Series, figures []ownFigures, first map[store.ObservationKey]*store.Observation) []Signal {
	indicator, region := b.Config.Indicator(s.Indicator), b.Config.Region(s.Region)
	var list []Signal
	add := func(c *Cell, against string, signals ...kpi.Signal) {
		for _, signal := range signals {
			list = append(list, Signal{
				Signal: signal, Region: region, Indicator: indicator, Breakdown: s.Breakdown,
				Source: c.Source, Against: against, Collections: c.Collections, Simulated: c.Simulated,
			})
		}
	}
	for _, own := range figures {
		for _, signal := range ownSignals(indicator, own) {
			add(s.ending(signal.Period.End, own.source), "", signal)
		}
	}
	for i := range s.Cells {
		c := &s.Cells[i]
		if !c.judged() || !c.Restated && len(c.Others) == 0 {
			continue
		}
		if was := first[c.Key()]; c.Restated && was != nil && was.Value != nil && !b.Withheld(was) {
			if signal, ok := kpi.Restated(c.Period, *was.Value, *c.Value, kpi.SignalOptions{}); ok {
				add(c, "", signal)
			}
		}
		if signal, other, ok := disagreement(indicator, c); ok {
			add(c, other, signal)
		}
	}
	return list
}

// ownSignals are those of figures of one source. Figures that stand still or are round are told only of what somebody
// reported: what was derived from records was neither copied nor guessed. Changes of values counted since the year began
// are judged where an indicator gives them.
func ownSignals(indicator *config.Indicator, own ownFigures) []kpi.Signal {
	o, bounds, figures := kpi.SignalOptions{}, boundsOf(indicator), own.figures
	list := kpi.NumeratorOver(figures)
	derived := store.IsDerived(own.source)
	if !derived {
		list = append(list, kpi.Flat(figures, indicator.Frequency, bounds, o)...)
	}
	if indicator.Nature == kpi.YearToDate {
		return list
	}
	step := stepOf(indicator, figures)
	jumps := kpi.Outlier(figures, indicator.Frequency, step, o)
	if !derived {
		jumps = append(jumps, kpi.RoundJump(figures, bounds, step, o)...)
	}
	return append(list, slices.DeleteFunc(jumps, func(s kpi.Signal) bool { return overBreak(indicator, figures, s) })...)
}

// overBreak tells of a jump that the indicator is measured in another way since: it is declared, and so not striking.
func overBreak(indicator *config.Indicator, figures []kpi.Figure, s kpi.Signal) bool {
	if len(indicator.Breaks) == 0 {
		return false
	}
	at := slices.IndexFunc(figures, func(f kpi.Figure) bool { return f.Period == s.Period })
	return at > 0 && indicator.BreakBetween(figures[at-1].Period, s.Period)
}

// stepOf is what one case more changes an indicator by: of a share by its smallest denominator; 0 where that is not known.
func stepOf(i *config.Indicator, figures []kpi.Figure) float64 {
	if i.Integer {
		return 1
	}
	if !i.IsShare() {
		return 0
	}
	step := 0.0
	for _, f := range figures {
		if f.Numerator != nil && f.Denominator != nil && *f.Denominator > 0 {
			step = max(step, scaleOf(i) / *f.Denominator)
		}
	}
	return step
}

// boundsOf are the least and the greatest that an indicator can be, also where its unit alone says so.
func boundsOf(i *config.Indicator) kpi.Bounds {
	bounds := kpi.Bounds{Min: i.Min, Max: i.Max}
	if whole := scaleOf(i); bounds.Max == nil && i.IsShare() {
		bounds.Max = &whole
	}
	return bounds
}

// judged tells whether a cell's figure is one that somebody gave of a period that has ended: what is rolled up is as
// striking as its parts are.
func (c *Cell) judged() bool {
	return c.Value != nil && !c.Running && !c.Partial && !c.Incomplete && c.Source != RollupSource
}

// ownFigures are the values of a series that came from one source.
type ownFigures struct {
	source  string
	figures []kpi.Figure
}

// figures are the values of a series by source, for the ways of one are not those of another.
func (s *Series) figures() []ownFigures {
	var list []ownFigures
	at := -1 // of the cell before
	for i := range s.Cells {
		c := &s.Cells[i]
		if !c.judged() {
			continue
		}
		if at < 0 || list[at].source != c.Source {
			at = slices.IndexFunc(list, func(o ownFigures) bool { return o.source == c.Source })
		}
		if at < 0 {
			at = len(list)
			list = append(list, ownFigures{c.Source, make([]kpi.Figure, 0, len(s.Cells)-i)})
		}
		list[at].figures = append(list[at].figures, kpi.Figure{Period: c.Period, Value: *c.Value, Numerator: c.Numerator, Denominator: c.Denominator})
	}
	return list
}

// ending finds the last cell of a source that ends on a day; there is one.
func (s *Series) ending(day kpi.Date, source string) *Cell {
	for i := len(s.Cells) - 1; i >= 0; i-- {
		if c := &s.Cells[i]; c.Period.End == day && c.Source == source && c.judged() {
			return c
		}
	}
	return &s.Cells[len(s.Cells)-1]
}

// disagreement finds, of the sources beside the one that speaks for a cell, the one that says most otherwise. What is
// invented is not held against what is real, nor is a roll-up, which may lack regions, against what was reported.
func disagreement(indicator *config.Indicator, c *Cell) (kpi.Signal, string, bool) {
	var most kpi.Signal
	source := ""
	for _, o := range c.Others {
		if o.Value == nil || o.Simulated != c.Simulated || o.Source == RollupSource {
			continue
		}
		s, ok := kpi.Disagree(c.Period, *c.Value, *o.Value, 2*slackOf(indicator))
		if ok && (source == "" || distance(s) > distance(most)) {
			most, source = s, o.Source
		}
	}
	return most, source, source != ""
}

func distance(s kpi.Signal) float64 { return max(s.Seen-s.Expected, s.Expected-s.Seen) }

// slackOf is what rounding to the decimals that are shown explains of a figure; of a count nothing.
func slackOf(i *config.Indicator) float64 {
	if i.Integer {
		return 0
	}
	slack := 0.5
	for range i.Decimals {
		slack /= 10
	}
	return slack
}
