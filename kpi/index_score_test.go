package kpi

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var missingValue = math.NaN()

// plain is an indicator whose scores are its values: goalposts 0 and 100 on a scale from 0 to 100.
func plain(id string, weight float64) Node {
	return Node{ID: id, Weight: weight, Direction: Up, Normalisation: Goalposts, Min: num(0), Max: num(100)}
}

func group(id string, weight float64, children ...Node) Node {
	return Node{ID: id, Weight: weight, Children: children}
}

func TestAggregationsByHand(t *testing.T) {
	tests := map[string]struct {
		by    Aggregation
		power float64
		want  float64
	}{
		"arithmetic":              {Arithmetic, 0, (3*20 + 80) / 4.0},
		"geometric":               {Geometric, 0, math.Pow(20*20*20*80, 0.25)},
		"harmonic":                {Harmonic, 0, 4 / (3/20.0 + 1/80.0)},
		"quadratic":               {Generalised, 2, math.Sqrt((3*400 + 6400) / 4.0)},
		"of power −1, harmonic":   {Generalised, -1, 4 / (3/20.0 + 1/80.0)},
		"of power 1, arithmetic":  {Generalised, 1, (3*20 + 80) / 4.0},
		"near power 0, geometric": {Generalised, 1e-9, math.Pow(20*20*20*80, 0.25)},
	}
	for name, test := range tests {
		x := Index{Root: group("index", 1, plain("a", 3), plain("b", 1))}
		x.Root.Aggregation, x.Root.Power = test.by, test.power
		if problems := x.Check(); problems != nil {
			t.Errorf("%s: %v", name, problems)
		}
		got := scoresOf(x.Score([][]*float64{column(20), column(80)}))
		if math.Abs(got[0]-test.want) > 1e-5 || name != "near power 0, geometric" && math.Abs(got[0]-test.want) > 1e-9 {
			t.Errorf("%s gives %v, want %v", name, got[0], test.want)
		}
	}
}

// A group inherits its parent's mean; of a power mean it may have a power of its own.
func TestGroupsInheritTheAggregation(t *testing.T) {
	for power, want := range map[float64]float64{
		0: math.Sqrt((2500 + (400+6400)/2.0) / 2), 3: math.Sqrt((2500 + math.Pow((8000+512000)/2.0, 2.0/3)) / 2),
	} {
		x := Index{Root: group("index", 0, plain("a", 1), group("g", 1, plain("b", 1), plain("c", 1)))}
		x.Root.Aggregation, x.Root.Power, x.Root.Children[1].Power = Generalised, 2, power
		sameScores(t, "a group of a quadratic mean", scoresOf(x.Score([][]*float64{column(50), column(20), column(80)})), []float64{want})
	}
}

// A tree of three levels, each aggregated in its own way, with what a page shows of each part.
func TestPartsOfATree(t *testing.T) {
	x := Index{Root: group("index", 0,
		Node{ID: "services", Weight: 3, Aggregation: Geometric, Children: []Node{plain("online", 1), plain("taken up", 1)}},
		group("times", 1, plain("median", 4), group("late", 1, plain("open", 1), plain("closed", 1))),
	)}
	got := x.Score([][]*float64{column(20), column(80), column(50), column(10), column(missingValue)}).Regions[0]
	want := RegionScore{
		Score: num((3*40 + 50) / 4.0), Rank: 1, Coverage: 0.975,
		Parts: []PartScore{
			{ID: "services", Score: num(40), Weight: 0.75},
			{ID: "online", Value: num(20), Score: num(20), Weight: 0.5},
			{ID: "taken up", Value: num(80), Score: num(80), Weight: 0.5},
			{ID: "times", Score: num(50), Weight: 0.25},
			{ID: "median", Value: num(50), Score: num(50), Weight: 1},
			{ID: "late", Reason: ReasonTooFewParts},
			{ID: "open", Value: num(10), Score: num(10)},
			{ID: "closed", Reason: ReasonNoData},
		},
	}
	x.MinShare = 0.5
	if diff := cmp.Diff(want.Parts[5:], got.Parts[5:], near); diff != "" {
		t.Errorf("half of a group is less than two thirds of it (-want +got):\n%s", diff)
	}
	if got.Reason != ReasonTooFewParts || got.Parts[3].Reason != ReasonTooFewParts {
		t.Errorf("reasons are %q of the index and %q of its group, want too_few_parts of both", got.Reason, got.Parts[3].Reason)
	}
	got = x.Score([][]*float64{column(20), column(80), column(50), column(10), column(missingValue)}).Regions[0]
	want.Score = num((3*40 + 42) / 4.0)
	want.Parts[3].Score = num(42)
	want.Parts[4].Weight = 0.8
	want.Parts[5] = PartScore{ID: "late", Score: num(10), Weight: 0.2}
	want.Parts[6].Weight = 1
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("with min_share 0.5 (-want +got):\n%s", diff)
	}
}

