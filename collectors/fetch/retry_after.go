package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longestRest is the longest that a source is left alone because it asks for it: one that errs by years is not forgotten.
const longestRest = 24 * time.Hour

// RetryAfter reads the header of this name, seconds or a date, as the time from now on; 0 where there is neither.
func RetryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil {
		return time.Duration(min(seconds, uint64(longestRest/time.Second))) * time.Second
	}
	if t, err := http.ParseTime(header); err == nil {
		return min(longestRest, max(0, t.Sub(now)))
	}
	return 0
}
