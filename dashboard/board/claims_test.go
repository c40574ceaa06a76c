package board

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// claimsConfig has a target of each nature, with what is claimed of them.
const claimsConfig = `
regions:
  - {code: TT, name: T, kind: country}
  - {code: TT-1, name: One, kind: region, parent: TT}
  - {code: TT-2, name: Two, kind: region, parent: TT}
indicators:
  - {id: stock, name: S, unit: count, direction: up, frequency: month, nature: stock}
  - {id: flow, name: F, unit: percent, direction: up, frequency: month, nature: flow}
  - {id: total, name: T, unit: count, direction: up, frequency: month, nature: year_to_date}
programmes:
  - id: p
    name: P
    region: TT
    targets:
      - id: stocks
        name: S
        indicator: stock
        claims:
          - {by: A, source: News, value: 40, period: {start: 2023-05-01, end: 2023-05-31}}
          - {by: A, source: News, value: 45, period: {start: 2023-01-01, end: 2023-05-31}}
          - {by: A, source: News, value: 40, comparison: more_than, period: {start: 2023-05-01, end: 2023-05-31}}
          - {by: A, source: News, value: 30, comparison: more_than, period: {start: 2023-05-01, end: 2023-05-31}}
          - {by: A, source: News, value: 45, period: {start: 2023-03-01, end: 2023-03-31}}
          - {by: A, source: News, value: 45, period: {start: 2023-04-01, end: 2023-04-30}}
          - {by: A, source: News, value: 45, period: {start: 2023-07-01, end: 2023-07-31}}
          - {by: A, source: News, value: 45}
          - {by: A, source: {title: News, language: en}, quote: Almost all}
          - {by: A, source: News, value: 45, on: {date: 2023-07-11}}
      - id: flows
        name: F
        indicator: flow
        claims:
          - {by: A, source: News, value: 0.3, period: {start: 2023-05-01, end: 2023-05-31}}
          - {by: A, source: News, value: 0.3, period: {start: 2023-04-01, end: 2023-05-31}}
      - id: totals
        name: T
        indicator: total
        claims:
          - {by: A, source: News, value: 50, period: {start: 2023-01-01, end: 2023-05-31}}
          - {by: A, source: News, value: 50, period: {start: 2023-05-01, end: 2023-05-31}}
          - {by: A, source: News, value: 50, period: {start: 2023-04-01, end: 2023-05-31}}
      - id: everywhere
        name: E
        indicator: stock
        applies_to: {children_of: TT}
        claims:
          - {by: A, source: News, value: 7, region: TT-2, period: {start: 2023-05-01, end: 2023-05-31}}
          - {by: A, source: {title: News, language: en}, quote: Everywhere}
        dropped: {on: {date: 2023-07-11}, source: The next plan}
`

// A claim is held against what was measured of the same time, and nothing is made of it where there is no such figure.
func TestClaimsBesideFigures(t *testing.T) {
	cfg := loaded(t, claimsConfig)
	w := &world{}
	figure := func(indicator, region, month string, value float64, status kpi.Status) {
		o := store.Observation{Indicator: indicator, Region: region, Period: kpi.Month(kpi.MustDate(month)), Status: status, Origin: store.Origin{Source: "s", Seq: uint64(len(w.observations) + 1)}}
		if status == kpi.Present {
			o.Value = &value
		}
		w.observations = append(w.observations, o)
	}
	figure("stock", "TT", "2023-04-01", 0, kpi.Refused)
	figure("stock", "TT", "2023-05-01", 40, kpi.Present)
	figure("stock", "TT", "2023-07-01", 44, kpi.Present)
	figure("flow", "TT", "2023-05-01", 0.1+0.2, kpi.Present) // which is not quite 0.3
	figure("total", "TT", "2023-04-01", 30, kpi.Present)
	figure("total", "TT", "2023-05-01", 44, kpi.Present)
	figure("stock", "TT-2", "2023-05-01", 9, kpi.Present)
	day := kpi.MustDate("2023-07-10")
	b, err := Build(t.Context(), w, cfg, day, day, day.AddDays(1).Time())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, target := range cfg.Programme("p").Targets {
		for _, c := range b.Claims(target) {
			said := fmt.Sprint(c.Number, " ", c.State)
			if c.Measured != nil && c.Measured.Value != nil {
				said += " " + strconv.FormatFloat(*c.Measured.Value, 'g', 3, 64) + " of " + c.Measured.Period.String()
			}
			if c.Measured != nil && c.Measured.Value == nil {
				said += " " + string(c.Measured.Status)
			}
			if c.Difference != nil {
				said += fmt.Sprintf(" %+g", *c.Difference)
			}
			if c.Region == nil {
				said += " of all"
			}
			got[target.ID] = append(got[target.ID], said)
		}
	}
	may, july := kpi.Month(kpi.MustDate("2023-05-01")).String(), kpi.Month(kpi.MustDate("2023-07-01")).String()
	want := map[string][]string{
		"stocks": {
			"1 agrees 40 of " + may + " +0",
			"2 differs 40 of " + may + " -5", // what it was when the claim's time ended
			"3 differs 40 of " + may + " +0", // 40 is not more than 40
			"4 agrees 40 of " + may + " +10",
			"5 not_measured",
			"6 not_measured refused",
			"7 running 44 of " + july,
			"8 no_period 44 of " + july,
			"9 in_words 44 of " + july,
		}, // and not what is said tomorrow
		"flows":      {"1 agrees 0.3 of " + may + " +0", "2 not_measured"},
		"totals":     {"1 differs 44 of " + may + " -6", "2 differs 44 of " + may + " -6", "3 not_measured"},
		"everywhere": {"1 differs 9 of " + may + " +2", "2 in_words of all"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	withheld := Claimed{Claim: &cfg.Target("stocks").Claims[0], Measured: &Cell{Observation: &store.Observation{Status: kpi.Present, Reason: kpi.ReasonSuppressed}}}
	if state := withheld.stateWithout(); state != ClaimWithheld {
		t.Errorf("a figure that is withheld is said to be %s", state)
	}
	if b.Dropped(cfg.Target("everywhere")) != nil {
		t.Error("a target is dropped the day before it was")
	}
	next, err := Build(t.Context(), w, cfg, day, day.AddDays(1), day.AddDays(1).Time())
	if err != nil {
		t.Fatal(err)
	}
	if next.Dropped(cfg.Target("everywhere")) == nil || len(next.Claims(cfg.Target("stocks"))) != 10 {
		t.Error("what is said and dropped on a day is not known on it")
	}
}
