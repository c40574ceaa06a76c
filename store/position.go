package store

import "regexp"

// Position is where a record stands in a payload, by numbers alone. What a sender calls a sheet or a column is a part of
// what came, as the record is.
type Position struct {
	Page         string // "": the payload has none
	Kind         string // line, row or record
	Number, Line string // Line: where the record begins, where Number counts something else; else ""
}

// positions are how readers write where a record stands.
var positions = regexp.MustCompile(`^(?:page (\d+), )?(?:sheet .*, )?(line|row|record) (\d+)(?: \(line (\d+)\))?(?:, column .*)?$`)

// At is where the record stands, without the sender's names; zero where that can't be told.
func (r *Rejection) At() Position {
	found := positions.FindStringSubmatch(r.Position)
	if found == nil {
		return Position{}
	}
	return Position{Page: found[1], Kind: found[2], Number: found[3], Line: found[4]}
}

// String is "page 2, row 7"; "" where nothing can be told.
func (p Position) String() string {
	if p.Number == "" {
		return ""
	}
	text := p.Kind + " " + p.Number
	if p.Page != "" {
		text = "page " + p.Page + ", " + text
	}
	if p.Line != "" {
		text += " (line " + p.Line + ")"
	}
	return text
}
