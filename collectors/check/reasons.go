// Package check decides whether a mapped record is right: it knows the regions, services, indicators, targets
// and milestones there are, and what values are possible. What is wrong gets a reason code.
package check

// The reason codes of rejections. docs/sources.md explains them to users.
const (
	UnknownRegion    = "unknown_region"
	UnknownService   = "unknown_service"
	UnknownIndicator = "unknown_indicator"
	UnknownTarget    = "unknown_target"
	UnknownProgramme = "unknown_programme"
	UnknownMilestone = "unknown_milestone"
	UnknownSector    = "unknown_sector"
	UnknownTier      = "unknown_tier"
	UnknownChannel   = "unknown_channel"
	ForeignRegion    = "foreign_region"

	MissingField = "missing_field"
	BadDate      = "bad_date"
	NoSuchDate   = "no_such_date"
	BadPeriod    = "bad_period"
	BadNumber    = "bad_number"
	BadCode      = "bad_code"
	BadText      = "bad_text"
	TooLong      = "too_long"

	Negative                 = "negative"
	NotWhole                 = "not_whole"
	OutOfRange               = "out_of_range"
	NumeratorOverDenominator = "numerator_over_denominator"
	Contradiction            = "contradiction"
	FutureDate               = "future_date"
	CompletedBeforeSubmitted = "completed_before_submitted"
	BadSuspension            = "bad_suspension"
	Duplicate                = "duplicate"

	BadEncoding = "bad_encoding"
	RaggedRow   = "ragged_row"
	BadRecord   = "bad_record"
)

// Problem is why a record was not accepted. Detail is for people and never holds the record's own text where
// that could be about a person.
type Problem struct {
	Field  string
	Reason string
	Detail string
}
