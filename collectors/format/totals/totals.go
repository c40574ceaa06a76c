// Package totals leaves the rows of totals out of tables that people have made.
package totals

import (
	"bytes"
	"io"
	"regexp"

	"github.com/postup/postup/collectors/record"
)

// Labelled is a table that knows how a row begins.
type Labelled interface {
	record.Table
	// Label is the text of the row's first cell that is not empty, valid until the next row.
	Label() []byte
}

// label is what a row of totals begins with: one of the words, alone, or with what is added up behind it ("Всього по
// області", "Total for the year"). A name that only begins like one, such as "Разом до мети", is none.
var label = regexp.MustCompile(`(?i)^[\s*]*(всього|усього|разом|загалом|підсумок|итого|итог|всего|(grand |sub|sub-)?totals?|sum)(\s+(по|за|для|for|of|by|in)\s.*|[\s:.,*]*|\s*[:(].*)$`)

// Reader is a table without its rows of totals.
type Reader struct {
	Labelled
	left uint64
}

// Without makes a Reader.
func Without(table Labelled) *Reader { return &Reader{Labelled: table} }

// Next moves to the next row that is none of totals.
func (r *Reader) Next() error {
	for {
		if err := r.Labelled.Next(); err != nil {
			return err
		}
		if !Is(r.Label()) {
			return nil
		}
		r.left++
	}
}

// LeftOut is how many rows were left out so far.
func (r *Reader) LeftOut() uint64 { return r.left }

// Close closes the table, if it can be.
func (r *Reader) Close() error {
	if c, ok := r.Labelled.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// Is tells whether a row that begins so is one of totals.
func Is(text []byte) bool { return label.Match(bytes.TrimSpace(text)) }
