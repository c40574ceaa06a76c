package fetch

import (
	"testing"
	"time"
)

// A source that asks to be left alone is; for a day at most, or a slip of its clock would have it forgotten.
func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"":                              0,
		"soon":                          0,
		"0":                             0,
		"-5":                            0,
		" 7 ":                           7 * time.Second,
		"7200":                          2 * time.Hour,
		"4000000000":                    24 * time.Hour,
		"Sun, 01 Mar 2026 12:01:00 GMT": time.Minute,
		"Sun, 01 Mar 2026 11:00:00 GMT": 0,
		"Mon, 01 Jun 2026 12:00:00 GMT": 24 * time.Hour,
		"Fri, 31 Dec 9999 23:59:59 GMT": 24 * time.Hour,
	} {
		if got := RetryAfter(header, now); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}
