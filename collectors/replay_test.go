package collectors_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// replayWorld is a source whose mapping forgot a factor of ten: January was said to be 1, then 2, February only
// the first time. The world that is given has the mapping fixed.
func replayWorld(t *testing.T, st *store.Store) (fixed *world, ids []uint64) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table.csv")
	source := scheduled(path, `{cron: "0 4 * * *"}`)
	w := newWorld(t, st, load(t, source))
	for _, table := range []string{"period,value\n2024-01,1\n2024-02,4\n", "period,value\n2024-01,2\n2024-03,many\n"} {
		write(t, path, table)
		ids = append(ids, w.once(t, "table").ID)
		w.clock.now = w.clock.now.AddDate(0, 0, 1)
	}
	return remapped(t, w, st, source, "10"), ids
}

// remapped is a world on the same data whose mapping multiplies.
func remapped(t *testing.T, w *world, st *store.Store, source, scale string) *world {
	t.Helper()
	other := newWorld(t, st, load(t, strings.Replace(source, "value: {from: value}", "value: {from: value, scale: "+scale+"}", 1)))
	o := other.Options
	o.Payloads, o.Clock = w.payloads, w.clock
	c, err := collectors.New(o)
	if err != nil {
		t.Fatal(err)
	}
	other.Collector, other.payloads, other.clock = c, w.payloads, w.clock
	return other
}

// TestReplay: what a wrong mapping made of kept payloads is put right from the same bytes, in their order, and
// shown before it is written.
func TestReplay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w, ids := replayWorld(t, st)
		states, err := st.SourceStates(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, dry := range []bool{true, false} {
			out, err := w.Replay(t.Context(), collectors.ReplayOptions{Source: "table", DryRun: dry})
			if err != nil || len(out) != 2 {
				t.Fatalf("dry %v: %d replays: %v", dry, len(out), err)
			}
			want := []store.Written{
				{Restated: 1, Superseded: 1, Changes: []store.Change{{As: "observations", Cell: "visits UA-05 2024-02-01..2024-02-29", Before: "4", After: "40"}}},
				{Restated: 1, Changes: []store.Change{{As: "observations", Cell: "visits UA-05 2024-01-01..2024-01-31", Before: "2", After: "20"}}},
			}
			for i := range out {
				if diff := cmp.Diff(&want[i], out[i].Compared); diff != "" || out[i].Replays != ids[i] {
					t.Errorf("dry %v: replay %d is of %d, not %d (-want +got):\n%s", dry, i, out[i].Replays, ids[i], diff)
				}
			}
			if got, want := counts(out[1]), "partial: 2 = 1 accepted + 1 rejected + 0 unchanged"; got != want {
				t.Errorf("dry %v: the second replay ended %q, not %q", dry, got, want)
			}
			if n := len(observations(t, st)); n != map[bool]int{true: 3, false: 5}[dry] {
				t.Errorf("dry %v: %d versions are stored", dry, n)
			}
		}
		after, err := st.SourceStates(t.Context())
		if diff := cmp.Diff(states, after); err != nil || diff != "" {
			t.Errorf("a replay moved what the schedule remembers: %v (-before +after):\n%s", err, diff)
		}
		again, err := w.Replay(t.Context(), collectors.ReplayOptions{Source: "table"})
		if err != nil || again[0].Accepted+again[1].Accepted != 0 {
			t.Errorf("the same replay again writes %s and %s (%v)", counts(again[0]), counts(again[1]), err)
		}
	})
}

