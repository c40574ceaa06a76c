package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/schemas"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func saveCollection(t *testing.T, s *store.Store, c store.Collection) {
	t.Helper()
	if err := s.SaveCollection(t.Context(), &c); err != nil {
		t.Fatalf("save a collection: %v", err)
	}
}

func TestCollectionComesBackAsItEnded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		running := store.Collection{ID: 1700000000000001, Source: "kyiv", Simulated: true, Started: at("2023-10-01T03:04:05Z"), Status: store.CollectionRunning}
		saveCollection(t, s, running)
		ended := running
		ended.Finished, ended.Status, ended.Attempts, ended.Bytes = at("2023-10-01T03:04:09Z"), store.CollectionPartial, 2, 1<<40
		ended.Payload, ended.Mapping, ended.Records, ended.Accepted, ended.Rejected, ended.Unchanged = strings.Repeat("ab", 32), "m1", 10, 5, 2, 3
		ended.Withdrawn, ended.TotalsSkipped, ended.TotalsTaken, ended.Counted = 1<<33, 4, 1, true
		ended.Heard, ended.HeardRegions = ended.Started, []string{"UA-05", "UA-80"}
		ended.Error = "запис 3: немає дати"
		saveCollection(t, s, ended)
		for _, f := range []store.CollectionFilter{{}, {Source: "kyiv"}, {Status: store.CollectionPartial}} {
			got, err := s.Collections(t.Context(), f)
			if diff := cmp.Diff([]store.Collection{ended}, got); err != nil || diff != "" {
				t.Errorf("filter %+v: %v (-want +got):\n%s", f, err, diff)
			}
		}
		if got, err := s.Collections(t.Context(), store.CollectionFilter{Status: store.CollectionRunning}); err != nil || len(got) != 0 {
			t.Errorf("a collection that ended is found as running: %+v, %v", got, err)
		}
	})
}

// Who follows the collections sees those that began since, and what became of those that ran.
func TestCollectionsSavedSince(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for id := uint64(1); id <= 3; id++ {
			saveCollection(t, s, store.Collection{ID: id, Source: "kyiv", Started: at("2023-10-01T00:00:00Z"), Status: store.CollectionRunning})
		}
		before := s.Newest()
		saveCollection(t, s, store.Collection{ID: 2, Source: "kyiv", Started: at("2023-10-01T00:00:00Z"), Status: store.CollectionOK})
		saveCollection(t, s, store.Collection{ID: 4, Source: "kyiv", Started: at("2023-10-02T00:00:00Z"), Status: store.CollectionRunning})
		rows, err := s.Collections(t.Context(), store.CollectionFilter{After: before})
		got := map[uint64]store.CollectionStatus{}
		for _, c := range rows {
			got[c.ID] = c.Status
		}
		want := map[uint64]store.CollectionStatus{2: store.CollectionOK, 4: store.CollectionRunning}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

func TestCollectionsPage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for id := uint64(1); id <= 7; id++ {
			source := "odd"
			if id%2 == 0 {
				source = "even"
			}
			saveCollection(t, s, store.Collection{ID: id, Source: source, Started: at("2023-10-01T00:00:00Z"), Status: store.CollectionOK})
		}
		var got [][]uint64
		f := store.CollectionFilter{Source: "odd", Limit: 3}
		for {
			page, err := s.Collections(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			var ids []uint64
			for _, c := range page {
				ids = append(ids, c.ID)
			}
			got = append(got, ids)
			f.Before = ids[len(ids)-1]
		}
		if diff := cmp.Diff([][]uint64{{7, 5, 3}, {1}}, got); diff != "" {
			t.Errorf("pages (-want +got):\n%s", diff)
		}
	})
}

// What a number came from is found by the collections that it names: one that is missing, or too many, would send whoever
// follows it to another payload.
func TestCollectionsByIDs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for id := uint64(1700000000000001); id <= 1700000000000005; id++ {
			saveCollection(t, s, store.Collection{ID: id, Source: "s", Started: at("2023-10-01T00:00:00Z"), Status: store.CollectionOK, Payload: strings.Repeat("ab", 32)})
		}
		got, err := s.Collections(t.Context(), store.CollectionFilter{IDs: []uint64{1700000000000004, 1700000000000002, 9}})
		if err != nil {
			t.Fatal(err)
		}
		var ids []uint64
		for _, c := range got {
			ids = append(ids, c.ID)
		}
		if diff := cmp.Diff([]uint64{1700000000000004, 1700000000000002}, ids); diff != "" {
			t.Errorf("collections (-want +got):\n%s", diff)
		}
	})
}

