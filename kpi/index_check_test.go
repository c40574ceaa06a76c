package kpi

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCheckFindsWhatIsWrong(t *testing.T) {
	indicator := func(change func(*Node)) Index {
		n := Node{ID: "b", Weight: 1, Direction: Up}
		change(&n)
		return Index{Root: group("x", 0, group("a", 1, n))}
	}
	root := func(change func(*Index)) Index {
		x := Index{Root: group("x", 0, plain("a", 1), plain("b", 1))}
		change(&x)
		return x
	}
	tests := map[string]struct {
		index Index
		want  []string
	}{
		"nothing":     {root(func(*Index) {}), nil},
		"no parts":    {Index{Root: Node{ID: "x"}}, []string{"x: an index needs parts"}},
		"no id":       {root(func(x *Index) { x.Root.Children[0].ID = "" }), []string{"x / : a part without id"}},
		"an id twice": {root(func(x *Index) { x.Root.Children[1].ID = "a" }), []string{`x / a: the id "a" stands in the index twice`}},
		"an id twice, far apart": {
			Index{Root: group("x", 0, group("a", 1, plain("c", 1)), group("b", 1, plain("c", 1)))}, []string{`x / b / c: the id "c" stands in the index twice`},
		},
		"a negative weight":     {root(func(x *Index) { x.Root.Children[0].Weight = -1 }), []string{"x / a: the weight is -1; it is a number from 0 up"}},
		"a weight that is none": {root(func(x *Index) { x.Root.Children[0].Weight = math.NaN() }), []string{"x / a: the weight is NaN; it is a number from 0 up"}},
		"an endless weight":     {root(func(x *Index) { x.Root.Children[0].Weight = math.Inf(1) }), []string{"x / a: the weight is +Inf; it is a number from 0 up"}},
		"no weights":            {root(func(x *Index) { x.Root.Children[0].Weight, x.Root.Children[1].Weight = 0, 0 }), []string{"x: none of its parts has a weight"}},
		"a group without parts": {indicator(func(n *Node) { *n = Node{ID: "b", Weight: 1, Aggregation: Geometric} }), []string{"x / a / b: a group without parts"}},
		"a group with an indicator's settings": {
			root(func(x *Index) {
				x.Root.Children[0] = Node{ID: "g", Weight: 1, Treat: true, Children: []Node{plain("c", 1)}}
			}),
			[]string{"x / g: a group has no direction, normalisation, ends, target or treatment; its indicators have"},
		},
		"no direction": {indicator(func(n *Node) { n.Direction = "" }), []string{`x / a / b: the direction is ""; it is up or down`}},
		"an unknown aggregation": {
			Index{Root: Node{ID: "x", Aggregation: "median", Children: []Node{group("a", 1, Node{ID: "b", Weight: 1, Direction: Up})}}},
			[]string{`x: no aggregation is called "median"; there are arithmetic, geometric, harmonic and generalised`},
		},
		"an unknown normalisation": {
			indicator(func(n *Node) { n.Normalisation = "log" }),
			[]string{`x / a / b: no normalisation is called "log"; there are min_max, goalposts, distance_to_target, z_score, percentile_rank and borda`},
		},
		"no power": {
			root(func(x *Index) { x.Root.Aggregation = Generalised }),
			[]string{"x: the power of the generalised mean is 0; it is a number other than 0 (near 0, the mean is geometric)"},
		},
		"a power that is none": {
			root(func(x *Index) { x.Root.Aggregation, x.Root.Power = Generalised, math.NaN() }),
			[]string{"x: the power of the generalised mean is NaN; it is a number other than 0 (near 0, the mean is geometric)"},
		},
		"a power of another mean": {root(func(x *Index) { x.Root.Power = 2 }), []string{"x: power is of the generalised mean only, and this group's is arithmetic"}},
		"no goalposts":            {indicator(func(n *Node) { n.Normalisation, n.Min = Goalposts, num(1) }), []string{"x / a / b: goalposts need min and max"}},
		"equal goalposts": {
			indicator(func(n *Node) { n.Normalisation, n.Min, n.Max = Goalposts, num(1), num(1) }),
			[]string{"x / a / b: the goalposts are 1 and 1; max is above min, whatever the direction"},
		},
		"goalposts the wrong way round": {
			indicator(func(n *Node) { n.Normalisation, n.Min, n.Max, n.Direction = Goalposts, num(9), num(1), Down }),
			[]string{"x / a / b: the goalposts are 9 and 1; max is above min, whatever the direction"},
		},
		"goalposts of treated values": {
			indicator(func(n *Node) { n.Normalisation, n.Min, n.Max, n.Treat = Goalposts, num(1), num(9), true }),
			[]string{"x / a / b: goalposts are fixed ends of the values themselves, so values are not treated"},
		},
		"goalposts of min–max": {
			indicator(func(n *Node) { n.Max = num(9) }), []string{"x / a / b: min_max is by the regions' own values and takes no min, max or target"},
		},
		"an end that is no number": {
			indicator(func(n *Node) { n.Normalisation, n.Min, n.Max = Goalposts, num(math.NaN()), num(1) }),
			[]string{"x / a / b: NaN is no number for min, max or target"},
		},
		"no target": {indicator(func(n *Node) { n.Normalisation = DistanceToTarget }), []string{"x / a / b: the distance to a target needs the target"}},
		"a target that is worse than the worst": {
			indicator(func(n *Node) { n.Normalisation, n.Min, n.Target = DistanceToTarget, num(5), num(4) }),
			[]string{"x / a / b: the target 4 is not better than min, 5"},
		},
		"a target that is the worst, where fewer is better": {
			indicator(func(n *Node) { n.Normalisation, n.Max, n.Target, n.Direction = DistanceToTarget, num(5), num(5), Down }),
			[]string{"x / a / b: the target 5 is not better than max, 5"},
		},
		"the distance from the better end": {
			indicator(func(n *Node) { n.Normalisation, n.Max, n.Target = DistanceToTarget, num(9), num(5) }),
			[]string{"x / a / b: where up is better, the distance to a target is from min"},
		},
		"a share of children over 1": {root(func(x *Index) { x.MinShare = 1.5 }), []string{"x: min_share is 1.5; it is a share above 0 and up to 1"}},
		"a negative share":           {root(func(x *Index) { x.MinShare = -0.5 }), []string{"x: min_share is -0.5; it is a share above 0 and up to 1"}},
		"a scale upside down": {
			root(func(x *Index) { x.Low, x.High = 1, 0 }), []string{"x: low is 1 and high is 0; normalised values need two ends, the lower first"},
		},
		"a geometric mean of min–max from 0": {
			Index{Root: Node{ID: "x", Aggregation: Geometric, Children: []Node{group("a", 1, Node{ID: "b", Weight: 1, Direction: Up})}}},
			[]string{"x / a / b: a geometric mean above needs scores above 0, and those by min_max from low 0 may not be: let low be above 0, or take another normalisation"},
		},
		"a harmonic mean of an arithmetic one of z-scores": {
			Index{Low: 1, High: 10, Root: Node{ID: "x", Aggregation: Harmonic, Children: []Node{
				{ID: "a", Weight: 1, Aggregation: Arithmetic, Children: []Node{{ID: "b", Weight: 1, Direction: Up, Normalisation: ZScore}}},
			}}},
			[]string{"x / a / b: a harmonic mean above needs scores above 0, and those by z_score from low 1 may not be: let low be above 0, or take another normalisation"},
		},
		"a geometric mean of min–max from 1": {
			Index{Low: 1, High: 100, Root: Node{ID: "x", Aggregation: Geometric, Children: []Node{{ID: "b", Weight: 1, Direction: Up}}}}, nil,
		},
		"a geometric mean between goalposts from 0": {Index{Root: Node{ID: "x", Aggregation: Geometric, Children: []Node{plain("a", 1)}}}, nil},
		"a geometric mean between goalposts from below 0": {
			Index{Low: -1, High: 1, Root: Node{ID: "x", Aggregation: Geometric, Children: []Node{plain("a", 1)}}},
			[]string{"x / a: a geometric mean above needs scores above 0, and those by goalposts from low -1 may not be: let low be above 0, or take another normalisation"},
		},
		"a geometric mean of distances from a fixed end": {
			Index{Root: Node{ID: "x", Aggregation: Geometric, Children: []Node{
				{ID: "a", Weight: 1, Direction: Up, Normalisation: DistanceToTarget, Min: num(0), Target: num(1)},
			}}}, nil,
		},
		"a geometric mean of distances from the worst region": {
			Index{Root: Node{ID: "x", Aggregation: Geometric, Children: []Node{
				{ID: "a", Weight: 1, Direction: Down, Normalisation: DistanceToTarget, Target: num(1)},
			}}},
			[]string{"x / a: a geometric mean above needs scores above 0, and those by distance_to_target from low 0 may not be: let low be above 0, or take another normalisation"},
		},
		"several at once": {
			Index{MinShare: 2, Root: group("x", 0, Node{ID: "a", Weight: -1, Direction: "left"})},
			[]string{
				"x: min_share is 2; it is a share above 0 and up to 1", "x / a: the weight is -1; it is a number from 0 up",
				`x / a: the direction is "left"; it is up or down`, "x: none of its parts has a weight",
			},
		},
	}
	for name, test := range tests {
		var got []string
		for _, p := range test.index.Check() {
			got = append(got, p.Error())
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestLeavesStandInTheOrderOfTheTree(t *testing.T) {
	x := Index{Root: group("x", 0, group("a", 1, plain("b", 1), group("c", 1, plain("d", 1))), plain("e", 1))}
	var got []string
	for _, n := range x.Leaves() {
		got = append(got, n.ID)
	}
	if diff := cmp.Diff([]string{"b", "d", "e"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
