package board

import (
	"sync"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// assemble makes the board from facts, and takes over from the last one (nil: there is none) what has stayed the same since; the
// two are of the same facts. What depends on the day of judgement is everything, so a new day takes over nothing.
//
// The order matters: a region's own figures are put on its sheet first, then parents are rolled up, then progress is judged.
func assemble(f *facts, last *Board, cfg *config.Config, asOf, today kpi.Date, now time.Time) *Board {
	if last != nil && (last.Config != cfg || last.Today != today) {
		last = nil
	}
	b := &Board{
		Config: cfg, AsOf: asOf, Today: today, Known: knownUntil(asOf, today, now), Seq: f.newest(), Rows: f.count(), BuiltAt: now, Moment: endOf(asOf, now),
		sheets: make(map[string]*sheet, len(cfg.Regions)), found: new(sync.Map),
	}
	if last != nil {
		b.layout = last.layout
	} else {
		b.layout = layoutOf(cfg)
	}
	b.inOrder, b.inTime = sync.OnceValue(b.allSeries), sync.OnceValue(b.allRestatements)
	changed := newChanges(last == nil)
	b.Sources = sourceViews(cfg, f, asOf, today, now)
	b.heard = cfg.Heard(f.heard)
	b.fillSheets(f, last, changed)
	b.rollUp(last, changed)
	b.fillProgress(f, last, changed)
	b.fillIndexes(last)
	b.fillSignals(f.restated, last, changed)
	b.fillMilestones(f.events.of(struct{}{}))
	b.fillCoverage()
	for i := range b.Coverage {
		c := &b.Coverage[i]
		c.Reports = f.arrivals.reports(cfg, dutyTo(cfg, c.Programme), judgedAt(today, now))
	}
	f.taken()
	return b
}

// taken notes that everything that came is on a board.
func (f *facts) taken() {
	clear(f.observations.changed)
	clear(f.stages.changed)
	clear(f.offers.changed)
	clear(f.processing.changed)
	clear(f.targets.changed)
	clear(f.events.changed)
}
