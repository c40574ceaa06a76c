package store

import "github.com/postup/postup/kpi"

// Submission counts applications by the month in which they were submitted and the channel they came by.
type Submission struct {
	Service   string
	Month     kpi.Date // its first day, in the region's time zone
	Channel   string   // "" not known
	Simulated bool
	Count     uint64
}

// Completion counts completed applications by month of completion, outcome and duration.
type Completion struct {
	Service   string
	Month     kpi.Date // its first day, in the region's time zone
	Outcome   string
	Hours     uint32 // completed − submitted − suspended, in whole hours, rounded down
	Simulated bool
	Count     uint64
}

// Duration counts applications by their days, which is what deadlines are counted from.
type Duration struct {
	Service        string
	SubmittedOn    kpi.Date
	CompletedOn    kpi.Date // zero: still open
	Outcome        string
	SuspendedDays  uint32   // whole days in which the legal clock stood still, rounded down
	SuspendedSince kpi.Date // zero: the clock runs
	Simulated      bool
	Count          uint64
}
