package board

import (
	"runtime"
	"sync"

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
