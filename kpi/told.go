package kpi

import "time"

// Told is up to when a source has told all that it says of a region's applications, whether it is configured still or was.
type Told struct {
	Source    string
	Region    string // "": all that the source names
	Simulated bool
	Until     time.Time
}
