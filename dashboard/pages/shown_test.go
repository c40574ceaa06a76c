package pages

import (
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestShadesSaySomething: a count is larger where more people live, and of few regions there are no fifths.
func TestShadesSaySomething(t *testing.T) {
	v := 6.0
	cell := &board.Cell{Observation: &store.Observation{Value: &v}}
	six := []float64{1, 2, 3, 4, 5, 6}
	for _, c := range []struct {
		unit  string
		order []float64
		want  int
	}{{"percent", six, 5}, {"count", six, 0}, {"percent", six[2:], 0}} {
		of := &compared{Indicator: &config.Indicator{Unit: c.unit, Direction: kpi.Up}, order: c.order}
		if got := of.heat(cell); got != c.want {
			t.Errorf("%s of %d regions: shade %d, want %d", c.unit, len(c.order), got, c.want)
		}
	}
}

// TestASumThatLacksRegionsDoesNotOpen: the newest period that is whole does, and the newer one says what it lacks.
func TestASumThatLacksRegionsDoesNotOpen(t *testing.T) {
	w := newTold(t)
	for _, region := range []string{"TT-1", "TT-2", "TT-3"} {
		w.values(region, "2023-07-01", 10, 20)
	}
	w.values("TT-1", "2023-09-01", 30)
	r := w.page()
	got := r.series(r.board.Series("online", "TT", ""), r.board.Config.Indicator("online"), r.board.Config.Region("TT"))
	if got.Value != "60" || got.Period != "last known: August 2023" || got.Lacking != "September 2023: 1 of 3 regions have reported so far." {
		t.Errorf("it opens with %q of %s, and says %q", got.Value, got.Period, got.Lacking)
	}
}
