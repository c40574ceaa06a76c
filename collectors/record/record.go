// Package record is what a decoder hands on: one record of a payload, of which only the values that were
// asked for are looked at. Nothing here outlives the next record, so memory does not grow with the payload.
package record

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Kind says what a value is in the payload.
type Kind uint8

// The kinds. Absent: the payload has no such key; Null: it says that there is no value.
const (
	Absent Kind = iota
	Null
	Text
	Number // as written, not yet read
	Bool   // "true" or "false"
	List   // of plain values; Bytes are these with commas between them
	Nested // an object, or a list that holds one
	Date   // a day, or a day and a time, that the payload stores as such: 2006-01-02 or 2006-01-02 15:04:05
	Failed // an error in the place of a value; Bytes name it: "#N/A"
)

// Value is one value of a record. Bytes are valid until the decoder's next record.
type Value struct {
	Kind  Kind
	Bytes []byte
	Share bool // a number that people see as a per cent: 0.45 is shown as 45 %
}

// Reader gives a payload's records one after another.
type Reader interface {
	// Next moves to the next record. It returns io.EOF after the last, a *Bad for a record that can't be
	// read while those after it can, and any other error when reading must stop.
	Next() error
	// Value is the record's value of the i-th selected path.
	Value(i int) Value
	// Position is where the record stands: "line 12", "record 3".
	Position() string
}

// Table is a Reader of a table, whose columns are known before its records.
type Table interface {
	Reader
	Columns() []string
	// Total tells whether the row that Next came to last, be it bad, is called like one of totals.
	Total() bool
}

// Bad is a record that can't be decoded. Its neighbours can.
type Bad struct {
	Position string
	Reason   string // a reason code of package check: bad_encoding, ragged_row, too_long, bad_record
	Detail   string // for people; never the record itself
}

func (b *Bad) Error() string { return fmt.Sprintf("%s: %s: %s", b.Position, b.Reason, b.Detail) }

// ErrEmpty says that the payload holds nothing at all, which is not the same as an empty list.
var ErrEmpty = errors.New("the payload is empty")

// MaxBytes bounds one record, or one cell of a table.
const MaxBytes = 1 << 20

// Selection is an ordered set of the columns or dotted paths that mappings read.
type Selection struct {
	paths    []string
	optional []bool
	index    map[string]int
}

// Add gives the path's place in the selection. A path that every reader requires must be a column of a
// table; an optional one may be missing from it.
func (s *Selection) Add(path string, optional bool) int {
	if i, ok := s.index[path]; ok {
		s.optional[i] = s.optional[i] && optional
		return i
	}
	if s.index == nil {
		s.index = map[string]int{}
	}
	s.index[path] = len(s.paths)
	s.paths = append(s.paths, path)
	s.optional = append(s.optional, optional)
	return len(s.paths) - 1
}

// Clone is a selection of the same paths, to which others can be added.
func (s *Selection) Clone() *Selection {
	return &Selection{slices.Clone(s.paths), slices.Clone(s.optional), maps.Clone(s.index)}
}

// Paths are the selected paths by place.
func (s *Selection) Paths() []string { return s.paths }

// Optional tells whether a table may lack the i-th path.
func (s *Selection) Optional(i int) bool { return s.optional[i] }
