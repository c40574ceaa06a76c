package board

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestWholesRunAsTheirPartsDo: on its last day a month still runs, of the parts and of what is made of them, whether that day is today or is
// looked back at.
func TestWholesRunAsTheirPartsDo(t *testing.T) {
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(`
regions:
  - {code: TT, name: T, kind: country, population: 1000}
  - {code: TT-1, name: One, kind: region, parent: TT, population: 1000}
indicators:
  - {id: online, name: Online, unit: count, direction: up, frequency: month, nature: stock, rollup: sum}
  - {id: rate, name: Rate, unit: ratio, direction: up, frequency: month, nature: stock, computed: {expression: online / population}}
  - {id: since_january, name: Since January, unit: count, direction: up, frequency: month, nature: year_to_date}
  - {id: in_month, name: In the month, unit: count, direction: up, frequency: month, nature: flow, rollup: sum, increment_of: since_january}
sources: []
`)}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{observations: []store.Observation{
		month("online", "TT-1", "", "2023-09-01", 5), month("since_january", "TT-1", "", "2023-08-01", 10), month("since_january", "TT-1", "", "2023-09-01", 15),
	}}
	september, october := kpi.MustDate("2023-09-30"), kpi.MustDate("2023-10-14")
	for name, tt := range map[string]struct {
		asOf, today, now kpi.Date
		runs             bool
	}{
		"on the day":          {0, september, september, true},
		"of the day, later":   {september, september, october, true},
		"as known on the day": {september, october, october, true},
		"since then":          {0, october, october, false},
	} {
		b, err := Build(t.Context(), w, cfg, tt.asOf, tt.today, tt.now.Time().Add(12*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		for _, of := range []SeriesKey{
			{"online", "TT-1", ""}, {"online", "TT", ""}, {"rate", "TT-1", ""}, {"rate", "TT", ""},
			{"since_january", "TT-1", ""}, {"in_month", "TT-1", ""}, {"in_month", "TT", ""},
		} {
			c := b.Series(of.Indicator, of.Region, of.Breakdown).At(kpi.Month(september))
			if c == nil || c.Running != tt.runs {
				t.Errorf("%s: %v is %+v, want running %t", name, of, c, tt.runs)
			}
		}
	}
}
