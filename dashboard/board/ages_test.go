package board

import (
	"testing"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// collected is a figure of a month that a collection brought.
func collected(t *testing.T, o store.Observation, at string) store.Observation {
	t.Helper()
	o.Seq, o.Collection = uint64(moment(t, at).UnixMicro())+1, uint64(moment(t, at).UnixMicro())
	return o
}

// TestAges: a region's data is as old as the newest figure that somebody gave or that follows from what came: what is carried on into
// a new month says nothing of it, and neither does what lacks a value.
func TestAges(t *testing.T) {
	empty := month("online", "TT-1", "", "2023-09-01", 0)
	empty.Value, empty.Status = nil, kpi.NoData
	carried := month("online", "TT-2", "", "2023-10-01", 7)
	carried.Collections = []uint64{uint64(moment(t, "2023-08-01T10:00:00Z").UnixMicro()), uint64(moment(t, "2023-08-20T10:00:00Z").UnixMicro())}
	b := built(t, &world{observations: []store.Observation{
		collected(t, month("online", "TT-1", "", "2023-07-01", 5), "2023-08-03T10:00:00Z"),
		collected(t, month("online", "TT-1", "", "2023-08-01", 6), "2023-09-04T10:00:00Z"),
		collected(t, empty, "2023-10-05T10:00:00Z"),
		collected(t, month("online", "TT-2", "", "2023-08-01", 7), "2023-08-20T10:00:00Z"),
		carried,
		collected(t, month("online", "TT-3", "", "2023-10-01", 7), "2023-10-12T10:00:00Z"),
	}})
	for region, want := range map[string]struct{ period, day, came string }{
		"TT-1": {"2023-08", "2023-08-31", "2023-09-04T10:00:00Z"},
		"TT-2": {"2023-08", "2023-08-20", "2023-08-20T10:00:00Z"},
		"TT-3": {"2023-10", "2023-10-12", "2023-10-12T10:00:00Z"},
	} {
		age := b.AgeOf(b.Config.Region(region))
		if age.Newest == nil {
			t.Errorf("%s has no newest figure", region)
			continue
		}
		if short(age.Newest.Period) != want.period || age.Day.String() != want.day || age.Came.Format(time.RFC3339) != want.came {
			t.Errorf("%s: %s until %s, came %s; want %v", region, short(age.Newest.Period), age.Day, age.Came.Format(time.RFC3339), want)
		}
		if len(age.Sources) != 2 || age.Sources[1].Source.ID != "trusted" {
			t.Errorf("%s has %d sources", region, len(age.Sources))
		}
	}
	for _, age := range b.Ages() {
		if age.Newest == nil && len(age.Sources) == 0 {
			t.Errorf("%s has nothing that could be old", age.Region.Code)
		}
		if age.Region.Code == "TT" {
			t.Error("what is rolled up is not the country's own: its age is that of its regions")
		}
	}
}

// TestRestatements: what is shown now stands beside what came first, the newest first; the same value again, with other parts, is none.
func TestRestatements(t *testing.T) {
	was := func(o store.Observation, v float64, seq uint64) store.Observation {
		o.Value, o.Seq = &v, seq
		return o
	}
	at := func(o store.Observation, seq uint64) store.Observation { o.Seq = seq; return o }
	july, august, other := month("online", "TT-1", "", "2023-07-01", 5), month("online", "TT-1", "", "2023-08-01", 6), month("online", "TT-2", "", "2023-07-01", 9)
	b := built(t, &world{
		observations: []store.Observation{at(july, 10), at(august, 11), at(other, 12)},
		restated:     []store.Observation{was(july, 4, 2), was(august, 6, 3), was(other, 8, 4)},
	})
	// Of three applications nobody may know how many they were first.
	few := month("applications", "TT-1", "service=doctor", "2023-08-01", 30)
	shown := built(t, &world{observations: []store.Observation{at(few, 13), at(month("applications", "TT-1", "", "2023-08-01", 300), 14)}, restated: []store.Observation{was(few, 3, 5)}}).Restatements()
	if len(shown) != 1 || !shown[0].Withheld || shown[0].Was != nil || *shown[0].Value != 30 {
		t.Errorf("what must be withheld of an earlier figure: %+v", shown)
	}
	var got []string
	for _, r := range b.Restatements() {
		got = append(got, r.Region.Code+" "+short(r.Period)+" "+text(r.Was)+" → "+text(r.Value))
	}
	if len(got) != 2 || got[0] != "TT-2 2023-07 8 → 9" || got[1] != "TT-1 2023-07 4 → 5" {
		t.Errorf("restated: %q", got)
	}
}
