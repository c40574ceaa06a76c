package board

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// CountsWithheld tells whether the counts of a collection must not be shown to everybody: it brought applications, and one of the counts is of
// so few that a figure of them would be withheld. All go together, since the others would give that one away. A source that is not configured
// any more may have brought applications.
func CountsWithheld(cfg *config.Config, c *store.Collection) bool {
	if !mayBringApplications(cfg, c.Source) {
		return false
	}
	for _, n := range [...]uint64{c.Records, c.Accepted, c.Rejected, c.Unchanged, c.Withdrawn} {
		if small(float64(n), float64(cfg.SuppressBelow)) {
			return true
		}
	}
	return false
}

// BytesWithheld tells whether how many bytes a collection brought must not be shown to everybody: where its counts must not, and where it counts
// no records, or few. The same bytes may have come before in one whose counts are withheld, and say how many those are.
func BytesWithheld(cfg *config.Config, c *store.Collection) bool {
	return CountsWithheld(cfg, c) || mayBringApplications(cfg, c.Source) && c.Records < uint64(max(0, cfg.SuppressBelow))
}

func mayBringApplications(cfg *config.Config, source string) bool {
	s := cfg.Source(source)
	return s == nil || s.Brings(config.Applications)
}
