package kpi

import "math/rand/v2"

// draws gives each run numbers of its own, that hang on nothing but the seed and the run's number. The same ones come on
// every machine. It serves one goroutine.
type draws struct {
	source *rand.PCG
	random *rand.Rand
}

// apart is 2⁶⁴ over the golden ratio, odd. Started at run numbers times it, streams of neighbouring runs show no correlation;
// started at the numbers themselves, some do, of about 0.01.
const apart = 0x9e3779b97f4a7c15

func newDraws() draws {
	source := rand.NewPCG(0, 0)
	return draws{source, rand.New(source)}
}

// start goes to the beginning of a run's numbers.
func (d draws) start(seed uint64, run int) {
	d.source.Seed(seed, uint64(run)*apart)
}

// fill draws x from [0, 1).
func (d draws) fill(x []float64) {
	for i := range x {
		x[i] = d.random.Float64()
	}
}
