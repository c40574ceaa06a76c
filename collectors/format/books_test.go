package format_test

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/format/odsformat"
	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xlsformat"
	"github.com/postup/postup/collectors/record"
)

// opening reads a workbook of one kind.

func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// listed opens a workbook's table and lists its records with what the columns hold, and what ended the reading.
func listed(t testing.TB, open sheet.Opener, book []byte, o sheet.Options, columns ...string) (lines []string, err error) {
	t.Helper()
	if o.Header = max(o.Header, 1); o.MaxBytes == 0 {
		o.MaxBytes = 1 << 20
	}
	r, err := sheet.New(open, bytes.NewReader(book), o, selection(columns...))
	if err != nil {
		return nil, err
	}
	lines, err = listRecords(r, len(columns))
	if e := r.Close(); e != nil {
		t.Error(e)
	}
	return lines, err
}

// listRecords lists records with their values.
func listRecords(r record.Reader, columns int) (lines []string, err error) {
	for {
		err := r.Next()
		if err == io.EOF {
			return lines, nil
		}
		line := r.Position() + ":"
		bad, isBad := err.(*record.Bad)
		switch {
		case isBad:
			line += " " + bad.Reason
		case err != nil:
			return lines, err
		default:
			for i := range columns {
				v := r.Value(i)
				line += " " + strings.TrimSpace(kinds[v.Kind]+" "+string(v.Bytes)+shownAs(v))
			}
		}
		lines = append(lines, line)
	}
}

func shownAs(v record.Value) string {
	if v.Share {
		return " shown as a per cent"
	}
	return ""
}

// What a spreadsheet program wrote must read alike, whatever it was saved as: not as it is shown, and never as nothing or zero where
// something went wrong.
func TestCellsOfBooks(t *testing.T) {
	want := []string{
		"text number number 1234.567 null",
		"text negative number -0.07 null",
		"text code number 7100000000 null",
		"text sum number 2469.134 null",
		"text zero number 0 null",
		"text volatile number 0 null",
		"text concat text сім7 null",
		"text bool bool true null",
		"text error failed #N/A null",
		"text share number 0.455 shown as a per cent null",
		"text day date 2024-02-29 null",
		"text moment date 2024-02-29 10:30:00 null",
		"text early date 1900-03-01 null",
		"text lines text Київська\nобласть  імісто null",
		"text note number 5 null",
		"text twice number 8 number 8",
		"text empty null null",
		"text same number 1 null",
		"text same number 1 null",
		"text same number 1 null",
	}
	for i := range want {
		want[i] = "sheet Дані, row " + strconv.Itoa(i+2) + ": " + want[i]
	}
	for name, open := range map[string]sheet.Opener{"cells.xls": xlsformat.Open, "cells.ods": odsformat.Open} {
		got, err := listed(t, open, sample(t, name), sheet.Options{}, "what", "value", "beside")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s reads otherwise than it was written (-want +got):\n%s", name, diff)
		}
		if got, err := listed(t, open, sample(t, name), sheet.Options{Sheet: "Lists"}, "b"); err != nil || len(got) != 0 {
			t.Errorf("%s: the hidden sheet gives %v, %v", name, got, err)
		}
		if _, err := listed(t, open, sample(t, name), sheet.Options{Sheet: "2"}, "b"); err == nil || !strings.Contains(err.Error(), `its sheets are "Дані", "Lists" (hidden)`) {
			t.Errorf("%s: a hidden sheet is counted: %v", name, err)
		}
	}
}
