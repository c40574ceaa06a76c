package kpi

import "sync"

// inParallel does the work 0 … n−1 on so many workers, at least one, and comes back when all is done. worker is called
// once for each, and gives what does one piece: what it keeps between pieces is its own. Which worker does which
// piece must not matter to what comes out.
func inParallel(n, workers int, worker func() func(i int)) {
	workers = max(1, min(workers, n))
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			do := worker()
			for i := n * w / workers; i < n*(w+1)/workers; i++ {
				do(i)
			}
		})
	}
	all.Wait()
}
