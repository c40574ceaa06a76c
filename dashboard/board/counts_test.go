package board

import (
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// TestCountsOfFewApplicationsAreWithheld: a region whose only source brought three applications must not have its withheld figure told by what
// the collection says that it accepted.
func TestCountsOfFewApplicationsAreWithheld(t *testing.T) {
	cfg := settings(t)
	cfg.Source("simulator").Records = []config.Mapping{{As: config.Applications}}
	for name, tt := range map[string]struct {
		collection store.Collection
		want       bool
	}{
		"three came":                        {store.Collection{Source: "simulator", Records: 3, Accepted: 3}, true},
		"one is new":                        {store.Collection{Source: "simulator", Records: 36, Accepted: 1, Unchanged: 35}, true},
		"two were rejected":                 {store.Collection{Source: "simulator", Records: 36, Accepted: 34, Rejected: 2}, true},
		"four were known":                   {store.Collection{Source: "simulator", Records: 36, Accepted: 32, Unchanged: 4}, true},
		"one is gone":                       {store.Collection{Source: "simulator", Unchanged: 40, Records: 40, Withdrawn: 1}, true},
		"five came":                         {store.Collection{Source: "simulator", Records: 5, Accepted: 5}, false},
		"none came":                         {store.Collection{Source: "simulator"}, false},
		"of observations":                   {store.Collection{Source: "trusted", Records: 3, Accepted: 3}, false},
		"of a source that is no longer set": {store.Collection{Source: "gone", Records: 3, Accepted: 3}, true},
	} {
		if got := CountsWithheld(cfg, &tt.collection); got != tt.want {
			t.Errorf("%s: withheld is %t", name, got)
		}
	}
	cfg.SuppressBelow = 0
	if CountsWithheld(cfg, &store.Collection{Source: "simulator", Records: 1, Accepted: 1}) {
		t.Error("counts are withheld where every cell is shown")
	}
}
