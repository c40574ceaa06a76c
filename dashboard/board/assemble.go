package board

import (
	"sync"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// assemble makes the board from facts. The order matters: cells are chosen first, figures of too few applications are
// withheld before anything is computed from them, what year-to-date values grew by is told before parents are rolled up, and they
// are before progress is judged.
func assemble(f *facts, cfg *config.Config, asOf, today kpi.Date, now time.Time) *Board {
	b := &Board{
		Config: cfg, AsOf: asOf, Today: today, Seq: f.newest(), Rows: f.count(), BuiltAt: now,
		series:     map[SeriesKey]*Series{},
		bySeries:   map[indicatorRegion][]*Series{},
		stages:     map[string][]ServiceView{},
		processing: map[string][]ProcessingView{},
		hidden:     map[table]bool{},
	}
	b.Sources = sourceViews(cfg, f, today, now)
	b.fillServices(f.stages.list(), f.offers.list())
	var beside sync.WaitGroup
	beside.Go(func() { b.fillProcessing(f.processing.list()) })
	b.fillSeries(f.observations.list(), f.restated)
	beside.Wait()
	b.suppress()
	b.addIncrements()
	b.rollUp()
	b.order()
	b.fillProgress(f.targets.list())
	b.fillIndexes()
	b.fillMilestones(f.events.list())
	b.fillCoverage()
	for i := range b.Coverage {
		c := &b.Coverage[i]
		c.Reports = f.arrivals.reports(cfg, dutyTo(cfg, c.Programme), judgedAt(today, now))
	}
	return b
}
