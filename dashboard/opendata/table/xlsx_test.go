package table

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func openXLSX(t *testing.T, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// xlsxValue reads a cell as its column has it.
func xlsxValue(t *testing.T, f *excelize.File, sheet string, column, row int, kind Type) any {
	t.Helper()
	at, _ := excelize.CoordinatesToCellName(column+1, row)
	cell, err := f.GetCellType(sheet, at)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	shown, err := f.GetCellValue(sheet, at)
	if err != nil {
		t.Fatal(err)
	}
	number, _ := strconv.ParseFloat(raw, 64)
	switch {
	case cell == excelize.CellTypeInlineString:
		return raw
	case raw == "":
		return nil
	case cell == excelize.CellTypeBool:
		return raw == "1"
	case kind == TypeInteger:
		if shown != raw {
			t.Errorf("%s: shown as %s, which is %s", at, shown, raw)
		}
		n, err := strconv.ParseInt(raw, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	case kind == TypeNumber:
		return number
	}
	when := time.UnixMilli(int64(math.Round((number - serialOf1970) * 86400e3))).UTC()
	if kind == TypeDate {
		if shown != when.Format(time.DateOnly) {
			t.Errorf("%s: shown as %s, which is %s", at, shown, when)
		}
		return day(when.Format(time.DateOnly))
	}
	if want := when.Format("2006-01-02 15:04:05"); when.Year() < 9999 && !strings.HasPrefix(shown, want) {
		t.Errorf("%s: shown as %s, which is %s", at, shown, when)
	}
	return when
}

// asXLSX is what a workbook has of a value.
func asXLSX(v any) any {
	switch v := v.(type) {
	case int64:
		if v > longestInteger || v < -longestInteger {
			return asText(v)
		}
	case time.Time:
		if v.Before(at("1900-03-01T00:00:00Z")) {
			return asText(v)
		}
	default:
		if s := asText(v); s != "" && fmt.Sprintf("%T", v) == "kpi.Date" && s < "1900-03-01" {
			return s
		}
	}
	return v
}

// TestXLSX: a workbook holds all values, typed, and no cell for a missing one.
func TestXLSX(t *testing.T) {
	f := openXLSX(t, written(t, "xlsx", wild, wildRows))
	if diff := cmp.Diff([]string{"Data", "Notes"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	for i, r := range wildRows {
		for k, v := range r {
			got := xlsxValue(t, f, "Data", k, i+2, wild.Columns[k].Type)
			if diff := cmp.Diff(asXLSX(v), got); diff != "" {
				t.Errorf("%s, %s: %s", r[0], wild.Columns[k].Name, diff)
			}
		}
	}
	header, err := f.GetRows("Data")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"zone", "text", "services", "share", "open", "day", "collected_at"}, header[0]); diff != "" {
		t.Error(diff)
	}
	panes, err := f.GetPanes("Data")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the header moves: %+v, %v", panes, err)
	}
}

// TestXLSXNotes: who is sent the file alone knows what is in it.
func TestXLSXNotes(t *testing.T) {
	f := openXLSX(t, written(t, "xlsx", wild, nil))
	got, err := f.GetRows("Notes")
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		got[i] = strings.Split(strings.TrimRight(strings.Join(got[i], "|"), "|"), "|")
	}
	want := [][]string{
		{"title", "Послуги"}, {"description", "Скільки послуг надано <online> & offline"}, {"licence", "CC BY 4.0"}, {"version", "2026-11-01"},
		{"source", "https://example.org/"}, {""}, {"column", "title", "type", "unit", "description"},
		{"zone", "Зона", "text", "", "Where"}, {"text", "", "text"}, {"services", "Services", "integer", "services", "How many"},
		{"share", "", "number", "%"}, {"open", "", "boolean"}, {"day", "", "date"}, {"collected_at", "", "time"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestXLSXSheets: past what a sheet holds a table goes on in the next, below its header, and no row is lost.
func TestXLSXSheets(t *testing.T) {
	m := Meta{Columns: []Column{{Name: "n", Type: TypeInteger}}}
	var rows [][]any
	for i := range int64(25) {
		rows = append(rows, []any{i})
	}
	for name, test := range map[string]struct {
		rows   int
		bytes  int64
		sheets int
	}{"rows": {11, math.MaxInt64, 3}, "just": {26, math.MaxInt64, 1}, "bytes": {1 << 20, 0, 1}} {
		t.Run(name, func(t *testing.T) {
			defer func(rows int, bytes int64) { sheetRows, sheetBytes = rows, bytes }(sheetRows, sheetBytes)
			sheetRows, sheetBytes = test.rows, test.bytes
			if name == "bytes" {
				test.sheets = 25 + 1 // with the one that only has a header
			}
			f := openXLSX(t, written(t, "xlsx", m, rows))
			sheets := f.GetSheetList()
			if len(sheets) != test.sheets+1 || sheets[len(sheets)-1] != "Notes" {
				t.Fatalf("sheets: %v", sheets)
			}
			next := 0
			for _, s := range sheets[:len(sheets)-1] {
				got, err := f.GetRows(s)
				if err != nil {
					t.Fatal(err)
				}
				if len(got) > test.rows || got[0][0] != "n" {
					t.Errorf("%s: %d rows below %s", s, len(got), got[0])
				}
				for _, r := range got[1:] {
					if r[0] != strconv.Itoa(next) {
						t.Fatalf("%s: row %s, want %d", s, r[0], next)
					}
					next++
				}
			}
			if next != len(rows) {
				t.Errorf("there are %d rows of %d", next, len(rows))
			}
		})
	}
}

// TestXLSXLongText: what a cell can't hold stops the file instead of being cut off.
func TestXLSXLongText(t *testing.T) {
	m := Meta{Columns: []Column{{Name: "a", Type: TypeText}}}
	for _, s := range []string{strings.Repeat("ї", 32767), strings.Repeat("𝔘", 16383)} {
		got, err := openXLSX(t, written(t, "xlsx", m, [][]any{{s}})).GetCellValue("Data", "A2")
		if err != nil || got != s {
			t.Errorf("a text of %d bytes has %d, %v", len(s), len(got), err)
		}
		w, err := New(format(t, "xlsx"), io.Discard, m)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Row([]Cell{Text(s + "її")}); err == nil || !strings.Contains(err.Error(), `row 1: column "a": the text is longer`) {
			t.Errorf("a text that is too long: %v", err)
		}
	}
}

// TestXLSXFiles: the clock leaves nothing in a workbook.
func TestXLSXFiles(t *testing.T) {
	b := written(t, "xlsx", wild, wildRows)
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		if f.Modified.Unix() != time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC).Unix() {
			t.Errorf("%s is of %s", f.Name, f.Modified)
		}
	}
}

func FuzzXLSXText(f *testing.F) {
	f.Add("_x000D_ _x_\r\n\x00\uffff<&>")
	f.Add("_x0000\x00")
	m := Meta{Columns: []Column{{Name: "a", Type: TypeText}}}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		if units(s) > longestText {
			return
		}
		got, err := openXLSX(t, written(t, "xlsx", m, [][]any{{s}})).GetCellValue("Data", "A2", excelize.Options{RawCellValue: true})
		if err != nil || got != s {
			t.Errorf("%q of %q: %v", got, s, err)
		}
	})
}
