package pages

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestAPlaceInAnIndex: a governor reads where the region stands among those that are ranked, and which single change would
// move it most; of a month in which nobody can be ranked the one before is told.
func TestAPlaceInAnIndex(t *testing.T) {
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(`
regions:
  - {code: TT, name: T, kind: country}
  - {code: TT-1, name: One, kind: region, parent: TT}
  - {code: TT-2, name: Two, kind: region, parent: TT}
  - {code: TT-3, name: Three, kind: region, parent: TT}
indicators:
  - {id: online, name: Online, unit: percent, direction: up, frequency: month, nature: stock, decimals: 1}
  - {id: time, name: Time, unit: days, direction: down, frequency: month, nature: flow}
programmes:
  - id: p
    name: P
    region: TT
    expects: {children_of: TT}
    index:
      id: maturity
      name: Maturity
      frequency: month
      editions:
        - id: first
          normalisation: goalposts
          parts:
            - {indicator: online, weight: 3, min: 0, max: 100}
            - {indicator: time, weight: 1, min: 0, max: 20}
sources: []
`)}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	s := storetest.Embedded(t)
	var rows []store.Observation
	add := func(indicator, region, day string, v float64) {
		rows = append(rows, store.Observation{
			Indicator: indicator, Region: region, Period: kpi.Month(kpi.MustDate(day)), Status: kpi.Present, Value: &v, Origin: store.Origin{Source: "s"},
		})
	}
	add("online", "TT-1", "2023-08-01", 40)
	add("time", "TT-1", "2023-08-01", 10)
	add("online", "TT-2", "2023-08-01", 80)
	add("time", "TT-2", "2023-08-01", 4)
	add("time", "TT-1", "2023-09-01", 9) // alone it is too little
	if _, err := s.WriteObservations(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	keeper := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: func() time.Time { return kpi.MustDate("2023-10-14").Time().Add(12 * time.Hour) }})
	if err := keeper.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := speaker(t, "en", "2023-10-14")
	if r.board, err = keeper.Board(t.Context(), kpi.Date(0), kpi.Date(0)); err != nil {
		t.Fatal(err)
	}
	places := r.indexPlaces(cfg.Region("TT-1"))
	if len(places) != 1 {
		t.Fatalf("the region has %d places, want 1", len(places))
	}
	got := places[0]
	if got.Place != "2nd of 2 (firm); 42.5 of 100" || got.How != "/explain/maturity/TT-1/2023-08-01..2023-08-31" {
		t.Errorf("the place is told as %q, explained at %s", got.Place, got.How)
	}
	if said := r.rankedElsewhere(cfg.Region("TT-1")); said != "The rank below is by the index of another programme, “Maturity”." {
		t.Errorf("a rank of a region that other programmes expect nothing of is explained as %q", said)
	}
	if said := r.rankedElsewhere(cfg.Region("TT-3")); said != "" {
		t.Errorf("a region without a rank is said to have one: %q", said)
	}
	r.board.IndexOf("p").At(kpi.Month(kpi.MustDate("2023-08-01"))).Simulated = true
	if said := r.rankedElsewhere(cfg.Region("TT-1")); said != "The rank below is by the index of another programme, “Maturity”, from simulated data." {
		t.Errorf("the same by simulated data: %q", said)
	}
	if of := r.indexPlaces(cfg.Region("TT-1"))[0]; of.Place != got.Place+" (of simulated data)" {
		t.Errorf("a place by simulated data is told as %q", of.Place)
	}
	want := []move{
		{place{"bring “Online” to 80.0%, as in the best region: +30.0, 2nd", "/explain/online/TT-2/2023-08-01..2023-08-31"}, "Bring “Online” to 80.0%, as in the best region", "+30.0", "2nd, as now"},
		{place{"bring “Time” to 4\u00a0days, as in the best region: +7.5, 2nd", "/explain/time/TT-2/2023-08-01..2023-08-31"}, "Bring “Time” to 4\u00a0days, as in the best region", "+7.5", "2nd, as now"},
	}
	if diff := cmp.Diff(want, got.Moves, cmp.AllowUnexported(move{})); diff != "" {
		t.Errorf("what would move the region most (-want +got):\n%s", diff)
	}
	if up, first := r.rankMove(6, 4), r.rankMove(0, 4); up != "6th → 4th" || first != "4th" {
		t.Errorf("a move from the sixth place to the fourth is told as %q, one from no place as %q", up, first)
	}
	c := r.composite(cfg.Programme("p"))
	if c.Newer == "" || len(c.Rows) != 3 || c.Rows[0].Name != "Two" || c.Rows[2].Absent == nil || c.Rows[2].Score != "" {
		t.Errorf("the regions would stand in another order, or a region without a score would have one: %+v", c)
	}
	if places := r.indexPlaces(cfg.Region("TT-3")); len(places) != 1 || places[0].Place != "" || places[0].Absent == nil {
		t.Errorf("a region of which nothing is known has a place: %+v", places)
	}
}
