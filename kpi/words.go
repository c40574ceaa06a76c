// Package kpi holds the methods: what an indicator's values say of the targets that were set for it.
// Everything here is a pure function of its arguments: no input or output, no clock, no globals.
// Missing is never zero: a method that cannot answer gives a Reason.
package kpi

// Status says what an observation is: a value, or why there is none.
type Status string

// The statuses that a source can report.
const (
	Present       Status = "present"
	NoData        Status = "no_data"        // asked and not known
	NotApplicable Status = "not_applicable" // the question does not apply
	Refused       Status = "refused"
	Withdrawn     Status = "withdrawn" // was reported once, and taken back
)

// The statuses that are computed where nothing was reported.
const (
	Overdue     Status = "overdue"      // should be here by now
	NotExpected Status = "not_expected" // the programme does not expect it
	Outage      Status = "outage"       // its source fails
)

// Stage is how far a service is online in a region, ordered: 0 none … 5 proactive.
type Stage uint8

// The stages. Online means end to end.
const (
	StageNone Stage = iota
	StageInformation
	StageForms
	StagePartial
	StageOnline
	StageProactive
)

var stageNames = [...]string{"none", "information", "forms", "partial", "online", "proactive"}

func (s Stage) String() string {
	if int(s) < len(stageNames) {
		return stageNames[s]
	}
	return ""
}

// ParseStage finds a stage by its name.
func ParseStage(name string) (Stage, bool) {
	for i, n := range stageNames {
		if n == name {
			return Stage(i), true
		}
	}
	return 0, false
}

// Direction says which way is better.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// Sign is +1 where up is better and -1 where down is.
func (d Direction) Sign() float64 {
	if d == Down {
		return -1
	}
	return 1
}

// Nature says what the values of an indicator are over time.
type Nature string

// The natures. A year-to-date value is differenced (see Increments), never summed.
const (
	Stock      Nature = "stock"
	Flow       Nature = "flow"
	YearToDate Nature = "year_to_date"
)

// Comparison is how a value is held against a target.
type Comparison string

// The comparisons.
const (
	AtLeast  Comparison = "at_least"
	MoreThan Comparison = "more_than"
	AtMost   Comparison = "at_most"
	LessThan Comparison = "less_than"
	Equal    Comparison = "equal"
)

// Holds tells whether v meets the target: 200 does not meet "more than 200".
func (c Comparison) Holds(v, target float64) bool {
	switch c {
	case AtLeast:
		return v >= target
	case MoreThan:
		return v > target
	case AtMost:
		return v <= target
	case LessThan:
		return v < target
	case Equal:
		return v == target
	}
	return false
}

// Reason says why a method cannot answer.
type Reason string

// The reasons. ReasonNone means that it did answer.
const (
	ReasonNone           Reason = ""
	ReasonNoData         Reason = "no_data"
	ReasonNoBaseline     Reason = "no_baseline"
	ReasonNoTarget       Reason = "no_target"
	ReasonNoDeadline     Reason = "no_deadline"
	ReasonTooFewPeriods  Reason = "too_few_periods"
	ReasonDivisionByZero Reason = "division_by_zero"
	ReasonSignChange     Reason = "sign_change"
	ReasonNotApplicable  Reason = "not_applicable"
	ReasonMixedFrequency Reason = "mixed_frequency"
	ReasonNotExpected    Reason = "not_expected"
	ReasonSuppressed     Reason = "suppressed"
	ReasonNotComparable  Reason = "not_comparable"
	ReasonDeadlinePassed Reason = "deadline_passed"
	ReasonNotHeard       Reason = "not_heard"     // of a region's applications: not all of their sources have been heard since the period ended
	ReasonNoPrevious     Reason = "no_previous"   // of an increment: the level before it is not known
	ReasonFell           Reason = "fell"          // of an increment: what only grows was less than before
	ReasonNoSpread       Reason = "no_spread"     // of an index: regions with one value can't be held against each other
	ReasonTooFewParts    Reason = "too_few_parts" // of an index: fewer parts are there than a score needs
	ReasonOutOfRange     Reason = "out_of_range"  // of a computed value: the indicator can't be so small or large
)

// State is where an indicator stands on its way to a target.
type State string

// The states of the gap method, those of the growth method, and those of milestones (from Done on).
const (
	NotStarted   State = "not_started"
	Achieved     State = "achieved"
	AchievedLate State = "achieved_late"
	Missed       State = "missed"
	Unconfirmed  State = "unconfirmed"
	OnTrack      State = "on_track"
	Behind       State = "behind"
	OffTrack     State = "off_track"
	Worsening    State = "worsening"
	Unknown      State = "unknown" // see the reason

	Substantial   State = "substantial" // the growth method's own
	Moderate      State = "moderate"
	Limited       State = "limited"
	Deterioration State = "deterioration"
	NotAvailable  State = "not_available"

	Done      State = "done"
	DoneLate  State = "done_late"
	Due       State = "due"        // its date lies ahead
	Late      State = "late"       // its date has passed without it
	NotBefore State = "not_before" // must not come before a date that lies ahead
	Open      State = "open"       // promised without a date, not done
)
