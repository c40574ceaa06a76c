// Package xlsformat decodes a sheet of an old workbook (.xls, as Excel 97 to 2003 wrote it: BIFF8 records in a compound file). The
// workbook lies on disk while it is read and the sheet is never held in memory: it is walked over once to see that it is whole, and
// once to read it.
package xlsformat

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/postup/postup/collectors/format/scratch"
	"github.com/postup/postup/collectors/format/sheet"
)

// maxStyles bounds the styles of a workbook: what a cell can name.
const maxStyles = 1 << 16

// maxCode bounds a number format, as Excel does.
const maxCode = 255

// book is an open workbook.
type book struct {
	file     *scratch.File // its records
	size     int64
	sheets   []sheet.Sheet
	begin    []int64 // of each sheet
	from1904 bool    // its days are counted from 1904
	styles   []int   // the number format of each style
	codes    map[int]string
	texts    *sheet.Texts // that cells share; nil: there are none
}

// Open opens a workbook. It is never packed, and its size is bounded by itself.
func Open(r io.Reader, _ int64) (sheet.Book, error) {
	file, size, err := extract(r)
	if err != nil {
		return nil, err
	}
	b := &book{file: file, size: size, codes: map[int]string{}}
	if err := b.describe(); err != nil {
		return nil, errors.Join(fmt.Errorf("read the workbook: %w", err), b.Close())
	}
	return b, nil
}

// Close gives up the workbook.
func (b *book) Close() error { return errors.Join(b.texts.Close(), b.file.Close()) }

// Sheets are those with cells.
func (b *book) Sheets() []sheet.Sheet { return b.sheets }

// records reads from a place in the file, where a part must begin.
func (b *book) records(from int64) (*records, error) {
	r := &records{in: bufio.NewReaderSize(io.NewSectionReader(b.file, from, b.size-from), 64<<10)}
	if err := r.next(); err != nil {
		return nil, err
	}
	const biff8 = 0x0600
	switch {
	case r.kind != recBOF || len(r.data) < 4:
		return nil, errors.New("no part of the workbook begins where it says so")
	case r.u16(0) != biff8:
		return nil, errTooOld
	}
	return r, nil
}

// describe reads what the workbook says of itself.
func (b *book) describe() error {
	r, err := b.records(0)
	if err != nil {
		return err
	}
	for r.kind != recEOF {
		if err := r.next(); err != nil {
			return err
		}
		if err := b.note(r); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) note(r *records) error {
	switch r.kind {
	case recFilePass:
		return errPassword
	case recDate1904:
		if err := r.has(2); err != nil {
			return err
		}
		b.from1904 = r.u16(0) == 1
	case recFormat:
		if err := r.has(2); err != nil {
			return err
		}
		number := r.u16(0)
		code, err := (&cursor{r, 2}).text(2, nil)
		if err != nil {
			return err
		}
		b.codes[number] = string(code[:min(len(code), maxCode)])
	case recXF:
		if err := r.has(4); err != nil {
			return err
		}
		if len(b.styles) == maxStyles {
			return fmt.Errorf("it has over %d styles", maxStyles)
		}
		b.styles = append(b.styles, r.u16(2))
	case recBoundSheet:
		return b.noteSheet(r)
	case recSST:
		return b.readTexts(r)
	}
	return nil
}

func (b *book) noteSheet(r *records) error {
	if err := r.has(8); err != nil {
		return err
	}
	const cells = 0 // and not a chart, or a macro
	begin, hidden, kind := int64(r.u32(0)), r.data[4]&3 != 0, r.data[5]
	if kind != cells {
		return nil
	}
	name, err := (&cursor{r, 6}).text(1, nil)
	if err != nil {
		return err
	}
	if begin >= b.size {
		return fmt.Errorf("the sheet %.100q is not in it; it may have been cut", name)
	}
	if len(b.sheets) == sheet.MaxSheets {
		return fmt.Errorf("it has over %d sheets", sheet.MaxSheets)
	}
	b.sheets = append(b.sheets, sheet.Sheet{Name: string(name), Hidden: hidden})
	b.begin = append(b.begin, begin)
	return nil
}

// readTexts reads the list of texts that cells share.
func (b *book) readTexts(r *records) error {
	if err := r.has(8); err != nil {
		return err
	}
	if b.texts != nil {
		return errors.New("it holds its texts twice")
	}
	var err error
	if b.texts, err = sheet.NewTexts(); err != nil {
		return err
	}
	count, c := int(r.u32(4)), &cursor{r, 8}
	var text []byte
	for range count {
		if text, err = c.text(2, text[:0]); err != nil {
			return fmt.Errorf("text %d of %d: %w", b.texts.Len()+1, count, err)
		}
		if err := b.texts.Add(text); err != nil {
			return err
		}
	}
	return b.texts.Flush()
}

// shows tells whether a style shows a number as a date, or as a per cent.
func (b *book) shows(style int) (date, share bool) {
	if style >= len(b.styles) {
		return false, false
	}
	number := b.styles[style]
	if code, own := b.codes[number]; own {
		return sheet.ShowsDate(code), sheet.ShowsShare(code)
	}
	return sheet.BuiltInDate(number), sheet.BuiltInShare(number)
}

// Rows begins the rows of a sheet.
func (b *book) Rows(i, first, last int) (sheet.Rows, error) {
	r, err := b.records(b.begin[i])
	if err != nil {
		return nil, err
	}
	return &rows{records: r, book: b, first: first, last: last}, nil
}
