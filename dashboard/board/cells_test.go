package board

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

func TestChosenObservation(t *testing.T) {
	from := func(source string, simulated bool, status kpi.Status) store.Observation {
		o := month("online", "TT-1", "", "2023-09-01", 1)
		o.Source, o.Simulated, o.Status = source, simulated, status
		if status != kpi.Present {
			o.Value = nil
		}
		return o
	}
	tests := []struct {
		name string
		rows []store.Observation
		want []string // sources, the chosen one first
	}{
		{"the declared source goes before all others", []store.Observation{from("another", false, kpi.Present), from("trusted", true, kpi.Present)}, []string{"trusted", "another"}},
		{"real goes before simulated", []store.Observation{from("a", true, kpi.Present), from("b", false, kpi.Present)}, []string{"b", "a"}},
		{"real goes before simulated even where it has no data", []store.Observation{from("a", true, kpi.Present), from("b", false, kpi.NoData)}, []string{"b", "a"}},
		{"reported goes before derived", []store.Observation{from("derived", false, kpi.Present), from("z", false, kpi.Present)}, []string{"z", "derived"}},
		{"present goes before absent", []store.Observation{from("a", false, kpi.NoData), from("b", false, kpi.Present)}, []string{"b", "a"}},
		{"else by id", []store.Observation{from("b", false, kpi.Present), from("a", false, kpi.Present)}, []string{"a", "b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cell := built(t, &world{observations: tt.rows}).Series("online", "TT-1", "").Cells[0]
			got := []string{cell.Source}
			for _, o := range cell.Others {
				got = append(got, o.Source)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("a page shows the wrong source's figure (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSeriesIsOrderedAndMarked(t *testing.T) {
	september, october := month("online", "TT-1", "", "2023-09-01", 5), month("online", "TT-1", "", "2023-10-01", 6)
	gone := month("no_such_indicator", "TT-1", "", "2023-10-01", 6)
	b := built(t, &world{
		observations: []store.Observation{october, september, gone},
		restated:     []store.Observation{september},
	})
	cells := b.Series("online", "TT-1", "").Cells
	if len(cells) != 2 || cells[0].Period != september.Period || cells[1].Period != october.Period {
		t.Fatalf("a chart draws periods out of order: %v", cells)
	}
	if !cells[0].Restated || cells[1].Restated {
		t.Errorf("restated marks: got %v and %v, want true and false", cells[0].Restated, cells[1].Restated)
	}
	if cells[0].Running || !cells[1].Running {
		t.Errorf("running marks: got %v and %v, want false and true", cells[0].Running, cells[1].Running)
	}
	if b.Series("no_such_indicator", "TT-1", "") != nil {
		t.Error("an indicator that is no longer configured is still shown")
	}
}

func TestPoints(t *testing.T) {
	b := built(t, &world{observations: []store.Observation{
		month("online", "TT-1", "", "2023-09-01", 5), month("online", "TT-1", "", "2023-10-01", 6), month("online", "TT-1", "", "2023-11-01", 7),
	}})
	s := b.Series("online", "TT-1", "")
	stock := s.Points(kpi.Stock, b.Today)
	if len(stock) != 2 || stock[1].At != b.Today {
		t.Errorf("a stock's running month counts as of today, a later one not at all: got %v", stock)
	}
	if flow := s.Points(kpi.Flow, b.Today); len(flow) != 1 {
		t.Errorf("a flow's running month isn't closed and must not count: got %v", flow)
	}
}
