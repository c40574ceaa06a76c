package board

import (
	"errors"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// supposedWorld is a country of two regions whose share of services online is rolled up, promised and part of an index.
func supposedWorld(t *testing.T) *Board {
	t.Helper()
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(`
regions:
  - {code: TT, name: T, kind: country}
  - {code: TT-1, name: One, kind: region, parent: TT}
  - {code: TT-2, name: Two, kind: region, parent: TT}
sectors: [{id: health, name: Health}, {id: school, name: School}]
services:
  - {id: doctor, name: Doctor, sector: health, tier: regional}
  - {id: vaccine, name: Vaccine, sector: health, tier: regional}
  - {id: lessons, name: Lessons, sector: school, tier: regional}
indicators:
  - {id: share, name: Share, unit: percent, direction: up, frequency: month, nature: stock, min: 0, max: 100, rollup: weighted, derived: {measure: services_online_share, by: [sector]}}
  - {id: online, name: Online, unit: count, direction: up, frequency: month, nature: stock, derived: {measure: services_online, by: [sector]}}
  - {id: since, name: Since, unit: count, direction: up, frequency: month, nature: year_to_date}
  - {id: kept, name: Kept, unit: ratio, direction: up, frequency: month, nature: flow, max: 1}
  - {id: grew, name: Grew, unit: count, direction: up, frequency: month, nature: flow, increment_of: since}
programmes:
  - id: p
    name: P
    region: TT
    expects: {children_of: TT}
    targets:
      - {id: half, name: Half, indicator: share, applies_to: {regions: [TT, TT-1]}, value: 50, comparison: at_least, deadline: {date: 2024-12-31}, baseline: {kind: value, value: 0, date: 2022-12-31}}
      - {id: grown, name: Grown, indicator: grew, applies_to: {region: TT-1}, value: 5, comparison: at_least, baseline: {kind: none}}
      - {id: standard, name: Standard, indicator: kept, applies_to: {region: TT-1}, comparison: at_least, baseline: {kind: none}, method: standard}
    index:
      id: maturity
      name: Maturity
      frequency: month
      editions:
        - id: first
          normalisation: goalposts
          parts:
            - {indicator: share, breakdown: sector=health, weight: 1, min: 0, max: 100}
            - {indicator: share, breakdown: sector=school, weight: 1, min: 0, max: 100}
sources: []
`)}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	share := func(region, breakdown, start string, online, known float64) store.Observation {
		o := month("share", region, breakdown, start, 100*online/known)
		o.Numerator, o.Denominator = &online, &known
		return o
	}
	since := func(start string, v float64) store.Observation {
		o := month("since", "TT-1", "", start, v)
		o.Source = "portal"
		return o
	}
	var rows []store.Observation
	for _, start := range []string{"2023-09-01", "2023-10-01"} { // October still runs
		rows = append(rows,
			share("TT-1", "", start, 1, 3), share("TT-1", "sector=health", start, 1, 2), share("TT-1", "sector=school", start, 0, 1),
			share("TT-2", "", start, 2, 3), share("TT-2", "sector=health", start, 1, 2), share("TT-2", "sector=school", start, 1, 1))
	}
	rows = append(rows, since("2023-08-01", 10), since("2023-09-01", 12))
	kept := share("TT-1", "service=doctor", "2023-09-01", 36, 40)
	kept.Indicator, kept.Source, *kept.Value = "kept", "portal", 0.9
	rows, promised := append(rows, kept), 0.85
	stage := func(service string, s kpi.Stage) store.ServiceStage {
		return store.ServiceStage{Region: "TT-1", Service: service, Since: kpi.MustDate("2023-01-01"), Status: kpi.Present, Stage: s, Origin: store.Origin{Seq: 1, Source: "portal"}}
	}
	w := &world{observations: rows, targets: []store.TargetValue{{
		Target: "standard", Region: "TT-1", Breakdown: "service=doctor", Period: kept.Period, Value: &promised, DecidedOn: kpi.MustDate("2023-01-01"),
		Origin: store.Origin{Seq: 1, Source: "portal"},
	}}, stages: []store.ServiceStage{stage("doctor", kpi.StageOnline), stage("vaccine", kpi.StageForms), stage("lessons", kpi.StageNone)}}
	b, err := Build(t.Context(), w, cfg, 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func toldOf(list []Consequence) (lines []string) {
	for _, c := range list {
		if c.Period != nil {
			lines = append(lines, fmt.Sprintf("%s %s %.4g, rank %d → %.4g, rank %d", c.Region.Code, c.Period.Index.ID, *c.Before.Score, c.Before.Rank, *c.After.Score, c.After.Rank))
			continue
		}
		lines = append(lines, fmt.Sprintf("%s %s %.4g %s → %.4g %s", c.Region.Code, c.Is.Target.ID, c.Was.Latest.Value, c.Was.State, c.Is.Latest.Value, c.Is.State))
	}
	return lines
}

// TestWhatIf: what a governor asks before deciding is answered for the region, for the country that it is a part of, and
// for everybody in the index, and nothing of it stays on the board.
func TestWhatIf(t *testing.T) {
	b := supposedWorld(t)
	one := b.Config.Region("TT-1")
	service := func(id string, s kpi.Stage) Supposed {
		return Supposed{Region: one, Service: b.Config.Service(id), Stage: s}
	}
	tests := []struct {
		name     string
		supposed []Supposed
		want     []string
	}{
		{"a service online moves the region, its country and its rank", []Supposed{service("lessons", kpi.StageOnline)}, []string{
			"TT half 50 achieved → 66.67 achieved", // (2 + 2) of 6
			"TT-1 half 33.33 on_track → 66.67 achieved",
			"TT-1 maturity 25, rank 2 → 75, rank 1", // both have 75
		}},
		{"two services", []Supposed{service("lessons", kpi.StageOnline), service("vaccine", kpi.StageProactive)}, []string{
			"TT half 50 achieved → 83.33 achieved", "TT-1 half 33.33 on_track → 100 achieved", "TT-1 maturity 25, rank 2 → 100, rank 1", "TT-2 maturity 75, rank 1 → 75, rank 2",
		}},
		{"one that is online already", []Supposed{service("doctor", kpi.StageProactive)}, nil},
		{"one that falls back", []Supposed{service("doctor", kpi.StageForms)}, []string{
			"TT half 50 achieved → 33.33 on_track", "TT-1 half 33.33 on_track → 0 off_track", "TT-1 maturity 25, rank 2 → 0, rank 2",
		}},
		{"there and back", []Supposed{service("lessons", kpi.StageOnline), service("lessons", kpi.StageNone)}, nil},
		{"a value", []Supposed{{Region: one, Indicator: b.Config.Indicator("share"), Breakdown: "sector=school", Value: 80}}, []string{
			"TT-1 maturity 25, rank 2 → 65, rank 2",
		}},
		{"a total since January moves the month's growth", []Supposed{{Region: one, Indicator: b.Config.Indicator("since"), Value: 16}}, []string{
			"TT-1 grown 2 unknown → 6 achieved",
		}},
		{"a standard that would no longer be kept", []Supposed{{Region: one, Indicator: b.Config.Indicator("kept"), Breakdown: "service=doctor", Value: 0.5}}, []string{
			"TT-1 standard 0.9 achieved → 0.5 missed",
		}},
		{"the country's own value", []Supposed{{Region: b.Config.Region("TT"), Indicator: b.Config.Indicator("share"), Value: 10}}, []string{
			"TT half 50 achieved → 10 off_track",
		}},
	}
	before := toldIndex(b)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := b.WhatIf(test.supposed)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, toldOf(got)); d != "" {
				t.Errorf("the answer is wrong (-want +got):\n%s", d)
			}
			if d := cmp.Diff(before, toldIndex(b)); d != "" {
				t.Errorf("the question has changed the board:\n%s", d)
			}
		})
	}
}

