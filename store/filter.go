package store

import "github.com/postup/postup/kpi"

// Filter narrows a read. An empty list means all; a list that the table has no column for is an error.
type Filter struct {
	Indicators []string // target ids for target values, milestone ids for milestone events
	Regions    []string
	Sources    []string
	Services   []string
	Breakdowns []string // canonical; "" asks for rows without a breakdown
	From, To   kpi.Date // rows whose period overlaps these days; a zero end is open
	After      uint64   // only rows with a greater seq, for who has read the others already; 0: all
	Limit      int      // 0: no limit
}

// AsOfDay is what was known when the day ended (UTC). The zero date means everything.
func AsOfDay(day kpi.Date) AsOf {
	if day.IsZero() {
		return 0
	}
	return AsOf(day.AddDays(1).Time().UnixMicro() - 1)
}

// CollectionFilter narrows Collections. Before is a collection's id: the page starts below it; 0: at the newest.
type CollectionFilter struct {
	Source  string
	Status  CollectionStatus
	ID      uint64   // this one alone; 0: all
	IDs     []uint64 // these; none: all. Not more than a page of a thousand
	Replays bool     // only those that decoded another's payload again
	Before  uint64
	After   uint64 // only those that were saved with a greater seq, for who has read the others already; 0: all
	Limit   int    // 0: 100
}

// RejectionFilter narrows Rejections. Before is a collection's id, below which to start; 0: at the newest.
type RejectionFilter struct {
	Source     string
	Collection uint64 // 0: of all collections
	Before     uint64
	Offset     int
	Limit      int // 0: 100
}
