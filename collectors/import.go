package collectors

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/collectors/filesource"
	"github.com/postup/postup/collectors/format/csvformat"
	"github.com/postup/postup/collectors/format/dbfformat"
	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xmlformat"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// ImportSource is the source of what Import loads.
const ImportSource = store.ImportSource

// importMaxBytes bounds an imported file: someone chose it by hand, so it may be large.
const (
	importMaxBytes = 1 << 40
	importTimeout  = 24 * time.Hour
)

// Import loads a file (.csv, .tsv, .xlsx, .xls, .ods, .dbf, .ndjson, .jsonl, .json or .xml) through the same checks as a source. as is the kind of
// record, such as "observations"; columns (or keys) are named like its fields, and those that need not be there
// may be missing. progress is called with the bytes read and the size of the file; it may be nil.
// The error is of the call (store.CodeInvalid); what became of the file is in the outcome.
func (c *Collector) Import(ctx context.Context, path, as string, progress func(read, size int64)) (Outcome, error) {
	src, err := importSource(path, as)
	if err != nil {
		return Outcome{}, &store.Error{Code: store.CodeInvalid, Message: "import " + path, Err: err}
	}
	s := &source{Source: src, fetcher: filesource.At(path), zone: c.zone}
	if s.plan, err = c.planFor(src, true); err != nil {
		return Outcome{}, &store.Error{Code: store.CodeInvalid, Message: "import " + path, Err: err}
	}
	if s.mapping, err = c.fingerprint(s); err != nil {
		return Outcome{}, err
	}
	j := &job{Collector: c, source: s, apart: true, payloads: c.Payloads, progress: progress}
	return j.run(ctx), nil
}

// importSource describes the file as a source would be declared.
func importSource(path, as string) (*config.Source, error) {
	names := config.RecordFields(as)
	if names == nil {
		return nil, fmt.Errorf("--as %q is none of %s", as, strings.Join(config.RecordKinds, ", "))
	}
	src := &config.Source{ID: ImportSource, Kind: "file", MaxBytes: importMaxBytes, Timeout: config.Duration(importTimeout)}
	columns, err := sniff(path, &src.Format)
	if err != nil {
		return nil, err
	}
	fields := map[string]*config.Field{}
	if columns != nil {
		names = nil
		for _, column := range columns {
			if name := fieldOf(as, column, src.Format.Type); config.HasField(as, name) {
				fields[name] = &config.Field{From: column}
			}
		}
	}
	for _, name := range names {
		if name == "period" || name == "period_start" || name == "period_end" {
			continue // chosen below: what has no header does not tell
		}
		fields[name] = &config.Field{From: name}
	}
	if columns == nil && slices.Contains(names, "period_start") {
		for name, field := range ownPeriod(path, src.Format.Type) {
			fields[name] = field
		}
	}
	src.Records = []config.Mapping{{As: as, Fields: fields}}
	return src, nil
}

// sniff tells by a file's name and beginning how it is written, and its columns where it is a table.
func sniff(path string, f *config.Format) (columns []string, err error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv":
		return sniffTable(path, f)
	case ".xlsx", ".xls", ".ods":
		f.Type = strings.ToLower(filepath.Ext(path))[1:]
		return sniffWorkbook(path, f.Type)
	case ".dbf":
		f.Type = "dbf"
		return sniffDBF(path)
	case ".ndjson", ".jsonl":
		f.Type = "ndjson"
	case ".json":
		f.Type = "json"
	case ".xml":
		f.Type = "xml"
		f.Path, err = sniffRecords(path)
	default:
		err = errors.New("its name ends neither in .csv nor in .tsv, .xlsx, .xls, .ods, .dbf, .ndjson, .jsonl, .json or .xml")
	}
	return nil, err
}

// ownPeriod tells by the file's beginning whether its records have a period or its two ends.
func ownPeriod(path, format string) map[string]*config.Field {
	mark := `"period"`
	if format == "xml" {
		mark = "<period>"
	}
	head, err := beginning(path)
	if err == nil && bytes.Contains(head, []byte(mark)) {
		return map[string]*config.Field{"period": {From: "period"}}
	}
	return map[string]*config.Field{"period_start": {From: "period_start"}, "period_end": {From: "period_end"}}
}

// sniffWorkbook reads the columns of a workbook's first sheet.
func sniffWorkbook(path, format string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	defer file.Close() // it was only read
	book, err := workbooks[format](file, importMaxBytes)
	if err != nil {
		return nil, err
	}
	return sheet.Columns(book, sheet.Options{Header: 1, MaxBytes: importMaxBytes})
}

// sniffDBF reads the columns of a .dbf table.
func sniffDBF(path string) ([]string, error) {
	head, err := beginning(path) // a header has at most 64 KiB
	if err != nil {
		return nil, err
	}
	return dbfformat.Columns(bytes.NewReader(head), dbfformat.Options{})
}

// sniffRecords finds the records of an XML file: its root's children that are called like the first of them.
func sniffRecords(path string) (string, error) {
	head, err := beginning(path)
	if err != nil {
		return "", err
	}
	root, first, err := xmlformat.Root(bytes.NewReader(head))
	return root + "/" + first, err
}

// fieldOf is the field that a column is named like, if there is one; breakdowns are fields, too. In a .dbf table names
// have at most ten letters, capital ones.
func fieldOf(as, column, format string) string {
	for _, name := range config.RecordFields(as) {
		if format == "dbf" && strings.EqualFold(column, name[:min(len(name), 10)]) {
			return name
		}
	}
	return column
}

// sniffTable finds a table's delimiter, the one that is most often in its first line, and its columns.
// Where a semicolon parts cells, a comma marks decimals.
func sniffTable(path string, f *config.Format) ([]string, error) {
	f.Type = "csv"
	head, err := beginning(path)
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

// beginning reads the first 64 KiB of a file.
func beginning(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	defer file.Close() // it was only read
	head, err := io.ReadAll(io.LimitReader(file, 64<<10))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	return head, nil
}
