package collectors

import (
	"testing"
	"time"
)

// TestClockSetBack: a clock that is set back by a day while a source waits for its time does not make it wait a day
// longer.
func TestClockSetBack(t *testing.T) {
	real := time.Now()
	looks := 0
	back := func() time.Time {
		if looks++; looks == 1 {
			return real
		}
		return real.AddDate(0, 0, -1)
	}
	if err := until(t.Context(), real.Add(20*time.Millisecond), back); err != nil {
		t.Fatal(err)
	}
	if looks < 2 {
		t.Errorf("it looked at the clock %d times", looks)
	}
}
