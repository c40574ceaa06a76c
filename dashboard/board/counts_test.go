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
		collection  store.Collection
		want, bytes bool
	}{
		"three came":                        {store.Collection{Source: "simulator", Records: 3, Accepted: 3}, true, true},
		"one is new":                        {store.Collection{Source: "simulator", Records: 36, Accepted: 1, Unchanged: 35}, true, true},
		"two were rejected":                 {store.Collection{Source: "simulator", Records: 36, Accepted: 34, Rejected: 2}, true, true},
		"four were known":                   {store.Collection{Source: "simulator", Records: 36, Accepted: 32, Unchanged: 4}, true, true},
		"one is gone":                       {store.Collection{Source: "simulator", Unchanged: 40, Records: 40, Withdrawn: 1}, true, true},
		"five came":                         {store.Collection{Source: "simulator", Records: 5, Accepted: 5}, false, false},
		"none came":                         {store.Collection{Source: "simulator"}, false, true},
		"what came before":                  {store.Collection{Source: "simulator", Status: store.CollectionUnchanged}, false, true},
		"records were not counted":          {store.Collection{Source: "simulator", Records: 0, Rejected: 7}, false, true},
		"no observations":                   {store.Collection{Source: "trusted", Status: store.CollectionUnchanged}, false, false},
		"of observations":                   {store.Collection{Source: "trusted", Records: 3, Accepted: 3}, false, false},
		"of a source that is no longer set": {store.Collection{Source: "gone", Records: 3, Accepted: 3}, true, true},
	} {
		if got := CountsWithheld(cfg, &tt.collection); got != tt.want {
			t.Errorf("%s: withheld is %t", name, got)
		}
		if got := BytesWithheld(cfg, &tt.collection); got != tt.bytes {
			t.Errorf("%s: the bytes being withheld is %t", name, got)
		}
	}
	cfg.SuppressBelow = 0
	if one := (&store.Collection{Source: "simulator", Records: 1, Accepted: 1}); CountsWithheld(cfg, one) || BytesWithheld(cfg, one) {
		t.Error("counts are withheld where every cell is shown")
	}
}
