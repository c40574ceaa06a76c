package board

import (
	"maps"
	"runtime"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// sheet is what is known of a region. Boards share the sheets, and the series on them, of which nothing has changed.
type sheet struct {
	own        map[string][]*Series // by indicator, in order of breakdown: what the region itself has, without what must not be shown
	rolled     map[string][]*Series // what is rolled up from other regions
	series     map[string][]*Series // both together, which is what is shown
	stages     []ServiceView
	said       statements
	processing []ProcessingView
	heard      config.Heard             // how far its applications are known
	together   []ProcessingView         // of all applications, where these are others than the real ones that processing has; never shown
	hidden     map[table]bool           // in which a cell is withheld
	signals    map[string][]Signal      // by indicator, "" those of services
	restated   map[string][]Restatement // by indicator
}

// renewed is a sheet that can be written on, with what an older one has.
func (s *sheet) renewed() *sheet {
	if s == nil {
		return &sheet{own: map[string][]*Series{}, rolled: map[string][]*Series{}, series: map[string][]*Series{}, signals: map[string][]Signal{}, restated: map[string][]Restatement{}}
	}
	anew := *s
	anew.own, anew.rolled, anew.series = maps.Clone(s.own), maps.Clone(s.rolled), maps.Clone(s.series)
	anew.signals, anew.restated = maps.Clone(s.signals), maps.Clone(s.restated)
	return &anew
}

// rolledBefore is what was rolled up of an indicator, of a sheet that may not be there.
func (s *sheet) rolledBefore(indicator string) []*Series {
	if s == nil {
		return nil
	}
	return s.rolled[indicator]
}

// put keeps an indicator's series, or what else there is of it; an indicator of which nothing is known has none.
func put[T any](by map[string][]T, indicator string, list []T) {
	if len(list) == 0 {
		delete(by, indicator)
		return
	}
	by[indicator] = list
}

var noSheet = &sheet{}

// sheet is a region's; an empty one where nothing is known of it.
func (b *Board) sheet(region string) *sheet {
	if s := b.sheets[region]; s != nil {
		return s
	}
	return noSheet
}

// newsOf is the news of regions.
type newsOf map[string]*news

// news is what came about a region since the last board.
type news struct {
	indicators           map[string]bool // that observations speak of
	processing, services bool
}

// of gives what came about a region.
func (all newsOf) of(region string) *news {
	if all[region] == nil {
		all[region] = &news{indicators: map[string]bool{}}
	}
	return all[region]
}

// newlyHeard is what is known, or no longer, of applications without anything that came: their sources were heard, or are asked by others.
func (b *Board) newlyHeard(last *Board, all newsOf) {
	for _, region := range b.Config.Regions {
		if b.heard[region.Code] != last.heard[region.Code] {
			all.of(region.Code).processing = true
		}
	}
}

// news is what came by region; everything where there is no last board.
func (f *facts) news(everything bool) newsOf {
	all := newsOf{}
	for g := range f.observations.touched(everything) {
		all.of(g.region).indicators[g.indicator] = true
	}
	for region := range f.processing.touched(everything) {
		all.of(region).processing = true
	}
	for region := range f.stages.touched(everything) {
		all.of(region).services = true
	}
	for region := range f.offers.touched(everything) {
		all.of(region).services = true
	}
	return all
}

// fillSheets makes a sheet of each region of which there is news, region beside region: nothing of one tells of another before
// they are rolled up. The others' are the last board's.
func (b *Board) fillSheets(f *facts, last *Board, changed *changes) {
	all := f.news(last == nil)
	if last != nil {
		b.newlyHeard(last, all)
	}
	var written []*config.Region
	for _, region := range b.Config.Regions {
		old := last.sheetOf(region.Code)
		if all[region.Code] == nil {
			if old != nil {
				b.sheets[region.Code] = old
			}
			continue
		}
		b.sheets[region.Code] = old.renewed()
		written = append(written, region)
	}
	affected := make([]map[string]bool, len(written))
	inParallel(len(written), func() func(int) {
		cells := cellsOfRegion{} // its room serves one region after another
		return func(n int) {
			code := written[n].Code
			affected[n] = b.fillSheet(b.sheets[code], code, f, all[code], cells)
		}
	})
	for n, region := range written {
		for indicator := range affected[n] {
			changed.add(indicator, region.Code)
		}
	}
}

// sheetOf is a region's sheet on a board that may not be there.
func (b *Board) sheetOf(region string) *sheet {
	if b == nil {
		return nil
	}
	return b.sheets[region]
}

// fillSheet writes what is new of a region, and tells of which indicators there are other series now. The order matters: figures of
// too few applications are withheld before anything is computed from them.
func (b *Board) fillSheet(s *sheet, region string, f *facts, n *news, cells cellsOfRegion) map[string]bool {
	if n.services {
		s.said = statements{slices.Clone(f.stages.of(region)), slices.Clone(f.offers.of(region))}
		s.stages = b.services(s.said.stages, s.said.offers)
	}
	affected, withheld := b.affected(n)
	for _, i := range b.Config.Indicators {
		if g := (indicatorRegion{i.ID, region}); affected[i.ID] {
			put(s.own, i.ID, b.seriesOf(i, f.observations.of(g), f.restated[g]))
		}
	}
	if withheld {
		s.processing = b.processingOf(f.processing.of(region))
		b.onlyHeard(s, region)
		s.together = b.together(s.processing, f.processing.of(region), s.heard)
		s.hidden = map[table]bool{}
		b.suppress(s, region, cells)
	}
	b.addIncrements(s, affected)
	for indicator := range affected {
		put(s.series, indicator, s.own[indicator])
	}
	return affected
}

// affected are the indicators of a region whose series are made anew: those of which something came, where any of these or the
// processing speaks of applications all that do, since which of them must be withheld is decided together, and the increments of all of
// these.
func (b *Board) affected(n *news) (indicators map[string]bool, withheld bool) {
	indicators, withheld = maps.Clone(n.indicators), n.processing
	for id := range n.indicators {
		withheld = withheld || ofApplications(b.Config.Indicator(id))
	}
	if withheld {
		for _, i := range b.layout.applications {
			indicators[i.ID] = true
		}
	}
	b.includeIncrements(indicators)
	return indicators, withheld
}

// inParallel does so many pieces of work on as many goroutines as there are processors. worker makes what does them on one.
func inParallel(pieces int, worker func() func(n int)) {
	kpi.InParallel(pieces, runtime.GOMAXPROCS(0), worker)
}
