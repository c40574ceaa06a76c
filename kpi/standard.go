package kpi

import "strconv"

// StandardResult is how a service standard was kept. Nil means "can't say"; Reason is why Met can't be said.
type StandardResult struct {
	Performance *float64 // met / total, rounded to four decimals
	Met         *bool
	Reason      Reason
	Over        bool // met above total, be it 0: a signal for people, not an error
}

// Standard judges a service standard: how many were met out of the total, against the promised share (0 to 1).
// Nil is blank. Without a target or a total, which a zero is as good as, the question does not apply
// (not_applicable); with both but without the number that was met, no_data. A performance needs no target.
func Standard(met, total, target *float64) StandardResult {
	r := StandardResult{Over: met != nil && total != nil && *met > *total}
	if !blank(total) && met != nil {
		r.Performance = fourDecimals(*met / *total)
	}
	switch {
	case blank(total) || blank(target):
		r.Reason = ReasonNotApplicable
	case r.Performance == nil:
		r.Reason = ReasonNoData
	default:
		kept := *r.Performance >= *target
		r.Met = &kept
	}
	return r
}

func blank(v *float64) bool { return v == nil || *v == 0 || finite(*v) == nil }

// fourDecimals rounds as the published figures are rounded: the nearest decimal of the exact binary value.
func fourDecimals(q float64) *float64 {
	if finite(q) == nil {
		return nil
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(q, 'f', 4, 64), 64)
	if err != nil {
		return nil
	}
	return &rounded
}
