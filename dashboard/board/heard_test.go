package board

import (
	"slices"
	"strings"
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

// TestWhatNobodyWasHeardOfIsNotShown: processing of a month that ended after a source was last heard counts what came until then, or nothing;
// that is no figure. What is open in the running one is.
func TestWhatNobodyWasHeardOfIsNotShown(t *testing.T) {
	cfg := loaded(t, heardConfig)
	w := &ledger{}
	for _, start := range []string{"2023-08-01", "2023-09-01", "2023-10-01"} {
		m := kpi.MustDate(start)
		w.processing = append(w.processing, store.Processing{Region: "TT-1", Service: "a", Month: m, At: m.MonthEnd(), Open: 7, Origin: store.Origin{Seq: 5, Source: "derived"}})
	}
	day := func(d string) time.Time { return kpi.MustDate(d).Time().Add(6 * time.Hour) }
	heardOn := func(trusted, another string) {
		w.heard = map[string]time.Time{"trusted": day(trusted), "another": day(another), "history": day("2022-01-01")}
	}
	at := day("2023-10-20")
	f := newFacts()
	var last *Board
	for _, tt := range []struct{ trusted, another, want string }{
		{"2023-10-20", "2023-10-19", "2023-08-01 2023-09-01 2023-10-01"},
		{"2023-09-06", "2023-10-19", "2023-08-01"},
		{"2023-10-20", "2023-09-30", "2023-08-01"},
		{"2023-10-01", "2023-10-01", "2023-08-01 2023-09-01 2023-10-01"},
		{"2023-08-20", "2023-08-31", ""},
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
			if got := monthsOfProcessing(b); got != tt.want {
				t.Errorf("heard on %s and %s, %s: rows of %q, want %q", tt.trusted, tt.another, name, got, tt.want)
			}
			if september := kpi.MustDate("2023-09-01"); b.NotHeard("TT-1", september) == strings.Contains(tt.want, september.String()) {
				t.Errorf("heard on %s and %s, %s: September is not heard: %t", tt.trusted, tt.another, name, b.NotHeard("TT-1", september))
			}
		}
	}
}

func monthsOfProcessing(b *Board) string {
	var months []string
	for _, v := range b.Processing("TT-1") {
		months = append(months, v.Month.String())
	}
	slices.Sort(months)
	return strings.Join(months, " ")
}
