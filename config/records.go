package config

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// The kinds of record that a source can bring.
const (
	Observations = "observations"
	Stages       = "stages"
	Offers       = "offers"
	Applications = "applications"
	Milestones   = "milestones"
	Targets      = "targets"
)

// RecordKinds are the kinds in the order in which they are explained.
var RecordKinds = []string{Observations, Stages, Offers, Applications, Milestones, Targets}

// valueKind says what a field holds, so that what is declared of it can be judged.
type valueKind uint8

const (
	textValue valueKind = iota
	idValue             // an id of the configuration, see refers
	wordValue           // one of words
	dateValue           // a day, or a period
	timeValue
	numberValue
	amountValue // a number that may come in another unit
	durationValue
	flagValue
	opaqueValue // the application's own id: hashed at once
)

// recordField is a field that records of a kind have. There are no others: what is about a person has nowhere to go.
type recordField struct {
	kind   valueKind
	must   bool
	refers string   // idValue: region, service, indicator, programme, target
	words  []string // wordValue
}

var (
	statusWords = []string{"present", "no_data", "not_applicable", "refused", "withdrawn"}
	stageWords  = []string{"none", "information", "forms", "partial", "online", "proactive", "no_data", "not_applicable", "withdrawn"}
	pointWords  = []string{"Y", "N", "no_data", "not_applicable"}
	outcomes    = []string{"granted", "refused", "withdrawn"}
	flags       = []string{"true", "false", "yes", "no", "y", "n", "1", "0"}
)

// Channels are the ways in which applications come.
var Channels = []string{"online", "counter", "phone", "post", "email", "other"}

// UnknownChannel stands for a channel that is not known where applications are broken down by channel.
const UnknownChannel = "unknown"

// The values of the breakdowns that are words; those of the breakdowns sector and service are ids.
var breakdownWords = map[string][]string{
	"tier":    tiers,
	"channel": slices.Concat(Channels, []string{UnknownChannel}),
}

// BreakdownWords are the values that a breakdown by key can have, nil where they are no fixed words.
func BreakdownWords(key string) []string { return breakdownWords[key] }

var recordFields = map[string]map[string]recordField{
	Observations: {
		"indicator": {kind: idValue, refers: "indicator", must: true}, "region": {kind: idValue, refers: "region"},
		"period": {kind: dateValue}, "period_start": {kind: dateValue}, "period_end": {kind: dateValue},
		"breakdown": {}, "value": {kind: amountValue}, "numerator": {kind: numberValue}, "denominator": {kind: numberValue},
		"status": {kind: wordValue, words: statusWords},
	},
	Stages: {
		"region": {kind: idValue, refers: "region"}, "service": {kind: idValue, refers: "service", must: true},
		"since": {kind: dateValue, must: true}, "stage": {kind: wordValue, words: stageWords, must: true},
		"status": {kind: wordValue, words: statusWords},
	},
	Offers: {
		"region": {kind: idValue, refers: "region"}, "service": {kind: idValue, refers: "service", must: true},
		"from": {kind: dateValue, must: true}, "to": {kind: dateValue}, "deadline_days": {kind: numberValue},
		"deadline_working": {kind: flagValue}, "withdrawn": {kind: flagValue},
	},
	Applications: {
		"region": {kind: idValue, refers: "region"}, "service": {kind: idValue, refers: "service", must: true},
		"id": {kind: opaqueValue, must: true}, "channel": {kind: wordValue, words: Channels},
		"submitted": {kind: timeValue, must: true}, "completed": {kind: timeValue},
		"outcome": {kind: wordValue, words: outcomes}, "suspended": {kind: durationValue}, "suspended_since": {kind: timeValue},
	},
	Milestones: {
		"programme": {kind: idValue, refers: "programme", must: true}, "milestone": {must: true},
		"region": {kind: idValue, refers: "region"}, "done_on": {kind: dateValue, must: true}, "evidence": {},
	},
	Targets: {
		"target": {kind: idValue, refers: "target", must: true}, "region": {kind: idValue, refers: "region"},
		"period": {kind: dateValue}, "period_start": {kind: dateValue}, "period_end": {kind: dateValue},
		"breakdown": {}, "value": {kind: amountValue}, "status": {kind: wordValue, words: statusWords},
		"plan": {kind: flagValue}, "act": {}, "decided_on": {kind: dateValue},
	},
}

// RecordFields are the names of the fields that a kind of record has, in order, nil for an unknown kind.
// Records with a breakdown also have breakdown.<key>.
func RecordFields(kind string) []string {
	if recordFields[kind] == nil {
		return nil
	}
	return keysOf(recordFields[kind])
}

// HasField tells whether records of a kind have a field; breakdown.<key> is one where they have a breakdown.
func HasField(kind, name string) bool {
	_, ok := fieldOf(kind, name)
	return ok
}

// NeededFields are the fields that records of a kind can't be without, in order.
func NeededFields(kind string) []string {
	var needed []string
	for _, name := range RecordFields(kind) {
		if recordFields[kind][name].must {
			needed = append(needed, name)
		}
	}
	return needed
}

// breakdownKey is what the keys of breakdowns may be.
var breakdownKey = regexp.MustCompile(`^[a-z0-9_-]+$`)

// fieldOf finds a field by its name.
func fieldOf(kind, name string) (recordField, bool) {
	if f, ok := recordFields[kind][name]; ok {
		return f, true
	}
	key, ok := strings.CutPrefix(name, "breakdown.")
	_, has := recordFields[kind]["breakdown"]
	if !ok || !has || !breakdownKey.MatchString(key) {
		return recordField{}, false
	}
	switch key {
	case "sector", "service":
		return recordField{kind: idValue, refers: key}, true
	case "tier", "channel":
		return recordField{kind: wordValue, words: breakdownWords[key]}, true
	}
	return recordField{}, true
}

// Shape is what a field of a kind of record holds: for forms that people fill in.
type Shape struct {
	Holds  string   // text, id, word, date, time, number, flag
	Refers string   // of an id: region, service, indicator, programme, target, sector
	Words  []string // of a word
}

// ShapeOf tells what a field holds; the zero Shape where the kind has no such field.
func ShapeOf(kind, name string) Shape {
	f, ok := fieldOf(kind, name)
	if !ok {
		return Shape{}
	}
	holds := map[valueKind]string{idValue: "id", wordValue: "word", dateValue: "date", timeValue: "time",
		numberValue: "number", amountValue: "number", durationValue: "number", flagValue: "flag"}[f.kind]
	return Shape{Holds: cmp.Or(holds, "text"), Refers: f.refers, Words: f.words}
}
