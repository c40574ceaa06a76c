// Package explain tells how a figure came about: what a board's explanation says, in words, with the collections and
// payloads that it came from. Pages, API and command line give the same answer.
package explain

import (
	"time"

	"github.com/postup/postup/kpi"
)

// Answer is a figure and everything that it follows from. Missing values are null, with a reason.
type Answer struct {
	AsOf              kpi.Date     `json:"as_of"`
	Today             kpi.Date     `json:"today"`
	Indicator         string       `json:"indicator"`
	Region            string       `json:"region"`
	Breakdown         string       `json:"breakdown"`
	PeriodStart       kpi.Date     `json:"period_start"`
	PeriodEnd         kpi.Date     `json:"period_end"`
	Unit              string       `json:"unit"`
	Value             *float64     `json:"value"`
	Numerator         *float64     `json:"numerator"`
	Denominator       *float64     `json:"denominator"`
	Coverage          *float64     `json:"coverage"`
	Status            kpi.Status   `json:"status"`
	Reason            *string      `json:"reason"`
	Source            *string      `json:"source"`
	RecordedAt        *time.Time   `json:"recorded_at"` // null for what the board computes itself
	Method            *Method      `json:"method"`      // null where the region has no such figure
	Formula           *Formula     `json:"formula"`
	Edition           *string      `json:"edition"`            // of an index's score; null: it is none
	EditionRecomputed bool         `json:"edition_recomputed"` // another edition holds for the period
	Inputs            []Input      `json:"inputs"`
	Results           []Result     `json:"results"`    // what follows from an index's score: rank, range of ranks
	Recomputed        *float64     `json:"recomputed"` // what the method makes of these inputs; null where not all of them are shown
	Agrees            *bool        `json:"agrees"`     // recomputed is the value; null where one of them is missing
	Beside            []Beside     `json:"beside"`     // what other sources say of the same figure
	Progress          []Judgement  `json:"progress"`
	Collections       []Collection `json:"collections"`
	Payloads          []string     `json:"payloads"` // SHA-256 in hex, each once
	Simulated         bool         `json:"simulated"`
	Restated          bool         `json:"restated"`
	Running           bool         `json:"running"`
	Partial           bool         `json:"partial"`
}

// Method is what made a number.
type Method struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Source  string `json:"source"` // "" where it is Postup's own
}

// Formula is how, in symbols and in words.
type Formula struct {
	Symbols string `json:"symbols"`
	Words   string `json:"words"`
}

// Input is one thing that went into a number.
type Input struct {
	Symbol      string     `json:"symbol"`
	Kind        string     `json:"kind"`
	Part        string     `json:"part"` // of an index: ids from the root of its tree to the part, with / between
	What        string     `json:"what"` // the kind, and whose, in words
	Indicator   string     `json:"indicator"`
	Region      string     `json:"region"`
	Breakdown   string     `json:"breakdown"`
	PeriodStart kpi.Date   `json:"period_start"`
	PeriodEnd   kpi.Date   `json:"period_end"`
	Service     string     `json:"service"`
	Date        kpi.Date   `json:"date"`
	Value       *float64   `json:"value"`
	Numerator   *float64   `json:"numerator"`
	Denominator *float64   `json:"denominator"`
	Weight      *float64   `json:"weight"`
	Text        string     `json:"text"`
	Status      kpi.Status `json:"status"`
	Reason      *string    `json:"reason"`
	Source      string     `json:"source"`
	Collections []uint64   `json:"collections"`
	Simulated   bool       `json:"simulated"`
	Restated    bool       `json:"restated"`
	Explained   *string    `json:"explained"` // address of its own explanation, null where it has none
}

// Beside is what another source says.
type Beside struct {
	Source    string     `json:"source"`
	Value     *float64   `json:"value"`
	Status    kpi.Status `json:"status"`
	Reason    *string    `json:"reason"`
	Simulated bool       `json:"simulated"`
}

// Judgement is what a method says of a target by the figure.
type Judgement struct {
	Programme string    `json:"programme"`
	TargetID  string    `json:"target_id"`
	Reading   *string   `json:"reading"`
	Yardstick bool      `json:"yardstick"`
	Promise   string    `json:"promise"`
	Promised  Promised  `json:"promised"`
	Status    *string   `json:"status"` // null of a value that is made, not judged
	Reason    *string   `json:"reason"`
	Method    Method    `json:"method"`
	Formula   Formula   `json:"formula"`
	Forecast  *Forecast `json:"forecast_by"` // null without a forecast
	Inputs    []Input   `json:"inputs"`
	Results   []Result  `json:"results"`
}

// Forecast is what a forecast is made by.
type Forecast struct {
	Method  Method  `json:"method"`
	Formula Formula `json:"formula"`
}

// Promised is who promised the target, and the act that has changed it since; "" is not known.
type Promised struct {
	By        string   `json:"by"`
	Office    string   `json:"office"`
	On        kpi.Date `json:"on"`
	Quote     string   `json:"quote"`
	Source    string   `json:"source"`
	Act       string   `json:"act"`
	DecidedOn kpi.Date `json:"decided_on"`
}

// Result is one number of a judgement.
type Result struct {
	Symbol string   `json:"symbol"`
	Kind   string   `json:"kind"`
	What   string   `json:"what"`
	Value  *float64 `json:"value"`
	Date   kpi.Date `json:"date"`
	Text   string   `json:"text"`
	Reason *string  `json:"reason"`
}

// Collection is a run of a source that something came from, and the hash of what came. The payload itself is never given.
type Collection struct {
	ID        uint64     `json:"id"`
	Source    string     `json:"source"`
	Started   *time.Time `json:"started"`
	Finished  *time.Time `json:"finished"`
	Status    string     `json:"status"`  // "" where the store has forgotten it
	Records   *uint64    `json:"records"` // null, as the next two: withheld (board.CountsWithheld), or the store has forgotten it
	Accepted  *uint64    `json:"accepted"`
	Rejected  *uint64    `json:"rejected"`
	Payload   *string    `json:"payload_sha256"` // null where nothing whole came
	Replays   *uint64    `json:"replays"`
	Simulated bool       `json:"simulated"`
}

// Row is an input in the file of inputs: Of is "value", or the target, reading and method that are judged.
type Row struct {
	Of      string `json:"of"`
	Method  string `json:"method"`
	Formula string `json:"formula"` // in symbols
	Input
}

// Rows are all inputs, those of the value first.
func (a *Answer) Rows() []Row {
	var rows []Row
	method, formula := "", ""
	if a.Method != nil {
		method, formula = a.Method.ID, a.Formula.Symbols
	}
	for _, in := range a.Inputs {
		rows = append(rows, Row{"value", method, formula, in})
	}
	for _, j := range a.Progress {
		of := j.TargetID
		if j.Reading != nil {
			of += "/" + *j.Reading
		}
		for _, in := range j.Inputs {
			rows = append(rows, Row{of, j.Method.ID, j.Formula.Symbols, in})
		}
	}
	return rows
}
