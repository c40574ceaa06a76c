package xlsformat

import (
	"errors"
	"fmt"
	"io"

	"github.com/richardlehane/mscfb"

	"github.com/postup/postup/collectors/format/scratch"
	"github.com/postup/postup/collectors/record"
)

// maxFile bounds the file: what lists its parts is held in memory, and old workbooks do not come near.
const maxFile = 64 << 20

// extract copies the workbook's records out of the compound file that holds them.
func extract(r io.Reader) (_ *scratch.File, _ int64, err error) {
	file, size, err := scratch.Copy(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if size > maxFile {
		return nil, 0, fmt.Errorf("the workbook is larger than %d MiB, as an old .xls is not; save it as .xlsx", maxFile>>20)
	}
	if err := compound(file, size); err != nil {
		return nil, 0, err
	}
	stream, err := find(file)
	if err != nil {
		return nil, 0, err
	}
	if stream.Size > size {
		return nil, 0, fmt.Errorf("the workbook was cut: it is said to take %d bytes, and the file has %d", stream.Size, size)
	}
	return scratch.Copy(safe{stream})
}

// compound tells what came in the place of a compound file.
func compound(file io.ReaderAt, size int64) error {
	if size == 0 {
		return record.ErrEmpty
	}
	head := make([]byte, 4)
	_, err := file.ReadAt(head, 0)
	switch {
	case err == nil && string(head) == "\xD0\xCF\x11\xE0":
		return nil
	case err == nil && string(head) == "PK\x03\x04":
		return errors.New("this is no old .xls; write type: xlsx, or ods where it is an OpenDocument spreadsheet")
	}
	return errors.New("this is no .xls workbook, or a part of one; some portals call tables of HTML, XML or text so")
}

// find gives the stream of the workbook's records.
func find(file io.ReaderAt) (found *mscfb.File, err error) {
	defer recovered(&err)
	container, err := mscfb.New(file)
	if err != nil {
		return nil, fmt.Errorf("this is no .xls workbook, or a part of one: %w", err)
	}
	old, locked := false, false
	for _, f := range container.File {
		switch {
		case len(f.Path) > 0: // of what is embedded
		case f.Name == "Workbook", f.Name == "WORKBOOK":
			return f, nil
		case f.Name == "Book":
			old = true
		case f.Name == "EncryptedPackage":
			locked = true
		}
	}
	switch {
	case locked:
		return nil, errPassword
	case old:
		return nil, errTooOld
	}
	return nil, errors.New("the file holds no .xls workbook")
}

var (
	errPassword = errors.New("the workbook has a password; save it without one")
	errTooOld   = errors.New("the workbook is of Excel 95 or older; save it as an Excel 97–2003 workbook, or as .xlsx")
)

// safe turns a panic over a broken file into an error.
type safe struct{ r io.Reader }

func (s safe) Read(p []byte) (n int, err error) {
	defer recovered(&err)
	return s.r.Read(p)
}

func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("the workbook is broken: %v", r)
	}
}
