package kpi

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

var (
	normalisations = []Normalisation{MinMax, Goalposts, DistanceToTarget, ZScore, PercentileRank, Borda}
	aggregations   = []Aggregation{"", Arithmetic, Geometric, Harmonic, Generalised}
)

// randomIndex makes an index that Check accepts: of one level or several, weights of all sizes, some 0.
func randomIndex(r *rand.Rand, by []Normalisation, how []Aggregation) Index {
	for {
		x := Index{Low: 1, High: 100, MinShare: []float64{0, 0.1, 1}[r.IntN(3)]}
		ids := 0
		x.Root = randomNode(r, &ids, 0, by, how)
		if x.Check() == nil {
			return x
		}
	}
}

func randomNode(r *rand.Rand, ids *int, depth int, by []Normalisation, how []Aggregation) Node {
	*ids++
	n := Node{ID: fmt.Sprint("n", *ids), Weight: float64(r.IntN(5))}
	if depth > 0 && (depth == 3 || r.IntN(2) == 0) {
		n.Direction = []Direction{Up, Down}[r.IntN(2)]
		n.Normalisation = by[r.IntN(len(by))]
		switch n.Normalisation {
		case Goalposts:
			n.Min, n.Max = num(-50), num(150)
		case DistanceToTarget:
			n.Target = num(r.NormFloat64() * 100)
		}
		return n
	}
	if n.Aggregation = how[r.IntN(len(how))]; n.Aggregation == Generalised {
		n.Power = []float64{-2, 0.5, 3}[r.IntN(3)]
	}
	for range 1 + r.IntN(4) {
		n.Children = append(n.Children, randomNode(r, ids, depth+1, by, how))
	}
	return n
}

// randomValues makes a column for each indicator; some values are missing, some equal.
func randomValues(r *rand.Rand, x Index, regions int) [][]*float64 {
	values := make([][]*float64, len(x.Leaves()))
	for i := range values {
		values[i] = make([]*float64, regions)
		for j := range values[i] {
			if r.IntN(8) > 0 {
				values[i][j] = num(math.Round(r.NormFloat64() * 50))
			}
		}
	}
	return values
}

// same fails where two scorings of the same regions differ by more than rounding; place gives a region's place in the second.
func same(t *testing.T, what string, x Index, a, b Scores, place func(int) int) {
	t.Helper()
	for i, p := range a.Regions {
		q := b.Regions[place(i)]
		if p.Rank != q.Rank || p.Reason != q.Reason || (p.Score == nil) != (q.Score == nil) || p.Score != nil && math.Abs(*p.Score-*q.Score) > 1e-9*max(1, math.Abs(*p.Score)) {
			t.Fatalf("%s changes region %d: %v, rank %d %q became %v, rank %d %q in %+v", what, i,
				text(p.Score), p.Rank, p.Reason, text(q.Score), q.Rank, q.Reason, x)
		}
	}
}

func text(v *float64) string {
	if v == nil {
		return "none"
	}
	return fmt.Sprint(*v)
}

func itself(i int) int { return i }

// each calls a test with many indices and their values.
func each(t *testing.T, seed uint64, by []Normalisation, how []Aggregation, test func(r *rand.Rand, x Index, values [][]*float64)) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, seed))
	for range rounds / 5 {
		x := randomIndex(r, by, how)
		test(r, x, randomValues(r, x, 1+r.IntN(9)))
	}
}

// Errors counted as "fewer is better", or what was right counted as "more is better": the index is the same.
func TestIndexOrientation(t *testing.T) {
	each(t, 1, normalisations, aggregations, func(r *rand.Rand, x Index, values [][]*float64) {
		before := x.Score(values)
		for i, leaf := range x.Leaves() {
			leaf.Direction = map[Direction]Direction{Up: Down, Down: Up}[leaf.Direction]
			leaf.Min, leaf.Max, leaf.Target = negative(leaf.Max), negative(leaf.Min), negative(leaf.Target)
			for j, v := range values[i] {
				values[i][j] = negative(v)
			}
		}
		same(t, "turning all indicators round", x, before, x.Score(values), itself)
	})
}

func negative(v *float64) *float64 {
	if v == nil {
		return nil
	}
	return num(-*v)
}

func TestIndexDoesNotDependOnUnits(t *testing.T) {
	each(t, 2, []Normalisation{MinMax, ZScore, PercentileRank, Borda}, aggregations, func(r *rand.Rand, x Index, values [][]*float64) {
		before := x.Score(values)
		for _, column := range values {
			scale, shift := math.Exp(r.NormFloat64()*3), r.NormFloat64()*50
			for j, v := range column {
				if v != nil {
					column[j] = num(*v*scale + shift*scale)
				}
			}
		}
		same(t, "counting in other units", x, before, x.Score(values), itself)
	})
}

func TestIndexDoesNotDependOnTheOrderOfRegions(t *testing.T) {
	each(t, 3, normalisations, aggregations, func(r *rand.Rand, x Index, values [][]*float64) {
		before := x.Score(values)
		to := r.Perm(len(before.Regions))
		shuffled := make([][]*float64, len(values))
		for i, column := range values {
			shuffled[i] = make([]*float64, len(column))
			for j, v := range column {
				shuffled[i][to[j]] = v
			}
		}
		same(t, "another order of regions", x, before, x.Score(shuffled), func(i int) int { return to[i] })
	})
}