func TestReasonsInsteadOfScores(t *testing.T) {
	geometric := group("index", 0, plain("a", 1), plain("b", 1), plain("c", 1))
	geometric.Aggregation = Geometric
	steep := group("index", 0, plain("a", 1), plain("b", 1), plain("c", 1))
	steep.Aggregation, steep.Power = Generalised, 400
	relative := group("index", 0, Node{ID: "a", Weight: 1, Direction: Up}, Node{ID: "b", Weight: 1, Direction: Up}, Node{ID: "c", Weight: 1, Direction: Up})
	tests := map[string]struct {
		root   Node
		values [][]*float64
		want   []Reason
	}{
		"no value at all":               {relative, [][]*float64{column(1, 5, missingValue), column(2, 3, missingValue), column(7, 8, missingValue)}, []Reason{"", "", ReasonNoData}},
		"no regions":                    {relative, [][]*float64{nil, nil, nil}, nil},
		"columns that are not there":    {relative, [][]*float64{column(1, 2)}, []Reason{ReasonNotApplicable, ReasonNotApplicable}},
		"a short column":                {relative, [][]*float64{column(1, 2), column(1, 2), column(1)}, []Reason{"", ""}},
		"one of three":                  {relative, [][]*float64{column(1, 5), column(2, missingValue), column(7, missingValue)}, []Reason{ReasonTooFewParts, ReasonTooFewParts}},
		"two of three are two thirds":   {relative, [][]*float64{column(1, 5), column(2, 3), column(missingValue, missingValue)}, []Reason{"", ""}},
		"one region":                    {relative, [][]*float64{column(1), column(2), column(3)}, []Reason{ReasonNoSpread}},
		"all regions equal":             {relative, [][]*float64{column(1, 1), column(2, 2), column(3, 3)}, []Reason{ReasonNoSpread, ReasonNoSpread}},
		"some equal, some unknown":      {relative, [][]*float64{column(1, 1), column(2, 2), column(missingValue, 3)}, []Reason{ReasonTooFewParts, ReasonNoSpread}},
		"nothing in a geometric mean":   {geometric, [][]*float64{column(0, 1), column(50, 50), column(50, 50)}, []Reason{ReasonNotApplicable, ""}},
		"that, and too little besides":  {geometric, [][]*float64{column(0, 1), column(missingValue, 50), column(missingValue, 50)}, []Reason{ReasonTooFewParts, ""}},
		"too steep a power for numbers": {steep, [][]*float64{column(50), column(50), column(50)}, []Reason{ReasonNotComparable}},
	}
	for name, test := range tests {
		scores := Index{Root: test.root}.Score(test.values)
		var got []Reason
		for i, r := range scores.Regions {
			got = append(got, r.Reason)
			if (r.Score == nil) != (r.Reason != ReasonNone) || (r.Score == nil) != (r.Rank == 0) {
				t.Errorf("%s: region %d has score %v, rank %d and reason %q", name, i, r.Score, r.Rank, r.Reason)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: reasons are %q, want %q", name, got, test.want)
		}
	}
}

// The worst value must not raise a region by being left out: what can't be aggregated leaves all groups above it without score.
func TestWhatCannotBeAggregatedIsNotLeftOut(t *testing.T) {
	hard := group("hard", 1, plain("zero", 1), plain("other", 1))
	hard.Aggregation = Harmonic
	x := Index{Root: group("index", 0, hard, plain("b", 1), plain("c", 1))}
	for name, values := range map[string][][]*float64{"known to be 0": {column(0), column(90), column(90), column(90)}} {
		if r := x.Score(values).Regions[0]; r.Score != nil || r.Reason != ReasonNotApplicable {
			t.Errorf("%s: the index is %v (%q), want none, not_applicable", name, r.Score, r.Reason)
		}
	}
	unknown := [][]*float64{column(missingValue), column(90), column(80), column(70)}
	if r := x.Score(unknown).Regions[0]; r.Score == nil || math.Abs(*r.Score-75) > 1e-9 {
		t.Errorf("where it isn't known, the index is %v, want 75, of the two other parts", r.Score)
	}
}

func TestZeroWeightHasNoPart(t *testing.T) {
	x := Index{Root: group("index", 0, plain("a", 1), plain("b", 0), plain("c", 1))}
	with := x.Score([][]*float64{column(10, 20), column(0, 90), column(30, 50)})
	without := x.Score([][]*float64{column(10, 20), column(missingValue, missingValue), column(30, 50)})
	sameScores(t, "with it", scoresOf(with), []float64{20, 35})
	sameScores(t, "without it", scoresOf(without), []float64{20, 35})
	x.Root.Children[0].Weight = 0
	sameScores(t, "one part of three with a weight", scoresOf(x.Score([][]*float64{column(missingValue), column(missingValue), column(30)})), []float64{30})
	x.Root.Children[1] = Node{ID: "b", Weight: 0, Direction: Up}
	if r := x.Score([][]*float64{column(1), column(1), column(missingValue)}).Regions[0]; r.Reason != ReasonNoData {
		t.Errorf("the reason is %q, want no_data, of the only part with a weight", r.Reason)
	}
	if r := without.Regions[0]; r.Coverage != 1 {
		t.Errorf("coverage is %v: what has no weight is missed", r.Coverage)
	}
}

func TestAWrongIndexScoresNobody(t *testing.T) {
	x := Index{Root: group("index", 0, plain("a", -1), plain("b", 1))}
	for _, r := range x.Score([][]*float64{column(10, 20), column(0, 90)}).Regions {
		if r.Score != nil || r.Rank != 0 || r.Reason != ReasonNotApplicable {
			t.Errorf("with a negative weight a region has %+v", r)
		}
	}
}

func TestRanks(t *testing.T) {
	tests := map[string]struct {
		scores []*float64
		want   []int
	}{
		"ties share the better rank": {column(5, 9, 5, 1), []int{2, 1, 2, 4}},
		"no score, no rank":          {column(missingValue, 3, 4), []int{0, 2, 1}},
		"nobody":                     {column(missingValue), []int{0}},
		"below zero":                 {column(-2, -1, 0), []int{3, 2, 1}},
		"rounding is a tie":          {column(rounded, 0.3, 0.2), []int{1, 1, 3}},
		"small steps don't add up":   {column(1, 1-8e-10, 1-16e-10), []int{1, 1, 3}},
		"all zero":                   {column(0, 0), []int{1, 1}},
		"scores around zero are few": {column(1e-17, -1e-17, 1), []int{2, 2, 1}},
	}
	for name, test := range tests {
		if got := Ranks(test.scores); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestMovement(t *testing.T) {
	tests := []struct {
		previous, rank int
		want           *int
	}{{7, 5, new(2)}, {5, 7, new(-2)}, {3, 3, new(0)}, {0, 4, nil}, {4, 0, nil}}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, Movement(test.previous, test.rank)); diff != "" {
			t.Errorf("from %d to %d (-want +got):\n%s", test.previous, test.rank, diff)
		}
	}
}

// With the scale of an indicator its scores can be computed again by hand.
func TestScalesSayHowValuesBecameScores(t *testing.T) {
	x := Index{Root: group("index", 0,
		Node{ID: "a", Weight: 1, Direction: Up},
		Node{ID: "b", Weight: 1, Direction: Down, Normalisation: DistanceToTarget, Target: num(2)},
		Node{ID: "c", Weight: 1, Direction: Up, Normalisation: ZScore},
		Node{ID: "d", Weight: 1, Direction: Up, Normalisation: PercentileRank},
		plain("e", 1),
	)}
	got := x.Score([][]*float64{column(3, 1, missingValue), column(5, 4, 9), column(1, 2, 3), column(6, 6, 6), column(1, 2, 3)}).Scales
	want := []Scale{
		{ID: "a", Normalisation: MinMax, Regions: 2, Min: num(1), Max: num(3)},
		{ID: "b", Normalisation: DistanceToTarget, Regions: 3, Min: num(2), Max: num(9)},
		{ID: "c", Normalisation: ZScore, Regions: 3, Mean: num(2), SD: num(1)},
		{ID: "d", Normalisation: PercentileRank, Regions: 3, Reason: ReasonNoSpread},
		{ID: "e", Normalisation: Goalposts, Regions: 3, Min: num(0), Max: num(100)},
	}
	if diff := cmp.Diff(want, got, near, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
