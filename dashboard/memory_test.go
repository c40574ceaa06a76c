package dashboard_test

import (
	"math"
	"os"
	"runtime/debug"
	"testing"

	"github.com/postup/postup/dashboard"
)

// TestMemoryIsLimited: garbage may take memory, but never what the machine does not have; and what an operator says holds.
func TestMemoryIsLimited(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	t.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	})
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Setenv(name, "") // so that it is as it was afterwards
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := dashboard.UseMemory(); err != nil {
		t.Fatal(err)
	}
	if got := debug.SetMemoryLimit(-1); got < 64<<20 || got == math.MaxInt64 {
		t.Errorf("memory is limited to %d bytes", got)
	}
	if got := debug.SetGCPercent(100); got != 400 {
		t.Errorf("garbage may be %d %% of what is in use, want 400", got)
	}
	t.Setenv("GOGC", "50")
	t.Setenv("GOMEMLIMIT", "1GiB")
	debug.SetGCPercent(50)
	debug.SetMemoryLimit(1 << 30)
	if err := dashboard.UseMemory(); err != nil {
		t.Fatal(err)
	}
	if got := debug.SetMemoryLimit(-1); got != 1<<30 {
		t.Errorf("GOMEMLIMIT says 1 GiB, and memory is limited to %d bytes", got)
	}
	if got := debug.SetGCPercent(100); got != 50 {
		t.Errorf("GOGC says 50, and garbage may be %d %% of what is in use", got)
	}
}
