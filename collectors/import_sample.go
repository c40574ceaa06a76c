package collectors

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/postup/postup/collectors/format/csvformat"
	"github.com/postup/postup/collectors/format/dbfformat"
	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/unpack"
	"github.com/postup/postup/collectors/format/xmlformat"
	"github.com/postup/postup/config"
)

// sample is a file that is to be imported, unpacked: what tells how it is written.
type sample struct {
	name  string // its own, where it is packed
	open  opener
	close func() error
}

// sampleOf unpacks the file where its name says that it is packed: by gzip, or as the only file of a zip archive.
func sampleOf(path string, f *config.Format) (*sample, error) {
	s := &sample{name: path, close: func() error { return nil }}
	s.open = func() (io.ReadCloser, error) {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("open the file: %w", err)
		}
		return file, nil
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".gz":
		f.Packed, s.name = "gzip", path[:len(path)-len(".gz")]
	case ".zip":
		f.Packed = "zip"
	default:
		return s, nil
	}
	unpacked, err := unpack.New(s.open, unpack.Options{Packed: f.Packed, MaxBytes: importMaxBytes})
	if err != nil {
		return nil, fmt.Errorf("unpack it (an archive has to hold one file): %w", err)
	}
	s.open, s.close = unpacked.Open, unpacked.Close
	if unpacked.Name != "" {
		s.name = unpacked.Name
	}
	return s, nil
}

// sniff tells by the file's name and beginning how it is written, and its columns where it is a table.
func (s *sample) sniff(f *config.Format) (columns []string, err error) {
	switch ext := strings.ToLower(filepath.Ext(s.name)); ext {
	case ".csv", ".tsv":
		return s.table(f)
	case ".xlsx", ".xls", ".ods":
		f.Type = ext[1:]
		return s.workbook(f.Type)
	case ".dbf":
		f.Type = "dbf"
		return s.dbf()
	case ".ndjson", ".jsonl":
		f.Type = "ndjson"
	case ".json":
		f.Type = "json"
	case ".xml":
		f.Type = "xml"
		f.Path, err = s.records()
	default:
		err = errors.New("its name ends neither in .csv nor in .tsv, .xlsx, .xls, .ods, .dbf, .ndjson, .jsonl, .json or .xml, perhaps with .gz after it; nor is it a .zip with such a file")
	}
	return nil, err
}

// ownPeriod tells by the file's beginning whether its records have a period or its two ends.
func (s *sample) ownPeriod(format string) map[string]*config.Field {
	mark := `"period"`
	if format == "xml" {
		mark = "<period>"
	}
	head, err := s.beginning()
	if err == nil && bytes.Contains(head, []byte(mark)) {
		return map[string]*config.Field{"period": {From: "period"}}
	}
	return map[string]*config.Field{"period_start": {From: "period_start"}, "period_end": {From: "period_end"}}
}

// workbook reads the columns of a workbook's first sheet.
func (s *sample) workbook(format string) ([]string, error) {
	file, err := s.open()
	if err != nil {
		return nil, err
	}
	defer file.Close() // it was only read
	book, err := workbooks[format](file, importMaxBytes)
	if err != nil {
		return nil, err
	}
	return sheet.Columns(book, sheet.Options{Header: 1, MaxBytes: importMaxBytes})
}

// dbf reads the columns of a .dbf table.
func (s *sample) dbf() ([]string, error) {
	head, err := s.beginning() // a header has at most 64 KiB
	if err != nil {
		return nil, err
	}
	return dbfformat.Columns(bytes.NewReader(head), dbfformat.Options{})
}

// records finds the records of an XML file: its root's children that are called like the first of them.
func (s *sample) records() (string, error) {
	head, err := s.beginning()
	if err != nil {
		return "", err
	}
	root, first, err := xmlformat.Root(bytes.NewReader(head))
	return root + "/" + first, err
}

// table finds a table's delimiter, the one that is most often in its first line, and its columns.
// Where a semicolon parts cells, a comma marks decimals.
func (s *sample) table(f *config.Format) ([]string, error) {
	f.Type = "csv"
	head, err := s.beginning()
	if err != nil {
		return nil, err
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best := 0
	for _, d := range []string{",", ";", "\t", "|"} {
		if n := bytes.Count(line, []byte(d)); n > best {
			best, f.Delimiter = n, d
		}
	}
	if f.Delimiter == ";" && decimalCommas(head) {
		f.Decimal = ","
	}
	return csvformat.Columns(bytes.NewReader(head), csvformat.Options{Delimiter: delimiter(*f), Header: 1})
}

// decimalCommas tells whether commas stand between digits.
func decimalCommas(b []byte) bool {
	isDigit := func(c byte) bool { return '0' <= c && c <= '9' }
	for i := 1; i+1 < len(b); i++ {
		if b[i] == ',' && isDigit(b[i-1]) && isDigit(b[i+1]) {
			return true
		}
	}
	return false
}

// beginning reads the first 64 KiB of the file.
func (s *sample) beginning() ([]byte, error) {
	file, err := s.open()
	if err != nil {
		return nil, err
	}
	defer file.Close() // it was only read
	head, err := io.ReadAll(io.LimitReader(file, 64<<10))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	return head, nil
}
