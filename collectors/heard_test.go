package collectors_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/config"
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

// waiting is a world with a deriver, on a store by the same clock.
type waiting struct {
	*world
	cfg *config.Config
}

func newWaiting(t *testing.T, o store.Options, sources string) *waiting {
	t.Helper()
	var w *waiting
	o.Now = func() time.Time {
		if w == nil {
			return noon
		}
		return w.clock.Now()
	}
	s, cfg := storetest.Open(t, o), load(t, sources)
	w = &waiting{newWorld(t, s, cfg), cfg}
	w.Deriver = derive.New(s, cfg, derive.WithLog(slog.New(slog.DiscardHandler)))
	w.clock.end = noon.AddDate(1, 0, 0)
	return w
}

// at sets the clock: "2024-06-30 18:00".
func (w *waiting) at(t *testing.T, moment string) {
	t.Helper()
	now, err := time.Parse("2006-01-02 15:04", moment)
	if err != nil {
		t.Fatal(err)
	}
	w.clock.now = now
}

// turn has the day turn in the regions that are told of here.
func (w *waiting) turn(t *testing.T) {
	t.Helper()
	for _, code := range []string{"UA-05", "RU-PRI"} {
		if err := w.Deriver.Daily(t.Context(), kpi.DateOf(w.clock.Now().In(w.cfg.Region(code).Location)), code); err != nil {
			t.Fatal(err)
		}
	}
}

