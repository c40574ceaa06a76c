// Package xlsformat decodes a sheet of an old workbook (.xls, as Excel 97 to 2003 wrote it: BIFF8 records in a compound file). The
// workbook lies on disk while it is read and the sheet is never held in memory: it is walked over once to see that it is whole, and
// once to read it.
package xlsformat

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
