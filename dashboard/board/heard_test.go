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
  - {id: open, name: *n, meaning: *n, unit: count, direction: down, frequency: month, nature: stock, rollup: none, derived: {measure: applications_open}}
sources:
  - &s {id: trusted, name: *n, kind: file, regions: [TT-1], schedule: {cron: "0 6 * * *"}, format: {type: csv}, file: {path: a.csv},
     records: [{as: applications, fields: {region: {from: r}, service: {from: s}, id: {from: i}, submitted: {from: t}}}]}
  - {<<: *s, id: another}
  - {<<: *s, id: history, schedule: {}}
`

// TestWhatNobodyWasHeardOfIsNotZero: a month that ended after a source was last heard counts what came until then, or nothing; that is no figure. What was
// open in it was so before it ended.
func TestWhatNobodyWasHeardOfIsNotZero(t *testing.T) {
	cfg := loaded(t, heardConfig)
	w := &ledger{}
	for _, start := range []string{"2023-08-01", "2023-09-01", "2023-10-01"} {
		w.observations = append(w.observations, month("open", "TT-1", "", start, 7))
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
		want             map[string]string // of open and the rows, by month
	}{
		{"2023-10-20", "2023-10-19", map[string]string{"2023-08-01": "7 row", "2023-09-01": "7 row", "2023-10-01": "7 row"}},
		{"2023-09-06", "2023-10-19", map[string]string{"2023-08-01": "7 row", "2023-09-01": "not_heard", "2023-10-01": "not_heard"}},
		{"2023-10-20", "2023-09-30", map[string]string{"2023-08-01": "7 row", "2023-09-01": "not_heard", "2023-10-01": "not_heard"}},
		{"2023-10-01", "2023-10-01", map[string]string{"2023-08-01": "7 row", "2023-09-01": "7 row", "2023-10-01": "7 row"}},
		{"2023-08-20", "2023-08-31", map[string]string{"2023-08-01": "not_heard", "2023-09-01": "not_heard", "2023-10-01": "not_heard"}},
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

// heardIn is what a board says of what was open in a month, and whether it has the row.
func heardIn(b *Board, p kpi.Period) string {
	c := b.Series("open", "TT-1", "").At(p)
	said := string(c.Reason)
	if c.Value != nil {
		said = text(c.Value)
	}
	for _, v := range b.Processing("TT-1") {
		if v.Month == p.Start {
			said += " row"
		}
	}
	return said
}

// TestTheLastDayIsEnoughOfWhatWasOpen: in the night after a month has ended what was open is what it was on its last day, until its sources may have
// been heard.
func TestTheLastDayIsEnoughOfWhatWasOpen(t *testing.T) {
	cfg := loaded(t, heardConfig)
	w := &ledger{world: world{heard: map[string]time.Time{}}}
	w.observations = []store.Observation{month("open", "TT-1", "", "2023-09-01", 7)}
	w.versions = w.observations
	for _, tt := range []struct{ heard, today, want string }{
		{"2023-09-30", "2023-10-01", "7"}, {"2023-09-29", "2023-10-01", "not_heard"}, {"2023-09-30", "2023-10-02", "not_heard"}, {"2023-10-01", "2023-10-02", "7"},
	} {
		w.heard["trusted"] = kpi.MustDate(tt.heard).Time().Add(6 * time.Hour)
		today := kpi.MustDate(tt.today)
		b, err := Build(t.Context(), w, cfg, 0, today, today.Time().Add(3*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if got := heardIn(b, kpi.Month(kpi.MustDate("2023-09-01"))); got != tt.want {
			t.Errorf("heard on %s, on %s: %s, want %s", tt.heard, tt.today, got, tt.want)
		}
	}
}
