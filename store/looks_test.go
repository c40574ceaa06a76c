package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestLooks: a report is called late only where somebody looked for it in vain. A collection that failed, still runs,
// only decoded again or asked another source must not be taken for one.
func TestLooks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i, c := range []store.Collection{
			{Source: "a", Started: at("2023-10-08T23:44:00Z"), Status: store.CollectionOK},
			{Source: "a", Started: at("2023-10-08T23:45:00Z"), Status: store.CollectionUnchanged},
			{Source: "a", Started: at("2023-10-08T23:59:59Z"), Status: store.CollectionPartial},
			{Source: "a", Started: at("2023-10-09T00:00:00Z"), Status: store.CollectionOK, From: kpi.MustDate("2023-01-01"), To: kpi.MustDate("2023-03-31")},
			{Source: "a", Started: at("2023-10-09T01:00:00Z"), Status: store.CollectionFailed},
			{Source: "a", Started: at("2023-10-09T02:00:00Z"), Status: store.CollectionSkipped},
			{Source: "a", Started: at("2023-10-09T03:00:00Z"), Status: store.CollectionRunning},
			{Source: "a", Started: at("2023-10-09T04:00:00Z"), Status: store.CollectionOK, Replays: 1},
			{Source: "b", Started: at("2023-10-09T05:00:00Z"), Status: store.CollectionOK},
			{Source: "a", Started: at("2023-09-30T23:59:59Z"), Status: store.CollectionOK},
			{Source: "a", Started: at("2023-10-20T00:00:00Z"), Status: store.CollectionOK},
		} {
			c.ID = uint64(i + 1)
			saveCollection(t, s, c)
		}
		// The collection whose state changes as it ends counts once, and as it ended.
		saveCollection(t, s, store.Collection{ID: 1, Source: "a", Started: at("2023-10-08T23:44:00Z"), Status: store.CollectionFailed})
		var got []store.Look
		err := s.Looks(t.Context(), []string{"a"}, at("2023-10-01T00:00:00Z"), 10, func(l store.Look) error { got = append(got, l); return nil })
		want := []store.Look{
			{Source: "a", First: at("2023-10-08T23:45:00Z"), Last: at("2023-10-08T23:59:59Z")},
			{Source: "a", First: at("2023-10-09T00:00:00Z"), Last: at("2023-10-09T00:00:00Z"), Until: kpi.MustDate("2023-03-31")},
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

// TestHeard: a source has told all of a region up to the newest moment that one of its collections says; as of an earlier day, those that had ended
// by then.
func TestHeard(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		clock := &setClock{}
		o.Now = clock.now
		s := storetest.Open(t, o)
		for _, c := range []struct {
			saved, source, heard string
			status               store.CollectionStatus
			regions              []string
		}{
			{"2023-10-01T06:00:00Z", "a", "2023-10-01T06:00:00Z", store.CollectionOK, []string{"X", "Y"}},
			{"2023-10-02T06:00:00Z", "a", "", store.CollectionFailed, nil},
			{"2023-10-03T06:00:00Z", "b", "2023-09-01T06:00:00Z", store.CollectionUnchanged, nil}, // a file of that day, noted by an older version
			{"2023-10-03T23:59:50Z", "a", "", store.CollectionRunning, nil},
			{"2023-10-04T00:00:04Z", "a", "2023-10-03T23:59:50Z", store.CollectionOK, []string{"X"}},
			{"2023-10-05T06:00:00Z", "c", "", store.CollectionOK, nil}, // a replay
		} {
			clock.set(at(c.saved))
			row := store.Collection{ID: uint64(at(c.saved).UnixMicro()), Source: c.source, Simulated: c.source == "b", Started: at(c.saved), Status: c.status, HeardRegions: c.regions}
			if c.heard != "" {
				row.Heard = at(c.heard)
			}
			saveCollection(t, s, row)
		}
		for day, a := range map[store.AsOf]string{store.AsOfDay(kpi.MustDate("2023-10-03")): "2023-10-01T06:00:00Z", 0: "2023-10-03T23:59:50Z"} {
			got, err := s.Heard(t.Context(), day)
			slices.SortFunc(got, func(x, y kpi.Told) int { return strings.Compare(x.Source+x.Region, y.Source+y.Region) })
			want := []kpi.Told{{Source: "a", Region: "X", Until: at(a)}, {Source: "a", Region: "Y", Until: at("2023-10-01T06:00:00Z")}, {Source: "b", Simulated: true, Until: at("2023-09-01T06:00:00Z")}}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("as of %d: %v (-want +got):\n%s", day, err, diff)
			}
		}
	})
}

// TestKnownUntil: where nobody is asked, months are known up to the last that came, if they had ended by then.
func TestKnownUntil(t *testing.T) {
	month := func(start string, n uint64, came string) *store.Processing {
		return &store.Processing{Month: kpi.MustDate(start), Applications: n, Collections: []uint64{uint64(at(came).UnixMicro())}}
	}
	for _, tt := range []struct {
		rows []*store.Processing
		want string
	}{
		{[]*store.Processing{month("2023-08-01", 3, "2023-10-10T10:00:00Z"), month("2023-09-01", 0, "2023-10-10T10:00:00Z")}, "2023-09-01"},
		{[]*store.Processing{month("2023-09-01", 3, "2023-09-10T23:30:00Z"), month("2023-08-01", 3, "2023-08-10T10:00:00Z")}, "2023-09-11"},
		{[]*store.Processing{month("2023-09-01", 0, "2023-09-10T10:00:00Z")}, "2023-09-01"},
	} {
		if got := store.KnownUntil(slices.Values(tt.rows), time.FixedZone("", 3600)); got != kpi.MustDate(tt.want) {
			t.Errorf("%v: known until %s, want %s", tt.rows, got, tt.want)
		}
	}
	if got := store.KnownUntil(slices.Values([]*store.Processing(nil)), time.UTC); !got.IsZero() {
		t.Errorf("of nothing it is known until %s", got)
	}
}

// TestCame: what waited for the store, or was decoded anew after a mapping was fixed, came when it came: a region is not
// late for what happened here.
func TestCame(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := func(text string) uint64 { return uint64(at(text).UnixMicro()) }
		for _, c := range []store.Collection{
			{ID: id("2023-10-01T10:00:00Z"), Source: "a", Started: at("2023-10-01T10:00:00Z")},
			{ID: id("2023-10-02T10:00:00Z"), Source: "a", Started: at("2023-10-01T12:00:00Z")},
			{ID: id("2023-10-03T10:00:00Z"), Source: "a", Started: at("2023-10-03T10:00:00Z"), Replays: id("2023-10-01T10:00:00Z")},
			{ID: id("2023-10-04T10:00:00Z"), Source: "a", Started: at("2023-10-04T10:00:00Z"), Replays: id("2023-10-02T10:00:00Z")},
			{ID: id("2023-10-04T11:00:00Z"), Source: "b", Started: at("2023-10-01T12:00:00Z")},
			{ID: id("2023-10-05T10:00:00Z"), Source: "a", Started: at("2023-10-01T12:00:00Z")},
		} {
			c.Status = store.CollectionOK
			saveCollection(t, s, c)
		}
		got, err := s.Came(t.Context(), []string{"a"}, store.AsOf(id("2023-10-05T00:00:00Z")))
		want := map[uint64]time.Time{
			id("2023-10-02T10:00:00Z"): at("2023-10-01T12:00:00Z"),
			id("2023-10-03T10:00:00Z"): at("2023-10-01T10:00:00Z"),
			id("2023-10-04T10:00:00Z"): at("2023-10-01T12:00:00Z"),
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}
