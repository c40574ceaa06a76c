package board

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

const overPartsConfig = `
regions:
  - {code: TT, name: T, kind: country}
  - {code: TT-1, name: One, kind: region, parent: TT}
  - {code: TT-2, name: Two, kind: region, parent: TT}
  - {code: TT-1-A, name: A, kind: municipality, parent: TT-1}
  - {code: TT-1-B, name: B, kind: municipality, parent: TT-1}
  - {code: TT-1-C, name: C, kind: municipality, parent: TT-1, from: 2023-09-01}
services:
  - {id: birth, name: Birth, tier: municipal}
  - {id: house, name: House, tier: municipal}
  - {id: road, name: Road, tier: shared}
indicators:
  - {id: everywhere, name: E, unit: count, direction: up, frequency: month, nature: stock, rollup: all, derived: {measure: services_online, by: [service, tier]}}
  - {id: somewhere, name: S, unit: percent, direction: up, frequency: month, nature: stock, rollup: any, derived: {measure: services_online_share, by: [service]}}
  - {id: reach, name: R, unit: percent, direction: up, frequency: month, nature: stock, rollup: share, derived: {measure: services_online_share, by: [service]}}
sources: []
`

// stand makes the cells that are derived for a municipality: of each service, y online, n not, ? not known, - not applicable; and of
// the whole.
func stand(region, start, birth, house, road string) (all []store.Observation) {
	for _, i := range []string{"everywhere", "somewhere", "reach"} {
		scale := map[string]float64{"everywhere": 1}[i]
		if scale == 0 {
			scale = 100
		}
		whole := month(i, region, "", start, 0)
		if birth+house+road == "---" {
			as(kpi.NotApplicable)(&whole)
		}
		all = append(all, whole)
		for service, said := range map[string]string{"birth": birth, "house": house, "road": road} {
			o := month(i, region, "service="+service, start, map[string]float64{"y": scale}[said])
			switch said {
			case "":
				continue // it must not provide the service
			case "?":
				as(kpi.NoData)(&o)
			case "-":
				as(kpi.NotApplicable)(&o)
			}
			all = append(all, o)
		}
	}
	return all
}

