package collectors_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

const heardSources = `
indicators:
  - {id: applied, name: Applied, unit: count, direction: up, frequency: month, nature: flow, derived: {measure: applications}}
sources:
  - id: a
    kind: file
    file: {path: "%s"}
    regions: [UA-05, RU-PRI]
    schedule: {cron: "0 6 * * *"}
    format: {type: ndjson}
    records:
      - as: applications
        fields: {region: {from: where}, id: {from: id}, service: {const: birth}, submitted: {from: in}, completed: {from: out}, outcome: {from: is}}
`

// TestMonthsWaitForTheirSources: what is counted of a month that nobody was heard after is no figure, and the first one it gets comes with the
// source's first word, even where that is that nothing is new.
func TestMonthsWaitForTheirSources(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		path := filepath.Join(t.TempDir(), "a.ndjson")
		var w *world
		o.Now = func() time.Time {
			if w == nil {
				return noon
			}
			return w.clock.Now()
		}
		s := storetest.Open(t, o)
		cfg := load(t, fmt.Sprintf(heardSources, path))
		w = newWorld(t, s, cfg)
		w.Deriver = derive.New(s, cfg, derive.WithLog(slog.New(slog.DiscardHandler)))
		at := func(moment string) {
			w.clock.now, _ = time.Parse("2006-01-02 15:04", moment)
		}
		turn := func() { // the day turns in all regions
			for _, code := range []string{"UA-05", "RU-PRI"} {
				if err := w.Deriver.Daily(t.Context(), kpi.DateOf(w.clock.Now().In(cfg.Region(code).Location)), code); err != nil {
					t.Fatal(err)
				}
			}
		}
		const came = `{"id": 1, "where": "UA-05", "in": "2024-06-03"}` + "\n" + `{"id": 2, "where": "RU-PRI", "in": "2024-06-04", "out": "2024-06-05", "is": "granted"}` + "\n"
		say := func(payload, want string) {
			t.Helper()
			if payload == "" {
				_ = os.Remove(path)
			} else if err := os.WriteFile(path, []byte(payload), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := counts(w.once(t, "a")); got != want {
				t.Fatalf("the collection of %s ended %s, want %s", w.clock.Now(), got, want)
			}
		}
		figures := func(when string, want map[string]string) {
			t.Helper()
			got := map[string]string{}
			if err := s.Observations(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
				got[o.Region+" "+o.Period.Start.String()[:7]] = string(o.Reason)
				if o.Value != nil {
					got[o.Region+" "+o.Period.Start.String()[:7]] = fmt.Sprintf("%g", *o.Value)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", when, diff)
			}
		}
		const failed, unchanged = "failed: 0 = 0 accepted + 0 rejected + 0 unchanged", "unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged"

		at("2024-06-30 18:00") // it is July in Vladivostok
		say(came, "ok: 2 = 2 accepted + 0 rejected + 0 unchanged")
		figures("on the evening of 30 June", map[string]string{"RU-PRI 2024-06": "1"})
		at("2024-07-01 00:10")
		turn()
		figures("in the night of 1 July", map[string]string{"RU-PRI 2024-06": "1"})
		at("2024-07-01 06:00")
		say("", failed)
		at("2024-07-02 00:10")
		turn()
		figures("a day after the first failure", map[string]string{"RU-PRI 2024-06": "1", "UA-05 2024-06": "not_heard"})
		at("2024-08-20 00:10")
		turn()
		figures("after seven weeks", map[string]string{"RU-PRI 2024-06": "1", "RU-PRI 2024-07": "not_heard", "UA-05 2024-06": "not_heard", "UA-05 2024-07": "not_heard"})
		at("2024-08-20 06:00")
		say(came, unchanged)
		known := map[string]string{"RU-PRI 2024-06": "1", "RU-PRI 2024-07": "0", "UA-05 2024-06": "1", "UA-05 2024-07": "0"}
		figures("when nothing is new", known)
		at("2024-08-21 06:00")
		say(came, unchanged)
		figures("and the day after", known)
		if err := s.Restated(t.Context(), 0, func(o *store.Observation) error {
			t.Errorf("%s of %s in %s is told as restated", o.Indicator, o.Period, o.Region)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
