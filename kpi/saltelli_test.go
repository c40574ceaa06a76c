package kpi

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ishigami is Ishigami and Homma's function of 1990 with a = 7 and b = 0.1, of inputs in [0, 1).
func ishigami(x []float64) float64 {
	at := func(i int) float64 { return (2*x[i] - 1) * math.Pi }
	return math.Sin(at(0)) + 7*math.Pow(math.Sin(at(1)), 2) + 0.1*math.Pow(at(2), 4)*math.Sin(at(0))
}

// sobolG is Sobol's g-function: the product of (|4x − 2| + a) / (1 + a).
func sobolG(a []float64) func(x []float64) float64 {
	return func(x []float64) float64 {
		y := 1.0
		for i := range x {
			y *= (math.Abs(4*x[i]-2) + a[i]) / (1 + a[i])
		}
		return y
	}
}

func stateless(model func(x []float64) float64) func() func(x []float64) float64 {
	return func() func(x []float64) float64 { return model }
}

func TestEffectsOfFunctionsWithKnownOnes(t *testing.T) {
	tests := []struct {
		name         string
		inputs       int
		model        func(x []float64) float64
		first, total []float64
	}{
		// Analytic indices as SALib's documentation of its test functions has them.
		{"Ishigami", 3, ishigami, []float64{0.3139, 0.4424, 0}, []float64{0.5576, 0.4424, 0.2437}},
		{"Sobol's g", 8, sobolG([]float64{0, 1, 4.5, 9, 99, 99, 99, 99}),
			[]float64{0.7165, 0.1791, 0.0237, 0.0072, 0.0001, 0.0001, 0.0001, 0.0001},
			[]float64{0.7871, 0.2422, 0.0343, 0.0105, 0.0001, 0.0001, 0.0001, 0.0001}},
		// x1 + 2 x2 + 3 x3: shares 1, 4 and 9 of 14, and nothing together. A large mean must not matter.
		{"a sum far from zero", 3, func(x []float64) float64 { return 1e4 + x[0] + 2*x[1] + 3*x[2] },
			[]float64{1.0 / 14, 4.0 / 14, 9.0 / 14}, []float64{1.0 / 14, 4.0 / 14, 9.0 / 14}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			runs := runSaltelli(test.inputs, 16000, 1, 2, stateless(test.model))
			effects, ok := runs.effects(1)
			if !ok {
				t.Fatal("the result never varies")
			}
			for i, e := range effects {
				if math.Abs(e.first-test.first[i]) > 0.03 || math.Abs(e.total-test.total[i]) > 0.03 {
					t.Errorf("input %d explains %.4f alone and %.4f in all, want %.4f and %.4f",
						i+1, e.first, e.total, test.first[i], test.total[i])
				}
				// Nine in ten such intervals hold the truth; three times as far is beyond chance.
				for _, is := range [][4]float64{{e.firstLow, e.first, e.firstHigh, test.first[i]}, {e.totalLow, e.total, e.totalHigh, test.total[i]}} {
					reach := 3*math.Max(is[2]-is[1], is[1]-is[0]) + 1e-4
					if is[0] > is[1] || is[1] > is[2] || math.Abs(is[1]-is[3]) > reach {
						t.Errorf("input %d: %.4f (%.4f to %.4f) is not about %.4f", i+1, is[1], is[0], is[2], is[3])
					}
				}
			}
		})
	}
}

func TestEffectsAsPublishedForSobolPoints(t *testing.T) {
	// SALib's user guide, "Basics", runs Ishigami's function on the 1024 points of a Sobol sequence that follow its
	// first 1024, and prints S1 = 0.316832, 0.443763, 0.012203 and ST = 0.555860, 0.441898, 0.244675. The same
	// points through these estimators give the same figures.
	var runs saltelliRuns
	for _, x := range sobolPoints(2048)[1024:] {
		runs.a, runs.b, runs.ab = append(runs.a, 0), append(runs.b, 0), append(runs.ab, nil)
		runs.set(len(runs.a)-1, x[:3], x[3:], ishigami)
	}
	effects, _ := runs.effects(1)
	first, total := []float64{0.316832, 0.443763, 0.012203}, []float64{0.555860, 0.441898, 0.244675}
	for i, e := range effects {
		if math.Abs(e.first-first[i]) > 5e-7 || math.Abs(e.total-total[i]) > 5e-7 {
			t.Errorf("input %d: %.6f and %.6f, published %.6f and %.6f", i+1, e.first, e.total, first[i], total[i])
		}
	}
}

