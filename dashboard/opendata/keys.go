package opendata

import (
	"slices"

	"github.com/postup/postup/store"
)

// keys are the columns that tell a dataset's rows apart.
var keys = map[string][]string{
	"observations": {"indicator", "region", "breakdown", "period_start", "period_end", "source"},
	"progress":     {"programme", "target_id", "reading", "region", "breakdown", "yardstick", "method"},
	"index":        {"programme", "index", "edition", "region", "period_start", "period_end"},
	"milestones":   {"programme", "id", "region"},
	"services":     {"service", "region"},
	"processing":   {"service", "region", "month"},
	"regions":      {"code"},
	"indicators":   {"id"},
	"programmes":   {"id"},
}

// keyOf are the columns that tell a released dataset's rows apart: of one that this version doesn't know, or that lacks one of them, all.
func keyOf(d store.Released) []string {
	all := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		all[i] = c.Name
	}
	key, known := keys[d.ID]
	if !known || slices.ContainsFunc(key, func(name string) bool { return !slices.Contains(all, name) }) {
		return all
	}
	return key
}
