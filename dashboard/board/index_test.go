package board

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// indexWorld is a country of three regions with an index of two editions; one more region exists from June on, and nothing
// is expected of another.
func indexWorld(t *testing.T) (*config.Config, *world) {
	t.Helper()
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(`
regions:
  - {code: TT, name: T, kind: country}
  - {code: TT-1, name: One, kind: region, parent: TT}
  - {code: TT-2, name: Two, kind: region, parent: TT}
  - {code: TT-3, name: Three, kind: region, parent: TT, from: 2023-06-01}
  - {code: TT-4, name: Four, kind: region, parent: TT}
indicators:
  - {id: online, name: Online, unit: percent, direction: up, frequency: month, nature: stock}
  - {id: time, name: Time, unit: hours, direction: down, frequency: month, nature: flow}
programmes:
  - id: p
    name: P
    region: TT
    expects: {children_of: TT}
    not_expected: [{region: TT-4, reason: Cut off}]
    index:
      id: maturity
      name: Maturity
      frequency: month
      editions:
        - id: first
          normalisation: goalposts
          min_share: 0.5
          parts:
            - {indicator: online, weight: 3, min: 0, max: 100}
            - {indicator: time, weight: 1, min: 0, max: 200}
        - id: second
          from: 2023-07-01
          normalisation: goalposts
          parts: [{indicator: online, weight: 1, min: 0, max: 50}]
sources: []
`)}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	simulated := month("time", "TT-2", "", "2023-06-01", 50)
	simulated.Simulated = true
	few := month("time", "TT-2", "", "2023-05-01", 0)
	few.Value, few.Status, few.Reason = nil, kpi.NoData, kpi.ReasonSuppressed
	quarter := month("time", "TT-1", "", "2023-04-01", 100)
	quarter.Period.End = kpi.MustDate("2023-06-30")
	return cfg, &world{observations: []store.Observation{
		month("online", "TT-1", "", "2023-05-01", 40), month("time", "TT-1", "", "2023-05-01", 100),
		month("online", "TT-2", "", "2023-05-01", 80), few,
		month("online", "TT-4", "", "2023-05-01", 99), month("online", "TT-3", "", "2023-05-01", 99),
		month("online", "TT-1", "", "2023-06-01", 80), quarter,
		month("online", "TT-2", "", "2023-06-01", 60), simulated, month("time", "TT-3", "", "2023-06-01", 20),
		month("online", "TT-1", "", "2023-07-01", 20), month("online", "TT-2", "", "2023-07-01", 30),
		month("online", "TT-1", "", "2023-08-01", 40), month("online", "TT-2", "", "2023-08-01", 30),
		month("online", "TT-1", "", "2023-10-01", 90), // still runs
	}}
}

func toldPlaces(v *IndexView) (lines []string) {
	for _, p := range v.Periods {
		lines = append(lines, fmt.Sprintf("%s %s recomputed=%v simulated=%v", p.Period.Start.String()[:7], p.Edition.ID, p.Recomputed, p.Simulated))
		for _, r := range p.Regions {
			score := "–"
			if r.Score != nil {
				score = fmt.Sprintf("%.2f", *r.Score)
			}
			lines = append(lines, fmt.Sprintf("  %s %s rank %d was %d coverage %.2f %s", r.Region.Code, score, r.Rank, r.Previous, r.Coverage, r.Reason))
		}
	}
	return lines
}

// TestIndex: a month is scored by the edition that holds for it, over the regions that were expected in it. What has no
// value is left out and says so, what was simulated marks the whole comparison, nothing moves across a change of edition,
// and a month that still runs is not there yet.
func TestIndex(t *testing.T) {
	cfg, w := indexWorld(t)
	b, err := Build(t.Context(), w, cfg, 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2023-05 first recomputed=false simulated=false",
		"  TT-1 42.50 rank 2 was 0 coverage 1.00 ", // (3·40 + 1·50) / 4
		"  TT-2 80.00 rank 1 was 0 coverage 0.75 ", // its time is withheld
		"2023-06 first recomputed=false simulated=true",
		"  TT-1 80.00 rank 2 was 2 coverage 0.75 ", // its time is of a quarter
		"  TT-2 63.75 rank 3 was 1 coverage 1.00 ", // (3·60 + 1·75) / 4
		"  TT-3 90.00 rank 1 was 0 coverage 0.25 ",
		"2023-07 second recomputed=false simulated=false",
		"  TT-1 40.00 rank 2 was 0 coverage 1.00 ",
		"  TT-2 60.00 rank 1 was 0 coverage 1.00 ",
		"  TT-3 – rank 0 was 0 coverage 0.00 no_data",
		"2023-08 second recomputed=false simulated=false",
		"  TT-1 80.00 rank 1 was 2 coverage 1.00 ",
		"  TT-2 60.00 rank 2 was 1 coverage 1.00 ",
		"  TT-3 – rank 0 was 0 coverage 0.00 no_data",
	}
	if d := cmp.Diff(want, toldPlaces(b.IndexOf("p"))); d != "" {
		t.Errorf("ranks would be wrong (-want +got):\n%s", d)
	}
	p := b.IndexOf("p").At(kpi.Month(kpi.MustDate("2023-06-01")))
	if got := p.Parts()[0][1]; got.Value != nil || got.Reason != kpi.ReasonMixedFrequency {
		t.Errorf("a quarter's value would pass for a month's: %+v", got)
	}
	if got := b.IndexOf("p").At(kpi.Month(kpi.MustDate("2023-05-01"))).Parts()[1][1]; got.Reason != kpi.ReasonSuppressed {
		t.Errorf("what is withheld would look as if nobody had reported it: %+v", got)
	}
	if got := fmt.Sprint(p.Order()); got != "[2 0 1]" {
		t.Errorf("the best region is not first: %s", got)
	}
}

// TestIndexRecomputed: old months by a newer edition are marked, and can then be compared across the change.
func TestIndexRecomputed(t *testing.T) {
	cfg, w := indexWorld(t)
	b, err := Build(t.Context(), w, cfg, 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	x := cfg.Index("maturity")
	v := b.IndexBy(x, x.Edition("second"))
	want := []string{
		"2023-06 second recomputed=true simulated=false",
		"  TT-1 100.00 rank 1 was 2 coverage 1.00 ", // beyond the goalposts, like the other one
		"  TT-2 100.00 rank 1 was 1 coverage 1.00 ",
		"  TT-3 – rank 0 was 0 coverage 0.00 no_data",
		"2023-07 second recomputed=false simulated=false",
		"  TT-1 40.00 rank 2 was 1 coverage 1.00 ",
		"  TT-2 60.00 rank 1 was 1 coverage 1.00 ",
		"  TT-3 – rank 0 was 0 coverage 0.00 no_data",
	}
	if d := cmp.Diff(want, toldPlaces(v)[3:11]); d != "" {
		t.Errorf("old months would be compared wrongly (-want +got):\n%s", d)
	}
}
