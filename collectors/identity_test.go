package collectors

import (
	"testing"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/mapping"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Decisions of several days about one plan may come in one payload: each is a record of its own. What says something else of the same
// decision is a duplicate.
func TestDecisionsOfSeveralDaysAreNoDuplicates(t *testing.T) {
	decided := func(on string, value float64) *mapping.Row {
		return &mapping.Row{Target: store.TargetValue{
			Target: "t", Region: "XX", Period: kpi.Month(kpi.MustDate("2026-03-01")), Plan: true, Value: &value, DecidedOn: kpi.MustDate(on),
		}}
	}
	seen := twice{seen: check.NewDuplicates()}
	for _, step := range []struct {
		row  *mapping.Row
		want check.Sighting
	}{
		{decided("2025-11-01", 55), check.FirstSeen}, {decided("2026-02-01", 60), check.FirstSeen}, {decided("2025-10-01", 50), check.FirstSeen},
		{decided("2026-02-01", 60), check.SeenSame}, {decided("2026-02-01", 61), check.SeenOther},
	} {
		if got := seen.see(config.Targets, step.row); got != step.want {
			t.Errorf("the decision of %s is seen as %d, want %d", step.row.Target.DecidedOn, got, step.want)
		}
	}
	if gone := decided("2024-01-01", 40); seen.has(config.Targets, gone) {
		t.Error("a decision that the payload lacks is taken for one that it has: a snapshot would not take it back")
	}
}
