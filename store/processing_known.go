package store

import (
	"iter"
	"time"

	"github.com/postup/postup/kpi"
)

// idsFrom is before the first collection: ids are times in µs.
var idsFrom = uint64(kpi.MustDate("2000-01-01").Time().UnixMicro())

// KnownUntil is how far the applications of a region are known by themselves, where no source is asked for them, as they were imported: the day on
// which they came last, but no later than the first day after the last month that they speak of. rows are the region's processing of real
// applications, or of all, from some month on, and zone is its time zone. The zero day: there are none.
func KnownUntil(rows iter.Seq[*Processing], zone *time.Location) kpi.Date {
	var first, told kpi.Date
	var last uint64
	for p := range rows {
		if first.IsZero() || p.Month < first {
			first = p.Month
		}
		if p.Applications+p.Completed+p.Withdrawn > 0 {
			told = max(told, p.Month.MonthEnd().AddDays(1))
		}
		for _, id := range p.Collections {
			last = max(last, id)
		}
	}
	told = max(told, first) // of what came before it nothing is said here
	if last < idsFrom {
		return told
	}
	return min(told, kpi.DateOf(time.UnixMicro(int64(last)).In(zone)))
}
