package infer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/totals"
	"github.com/postup/postup/collectors/record"
)

// findFormat finds out how the sample is written, and where in it the records are.
func (in *inference) findFormat() error {
	s := &in.sample
	switch {
	case s.packed == "":
	case s.member != "":
		in.formatLine("packed", s.packed, "")
		in.formatLine("member", s.member, "the largest of the files in it; * stands for anything, such as a date")
	default:
		in.formatLine("packed", s.packed, "")
	}
	in.format.Header = []int{1}
	if kind := s.workbook(); kind != "" {
		in.data = s.body
		return in.workbook(kind)
	}
	if isDBF(s.body) {
		return in.dbf()
	}
	if err := in.text(); err != nil {
		return err
	}
	in.inner = in.format
	in.inner.Packed, in.inner.Member, in.inner.Encoding = "", "", "utf-8"
	text := bytes.TrimSpace(bytes.TrimPrefix(in.data, []byte("\uFEFF")))
	begins := strings.ToLower(string(text[:min(len(text), 512)]))
	switch {
	case len(text) == 0:
		return fmt.Errorf("%s holds nothing but white space", s.name)
	case strings.HasPrefix(begins, "<!doctype html"), strings.HasPrefix(begins, "<html"):
		return fmt.Errorf("%s is a web page (HTML), not data; look on that page for a link to .csv, .xlsx, .json or an API, and name that", s.name)
	case bytes.IndexByte(text, 0) >= 0:
		return in.unknownFormat()
	case text[0] == '<':
		return in.xml()
	case text[0] == '{' || text[0] == '[':
		return in.json(text)
	}
	return in.csv()
}

func (in *inference) unknownFormat() error {
	return fmt.Errorf("%s is written in no format that Postup reads; it reads JSON, NDJSON, CSV, XLSX, XLS, ODS, DBF and XML, also packed with gzip or zip", in.sample.name)
}

// typed sets the format's type.
func (in *inference) typed(name string) { in.format.Type, in.inner.Type = name, name }

// csv finds the delimiter, the header and the columns of a table.
func (in *inference) csv() error {
	if in.sample.cut {
		if end := bytes.LastIndexByte(in.data, '\n'); end > 0 {
			in.data = in.data[:end+1]
		}
	}
	var best [][]string
	delimiter, score := ",", 0.0
	for _, d := range []string{",", ";", "\t", "|"} {
		if rows, n := splitBy(in.data, rune(d[0])); n > score {
			best, delimiter, score = rows, d, n
		}
	}
	if score == 0 {
		return in.unknownFormat()
	}
	in.typed("csv")
	in.inner.Delimiter = delimiter
	if delimiter != "," {
		in.formatLine("delimiter", delimiter, "")
	}
	g := &grid{carried: true}
	for i, row := range best {
		cells := map[int]record.Value{}
		for c, text := range row {
			if text = strings.TrimSpace(text); text != "" {
				cells[c] = record.Value{Kind: record.Text, Bytes: []byte(text)}
			}
		}
		g.rows = append(g.rows, sheet.Row{Number: i + 1, Cells: cells})
	}
	return in.table(g)
}

// splitBy reads the first rows as if a delimiter parted their cells. The score is high where most rows have as many cells.
func splitBy(data []byte, delimiter rune) (rows [][]string, score float64) {
	r := csv.NewReader(bytes.NewReader(data[:min(len(data), 256<<10)]))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = delimiter, true, -1
	widths := map[int]int{}
	for len(rows) < 100 {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			break
		}
		rows = append(rows, row)
		widths[len(row)]++
	}
	usual := 0
	for width, n := range widths {
		if width > 1 && (n > widths[usual] || n == widths[usual] && width > usual) {
			usual = width
		}
	}
	if usual == 0 {
		return nil, 0
	}
	share := float64(widths[usual]) / float64(len(rows))
	return rows, share * share * float64(usual)
}

// workbook chooses the sheet, finds the header and the columns.
func (in *inference) workbook(kind string) error {
	in.inner = in.format
	in.inner.Packed, in.inner.Member = "", ""
	in.typed(kind)
	look, err := in.sheet()
	if err != nil {
		return err
	}
	if len(look.Sheets) > 1 || look.Sheet != look.Sheets[0] {
		in.format.Sheet, in.inner.Sheet = look.Sheet, look.Sheet
		in.formatLine("sheet", look.Sheet, "of "+strings.Join(look.Sheets, ", "))
	}
	in.titles = append(in.titles, look.Sheet)
	return in.table(&grid{rows: look.Rows, merged: look.Merged})
}

