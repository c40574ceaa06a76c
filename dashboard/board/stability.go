package board

import (
	"fmt"
	"runtime"
	"sync"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// seed of everything random, so that each board, on each node, says the same of the same values.
const seed = 1

// doubt is what is found out about a period's index when somebody asks for it, once.
type doubt struct {
	stable    sync.Once
	stability kpi.Stable
	asked     sync.Once
	sensitive kpi.Sensitive
}

// Stability is how firmly the regions stand, in their order. It is computed when it is first asked for.
func (p *IndexPeriod) Stability() *kpi.Stable {
	p.doubt.stable.Do(func() {
		p.doubt.stability = kpi.Stability(p.Edition.Method, p.Values(), doubtful())
	})
	return &p.doubt.stability
}

// Sensitivity is which choices of the edition the ranks hang on. It is computed when it is first asked for.
func (p *IndexPeriod) Sensitivity() *kpi.Sensitive {
	p.doubt.asked.Do(func() {
		p.doubt.sensitive = kpi.Sensitivity(p.Edition.Method, p.Values(), doubtful(), false)
	})
	return &p.doubt.sensitive
}

func doubtful() kpi.MonteCarlo { return kpi.MonteCarlo{Seed: seed, Workers: runtime.GOMAXPROCS(0)} }

// Movers are the changes to one region that would move it up most in the period: one more of its services online, or one
// indicator brought to where the best region is.
func (p *IndexPeriod) Movers(b *Board, region *config.Region, o kpi.MoverOptions) (kpi.Moves, error) {
	place := p.PlaceOf(region)
	if place < 0 {
		return kpi.Moves{}, fmt.Errorf("the index %q does not compare %s in %s", p.Index.ID, region.Code, p.Period)
	}
	return kpi.Movers(p.Edition.Method, p.Values(), place, p.candidates(b, place), o)
}

// Compares tells whether a region has a place in the index.
func (p *IndexPeriod) Compares(region *config.Region) bool { return p.PlaceOf(region) >= 0 }

// PlaceOf is a region's place in Regions, -1 where it is not compared.
func (p *IndexPeriod) PlaceOf(region *config.Region) int {
	for n := range p.Regions {
		if p.Regions[n].Region == region {
			return n
		}
	}
	return -1
}
