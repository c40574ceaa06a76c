package config

import "github.com/postup/postup/kpi"

// Document is what facts come from: a programme's, a promise's, a claim's. Whoever has the file can tell by its hash whether it is the
// one that was read.
type Document struct {
	Title    string   `yaml:"title"`
	Language string   `yaml:"language"`
	File     string   `yaml:"file"`     // name of the document as collected
	Source   string   `yaml:"source"`   // who published it, in words
	Year     Dated    `yaml:"year"`     // when it was published
	URL      string   `yaml:"url"`      // where it stood; "" where that isn't known
	Captured kpi.Date `yaml:"captured"` // day on which it was collected from there; none where that isn't known
	SHA256   string   `yaml:"sha256"`   // of the file as it was collected, in hex; "" where it isn't at hand
}

// Promise is who promised, in what office, where, when, in which words, and the document that says so.
type Promise struct {
	By     Text     `yaml:"by"`
	Office Text     `yaml:"office"`
	Place  Text     `yaml:"place"`
	On     Dated    `yaml:"on"`
	Quote  string   `yaml:"quote"`  // in the original language
	Source Document `yaml:"source"` // its title alone where it is the programme's document
	Note   Text     `yaml:"note"`   // e.g. an aim, conditional on joint work
}

// Claim is what somebody says has come of a target. It is shown as theirs, beside what was measured, and never judged by.
type Claim struct {
	By         Text           `yaml:"by"`
	Office     Text           `yaml:"office"`
	Place      Text           `yaml:"place"`
	On         Dated          `yaml:"on"`
	Region     string         `yaml:"region"`     // that it is about; default: the target's, where that has one
	Period     Span           `yaml:"period"`     // that it is about; none: it doesn't say
	Value      *float64       `yaml:"value"`      // in the unit of the target's indicator; nil: it is in words
	Comparison kpi.Comparison `yaml:"comparison"` // "more than 200" is another claim than 200; default equal
	Quote      string         `yaml:"quote"`      // in the original language
	Source     Document       `yaml:"source"`     // its title alone where it is the programme's document
	Note       Text           `yaml:"note"`
}

// Span is a period as a document gives it, both days within it.
type Span struct {
	Start kpi.Date `yaml:"start"`
	End   kpi.Date `yaml:"end"`
}

// Known tells whether there is a period.
func (s Span) Known() bool { return s != Span{} }

// Of is the period that it is.
func (s Span) Of() kpi.Period { return kpi.Period(s) }

// Dropped is a later document that should have had a target and says nothing of it. Somebody has read it: the program infers none.
type Dropped struct {
	On     Dated    `yaml:"on"` // of that document
	Source Document `yaml:"source"`
	Note   Text     `yaml:"note"`
}