// sheet is the first one that holds a table: a sheet of instructions often goes before it.
func (in *inference) sheet() (*sheet.Look, error) {
	first, err := in.lookAt("")
	if err != nil {
		return nil, err
	}
	best := first
	for _, name := range first.Sheets[1:] {
		if cells(best) >= 6 && len(best.Rows) > 1 {
			break
		}
		look, err := in.lookAt(name)
		if err != nil {
			return nil, err
		}
		if cells(look) > cells(best) {
			best = look
		}
	}
	if cells(best) == 0 {
		return nil, fmt.Errorf("no sheet of %s holds anything", in.sample.name)
	}
	return best, nil
}

func (in *inference) lookAt(name string) (*sheet.Look, error) {
	f := in.inner
	f.Sheet = name
	look, err := collectors.LookAt(f, in.data, 100)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", in.sample.name, err)
	}
	return look, nil
}

// cells are those in rows of more than one.
func cells(l *sheet.Look) (n int) {
	for _, row := range l.Rows {
		if len(row.Cells) > 1 {
			n += len(row.Cells)
		}
	}
	return n
}

// isDBF tells a dBase table by its first bytes.
func isDBF(b []byte) bool {
	if len(b) < 65 || !slices.Contains([]byte{0x03, 0x04, 0x05, 0x30, 0x31, 0x83, 0x8b, 0xf5}, b[0]) {
		return false
	}
	size := int(b[8]) | int(b[9])<<8
	return b[2] >= 1 && b[2] <= 12 && b[3] >= 1 && b[3] <= 31 && size >= 65 && (len(b) < size || b[size-1] == 0x0d || b[size-2] == 0x0d)
}

// dbf finds the encoding of a dBase table that does not tell it.
func (in *inference) dbf() error {
	if in.sample.cut {
		return fmt.Errorf("%s has over %d MiB, and a .dbf can only be looked at whole: make a smaller one of the same kind, and infer from that", in.sample.name, sampleBytes>>20)
	}
	in.data = in.sample.body
	in.inner = in.format
	in.inner.Packed, in.inner.Member = "", ""
	in.typed("dbf")
	var first error
	for _, encoding := range []string{"", "cp866", "windows-1251"} {
		in.inner.Encoding = encoding
		names, err := collectors.Columns(in.inner, in.data)
		if err == nil {
			if encoding != "" {
				in.formatLine("encoding", encoding, "the table does not say; windows-1251 is the other one that is usual")
			}
			if err := in.profile(names); err != nil || len(in.columns) == 0 {
				return err
			}
			if slices.ContainsFunc(in.columns, func(c *column) bool {
				return slices.ContainsFunc(c.order, totals.Is)
			}) {
				in.inner.Totals, in.format.Totals = "skip", "skip"
			}
			return nil
		}
		first = errors.Join(first, err)
		if first != err {
			break
		}
	}
	return fmt.Errorf("read %s: %w", in.sample.name, first)
}

// table finds the header in the rows of a table, and its columns.
func (in *inference) table(g *grid) error {
	if err := g.findHeader(); err != nil {
		return fmt.Errorf("%s: %w", in.sample.name, err)
	}
	in.titles = append(in.titles, g.titles...)
	in.format.Header, in.inner.Header = g.header, g.header
	switch why := "what stands above it is no header"; {
	case len(g.header) > 1:
		var rows []string
		for _, row := range g.header {
			rows = append(rows, strconv.Itoa(row))
		}
		in.rawFormatLine("header", "["+strings.Join(rows, ", ")+"]", "the names of the columns stand in these rows")
	case g.header[0] != 1:
		in.rawFormatLine("header", strconv.Itoa(g.header[0]), why)
	}
	names, err := collectors.Columns(in.inner, in.data)
	if err != nil {
		return fmt.Errorf("read %s: %w", in.sample.name, err)
	}
	for _, row := range g.below() {
		if totals.Row(row.Texts()) {
			in.inner.Totals, in.format.Totals = "skip", "skip"
		}
	}
	in.numberedRow = g.numbers()
	return in.profile(names)
}

func firstText(row sheet.Row) string {
	for c := range 1000 {
		if v, ok := row.Cells[c]; ok {
			return string(v.Bytes)
		}
	}
	return ""
}

// extension is that of the sample's name, in small letters.
func (s *sample) extension() string { return strings.ToLower(filepath.Ext(s.name)) }