func TestRejectionsPage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for collection := uint64(1); collection <= 2; collection++ {
			var rows []store.Rejection
			for i := range 12 {
				rows = append(rows, store.Rejection{
					Source: "s", Collection: collection, Position: fmt.Sprintf("line %d", i+2), As: "application",
					Field: "подано", Reason: "bad_date", Detail: `"2024-02-30" is not a day`,
				})
			}
			if err := s.WriteRejections(t.Context(), rows); err != nil {
				t.Fatal(err)
			}
		}
		page, err := s.Rejections(t.Context(), store.RejectionFilter{Source: "s", Offset: 10, Limit: 4})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range page {
			got = append(got, fmt.Sprint(r.Collection, " ", r.Position))
		}
		want := []string{"2 line 12", "2 line 13", "1 line 2", "1 line 3"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("newest collection first, lines in the order of the payload (-want +got):\n%s", diff)
		}
		if r := page[0]; r.As != "application" || r.Field != "подано" || r.Reason != "bad_date" || r.Detail == "" || r.RecordedAt.IsZero() {
			t.Errorf("a rejection came back as %+v", r)
		}
		for _, test := range []struct {
			filter store.RejectionFilter
			want   int
		}{
			{store.RejectionFilter{Collection: 1}, 12}, {store.RejectionFilter{Before: 2}, 12},
			{store.RejectionFilter{}, 24}, {store.RejectionFilter{Source: "other"}, 0},
		} {
			if got, err := s.Rejections(t.Context(), test.filter); err != nil || len(got) != test.want {
				t.Errorf("filter %+v: %d rejections, want %d: %v", test.filter, len(got), test.want, err)
			}
		}
	})
}

func TestSourceStateRemembersTheNewest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		first := store.SourceState{Source: "a", NextDue: at("2023-10-02T00:00:00Z"), LastStarted: at("2023-10-01T00:00:00Z"), Failures: 3}
		second := store.SourceState{Source: "a", NextDue: at("2023-10-03T00:00:00Z"), LastStarted: at("2023-10-02T00:00:00Z"),
			LastSuccess: at("2023-10-02T00:00:09Z"), ETag: `W/"1"`, LastModified: "Mon, 02 Oct 2023 00:00:00 GMT", Payload: "p", Mapping: "m"}
		other := store.SourceState{Source: "б"}
		for _, st := range []store.SourceState{first, other, second} {
			if err := s.SaveSourceState(t.Context(), st); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.SourceStates(t.Context())
		if diff := cmp.Diff(map[string]store.SourceState{"a": second, "б": other}, got); err != nil || diff != "" {
			t.Errorf("a restart would not catch up: %v (-want +got):\n%s", err, diff)
		}
	})
}

func TestPayloadMetadata(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		hash := strings.Repeat("0f", 32)
		p := store.Payload{Hash: hash, Source: "a", Collection: 1, Bytes: 12, ContentType: "text/csv; charset=windows-1251", ReceivedAt: at("2023-10-01T00:00:00Z")}
		again := p
		again.Collection = 2
		for _, row := range []store.Payload{again, p} {
			if err := s.SavePayload(t.Context(), row); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.FindPayloads(t.Context(), hash)
		if diff := cmp.Diff([]store.Payload{p, again}, got); err != nil || diff != "" {
			t.Errorf("payload: %v (-want +got):\n%s", err, diff)
		}
		if err := s.SavePayload(t.Context(), store.Payload{Hash: "../x", Source: "a"}); store.CodeOf(err) != store.CodeInvalid {
			t.Errorf("a hash that is none was accepted: %v", err)
		}
	})
}

// TestOldCollectionsDoNotSayThatNothingWasWithdrawn: what was not counted before the step that counts it is not known
// afterwards either.
func TestOldCollectionsDoNotSayThatNothingWasWithdrawn(t *testing.T) {
	steps, err := schemas.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	const before = 7 // steps
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := opened(t, o)
		if _, err := s.MigrateWith(t.Context(), steps[:before]); err != nil {
			t.Fatal(err)
		}
		if err := s.Exec(t.Context(), "INSERT INTO collections (id, source, started, finished, status, records, accepted, seq) "+
			"SELECT 7, 'kyiv', toDateTime('2023-10-01 00:00:00', 'UTC'), toDateTime('2023-10-01 00:00:01', 'UTC'), 'ok', 3, 3, 8"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		saveCollection(t, s, store.Collection{ID: 9, Source: "kyiv", Started: at("2023-10-02T00:00:00Z"), Status: store.CollectionOK, Counted: true})
		got, err := s.Collections(t.Context(), store.CollectionFilter{})
		if err != nil || len(got) != 2 || !got[0].Counted || got[1].Counted || got[1].Records != 3 {
			t.Errorf("after the step the collections are %+v (%v); the new one has counted, the old one has not", got, err)
		}
	})
}