// figures holds what is told by region and month against what should be.
func (w *waiting) figures(t *testing.T, when string, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	if err := w.store.Observations(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
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

// file writes a file as of a moment of the world's clock.
func (w *waiting) file(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, w.clock.Now(), w.clock.Now()); err != nil {
		t.Fatal(err)
	}
}

// collect holds how a collection ends against how it should.
func (w *waiting) collect(t *testing.T, want string) {
	t.Helper()
	if out := w.once(t, "a"); counts(out) != want {
		t.Fatalf("the collection of %s ended %s %q, want %s", w.clock.Now(), counts(out), out.Error, want)
	}
}

// TestMonthsWaitForTheirSources: what is counted of a month that nobody was heard after is no figure, and the first one it gets comes with the
// source's first word, even where that is that nothing is new.
func TestMonthsWaitForTheirSources(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		path := filepath.Join(t.TempDir(), "a.ndjson")
		w := newWaiting(t, o, fmt.Sprintf(heardSources, path))
		const came = `{"id": 1, "where": "UA-05", "in": "2024-06-03"}` + "\n" + `{"id": 2, "where": "RU-PRI", "in": "2024-06-04", "out": "2024-06-05", "is": "granted"}` + "\n"
		const failed, unchanged = "failed: 0 = 0 accepted + 0 rejected + 0 unchanged", "unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged"

		w.at(t, "2024-06-30 18:00") // it is July in Vladivostok
		w.file(t, path, came)
		w.collect(t, "ok: 2 = 2 accepted + 0 rejected + 0 unchanged")
		w.figures(t, "on the evening of 30 June", map[string]string{"RU-PRI 2024-06": "1"})
		w.at(t, "2024-07-01 00:10")
		w.turn(t)
		w.figures(t, "in the night of 1 July", map[string]string{"RU-PRI 2024-06": "1"})
		w.at(t, "2024-07-01 06:00")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		w.collect(t, failed)
		w.at(t, "2024-07-02 00:10")
		w.turn(t)
		w.figures(t, "a day after the first failure", map[string]string{"RU-PRI 2024-06": "1", "UA-05 2024-06": "not_heard"})
		w.at(t, "2024-08-20 00:10")
		w.turn(t)
		w.figures(t, "after seven weeks", map[string]string{"RU-PRI 2024-06": "1", "RU-PRI 2024-07": "not_heard", "UA-05 2024-06": "not_heard", "UA-05 2024-07": "not_heard"})
		w.at(t, "2024-08-20 06:00")
		w.file(t, path, came)
		w.collect(t, unchanged)
		known := map[string]string{"RU-PRI 2024-06": "1", "RU-PRI 2024-07": "0", "UA-05 2024-06": "1", "UA-05 2024-07": "0"}
		w.figures(t, "when nothing is new", known)
		w.at(t, "2024-08-21 06:00")
		w.file(t, path, came)
		w.collect(t, unchanged)
		w.figures(t, "and the day after", known)
		if err := w.store.Restated(t.Context(), 0, func(o *store.Observation) error {
			t.Errorf("%s of %s in %s is told as restated", o.Indicator, o.Period, o.Region)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestWhoSaysNothingIsNotHeard: a folder into which nobody puts anything, and a file that lies there, say nothing of the months after; neither does
// a payload that is read once more. Nor is anything known of what nobody is asked for any more.
func TestWhoSaysNothingIsNotHeard(t *testing.T) {
	const (
		indicator = "indicators:\n  - {id: applied, name: Applied, unit: count, direction: up, frequency: month, nature: flow, derived: {measure: applications}}\n"
		source    = indicator + "sources:\n  - {id: a, %s, regions: [UA-05%s], schedule: {cron: \"0 6 * * *\"}, format: {type: csv}, records: [{as: applications, fields: {id: {from: id}, region: {from: region}, service: {from: service}, submitted: {from: submitted}}}]}\n"
		came      = "id,region,service,submitted\n1,UA-05,birth,2024-05-03\n2,UA-05,birth,2024-06-03\n"
		one       = "ok: 2 = 2 accepted + 0 rejected + 0 unchanged"
		nothing   = "unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged"
	)
	silent := map[string]string{"UA-05 2024-05": "1", "UA-05 2024-06": "not_heard", "UA-05 2024-07": "not_heard"}
	for name, test := range map[string]struct {
		options func(path string) string
		do      func(t *testing.T, w *waiting, path string)
	}{
		"a folder": {func(path string) string { return fmt.Sprintf("kind: inbox, inbox: {path: %q, settle: 1s}", path) }, func(t *testing.T, w *waiting, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
			w.file(t, filepath.Join(path, "june.csv"), came)
			w.at(t, "2024-06-10 06:10")
			w.collect(t, one)
			for _, day := range []string{"2024-06-30", "2024-07-01", "2024-08-01", "2024-08-10"} {
				w.at(t, day+" 06:00")
				w.turn(t)
				w.collect(t, nothing)
			}
			w.figures(t, "when nobody had put anything there for two months", silent)
			w.file(t, filepath.Join(path, "july.csv"), came)
			w.at(t, "2024-08-10 06:10")
			w.collect(t, "ok: 2 = 0 accepted + 0 rejected + 2 unchanged")
			w.figures(t, "when somebody had", map[string]string{"UA-05 2024-05": "1", "UA-05 2024-06": "1", "UA-05 2024-07": "0"})
		}},
		"a file": {func(path string) string { return fmt.Sprintf("kind: file, file: {path: %q}", path) }, func(t *testing.T, w *waiting, path string) {
			w.file(t, path, came)
			w.collect(t, one)
			for _, day := range []string{"2024-06-30", "2024-07-01", "2024-08-01", "2024-08-10"} {
				w.at(t, day+" 06:00")
				w.turn(t)
				w.collect(t, nothing)
			}
			w.figures(t, "when the file had lain there for two months", silent)
			if _, err := w.Replay(t.Context(), collectors.ReplayOptions{Source: "a"}); err != nil {
				t.Fatal(err)
			}
			w.figures(t, "when it was read once more", silent)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			w.Deriver = derive.New(w.store, load(t, indicator+"sources: []\n"), derive.WithLog(slog.New(slog.DiscardHandler)))
			w.turn(t)
			w.figures(t, "when nobody is asked any more", silent)
		}},
		"a folder of several regions": {func(path string) string {
			return fmt.Sprintf("kind: inbox, inbox: {path: %q, settle: 1s}", path)
		}, func(t *testing.T, w *waiting, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
			put := func(name, moment, content, want string) {
				w.at(t, moment)
				w.file(t, filepath.Join(path, name), content)
				w.clock.now = w.clock.Now().Add(time.Minute)
				w.collect(t, want)
			}
			put("both.csv", "2024-06-10 06:00", came+"3,RU-PRI,birth,2024-06-03\n", "ok: 3 = 3 accepted + 0 rejected + 0 unchanged")
			for _, day := range []string{"2024-06-30", "2024-07-01", "2024-07-03"} {
				w.at(t, day+" 00:10")
				w.turn(t)
			}
			put("south.csv", "2024-07-03 06:00", "id,region,service,submitted\n4,UA-05,birth,2024-07-02\n", "ok: 1 = 1 accepted + 0 rejected + 0 unchanged")
			w.figures(t, "when one had put its file there", map[string]string{"UA-05 2024-05": "1", "UA-05 2024-06": "1", "RU-PRI 2024-06": "not_heard"})
			put("empty.csv", "2024-07-04 06:00", "id,region,service,submitted\n", "ok: 0 = 0 accepted + 0 rejected + 0 unchanged")
			w.figures(t, "when somebody had put an empty table there", map[string]string{"UA-05 2024-05": "1", "UA-05 2024-06": "1", "RU-PRI 2024-06": "not_heard"})
			put("east.csv", "2024-07-05 06:00", "id,region,service,submitted\n3,RU-PRI,birth,2024-06-03\n", "ok: 1 = 0 accepted + 0 rejected + 1 unchanged")
			w.figures(t, "when both had", map[string]string{"UA-05 2024-05": "1", "UA-05 2024-06": "1", "RU-PRI 2024-06": "1"})
		}},
		"a source that is taken out": {func(path string) string { return fmt.Sprintf("kind: file, file: {path: %q}", path) }, func(t *testing.T, w *waiting, path string) {
			w.file(t, path, came)
			w.collect(t, one)
			for _, day := range []string{"2024-06-30", "2024-07-01", "2024-08-01"} {
				w.at(t, day+" 06:00")
				w.turn(t)
			}
			w.file(t, path, came)
			w.collect(t, nothing)
			known := map[string]string{"UA-05 2024-05": "1", "UA-05 2024-06": "1", "UA-05 2024-07": "0"}
			w.figures(t, "when it was heard last", known)
			w.Deriver = derive.New(w.store, load(t, indicator+"sources: []\n"), derive.WithLog(slog.New(slog.DiscardHandler)))
			w.turn(t)
			w.figures(t, "when it was taken out", known)
			w.at(t, "2024-09-10 06:00")
			w.turn(t)
			known["UA-05 2024-08"] = "not_heard"
			w.figures(t, "a month after", known)
		}},
		"most of what comes is refused": {func(path string) string { return fmt.Sprintf("kind: file, file: {path: %q}", path) }, func(t *testing.T, w *waiting, path string) {
			w.file(t, path, came)
			w.collect(t, one)
			w.at(t, "2024-08-10 06:00")
			w.turn(t)
			w.file(t, path, "id,region,service,submitted\n3,UA-05,birth,2024-07-03\n4,UA-05,birth,03.07.2024\n5,UA-05,birth,03.07.2024\n")
			w.collect(t, "partial: 3 = 1 accepted + 2 rejected + 0 unchanged")
			w.figures(t, "when one record of three was taken", silent)
		}},
		"an old file, the first": {func(path string) string { return fmt.Sprintf("kind: file, file: {path: %q}", path) }, func(t *testing.T, w *waiting, path string) {
			w.file(t, path, came)
			w.at(t, "2024-07-10 06:00")
			w.collect(t, one)
			w.figures(t, "when it was read a month late", map[string]string{"UA-05 2024-05": "1", "UA-05 2024-06": "not_heard"})
		}},
		"what was refused before comes again": {func(path string) string { return fmt.Sprintf("kind: file, file: {path: %q}", path) }, func(t *testing.T, w *waiting, path string) {
			const bad = "4,UA-05,birth,03.06.2024\n5,UA-05,birth,03.06.2024\n6,UA-05,birth,03.06.2024\n"
			w.file(t, path, came+"3,UA-05,birth,2024-06-04\n"+bad)
			w.collect(t, "partial: 6 = 3 accepted + 3 rejected + 0 unchanged")
			w.at(t, "2024-08-10 06:00")
			w.turn(t)
			w.file(t, path, came+bad)
			w.collect(t, "partial: 5 = 0 accepted + 3 rejected + 2 unchanged")
			w.figures(t, "when nothing new was refused", map[string]string{"UA-05 2024-05": "1", "UA-05 2024-06": "2", "UA-05 2024-07": "0"})
		}},
		"most of what comes is refused, and comes again": {func(path string) string { return fmt.Sprintf("kind: file, file: {path: %q}", path) }, func(t *testing.T, w *waiting, path string) {
			w.file(t, path, came)
			w.collect(t, one)
			w.at(t, "2024-08-10 06:00")
			w.turn(t)
			const refused = came + "3,UA-05,birth,03.07.2024\n"
			w.file(t, path, refused)
			w.collect(t, "partial: 3 = 0 accepted + 1 rejected + 2 unchanged")
			w.at(t, "2024-08-11 06:00")
			w.file(t, path, refused)
			w.collect(t, "partial: 3 = 0 accepted + 1 rejected + 2 unchanged")
			w.figures(t, "when all that is new was refused twice", silent)
			w.at(t, "2024-08-12 06:00")
			w.file(t, path, came+"3,UA-05,birth,2024-07-03\n")
			w.collect(t, "ok: 3 = 1 accepted + 0 rejected + 2 unchanged")
			w.figures(t, "when it was put right", map[string]string{"UA-05 2024-05": "1", "UA-05 2024-06": "1", "UA-05 2024-07": "1"})
		}},
		"what is imported": {nil, func(t *testing.T, w *waiting, path string) {
			if err := os.WriteFile(path, []byte(came), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := w.Import(t.Context(), path, "applications", nil); err != nil || counts(out) != one {
				t.Fatal(counts(out), out.Error, err)
			}
			w.figures(t, "as it was imported", map[string]string{"UA-05 2024-05": "1"})
			w.at(t, "2024-08-10 06:00")
			w.turn(t)
			w.figures(t, "two months later", silent)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			storetest.EachOptions(t, func(t *testing.T, o store.Options) {
				path, sources := filepath.Join(t.TempDir(), "a.csv"), indicator+"sources: []\n"
				if test.options != nil {
					regions := ""
					if name == "a folder of several regions" {
						regions = ", RU-PRI"
					}
					sources = fmt.Sprintf(source, test.options(path), regions)
				}
				w := newWaiting(t, o, sources)
				w.at(t, "2024-06-10 06:00")
				test.do(t, w, path)
			})
		})
	}
}

// TestHeardAgainWithinAMonth: of an interface whose first answer of a month was refused, what is known since the next one is derived with it.
func TestHeardAgainWithinAMonth(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		const (
			came = `{"id":1,"where":"UA-05","what":"birth","in":"2024-06-03"}` + "\n" + `{"id":2,"where":"UA-05","what":"passport","in":"2024-06-04"}` + "\n"
			bad  = `{"id":3,"where":"UA-05","what":"birth","in":"01.07.2024"}` + "\n"
			more = `{"id":4,"where":"UA-05","what":"birth","in":"2024-07-02"}` + "\n"
		)
		p := newPortal(t, answer(200, came), answer(200, came+bad), answer(200, came+bad+more))
		w := newWaiting(t, o, `
services:
  - {id: passport, name: Passport}
indicators:
  - {id: applied, name: Applied, unit: count, direction: up, frequency: month, nature: flow, derived: {measure: applications}}
sources:
  - id: a
    kind: http
    http: {url: "`+p.URL+`"}
    regions: [UA-05]
    schedule: {cron: "0 6 * * *"}
    format: {type: ndjson}
    records:
      - as: applications
        fields: {region: {from: where}, id: {from: id}, service: {from: what}, submitted: {from: in}}
`)
		w.at(t, "2024-06-30 06:00")
		w.collect(t, "ok: 2 = 2 accepted + 0 rejected + 0 unchanged")
		w.at(t, "2024-07-01 06:00")
		w.turn(t)
		w.collect(t, "partial: 3 = 0 accepted + 1 rejected + 2 unchanged")
		w.figures(t, "when the first answer of July was refused", map[string]string{})
		w.at(t, "2024-07-02 00:10")
		w.turn(t)
		w.figures(t, "the day after", map[string]string{"UA-05 2024-06": "not_heard"})
		w.at(t, "2024-07-02 06:00")
		w.collect(t, "partial: 4 = 1 accepted + 1 rejected + 2 unchanged")
		w.figures(t, "with the next", map[string]string{"UA-05 2024-06": "2"})
	})
}