// sobolPoints are the first n points of the Sobol sequence in six dimensions, by Joe and Kuo's direction numbers of 2008.
func sobolPoints(n int) [][]float64 {
	primitive := []struct {
		degree, polynomial int
		start              []uint32
	}{{}, {1, 0, []uint32{1}}, {2, 1, []uint32{1, 3}}, {3, 1, []uint32{1, 3, 1}}, {3, 2, []uint32{1, 1, 1}}, {4, 1, []uint32{1, 1, 3, 3}}}
	points := make([][]float64, n)
	for i := range points {
		points[i] = make([]float64, len(primitive))
	}
	for d, p := range primitive {
		var direction [32]uint32
		for k := range direction {
			switch {
			case d == 0:
				direction[k] = 1 << (31 - k)
			case k < p.degree:
				direction[k] = p.start[k] << (31 - k)
			default:
				direction[k] = direction[k-p.degree] ^ direction[k-p.degree]>>p.degree
				for j := 1; j < p.degree; j++ {
					direction[k] ^= uint32(p.polynomial>>(p.degree-1-j)&1) * direction[k-j]
				}
			}
		}
		var x uint32
		for i := 1; i < n; i++ {
			zeros := 0
			for bits := i - 1; bits&1 == 1; bits >>= 1 {
				zeros++
			}
			x ^= direction[zeros]
			points[i][d] = float64(x) / (1 << 32)
		}
	}
	return points
}

func TestEffectsByHand(t *testing.T) {
	// y = 2u + v + 2uv with u and v each 0 or 1, as likely as not: 0, 2, 1, 5 with mean 2 and variance
	// (4 + 0 + 1 + 9) / 4 = 3.5. Means by u: 0.5 and 3.5, variance 2.25; by v: 1 and 3, variance 1. Of u alone
	// 2.25 / 3.5, of v 1 / 3.5; the rest, 0.25 / 3.5, is both together and in both totals. All sixteen pairs of
	// rows, each once, give exactly that.
	y := func(x []float64) float64 { return 2*x[0] + x[1] + 2*x[0]*x[1] }
	var runs saltelliRuns
	for k := range 16 {
		bit := func(i int) float64 { return float64(k >> i & 1) }
		runs.a, runs.b, runs.ab = append(runs.a, 0), append(runs.b, 0), append(runs.ab, nil)
		runs.set(k, []float64{bit(0), bit(1)}, []float64{bit(2), bit(3)}, y)
	}
	effects, ok := runs.effects(1)
	got := []float64{effects[0].first, effects[1].first, effects[0].total, effects[1].total}
	want := []float64{2.25 / 3.5, 1 / 3.5, 2.5 / 3.5, 1.25 / 3.5}
	if diff := cmp.Diff(want, got, near); diff != "" || !ok {
		t.Errorf("effects (-want +got):\n%s", diff)
	}
}

func TestNothingExplainsWhatNeverVaries(t *testing.T) {
	runs := runSaltelli(2, 50, 1, 1, stateless(func([]float64) float64 { return 4 }))
	if effects, ok := runs.effects(1); ok {
		t.Errorf("a constant is explained by %v", effects)
	}
}

func TestRowsDependOnTheSeedAlone(t *testing.T) {
	run := func(n int, seed uint64, workers int) saltelliRuns {
		return runSaltelli(3, n, seed, workers, stateless(ishigami))
	}
	one := run(101, 5, 1)
	for _, workers := range []int{0, 2, 3, 500} {
		if got := run(101, 5, workers); !cmp.Equal(one.a, got.a) || !cmp.Equal(one.b, got.b) || !cmp.Equal(one.ab, got.ab) {
			t.Errorf("%d workers find other results than one", workers)
		}
	}
	if got := run(40, 5, 2); !cmp.Equal(one.ab[:40], got.ab) {
		t.Error("fewer rows are not the first of many")
	}
	if got := run(101, 6, 2); cmp.Equal(one.a, got.a) {
		t.Error("another seed finds the same")
	}
}
