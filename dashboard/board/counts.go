package board

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// CountsWithheld tells whether the counts of a collection must not be shown to everybody: it brought applications, and one of the counts is of
// so few that a figure of them would be withheld. All go together, since the others would give that one away. A source that is not configured
// any more may have brought applications.
func CountsWithheld(cfg *config.Config, c *store.Collection) bool {
	if s := cfg.Source(c.Source); s != nil && !s.Brings(config.Applications) {
		return false
	}
	for _, n := range [...]uint64{c.Records, c.Accepted, c.Rejected, c.Unchanged, c.Withdrawn} {
		if small(float64(n), float64(cfg.SuppressBelow)) {
			return true
		}
	}
	return false
}