// A region's service is online only where all its municipalities have it, or any, or by the share of them, as declared. Nobody's
// silence makes a service online or takes it offline.
func TestServicesOverParts(t *testing.T) {
	w := &world{}
	for _, list := range [][]store.Observation{
		stand("TT-1-A", "2023-08-01", "y", "y", "n"), stand("TT-1-B", "2023-08-01", "y", "n", ""), // C is none of the region's yet
		stand("TT-1-A", "2023-09-01", "y", "y", "n"), stand("TT-1-B", "2023-09-01", "y", "?", "y"), // C says nothing
		stand("TT-1-A", "2023-07-01", "?", "?", "-"), stand("TT-1-B", "2023-07-01", "?", "n", "-"),
		stand("TT-1-A", "2023-06-01", "y", "?", "-"), stand("TT-1-B", "2023-06-01", "-", "-", "-"),
		stand("TT-1-A", "2023-05-01", "?", "?", "?"), stand("TT-1-B", "2023-05-01", "?", "?", "?"),
	} {
		w.observations = append(w.observations, list...)
	}
	b, err := Build(t.Context(), w, loaded(t, overPartsConfig), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		indicator, region, breakdown string
		want                         []string
	}{
		// May: both say of every service that nothing is known. June: B must provide none, so A alone decides. July: only A and B's house, which is offline in B, can be told.
		{"everywhere", "TT-1", "", []string{"2023-05 – no_data rollup", "2023-06 1 present rollup", "2023-07 0 present rollup 1 of 2 incomplete", "2023-08 1 present rollup", "2023-09 1 present rollup 2 of 3 incomplete"}},
		{"everywhere", "TT-1", "tier=shared", []string{"2023-05 – no_data rollup", "2023-08 0 present rollup", "2023-09 0 present rollup 2 of 3 incomplete"}},
		{"everywhere", "TT-1", "service=house", []string{"2023-05 – no_data rollup", "2023-06 – no_data no_data rollup", "2023-07 0 present rollup 1 of 2 incomplete",
			"2023-08 0 present rollup", "2023-09 – no_data no_data rollup 2 of 3 incomplete"}},
		{"somewhere", "TT-1", "", []string{"2023-05 – no_data rollup", "2023-06 100 present rollup", "2023-07 – no_data no_data rollup 1 of 2 incomplete",
			"2023-08 66.6667 present rollup", "2023-09 100 present rollup 2 of 3 incomplete"}},
		{"reach", "TT-1", "", []string{"2023-05 – no_data rollup", "2023-06 100 present rollup", "2023-07 0 present rollup 1 of 2", "2023-08 50 present rollup", "2023-09 83.3333 present rollup 2 of 3"}},
		{"reach", "TT-1", "service=road", []string{"2023-05 – no_data rollup", "2023-08 0 present rollup", "2023-09 50 present rollup 2 of 3"}},
		// The country's is made of the region's in the same way; the other region says nothing.
		{"everywhere", "TT", "", []string{"2023-05 – no_data rollup", "2023-06 1 present rollup 1 of 2 incomplete", "2023-07 0 present rollup 1 of 2 incomplete",
			"2023-08 1 present rollup 1 of 2 incomplete", "2023-09 1 present rollup 1 of 2 incomplete"}},
	} {
		if diff := cmp.Diff(test.want, told(b, test.indicator, test.region, test.breakdown)); diff != "" {
			t.Errorf("%s of %s %s (-want +got):\n%s", test.indicator, test.region, test.breakdown, diff)
		}
	}
	september := b.Series("everywhere", "TT-1", "").At(kpi.Month(kpi.MustDate("2023-09-01")))
	if *september.Coverage != 5.0/6 || *september.Numerator != 1 || *september.Denominator != 2 {
		t.Errorf("of six answers five are known, and two services decided: coverage %v, %v of %v", *september.Coverage, *september.Numerator, *september.Denominator)
	}
	if diff := cmp.Diff([]string{
		"service everywhere TT-1 service=birth = 1", "service everywhere TT-1 service=house: no_data", "service everywhere TT-1 service=road = 0",
		"region everywhere TT-1-C: overdue",
	}, namesOf(explained(t, b, Question{Indicator: "everywhere", Region: "TT-1", Period: september.Period}).Inputs)); diff != "" {
		t.Errorf("the whole is made of other services (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"region reach TT-1-A service=road = 0", "region reach TT-1-B service=road = 100", "region reach TT-1-C: overdue", "scale = 100",
	}, namesOf(explained(t, b, Question{Indicator: "reach", Region: "TT-1", Breakdown: "service=road", Period: september.Period}).Inputs)); diff != "" {
		t.Errorf("a service is made of other parts (-want +got):\n%s", diff)
	}
	// In August B must not provide the road, so it has no say in it; in June it must provide nothing at all.
	for breakdown, test := range map[string]struct {
		start string
		want  []string
	}{
		"service=road":  {"2023-08-01", []string{"region everywhere TT-1-A service=road = 0"}},
		"service=house": {"2023-06-01", []string{"region everywhere TT-1-A service=house: no_data", "region everywhere TT-1-B service=house: not_applicable"}},
	} {
		e := explained(t, b, Question{Indicator: "everywhere", Region: "TT-1", Breakdown: breakdown, Period: kpi.Month(kpi.MustDate(test.start))})
		if diff := cmp.Diff(test.want, namesOf(e.Inputs)); diff != "" {
			t.Errorf("%s in %s (-want +got):\n%s", breakdown, test.start, diff)
		}
	}
}

// A region's people weigh its value; one whose people nobody has counted can't be weighed, and is said to be missing.
func TestRollUpByPopulation(t *testing.T) {
	b, err := Build(t.Context(), &world{observations: []store.Observation{
		reported("speed", "TT-1", "2023-09-01", 10), reported("speed", "TT-2", "2023-09-01", 30), reported("speed", "TT-3", "2023-09-01", 99),
	}}, loaded(t, `
regions:
  - {code: TT, name: T, kind: country}
  - {code: TT-1, name: One, kind: region, parent: TT, population: 3000000}
  - {code: TT-2, name: Two, kind: region, parent: TT, population: 1000000}
  - {code: TT-3, name: Three, kind: region, parent: TT}
indicators: [{id: speed, name: S, unit: hours, direction: down, frequency: month, nature: flow, rollup: population}]
sources: []
`), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2023-09 15 present rollup 2 of 3"}, told(b, "speed", "TT", "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c := b.Series("speed", "TT", "").Cells[0]
	if c.Numerator != nil || c.Denominator != nil {
		t.Error("people are shown as what the figure is a share of")
	}
	e := explained(t, b, Question{Indicator: "speed", Region: "TT", Period: c.Period})
	if len(e.Inputs) != 3 || *e.Inputs[0].Weight != 3e6 || e.Inputs[2].Weight != nil || e.Inputs[2].Reason != kpi.ReasonNoData || *e.Recomputed != 15 {
		t.Errorf("it is said to be made of %+v", e.Inputs)
	}
}
