package board

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// absent is an observation of a month without a value, and why.
func absent(indicator, region, start string, status kpi.Status, reason kpi.Reason) store.Observation {
	o := month(indicator, region, "", start, 0)
	o.Status, o.Reason, o.Value = status, reason, nil
	return o
}

func notHeard(indicator, region, start string) store.Observation {
	return absent(indicator, region, start, kpi.NoData, kpi.ReasonNotHeard)
}

// TestNothingToRollUp: where no region has a value the country has none, and says why as far as they agree. Nobody's silence makes a row.
func TestNothingToRollUp(t *testing.T) {
	const m = "2023-08-01"
	none := func(region string, status kpi.Status, reason kpi.Reason) store.Observation {
		return absent("applications", region, m, status, reason)
	}
	few := month("applications", "TT-1", "", m, 3) // fewer than may be shown
	for name, test := range map[string]struct {
		parts []store.Observation
		want  []string
	}{
		"nobody was heard":         {[]store.Observation{notHeard("applications", "TT-1", m), notHeard("applications", "TT-2", m), notHeard("applications", "TT-3", m)}, []string{"2023-08 – no_data not_heard rollup"}},
		"one was not heard":        {[]store.Observation{notHeard("applications", "TT-1", m)}, []string{"2023-08 – no_data not_heard rollup"}},
		"refused":                  {[]store.Observation{none("TT-1", kpi.Refused, ""), none("TT-2", kpi.Refused, "")}, []string{"2023-08 – refused rollup"}},
		"they don't agree":         {[]store.Observation{notHeard("applications", "TT-1", m), none("TT-2", kpi.Refused, "")}, []string{"2023-08 – no_data no_data rollup"}},
		"one is not asked":         {[]store.Observation{notHeard("applications", "TT-1", m), none("TT-2", kpi.NotApplicable, "")}, []string{"2023-08 – no_data not_heard rollup"}},
		"none is asked":            {[]store.Observation{none("TT-1", kpi.NotApplicable, ""), none("TT-2", kpi.NotApplicable, "")}, nil},
		"one is withheld":          {[]store.Observation{few, notHeard("applications", "TT-2", m)}, []string{"2023-08 – present suppressed rollup"}},
		"of one nothing is wanted": {[]store.Observation{notHeard("applications", "TT-4", m)}, nil},
		"nobody says anything":     {nil, nil},
	} {
		b := built(t, &world{observations: test.parts})
		if diff := cmp.Diff(test.want, told(b, "applications", "TT", "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestWhatIsRolledUpOfNothingSaysOfWhat: how many regions are missing and what came of it can be told, and what is invented is marked.
func TestWhatIsRolledUpOfNothingSaysOfWhat(t *testing.T) {
	simulated := notHeard("applications", "TT-2", "2023-08-01")
	simulated.Simulated, simulated.Source, simulated.Collections, simulated.Seq = true, "derived-simulated", []uint64{4}, 9
	b := built(t, &world{observations: []store.Observation{notHeard("applications", "TT-1", "2023-08-01"), simulated}})
	c := b.Series("applications", "TT", "").Cells[0]
	if c.Reported != 0 || c.Expected != 3 || c.Partial || c.Incomplete || !c.Simulated || c.Seq != 9 || len(c.Collections) != 1 {
		t.Errorf("the missing figure is of %d of %d regions: %+v", c.Reported, c.Expected, c)
	}
	e := explained(t, b, Question{Indicator: "applications", Region: "TT", Period: c.Period})
	if diff := cmp.Diff([]string{
		"region applications TT-1: not_heard", "region applications TT-2: not_heard", "region applications TT-3: overdue",
	}, namesOf(e.Inputs)[:3]); e.Recomputed != nil || e.Reason != kpi.ReasonNotHeard || diff != "" {
		t.Errorf("it is said to be %v, %s (-want +got):\n%s", e.Recomputed, e.Reason, diff)
	}
}

// TestSumOfThoseThatWereHeard: what was heard of some regions is never taken for all of them.
func TestSumOfThoseThatWereHeard(t *testing.T) {
	b := built(t, &world{observations: []store.Observation{
		month("applications", "TT-1", "", "2023-08-01", 20), notHeard("applications", "TT-2", "2023-08-01"), notHeard("applications", "TT-3", "2023-08-01"),
		month("applications", "TT-1", "", "2023-07-01", 0), notHeard("applications", "TT-2", "2023-07-01"), notHeard("applications", "TT-3", "2023-07-01"),
	}})
	want := []string{"2023-07 0 present rollup 1 of 3 incomplete", "2023-08 20 present rollup 1 of 3 incomplete"}
	if diff := cmp.Diff(want, told(b, "applications", "TT", "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if points := b.Series("applications", "TT", "").Points(kpi.Flow, b.Today); len(points) > 0 {
		t.Errorf("judged by %v", points)
	}
}

// TestOwnFigureStaysBesideNothing: what a ministry says, even a simulated one, is not replaced by a sum of nothing, nor doubted by one.
func TestOwnFigureStaysBesideNothing(t *testing.T) {
	own := month("applications", "TT", "", "2023-08-01", 40)
	own.Source, own.Simulated = "ministry", true
	b := built(t, &world{observations: []store.Observation{own, notHeard("applications", "TT-1", "2023-08-01")}})
	c := b.Series("applications", "TT", "").Cells[0]
	if c.Value == nil || *c.Value != 40 || len(c.Others) > 0 {
		t.Errorf("the ministry's 40 is shown as %v, beside %v", c.Value, c.Others)
	}
}

// TestNothingIsJudgedByNothing: a country whose regions were not heard stands where it stood when they had said nothing at all; what is made of
// its figures says why it is missing, too.
func TestNothingIsJudgedByNothing(t *testing.T) {
	cfg := loaded(t, notHeardConfig)
	known := []store.Observation{
		month("applied", "TT-1-1", "", "2023-06-01", 20), month("applied", "TT-1-2", "", "2023-06-01", 10), month("applied", "TT-2-1", "", "2023-06-01", 30),
		month("refused", "TT-1-1", "", "2023-06-01", 2), month("refused", "TT-1-2", "", "2023-06-01", 1), month("refused", "TT-2-1", "", "2023-06-01", 3),
		month("kept", "TT-1-1", "", "2023-06-01", .5), month("kept", "TT-1-2", "", "2023-06-01", 1),
	}
	for n := range known[6:] {
		kept, of := 1.0, []float64{2, 1}[n]
		known[6+n].Numerator, known[6+n].Denominator = &kept, &of
	}
	silent := known
	for _, i := range []string{"applied", "refused", "kept"} {
		for _, region := range []string{"TT-1-1", "TT-1-2", "TT-2-1"} {
			silent = append(silent, notHeard(i, region, "2023-07-01"))
		}
	}
	made := func(rows []store.Observation) *Board {
		b, err := Build(t.Context(), &world{observations: rows}, cfg, 0, kpi.DateOf(noon), noon)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	before, after := made(known), made(silent)
	for what, of := range map[string]func(*Board) any{
		"progress": func(b *Board) any { return b.Progress }, "signals": func(b *Board) any { return b.Signals },
		"ranks": func(b *Board) any { return toldPlaces(b.IndexOf("plan")) }, "coverage": func(b *Board) any { return b.Coverage },
	} {
		if !reflect.DeepEqual(of(before), of(after)) {
			t.Errorf("%s changed because nobody was heard:\n%+v\n%+v", what, of(before), of(after))
		}
	}
	for indicator, want := range map[string][]string{
		"applied": {"2023-06 60 present rollup", "2023-07 – no_data not_heard rollup"},
		"share":   {"2023-06 0.1 present computed", "2023-07 – no_data not_heard computed"},
	} {
		if diff := cmp.Diff(want, told(after, indicator, "TT", "")); diff != "" {
			t.Errorf("%s of the country (-want +got):\n%s", indicator, diff)
		}
	}
	if got := len(before.Progress); got == 0 || before.IndexOf("plan").Latest() == nil {
		t.Errorf("%d judgements, or no index: the test says nothing", got)
	}
}

const notHeardConfig = `
regions:
  - {code: TT, name: &n {en: N, uk: N, ru: N}, kind: country}
  - {code: TT-1, name: *n, kind: region, parent: TT}
  - {code: TT-2, name: *n, kind: region, parent: TT}
  - {code: TT-1-1, name: *n, kind: municipality, parent: TT-1}
  - {code: TT-1-2, name: *n, kind: municipality, parent: TT-1}
  - {code: TT-2-1, name: *n, kind: municipality, parent: TT-2}
indicators:
  - {id: applied, <<: &i {name: *n, meaning: *n, direction: up, frequency: month, nature: flow}, unit: count, rollup: sum}
  - {id: refused, <<: *i, unit: count, rollup: sum}
  - {id: share, <<: *i, unit: ratio, computed: {expression: refused / applied}}
  - {id: kept, <<: *i, unit: ratio, rollup: weighted}
programmes:
  - id: plan
    name: *n
    region: TT
    indicators: [applied, share]
    document: {title: P, language: en, file: plan.txt, source: S, year: {date: 2023-01-01, precision: year}}
    promise: {by: *n, office: *n, place: *n, on: {date: 2023-01-01, precision: day}, quote: Q, source: P}
    index:
      {id: rank, name: *n, frequency: month, regions: {children_of: TT}, editions: [{id: first, min_share: 0.1, parts: [{indicator: applied, weight: 1}, {indicator: share, weight: 1}]}]}
    targets:
      - {id: a, name: *n, indicator: applied, applies_to: {region: TT}, yardstick: {children_of: TT}, value: 100, comparison: at_least, deadline: {date: 2024-12-31, precision: year}, baseline: {kind: first_observation}}
      - {id: k, name: *n, indicator: kept, applies_to: {children_of: TT}, comparison: at_least, baseline: {kind: none}, method: standard}
sources: []
`
