package board

import (
	"slices"
	"testing"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

func TestRollUpSum(t *testing.T) {
	no := month("online", "TT-3", "", "2023-09-01", 0)
	no.Status, no.Value = kpi.NoData, nil
	simulated := month("online", "TT-2", "", "2023-09-01", 7)
	simulated.Simulated, simulated.Source, simulated.Collections, simulated.Seq = true, "derived-simulated", []uint64{4, 2}, 9
	b := built(t, &world{observations: []store.Observation{
		month("online", "TT-1", "", "2023-09-01", 5), simulated, no,
		month("online", "TT-4", "", "2023-09-01", 1000), // the programme expects nothing of it
	}})
	c := b.Series("online", "TT", "").Cells[0]
	if c.Value == nil || *c.Value != 12 {
		t.Fatalf("the national figure is %v, want 12: regions that aren't expected, or have no data, must not count", c.Value)
	}
	if c.Reported != 2 || c.Expected != 3 || !c.Partial {
		t.Errorf("got %d of %d regions, partial %v; want 2 of 3, partial", c.Reported, c.Expected, c.Partial)
	}
	if !c.Simulated || c.Source != RollupSource || c.Seq != 9 || len(c.Collections) != 2 {
		t.Errorf("the roll-up lost where it came from: %+v", c.Observation.Origin)
	}
}

func TestRollUpSkipsWhatDoesNotApply(t *testing.T) {
	na := month("online", "TT-3", "", "2023-09-01", 0)
	na.Status, na.Value = kpi.NotApplicable, nil
	b := built(t, &world{observations: []store.Observation{
		month("online", "TT-1", "", "2023-09-01", 5), month("online", "TT-2", "", "2023-09-01", 7), na,
	}})
	if c := b.Series("online", "TT", "").Cells[0]; c.Partial || c.Expected != 2 {
		t.Errorf("a region that the question doesn't apply to was expected to answer: %d of %d, partial %v", c.Reported, c.Expected, c.Partial)
	}
}

func TestRollUpWeighted(t *testing.T) {
	share := func(region string, n, d float64) store.Observation {
		o := month("share", region, "", "2023-09-01", 100*n/d)
		o.Numerator, o.Denominator = &n, &d
		return o
	}
	b := built(t, &world{observations: []store.Observation{share("TT-1", 1, 2), share("TT-2", 9, 98), share("TT-3", 0, 100)}})
	c := b.Series("share", "TT", "").Cells[0]
	if c.Value == nil || *c.Value != 5 {
		t.Errorf("the national share is %v, want 5: 10 of 200, not the mean of the regions' shares", c.Value)
	}
	if c.Partial {
		t.Error("all three regions reported, but the figure is marked partial")
	}
}

// A region that can't be weighed counts as not reported: nothing of it is in the figure, neither its value nor its mark.
func TestWhatCannotBeWeighedLeavesNoMark(t *testing.T) {
	n, d := 40.0, 100.0
	whole := month("share", "TT-1", "", "2023-09-01", 40)
	whole.Numerator, whole.Denominator, whole.Collections = &n, &d, []uint64{1}
	bare := month("share", "TT-2", "", "2023-09-01", 90)
	bare.Simulated, bare.Collections = true, []uint64{2}
	c := built(t, &world{observations: []store.Observation{whole, bare}}).Series("share", "TT", "").Cells[0]
	if *c.Value != 40 || c.Reported != 1 || c.Simulated || !slices.Equal(c.Collections, []uint64{1}) {
		t.Errorf("the national share is %v of %d regions, simulated %v, from %v; want 40 of 1, real, from 1", *c.Value, c.Reported, c.Simulated, c.Collections)
	}
}

func TestOwnFigureGoesBeforeRollUp(t *testing.T) {
	own := month("online", "TT", "", "2023-09-01", 40)
	own.Source = "ministry"
	b := built(t, &world{observations: []store.Observation{month("online", "TT-1", "", "2023-09-01", 5), own}})
	c := b.Series("online", "TT", "").Cells[0]
	if *c.Value != 40 || len(c.Others) != 1 || c.Others[0].Source != RollupSource {
		t.Fatalf("the ministry's own figure must speak, and the roll-up stand beside it: got %v, beside it %v", *c.Value, c.Others)
	}
	if beside, own := c.Of(c.Others[0]), c.Of(c.Observation); beside.Reported != 1 || beside.Expected != 3 || !beside.Partial || own.Expected != 0 || own.Partial {
		t.Errorf("beside it stands one of %d of %d regions, partial %t; its own is of %d, partial %t", beside.Reported, beside.Expected, beside.Partial, own.Expected, own.Partial)
	}
}

// A region that has not reported yet is no fall of the country's.
func TestSumThatLacksRegionsIsNotJudged(t *testing.T) {
	b := built(t, &world{observations: []store.Observation{
		month("online", "TT-1", "", "2023-08-01", 40), month("online", "TT-2", "", "2023-08-01", 20), month("online", "TT-3", "", "2023-08-01", 20),
		month("online", "TT-1", "", "2023-09-01", 41),
	}})
	cells := b.Series("online", "TT", "").Cells
	if last := cells[len(cells)-1]; !last.Partial || !last.Incomplete || *last.Value != 41 {
		t.Errorf("one region of three is shown as %v, partial %v", *last.Value, last.Partial)
	}
	for _, p := range b.ProgressOf("plan", "TT") {
		if p.Target.ID == "online_by_2024" && (p.Latest == nil || p.Latest.Value != 80) {
			t.Errorf("%s: judged by %v, want the 80 of August, when all had reported", p.Reading.ID, p.Latest)
		}
	}
}