func TestIndexDoesNotDependOnTheOrderOfSiblings(t *testing.T) {
	each(t, 4, normalisations, aggregations, func(r *rand.Rand, x Index, values [][]*float64) {
		before := x.Score(values)
		column := map[string][]*float64{}
		for i, leaf := range x.Leaves() {
			column[leaf.ID] = values[i]
		}
		reverse(&x.Root)
		for i, leaf := range x.Leaves() {
			values[i] = column[leaf.ID]
		}
		same(t, "another order of siblings", x, before, x.Score(values), itself)
	})
}

func reverse(n *Node) {
	slices.Reverse(n.Children)
	for i := range n.Children {
		reverse(&n.Children[i])
	}
}

func TestIndexWeightsAreRescaled(t *testing.T) {
	each(t, 5, normalisations, aggregations, func(r *rand.Rand, x Index, values [][]*float64) {
		before := x.Score(values)
		var scale func(n *Node)
		scale = func(n *Node) {
			by := math.Exp(r.NormFloat64() * 5)
			for i := range n.Children {
				n.Children[i].Weight *= by
				scale(&n.Children[i])
			}
		}
		scale(&x.Root)
		same(t, "multiplying the weights of siblings", x, before, x.Score(values), itself)
	})
}

// A better value never lowers its region's score, whatever the normalisation. It never raises another's, except by z-scores:
// the spread grows with it, and so the others come closer to the mean.
func TestIndexIsMonotone(t *testing.T) {
	each(t, 6, normalisations, []Aggregation{Arithmetic}, func(r *rand.Rand, x Index, values [][]*float64) {
		leaf := r.IntN(len(values))
		region := r.IntN(len(values[leaf]))
		if values[leaf][region] == nil {
			return
		}
		before := x.Score(values)
		node := x.Leaves()[leaf]
		values[leaf][region] = num(*values[leaf][region] + node.Direction.Sign()*math.Abs(r.NormFloat64())*60)
		after := x.Score(values)
		if before.Scales[leaf].Reason != after.Scales[leaf].Reason {
			return // that indicator began or ceased to tell regions apart, so scores are of other parts
		}
		for i := range before.Regions {
			a, b := before.Regions[i].Score, after.Regions[i].Score
			if a == nil || b == nil {
				continue
			}
			if i == region && *b < *a-1e-9 {
				t.Fatalf("a better value lowers the region from %v to %v in %+v", *a, *b, x)
			}
			if i != region && *b > *a+1e-9 && node.Normalisation != ZScore {
				t.Fatalf("a better value raises another region from %v to %v in %+v", *a, *b, x)
			}
		}
	})
}

// Every score can be computed again from the parts that are shown with it.
func TestScoresFollowFromTheirParts(t *testing.T) {
	each(t, 7, normalisations, aggregations, func(_ *rand.Rand, x Index, values [][]*float64) {
		for i, region := range x.Score(values).Regions {
			parts := append([]PartScore{{ID: x.Root.ID, Score: region.Score, Reason: region.Reason}}, region.Parts...)
			again(t, &x.Root, mean{by: Arithmetic}, &parts, i)
			if len(parts) > 0 {
				t.Fatalf("%d parts too many", len(parts))
			}
		}
	})
}

// again computes a node's score from its children's and holds it against what was said. It takes what it has read off parts.
func again(t *testing.T, n *Node, above mean, parts *[]PartScore, region int) PartScore {
	t.Helper()
	p := (*parts)[0]
	*parts = (*parts)[1:]
	if p.ID != n.ID {
		t.Fatalf("part %q stands where %q should", p.ID, n.ID)
	}
	if (p.Score == nil) != (p.Reason != ReasonNone) {
		t.Fatalf("%s has score %v and reason %q", p.ID, text(p.Score), p.Reason)
	}
	own := n.mean(above)
	sum, weights := 0.0, 0.0
	for i := range n.Children {
		c := again(t, &n.Children[i], own, parts, region)
		if c.Weight > 0 {
			sum += c.Weight * own.in(*c.Score)
			weights += c.Weight
		}
	}
	if len(n.Children) == 0 || p.Score == nil {
		if weights != 0 {
			t.Fatalf("%s has no score, and its parts the weight %v", p.ID, weights)
		}
		return p
	}
	if math.Abs(weights-1) > 1e-9 || math.Abs(own.out(sum)-*p.Score) > 1e-9*max(1, math.Abs(*p.Score)) {
		t.Fatalf("%s of region %d is %v, of parts that give %v with weights that sum to %v", p.ID, region, *p.Score, own.out(sum), weights)
	}
	return p
}

// Scores stay on the scale that was asked for, where normalisations are laid on it.
func TestScoresStayOnTheirScale(t *testing.T) {
	each(t, 8, []Normalisation{MinMax, Goalposts, DistanceToTarget, PercentileRank}, aggregations, func(_ *rand.Rand, x Index, values [][]*float64) {
		for _, r := range x.Score(values).Regions {
			if r.Score != nil && (*r.Score < x.Low-1e-9 || *r.Score > x.High+1e-9) {
				t.Fatalf("%v lies outside %v to %v in %+v", *r.Score, x.Low, x.High, x)
			}
			if r.Coverage < 0 || r.Coverage > 1 {
				t.Fatalf("coverage is %v", r.Coverage)
			}
		}
	})
}
