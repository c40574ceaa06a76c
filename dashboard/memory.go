package dashboard

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	garbage = 400 // percent of what is in use that may be garbage before it is collected: a page that meets the collector takes twice as long
	share   = 0.4 // of the machine's or the container's memory: the embedded engine may take another half
)

// UseMemory lets a process that serves pages take memory for garbage, up to its share of what the machine or the container has: the nearer to
// it, the more is collected. What the environment says in GOGC and GOMEMLIMIT holds instead.
func UseMemory() error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	if _, err := memlimit.Set(memlimit.WithRatio(share), memlimit.WithProvider(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem))); err != nil {
		return fmt.Errorf("find out how much memory there is, to keep garbage below %.0f %% of it (set GOMEMLIMIT to say it): %w", 100*share, err)
	}
	return nil
}