// TestReplayOfAnOldPayload: replaying one old collection alone does not bring back what a later one replaced. That
// goes by when the payloads came: the number of a replay is the newest there is, and does not keep the mapping from
// being fixed again.
func TestReplayOfAnOldPayload(t *testing.T) {
	st := storetest.Embedded(t)
	w, ids := replayWorld(t, st)
	for _, scale := range []string{"10", "5"} {
		w = remapped(t, w, st, scheduled("/elsewhere.csv", "{}"), scale)
		for _, id := range []uint64{ids[1], ids[0]} {
			if _, err := w.Replay(t.Context(), collectors.ReplayOptions{Collection: id}); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := []string{"UA-05 2024-01-01..2024-01-31 |", "UA-05 2024-01-01..2024-01-31 ||", "UA-05 2024-01-01..2024-01-31 " + strings.Repeat("|", 20), "UA-05 2024-01-01..2024-01-31 " + strings.Repeat("|", 10),
		"UA-05 2024-02-01..2024-02-29 ||||", "UA-05 2024-02-01..2024-02-29 " + strings.Repeat("|", 40), "UA-05 2024-02-01..2024-02-29 " + strings.Repeat("|", 20)}
	if diff := cmp.Diff(want, observations(t, st)); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
}

// replayedJanuary collects tables, a day apart, by a wrong mapping, replays by the right one what o says of the first, and gives
// what became of it and of January.
func replayedJanuary(t *testing.T, tables []string, right *strings.Replacer, o func(first uint64) collectors.ReplayOptions) ([]collectors.Outcome, float64) {
	t.Helper()
	st := storetest.Embedded(t)
	path := filepath.Join(t.TempDir(), "table.csv")
	source := scheduled(path, `{cron: "0 4 * * *"}`)
	w := newWorld(t, st, load(t, source))
	var first uint64
	for _, table := range tables {
		write(t, path, table)
		if id := w.once(t, "table").ID; first == 0 {
			first = id
		}
		w.clock.now = w.clock.now.AddDate(0, 0, 1)
	}
	w = remapped(t, w, st, right.Replace(source), "1")
	out, err := w.Replay(t.Context(), o(first))
	if err != nil {
		t.Fatal(err)
	}
	var newest float64
	err = st.Observations(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
		if o.Period.Start == kpi.MustDate("2024-01-01") {
			newest = *o.Value
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, newest
}

func firstAlone(first uint64) collectors.ReplayOptions {
	return collectors.ReplayOptions{Collection: first}
}

// TestReplayBeforeWhatSaidTheSame: under the wrong mapping two payloads said the same, so that only the first was stored; under
// the right one they don't. Replaying the first alone must not bring back what the second has replaced in truth.
func TestReplayBeforeWhatSaidTheSame(t *testing.T) {
	tables := []string{"period,value,right\n2024-01,1,2\n", "period,value,right\n2024-01,1,3\n", "period,value,right\n2024-01,1,3\n2024-02,5,5\n"}
	for name, o := range map[string]func(first uint64) collectors.ReplayOptions{
		"the first alone": firstAlone,
		"its day alone": func(uint64) collectors.ReplayOptions {
			return collectors.ReplayOptions{Source: "table", From: 19889, To: 19889} // 2024-06-15
		},
	} {
		t.Run(name, func(t *testing.T) {
			out, newest := replayedJanuary(t, tables, strings.NewReplacer("value: {from: value}", "value: {from: right}"), o)
			if len(out) != 3 {
				t.Fatalf("%d replays", len(out))
			}
			if newest != 3 {
				t.Errorf("January is %v; the last payload says 3", newest)
			}
		})
	}
}

// TestReplayBeforeWhatWasReadOtherwise: the old mapping rejected what both payloads say, or stored it as something else. Replaying the first
// alone must not leave what the second corrected in force.
func TestReplayBeforeWhatWasReadOtherwise(t *testing.T) {
	for name, table := range map[string]string{
		"rejected":              "period,value,right_period,right\n2024-01,x,2024-01,%s\n2024-02,%s,2024-02,5\n",
		"of another month":      "period,value,right_period,right\n2024-03,%s,2024-01,%s\n",
		"all of it was refused": "period,value,right_period,right\n2024-01,x,2024-01,%s\n",
	} {
		t.Run(name, func(t *testing.T) {
			tables := []string{strings.ReplaceAll(table, "%s", "2"), strings.ReplaceAll(table, "%s", "3")}
			right := strings.NewReplacer("value: {from: value}", "value: {from: right}", "period: {from: period", "period: {from: right_period")
			if _, newest := replayedJanuary(t, tables, right, firstAlone); newest != 3 {
				t.Errorf("January is %v; the last payload says 3", newest)
			}
		})
	}
}

// TestReplayOfWhatExpired: bytes that are gone are said to be gone, by their hash, and what still is there is
// replayed.
func TestReplayOfWhatExpired(t *testing.T) {
	st := storetest.Embedded(t)
	w, ids := replayWorld(t, st)
	if n, err := w.payloads.Expire(time.Now().Add(time.Hour)); err != nil || n != 2 {
		t.Fatalf("%d payloads expired: %v", n, err)
	}
	rows, err := st.Collections(t.Context(), store.CollectionFilter{ID: ids[0]})
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.Replay(t.Context(), collectors.ReplayOptions{Source: "table", From: 19889, To: 19889}) // 2024-06-15
	if err != nil || len(out) != 2 {                                                                     // what came after it, too
		t.Fatalf("%d replays of the first day: %v", len(out), err)
	}
	if out[0].Status != store.CollectionFailed || !strings.Contains(out[0].Error, rows[0].Payload) || !strings.Contains(out[0].Error, "expired") {
		t.Errorf("the replay of an expired payload ended %s: %q; it should fail and name %s", out[0].Status, out[0].Error, rows[0].Payload)
	}
}

// TestReplayOfNothing: what can't be replayed is an error that says why.
func TestReplayOfNothing(t *testing.T) {
	st := storetest.Embedded(t)
	w, ids := replayWorld(t, st)
	path := filepath.Join(t.TempDir(), "a.csv")
	write(t, path, "indicator,region,period,value\nvisits,UA-07,2024-01,3\n")
	imported, err := w.Import(t.Context(), path, "observations", nil)
	if err != nil {
		t.Fatal(err)
	}
	none := store.Collection{ID: st.NextSeq(), Source: "table", Started: noon, Status: store.CollectionSkipped}
	if err := st.SaveCollection(t.Context(), &none); err != nil {
		t.Fatal(err)
	}
	for says, o := range map[string]collectors.ReplayOptions{
		"there is no collection 7": {Collection: 7},
		"was an import":            {Collection: imported.ID},
		"brought no payload":       {Collection: none.ID},
		`no source "tabel"`:        {Source: "tabel"},
		"from 2020-01-01 to":       {Source: "table", From: 18262, To: 18263},
		"no payload came from source table since 2024-12-24": {Source: "table", From: 20081},
	} {
		out, err := w.Replay(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v gives %v and %v; the error should say %q", o, out, err, says)
		}
	}
	if out, err := w.Replay(t.Context(), collectors.ReplayOptions{Collection: ids[0]}); err != nil || len(out) != 2 {
		t.Errorf("what can be replayed: %v", err)
	}
}
