package board

import (
	"testing"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

func processed(service string, applications, completed uint64) store.Processing {
	return store.Processing{
		Region: "TT-1", Service: service, Month: kpi.MustDate("2023-09-01"), At: kpi.MustDate("2023-09-30"),
		Applications: applications, Completed: completed, Hours: []uint32{24, 48}, Counts: []uint64{completed / 2, completed - completed/2},
		Origin: store.Origin{Seq: 1, Source: "derived"},
	}
}

func TestSmallCellsAreWithheld(t *testing.T) {
	b := built(t, &world{
		processing: []store.Processing{processed("doctor", 4, 20), processed("vaccine", 30, 30), processed("parking", 200, 200)},
		observations: []store.Observation{
			month("applications", "TT-1", "", "2023-09-01", 234),
			month("applications", "TT-1", "service=doctor", "2023-09-01", 4),
			month("applications", "TT-1", "service=vaccine", "2023-09-01", 30),
			month("applications", "TT-1", "service=parking", "2023-09-01", 200),
		},
	})
	hidden := map[string]bool{}
	for _, v := range b.Processing("TT-1") {
		hidden[v.Processing.Service] = v.Hidden.Applications
		if v.Hidden.Applications && v.Applications != 0 {
			t.Errorf("%s is marked as withheld, but its number is still there: %+v", v.Processing.Service, v)
		}
	}
	if !hidden["doctor"] {
		t.Error("four applications are shown: one can be told from them")
	}
	if !hidden["vaccine"] {
		t.Error("the region's total less the other services gives the withheld one away; the next smallest must go with it")
	}
	if hidden["parking"] {
		t.Error("more is withheld than needed")
	}
	for _, breakdown := range []string{"service=doctor", "service=vaccine"} {
		c := b.Series("applications", "TT-1", breakdown).Cells[0]
		if c.Value != nil || c.Reason != kpi.ReasonSuppressed {
			t.Errorf("%s: the derived observation gives %v where the cell is withheld", breakdown, c.Value)
		}
	}
	for _, breakdown := range []string{"", "service=parking"} {
		if c := b.Series("applications", "TT-1", breakdown).Cells[0]; c.Value == nil {
			t.Errorf("breakdown %q was withheld without need", breakdown)
		}
	}
}

func TestWithheldFiguresStayOutOfRollUps(t *testing.T) {
	b := built(t, &world{observations: []store.Observation{
		month("applications", "TT-1", "", "2023-09-01", 3), month("applications", "TT-2", "", "2023-09-01", 50), month("applications", "TT-3", "", "2023-09-01", 60),
	}})
	c := b.Series("applications", "TT", "").Cells[0]
	if *c.Value != 110 || !c.Partial {
		t.Errorf("the country's figure is %v, partial %v; with the withheld region in it, the difference would give it away", *c.Value, c.Partial)
	}
}

func TestOlderVersionsAreWithheldToo(t *testing.T) {
	now := []store.Observation{
		month("applications", "TT-1", "", "2023-09-01", 62), month("applications", "TT-1", "service=doctor", "2023-09-01", 3),
		month("applications", "TT-1", "service=vaccine", "2023-09-01", 9), month("applications", "TT-1", "service=parking", "2023-09-01", 50),
	}
	for i := range now {
		now[i].Seq = 7
	}
	b := built(t, &world{observations: now})
	if parking := now[3]; b.Withheld(&parking) {
		t.Error("the history withholds what the board shows")
	}
	for _, breakdown := range []string{"service=doctor", "service=parking", ""} {
		older := month("applications", "TT-1", breakdown, "2023-09-01", 49)
		if !b.Withheld(&older) {
			t.Errorf("the history shows an older version of %q, of a month in which a service is withheld: the others' add up to it", breakdown)
		}
	}
	before := month("applications", "TT-1", "", "2023-08-01", 49)
	if b.Withheld(&before) {
		t.Error("the history withholds a month in which nothing is")
	}
	for _, breakdown := range []string{"service=parking", "sector=health", "channel=online"} {
		part := month("applications", "TT-1", breakdown, "2023-08-01", 49)
		if !b.Withheld(&part) {
			t.Errorf("the history shows an older version of %q beside the whole: what was withheld then is the rest", breakdown)
		}
	}
	few := month("applications", "TT-2", "", "2023-09-01", 2)
	if !b.Withheld(&few) {
		t.Error("the history shows a figure of two applications")
	}
	services := month("online", "TT-1", "", "2023-09-01", 2)
	if b.Withheld(&services) {
		t.Error("a count of services was withheld: it speaks of no person")
	}
}

// A few refused or granted are told by each other, since together they are the completed.
func TestRefusedAndGranted(t *testing.T) {
	tests := []struct {
		completed, refused uint64
		hidden             bool
	}{{40, 3, true}, {40, 38, true}, {40, 20, false}, {40, 0, false}, {40, 40, false}}
	for _, tt := range tests {
		p := processed("parking", 200, tt.completed)
		p.Refused = tt.refused
		b := built(t, &world{processing: []store.Processing{p}})
		if v := b.Processing("TT-1")[0]; v.Hidden.Refused != tt.hidden {
			t.Errorf("%d refused of %d completed are withheld: %v, want %v", tt.refused, tt.completed, v.Hidden.Refused, tt.hidden)
		}
	}
}

// simulatedProcessing is what derivation makes of a service with simulated applications.
func simulatedProcessing(service string, applications, completed uint64) store.Processing {
	p := processed(service, applications, completed)
	p.Origin = store.Origin{Seq: 1, Source: store.DerivedSource(true), Simulated: true}
	return p
}

// A simulated application is in no sum of real ones: what is withheld of it hides nothing there.
func TestSimulatedCellsHideNoRealOnes(t *testing.T) {
	cfg := entangledConfig(t)
	real := &world{
		processing:   []store.Processing{processed("s0", 2, 2), processed("s1", 6, 6), processed("s2", 7, 7), processed("s3", 20, 20)},
		observations: []store.Observation{month("applications_0", "TT", "", "2023-09-01", 35)},
	}
	all := month("applications_0", "TT", "", "2023-09-01", 38)
	all.Origin = store.Origin{Seq: 1, Source: store.DerivedSource(true), Simulated: true}
	both := &world{
		processing:   append([]store.Processing{simulatedProcessing("s4", 3, 3)}, real.processing...),
		observations: append([]store.Observation{all}, real.observations...),
	}
	for name, w := range map[string]*world{"real ones alone": real, "simulated ones beside": both} {
		for i := range w.processing {
			w.processing[i].Region = "TT"
		}
		b, err := Build(t.Context(), w, cfg, 0, kpi.DateOf(noon), noon)
		if err != nil {
			t.Fatal(err)
		}
		if total := b.Series("applications_0", "TT", "").Cells[0]; total.Value == nil || *total.Value != 35 {
			t.Fatalf("%s: the total of the real ones is %v, want 35", name, total.Value)
		}
		for _, v := range b.Processing("TT") {
			few := v.Applications+v.Completed == 0
			if hidden := v.Service.ID != "s2" && v.Service.ID != "s3"; v.Hidden.Applications != hidden || few != hidden {
				t.Errorf("%s: the applications of %s are withheld: %v, want %v; the total less the others tells two", name, v.Service.ID, v.Hidden.Applications, hidden)
			}
		}
	}
}

// How many were granted of real ones is told by the real ones that were completed, whatever simulated ones there are.
func TestOlderVersionsOfRealFiguresAreHeldAgainstRealOnes(t *testing.T) {
	refused := month("applications_refused_0", "TT", "", "2023-09-01", 6)
	refused.Seq = 7
	parking := processed("s0", 50, 12)
	parking.Refused = 6
	w := &world{processing: []store.Processing{parking, simulatedProcessing("s1", 50, 30)}, observations: []store.Observation{refused}}
	for i := range w.processing {
		w.processing[i].Region = "TT"
	}
	b, err := Build(t.Context(), w, entangledConfig(t), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	if b.Withheld(&refused) {
		t.Fatal("six refused of twelve are withheld")
	}
	older := month("applications_refused_0", "TT", "", "2023-09-01", 10)
	if !b.Withheld(&older) {
		t.Error("the history shows that ten of twelve real ones were refused: two were granted")
	}
}
