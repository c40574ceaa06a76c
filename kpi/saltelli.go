package kpi

import "slices"

// bootstraps is how often the runs are drawn anew, with replacement, to see how far an effect may be off.
const bootstraps = 200

// effect is the share of a result's variance that an input explains: first alone, total with all that it does
// together with others. Low and high are the 5th and 95th percentile over the bootstrap.
type effect struct {
	first, firstLow, firstHigh float64
	total, totalLow, totalHigh float64
}

// saltelliRuns are a model's results for the rows of two random matrices, A and B, and for A with one column of B.
type saltelliRuns struct {
	a, b []float64
	ab   [][]float64 // of each row: per input, the result where that input alone is B's
}

// runSaltelli runs a model of so many inputs, each uniform in [0, 1), n·(inputs + 2) times. model makes one that
// keeps what it needs between runs to itself: each worker has its own. Row j draws from a stream of its own, so
// that neither the number of workers nor that of rows changes it.
func runSaltelli(inputs, n int, seed uint64, workers int, model func() func(x []float64) float64) saltelliRuns {
	r := saltelliRuns{a: make([]float64, n), b: make([]float64, n), ab: make([][]float64, n)}
	InParallel(n, workers, func() func(int) {
		y := model()
		a, b := make([]float64, inputs), make([]float64, inputs)
		d := newDraws()
		return func(j int) {
			d.start(seed, j)
			d.fill(a)
			d.fill(b)
			r.set(j, a, b, y)
		}
	})
	return r
}

// set runs row j of the design. a is changed on the way and then as it was.
func (r *saltelliRuns) set(j int, a, b []float64, y func(x []float64) float64) {
	r.a[j], r.b[j] = y(a), y(b)
	r.ab[j] = make([]float64, len(a))
	for i := range a {
		own := a[i]
		a[i] = b[i]
		r.ab[j][i] = y(a)
		a[i] = own
	}
}

// effects estimates each input's share of the variance, with an interval. False: the result never varies.
func (r *saltelliRuns) effects(seed uint64) ([]effect, bool) {
	rows := r.rows()
	n := len(rows)
	first, total, ok := r.estimate(rows)
	if !ok {
		return nil, false
	}
	d := newDraws()
	d.start(seed, n) // which no row has
	firsts, totals := make([][]float64, len(first)), make([][]float64, len(first))
	for range bootstraps {
		for j := range rows {
			rows[j] = d.random.IntN(n)
		}
		f, t, varies := r.estimate(rows)
		if !varies {
			continue
		}
		for i := range f {
			firsts[i], totals[i] = append(firsts[i], f[i]), append(totals[i], t[i])
		}
	}
	effects := make([]effect, len(first))
	for i := range effects {
		e := effect{first: first[i], total: total[i]}
		e.firstLow, e.firstHigh = interval(firsts[i], first[i])
		e.totalLow, e.totalHigh = interval(totals[i], total[i])
		effects[i] = e
	}
	return effects, true
}

// rows are all rows, each once.
func (r *saltelliRuns) rows() []int {
	rows := make([]int, len(r.a))
	for j := range rows {
		rows[j] = j
	}
	return rows
}

// interval is the 5th and 95th percentile of drawn estimates, or the estimate itself where none could be drawn.
func interval(drawn []float64, estimate float64) (low, high float64) {
	if len(drawn) == 0 {
		return estimate, estimate
	}
	slices.Sort(drawn)
	return percentile(drawn, 0.05), percentile(drawn, 0.95)
}

// estimate gives S_i = mean(y_B (y_ABi − y_A)) / V and ST_i = Σ(y_A − y_ABi)² / (2NV) over some rows.
//
// y is centred on its mean first: that changes what S_i is expected to be by nothing, and how far it is off by much
// where the mean is large beside the spread. Source: Saltelli et al. (2010), Computer Physics Communications 181.
func (r *saltelliRuns) estimate(rows []int) (first, total []float64, ok bool) {
	n := float64(len(rows))
	mean, variance := r.moments(rows)
	if !(variance > 0) {
		return nil, nil, false
	}
	inputs := len(r.ab[0])
	first, total = make([]float64, inputs), make([]float64, inputs)
	for _, j := range rows {
		a, b := r.a[j], r.b[j]-mean
		for i, ab := range r.ab[j] {
			first[i] += b * (ab - a)
			total[i] += (a - ab) * (a - ab)
		}
	}
	for i := range first {
		first[i] /= n * variance
		total[i] /= 2 * n * variance
	}
	return first, total, true
}

// moments are the mean and the variance of the results of A and B together: exactly 0 where all are the same.
func (r *saltelliRuns) moments(rows []int) (mean, variance float64) {
	start := r.a[rows[0]]
	n := 2 * float64(len(rows))
	for _, j := range rows {
		mean += ((r.a[j] - start) + (r.b[j] - start)) / n
	}
	mean += start
	for _, j := range rows {
		a, b := r.a[j]-mean, r.b[j]-mean
		variance += (a*a + b*b) / n
	}
	return mean, variance
}