func toldIndex(b *Board) []string {
	return append(toldPlaces(b.IndexOf("p")), fmt.Sprint(b.Progress[0].Latest, b.Progress[1].Latest))
}

// TestWhatIfRefused: what could not be reported can't be supposed either.
func TestWhatIfRefused(t *testing.T) {
	b := supposedWorld(t)
	for _, s := range []Supposed{
		{Region: b.Config.Region("TT-1"), Indicator: b.Config.Indicator("share"), Value: 101},
		{Region: b.Config.Region("TT-1"), Indicator: b.Config.Indicator("since"), Value: 1.5},
		{Region: b.Config.Region("TT-1"), Indicator: b.Config.Indicator("since"), Value: -1},
		{Region: b.Config.Region("TT-1"), Indicator: b.Config.Indicator("online"), Value: 4},                             // has three services
		{Region: b.Config.Region("TT-1"), Indicator: b.Config.Indicator("online"), Breakdown: "sector=school", Value: 2}, // and one of those
		{Region: b.Config.Region("TT-2"), Service: b.Config.Service("doctor"), Stage: kpi.StageOnline},                   // does not offer it
	} {
		var refused *store.Error
		if _, err := b.WhatIf([]Supposed{s}); !errors.As(err, &refused) || refused.Code != store.CodeInvalid {
			t.Errorf("%+v would be answered: %v", s, err)
		}
	}
	if _, err := b.WhatIf([]Supposed{{Region: b.Config.Region("TT-1"), Indicator: b.Config.Indicator("online"), Value: 3}}); err != nil {
		t.Errorf("all services online can't be supposed: %v", err)
	}
}

// TestMovers: the services are listed by what each would bring.
func TestMovers(t *testing.T) {
	b := supposedWorld(t)
	p := b.IndexOf("p").Latest()
	moves, err := p.Movers(b, b.Config.Region("TT-1"), kpi.MoverOptions{Most: 5})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range moves.Best {
		got = append(got, fmt.Sprintf("%s +%.4g rank %d", m.Candidate.ID, *m.Gain, m.After.Rank))
	}
	want := []string{"service:lessons +50 rank 1", "service:vaccine +25 rank 2"}
	if d := cmp.Diff(want, got); d != "" || *moves.Together.After.Score != 100 {
		t.Errorf("a governor would start with the wrong service (-want +got):\n%s%v", d, moves.Together.After)
	}
}
