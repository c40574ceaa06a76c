package kpi

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// told are the moves in short: id, score and rank reached.
func told(m Moves) string {
	var s []string
	for _, move := range m.Best {
		s = append(s, fmt.Sprintf("%s %g (%d)", move.Candidate.ID, *move.After.Score, move.After.Rank))
	}
	return strings.Join(s, ", ")
}

func to(id, indicator string, value float64) Candidate {
	return Candidate{id, []Change{{indicator, 0, &value}}}
}

func TestMoversByHand(t *testing.T) {
	// Weights 3 and 1: the region has 0.75 · 40 + 0.25 · 20 = 35 and is third of four behind 70 and 45.
	x, values := pair(3, 1), [][]*float64{column(40, 70, 45, 10), column(20, 70, 45, 10)}
	candidates := []Candidate{
		to("a to 60", "a", 60),   // 45 + 5 = 50: second
		to("b to 100", "b", 100), // 30 + 25 = 55: second
		to("a to 44", "a", 44),   // 33 + 5 = 38: third still
		to("a to 30", "a", 30),   // worse
		to("b as it is", "b", 20),
		to("a to 90", "a", 90), // 67.5 + 5 = 72.5: first
	}
	tests := []struct {
		name     string
		options  MoverOptions
		want     string
		together Place
	}{
		{"three that don't change the same", MoverOptions{}, "a to 90 72.5 (1), b to 100 55 (2)", placed(92.5, 1)},
		{"the one", MoverOptions{Most: 1}, "a to 90 72.5 (1)", placed(72.5, 1)},
		{"by rank", MoverOptions{ByRank: true}, "a to 90 72.5 (1), b to 100 55 (2)", placed(92.5, 1)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Movers(x, values, 0, candidates, test.options)
			if err != nil {
				t.Fatal(err)
			}
			if told(got) != test.want || !cmp.Equal(got.Together.After, test.together, near) || !cmp.Equal(got.Before, placed(35, 3), near) {
				t.Errorf("%s, together %v, from %v; want %s", told(got), got.Together.After, got.Before, test.want)
			}
			const alone = "a to 90 72.5 (1), b to 100 55 (2), a to 60 50 (2), a to 44 38 (3)"
			if each := told(Moves{Best: got.Alone}); each != alone {
				t.Errorf("each alone: %s, want %s", each, alone)
			}
			if best := got.Best[0]; !cmp.Equal(best.Gain, num(37.5), near) || *best.Rose != 2 {
				t.Errorf("the best brings %v and %v places, want 37.5 and 2", show(best.Gain), *best.Rose)
			}
		})
	}
	if got, err := Movers(x, values, 0, candidates[2:5], MoverOptions{}); err != nil || told(got) != "a to 44 38 (3)" {
		t.Errorf("of small changes: %s (%v)", told(got), err)
	}
	if got, err := Movers(x, values, 0, candidates[3:5], MoverOptions{}); err != nil || told(got) != "" || !cmp.Equal(got.Together.After, got.Before) {
		t.Errorf("where nothing helps: %s, together %v (%v)", told(got), got.Together.After, err)
	}
}

func TestMoversByScoreAndByRank(t *testing.T) {
	// a is by place: 0, 50 and 100; b as it is: 0, 40 and 100. Scores 0, 45 and 100. With a at 2.5 the first region takes
	// the second one's place in it: 25 against 20. With b at 60 it has 30 and is still behind 45. Both: 55.
	x := Index{Root: Node{ID: "index", Children: []Node{
		{ID: "a", Weight: 1, Direction: Up, Normalisation: PercentileRank},
		{ID: "b", Weight: 1, Direction: Up, Normalisation: Goalposts, Min: num(0), Max: num(100)}}}}
	values := [][]*float64{column(1, 2, 3), column(0, 40, 100)}
	candidates := []Candidate{to("a to 2.5", "a", 2.5), to("b to 60", "b", 60)}
	for byRank, want := range map[bool]string{false: "b to 60 30 (3), a to 2.5 25 (2)", true: "a to 2.5 25 (2), b to 60 30 (3)"} {
		got, err := Movers(x, values, 0, candidates, MoverOptions{ByRank: byRank})
		if err != nil || told(got) != want || !cmp.Equal(got.Together.After, placed(55, 2), near) {
			t.Errorf("by rank %v: %s, together %v (%v); want %s and 55, second", byRank, told(got), got.Together.After, err, want)
		}
	}
}

func TestMoversOfARegionWithoutAScore(t *testing.T) {
	values := [][]*float64{{nil, num(50)}, {num(90), num(50)}}
	got, err := Movers(pair(1, 1), values, 0, []Candidate{to("b to 99", "b", 99), to("a to 4", "a", 4), to("a to 20", "a", 20)}, MoverOptions{})
	if err != nil || got.Before.Reason != ReasonTooFewParts || told(got) != "a to 20 55 (1)" || got.Best[0].Gain != nil || got.Best[0].Rose != nil {
		t.Errorf("%+v (%v), want a score by a value of a, and no gain, as there was none before", got, err)
	}
}

func TestACandidateMayChangeSeveralValues(t *testing.T) {
	x, values := pair(1, 1), [][]*float64{column(10), column(10)}
	service := Candidate{"one more service", []Change{{"a", 0, num(20)}, {"b", 0, num(40)}}}
	got, err := Movers(x, values, 0, []Candidate{to("b to 30", "b", 30), service}, MoverOptions{})
	if err != nil || told(got) != "one more service 30 (1)" || !cmp.Equal(got.Together.After, placed(30, 1), near) {
		t.Errorf("%s, together %v (%v); what changes the same value must not be counted twice", told(got), got.Together.After, err)
	}
}

func TestMoversOfWhatIsNotThere(t *testing.T) {
	x, values := pair(1, 1), [][]*float64{column(1), column(2)}
	for name, test := range map[string]struct {
		region    int
		candidate Candidate
		says      string
	}{
		"region":    {1, to("x", "a", 1), "find what moves region 1 most: there are 1 regions"},
		"indicator": {0, to("x", "c", 1), `candidate x: try c: the index "index" has no such indicator`},
	} {
		if _, err := Movers(x, values, test.region, []Candidate{test.candidate}, MoverOptions{}); err == nil || err.Error() != test.says {
			t.Errorf("%s: error %v, want %q", name, err, test.says)
		}
	}
}

func BenchmarkMovers(b *testing.B) {
	x, values := district(1500)
	var candidates []Candidate
	for _, leaf := range x.Leaves() {
		candidates = append(candidates, Candidate{leaf.ID, []Change{{leaf.ID, 700, num(1)}}})
	}
	for b.Loop() {
		if _, err := Movers(x, values, 700, candidates, MoverOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
