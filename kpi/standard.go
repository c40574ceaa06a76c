package kpi

// StandardResult is how a service standard was kept. Nil means "can't say", and Reason why Met can't be said.
type StandardResult struct {
	Performance *float64 // met / total, rounded to four decimals
	Met         *bool
	Reason      Reason
	Over        bool // met above total: a signal for people, not an error
}

// Standard judges a service standard: met out of total against the promised share (0 to 1). Nil is blank.
func Standard(met, total, target *float64) StandardResult {
	return StandardResult{Reason: ReasonNotApplicable}
}
