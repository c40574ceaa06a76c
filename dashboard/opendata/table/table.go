// Package table writes tables of typed columns row by row, in every format that open data is offered in.
//
// A missing value is missing in each of them, and never zero or an empty text. The same rows give the same bytes. What
// is held in memory does not grow with the rows.
//
// Numbers are the shortest that read back as the same float64, without an exponent where they are less than 1e21.
// Integers have all their digits. Days are 2006-01-02, times RFC 3339 in UTC, both from year 1 to 9999. Texts are UTF-8.
//
//   - csv: RFC 4180 with a header, UTF-8 without a byte order mark. A missing value is empty, an empty text is "" in quotes.
//     It is for programs: texts stand as they are, also those that a spreadsheet would run as formulas.
//   - excel.csv: the same for Excel where Ukrainian or Russian is set: semicolons, a byte order mark, and a comma in
//     numbers, as Excel takes 1.5 for the first of May there. Texts that a spreadsheet would run as formulas, which begin
//     with = + - @, a tab or a carriage return, have ' before them. Excel also makes numbers of texts that look like them, as
//     00123, and keeps 15 digits: who has such texts is better off with xlsx.
//   - json: an array of objects with a row a line; the fields stand in the order of the columns, and missing is null.
//   - ndjson: an object a line.
//   - xlsx: typed cells below a frozen header, and a sheet with notes on the table and its columns. A missing value has no
//     cell. What a spreadsheet would change stands as text: integers of more than 15 digits, and days and times before
//     March 1900, on which spreadsheets don't agree. Past a sheet's last row the table goes on in a further sheet.
//   - parquet: optional columns, days as DATE, times as TIMESTAMP in microseconds, zstd, row groups of bounded size.
package table

import (
	"errors"
	"fmt"
	"regexp"
)

// Type is what a column's values are. A column has to have one.
type Type uint8

// The types of columns.
const (
	TypeText    Type = iota + 1 // UTF-8
	TypeInteger                 // 64 bits with a sign
	TypeNumber                  // a float64 that is neither NaN nor infinite
	TypeBoolean
	TypeDate // a calendar day
	TypeTime // a moment, in microseconds
)

var typeNames = [...]string{"missing", "text", "integer", "number", "boolean", "date", "time"}

// String is the type's name in English, in lower case.
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return fmt.Sprintf("type %d", uint8(t))
}

// Column is one column of a table.
type Column struct {
	Name        string // in snake_case; what the column is called in every format
	Type        Type
	Title       string // for people
	Description string
	Unit        string // as "%" or "UAH"; empty where there is none
	Required    bool   // whether a missing value is an error
}

// Note is something that is said of a whole table.
type Note struct{ Label, Text string }

// Meta is what is known of a table before its first row.
type Meta struct {
	Title, Description string
	Licence            string
	Version            string
	Notes              []Note // what else the notes in a workbook say
	Columns            []Column
}

var columnName = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// check tells all that is wrong with a table's columns.
func (m *Meta) check() error {
	var wrong []error
	if len(m.Columns) == 0 {
		wrong = append(wrong, errors.New("there are no columns"))
	}
	seen := make(map[string]bool, len(m.Columns))
	for i, c := range m.Columns {
		if !columnName.MatchString(c.Name) {
			wrong = append(wrong, fmt.Errorf("column %d: %q is no name in snake_case", i+1, c.Name))
		}
		if seen[c.Name] {
			wrong = append(wrong, fmt.Errorf("column %d: there is another %q", i+1, c.Name))
		}
		seen[c.Name] = true
		if c.Type < TypeText || c.Type > TypeTime {
			wrong = append(wrong, fmt.Errorf("column %q: %s is no type of a column", c.Name, c.Type))
		}
	}
	return errors.Join(wrong...)
}
