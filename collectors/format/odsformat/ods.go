// Package odsformat decodes a sheet of an OpenDocument spreadsheet. The document lies on disk while it is read and the sheet is never held
// in memory: it is walked over once to find the sheets, once to see that the table is whole, and once to read it.
package odsformat

import (
	"io"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/record"
)

// New walks over the sheet, and reads its header. It fails, naming the columns there are, when a selected one is missing.
func New(r io.Reader, o sheet.Options, sel *record.Selection) (*sheet.Reader, error) {
	b, err := Open(r, o.MaxBytes)
	if err != nil {
		return nil, err
	}
	t, err := sheet.Open(b, o)
	if err != nil {
		return nil, err
	}
	return t.Select(sel)
}
