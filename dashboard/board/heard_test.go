package board

import (
	"testing"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

const heardConfig = `
suppress_below: 0
regions:
  - {code: TT-1, name: &n {en: N, uk: N, ru: N}, kind: region, country: TT, time_zone: UTC}
services:
  - {id: a, name: *n}
indicators:
  - {id: applied, name: *n, meaning: *n, unit: count, direction: up, frequency: month, nature: flow, rollup: none, derived: {measure: applications}}
  - {id: open, name: *n, meaning: *n, unit: count, direction: down, frequency: month, nature: stock, rollup: none, derived: {measure: applications_open}}
sources:
  - &s {id: trusted, name: *n, kind: file, regions: [TT-1], schedule: {cron: "0 6 * * *"}, format: {type: csv}, file: {path: a.csv},
     records: [{as: applications, fields: {region: {from: r}, service: {from: s}, id: {from: i}, submitted: {from: t}}}]}
  - {<<: *s, id: another}
  - {<<: *s, id: history, schedule: {}}
`

// TestWhatNobodyWasHeardOfIsNotZero: a month that ended after a source was last heard counts what came until then, or nothing; that is no figure, whatever
// was derived before.
func TestWhatNobodyWasHeardOfIsNotZero(t *testing.T) {
	cfg := loaded(t, heardConfig)
	w := &ledger{}
	for _, start := range []string{"2023-08-01", "2023-09-01", "2023-10-01"} {
		w.observations = append(w.observations, month("applied", "TT-1", "", start, 0), month("open", "TT-1", "", start, 7))
		m := kpi.MustDate(start)
		w.processing = append(w.processing, store.Processing{Region: "TT-1", Service: "a", Month: m, At: m.MonthEnd(), Open: 7, Origin: store.Origin{Seq: 5, Source: "derived"}})
	}
	w.versions = w.observations
	day := func(d string) time.Time { return kpi.MustDate(d).Time().Add(6 * time.Hour) }
	heardOn := func(trusted, another string) {
		w.heard = map[string]time.Time{"trusted": day(trusted), "another": day(another), "history": day("2022-01-01")}
	}
	at := day("2023-10-20")
	f := newFacts()
	var last *Board
	for _, tt := range []struct {
		trusted, another string
		want             map[string]string // of applied, open and the rows, by month
	}{
		{"2023-10-20", "2023-10-19", map[string]string{"2023-08-01": "0 7 row", "2023-09-01": "0 7 row", "2023-10-01": "not_heard 7 row"}},
		{"2023-09-06", "2023-10-19", map[string]string{"2023-08-01": "0 7 row", "2023-09-01": "not_heard not_heard", "2023-10-01": "not_heard not_heard"}},
		{"2023-10-20", "2023-09-30", map[string]string{"2023-08-01": "0 7 row", "2023-09-01": "not_heard not_heard", "2023-10-01": "not_heard not_heard"}},
		{"2023-10-01", "2023-10-01", map[string]string{"2023-08-01": "0 7 row", "2023-09-01": "0 7 row", "2023-10-01": "not_heard 7 row"}},
		{"2023-08-20", "2023-08-31", map[string]string{"2023-08-01": "not_heard not_heard", "2023-09-01": "not_heard not_heard", "2023-10-01": "not_heard not_heard"}},
	} {
		heardOn(tt.trusted, tt.another)
		today := kpi.DateOf(at)
		if err := f.read(t.Context(), w, cfg, today, 0); err != nil {
			t.Fatal(err)
		}
		last = assemble(f, last, cfg, 0, today, at)
		anew, err := Build(t.Context(), w, cfg, 0, today, at)
		if err != nil {
			t.Fatal(err)
		}
		for name, b := range map[string]*Board{"followed": last, "made anew": anew} {
			for month, want := range tt.want {
				if got := heardIn(b, kpi.Month(kpi.MustDate(month))); got != want {
					t.Errorf("heard on %s and %s, %s, %s: %q, want %q", tt.trusted, tt.another, name, month, got, want)
				}
			}
		}
	}
}

// heardIn is what a board says of the applications of a month.
func heardIn(b *Board, p kpi.Period) (said string) {
	for _, indicator := range []string{"applied", "open"} {
		c := b.Series(indicator, "TT-1", "").At(p)
		if c.Value != nil {
			said += text(c.Value) + " "
		} else {
			said += string(c.Reason) + " "
		}
	}
	for _, v := range b.Processing("TT-1") {
		if v.Month == p.Start {
			return said + "row"
		}
	}
	return said[:len(said)-1]
}
