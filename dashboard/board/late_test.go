package board

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// lateConfig has one region with three services, of which it is counted what is open and what is overdue.
func lateConfig(t *testing.T) *config.Config {
	t.Helper()
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(`
suppress_below: 5
regions: [{code: TT, name: T, kind: country}]
sectors: [{id: s, name: S}]
services:
  - {id: a, name: A, sector: s, tier: regional}
  - {id: b, name: B, sector: s, tier: regional}
  - {id: c, name: C, sector: s, tier: regional}
indicators:
  - {id: open, name: Open, meaning: Open, unit: count, direction: down, frequency: month, nature: stock, derived: {measure: applications_open}}
  - {id: overdue, name: Overdue, meaning: Overdue, unit: count, direction: down, frequency: month, nature: stock, derived: {measure: applications_overdue}}
`)}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// lateWorld: so many of each service are late by so many days; twenty more are open, all with a deadline.
func lateWorld(total float64, days map[string]kpi.Histogram) *world {
	w := &world{}
	origin := store.Origin{Seq: 1, Source: "derived"}
	for service, h := range days {
		n := h.Total()
		w.processing = append(w.processing, store.Processing{
			Region: "TT", Service: service, Month: kpi.MustDate("2023-10-01"), At: kpi.MustDate("2023-10-15"), Applications: n + 20,
			Open: n + 20, OpenWithDeadline: n + 20, Overdue: n, OverdueDays: h.Hours, OverdueCounts: h.Counts, Origin: origin,
		})
	}
	overdue, all := month("overdue", "TT", "", "2023-10-01", total), 1.0
	overdue.Coverage = &all
	w.observations = []store.Observation{month("open", "TT", "", "2023-10-01", total+20*float64(len(days))), overdue}
	return w
}

// TestHowLongApplicationsAreLate: a governor sees how long what is overdue has been so; a few people are never to be told from it.
func TestHowLongApplicationsAreLate(t *testing.T) {
	cfg := lateConfig(t)
	bin := func(from, to uint32, count float64) LateBin { return LateBin{From: from, To: to, Count: count} }
	withheld := func(from, to uint32) LateBin { return LateBin{From: from, To: to, Withheld: true} }
	for _, test := range []struct {
		name  string
		total float64
		days  map[string]kpi.Histogram
		want  *Late
	}{
		{
			"over all services, those that are withheld by themselves too", 32,
			map[string]kpi.Histogram{"a": {Hours: []uint32{1, 7, 8, 30}, Counts: []uint64{6, 5, 5, 4}}, "b": {Hours: []uint32{31, 200}, Counts: []uint64{5, 4}}, "c": {Hours: []uint32{91}, Counts: []uint64{3}}},
			&Late{Overdue: 32, Bins: []LateBin{bin(1, 7, 11), bin(8, 30, 9), bin(31, 90, 5), bin(91, 0, 7)}, Median: number(8), Longest: number(200)},
		},
		{
			"one of a few takes the next smallest with it", 27,
			map[string]kpi.Histogram{"a": {Hours: []uint32{3, 40, 120}, Counts: []uint64{16, 8, 3}}},
			&Late{Overdue: 27, Bins: []LateBin{bin(1, 7, 16), bin(8, 30, 0), withheld(31, 90), withheld(91, 0)}, Median: number(3), Longest: number(120), Withheld: true},
		},
		{
			"two that are few together take another", 24,
			map[string]kpi.Histogram{"a": {Hours: []uint32{3, 10, 40, 120}, Counts: []uint64{12, 8, 2, 2}}},
			&Late{Overdue: 24, Bins: []LateBin{bin(1, 7, 12), withheld(8, 30), withheld(31, 90), withheld(91, 0)}, Median: number(3), Longest: number(120), Withheld: true},
		},
		{"none", 0, map[string]kpi.Histogram{"a": {}}, &Late{Bins: []LateBin{bin(1, 7, 0), bin(8, 30, 0), bin(31, 90, 0), bin(91, 0, 0)}}},
		{"services that do not add up to the region", 30, map[string]kpi.Histogram{"a": {Hours: []uint32{3}, Counts: []uint64{29}}}, nil},
		{"few in all", 4, map[string]kpi.Histogram{"a": {Hours: []uint32{3}, Counts: []uint64{4}}}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, err := Build(t.Context(), lateWorld(test.total, test.days), cfg, 0, kpi.DateOf(noon), noon)
			if err != nil {
				t.Fatal(err)
			}
			got := b.Late("TT", kpi.MustDate("2023-10-01"))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestUseOfAService: what is not known of a month is not counted as nothing, and the running month not at all.
func TestUseOfAService(t *testing.T) {
	w := &world{}
	add := func(service, month string, applications uint64) {
		w.processing = append(w.processing, store.Processing{
			Region: "TT", Service: service, Month: kpi.MustDate(month), At: kpi.MustDate(month), Applications: applications, Origin: store.Origin{Seq: 1, Source: "derived"},
		})
	}
	add("a", "2022-09-01", 1000) // thirteen months back
	add("a", "2022-10-01", 40)
	add("a", "2023-05-01", 0)
	add("a", "2023-09-01", 60)
	add("a", "2023-10-01", 500) // still runs
	add("b", "2023-09-01", 3)
	add("b", "2023-08-01", 20)
	b, err := Build(t.Context(), w, lateConfig(t), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Use{"a": {Applications: 40, Months: 2, Withheld: 1}, "b": {Applications: 20, Months: 1, Withheld: 1}}
	got := map[string]Use{}
	for s, use := range b.Uses("TT") {
		got[s.ID] = use
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
