package kpi

import (
	"sync"
	"sync/atomic"
)

// InParallel does the work 0 … n−1 on at most so many workers, at least one, and comes back when all is done. worker is called
// once for each, and gives what does one piece: what it keeps between pieces is its own. Whoever is free takes the next piece, so
// which worker does which must not matter to what comes out.
func InParallel(n, workers int, worker func() func(i int)) {
	var all sync.WaitGroup
	var taken atomic.Int64
	for range min(max(1, workers), n) {
		all.Go(func() {
			do := worker()
			for i := int(taken.Add(1)) - 1; i < n; i = int(taken.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
}
