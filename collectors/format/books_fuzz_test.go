package format_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/postup/postup/collectors/format/dbfformat"
	"github.com/postup/postup/collectors/format/odsformat"
	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xlsformat"
)

// FuzzODS breaks the tables of a spreadsheet.
func FuzzODS(f *testing.F) {
	for _, seed := range []string{`<table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="2"/></table:table-row>`,
		`<table:table-row><table:covered-table-cell/><table:table-cell office:value-type="date" office:date-value="2024-01-01T10:00:00"/></table:table-row>`,
		`<table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string"><text:p>a<text:s text:c="3"/></text:p></table:table-cell></table:table-row>`,
		`<table:table-row><table:table-cell office:value-type="time" office:time-value="PT1H"/><table:table-cell table:formula="of:=1/0"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>`, `<table:table-row`} {
		f.Add(seed, 1)
		f.Add(seed, 2)
	}
	f.Fuzz(func(t *testing.T, rows string, count int) {
		const most = 1 << 16
		book := odsOf(t, `<table:table table:name="s">`+odsHeader+rows+`</table:table>`)
		r, err := sheet.New(odsformat.Open, bytes.NewReader(book), sheet.Options{Header: 1, HeaderRows: count & 3, MaxBytes: most}, selection("a"))
		if err != nil {
			return
		}
		defer r.Close()
		if values, bad := walk(t, r, 0); len(values)+bad > most/16 {
			t.Fatalf("%d records of a few bytes", len(values)+bad)
		}
	})
}

// FuzzODSBytes breaks the document itself.
func FuzzODSBytes(f *testing.F) {
	whole := odsOf(f, `<table:table>`+odsHeader+`</table:table>`)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := sheet.New(odsformat.Open, bytes.NewReader(b), sheet.Options{Header: 1, MaxBytes: 1 << 16}, selection("a"))
		if err != nil {
			return
		}
		defer r.Close()
		walk(t, r, 0)
	})
}

// FuzzXLS breaks the records of an old workbook.
func FuzzXLS(f *testing.F) {
	texts := rec(0xFC, uint32(2), uint32(2), narrow("a"), "\x02\x00\x01") + rec(0x3C, "\x00xy")
	style := rec(0x41E, uint16(164), narrow("dd.mm.yyyy")) + rec(0xE0, uint16(0), uint16(164))
	f.Add(texts+style, rec(0xFD, uint16(0), uint16(0), uint16(0), uint32(0))+numberCell(1, 0, 45323.5)+end)
	f.Add("", label(0, 0, "a")+rec(0xBD, uint16(1), uint16(0), uint16(0), uint32(7), uint16(0), uint32(9), uint16(1))+rec(0xE5, uint16(1), uint16(0), uint16(1), uint16(0), uint16(1))+end)
	f.Add(rec(0x22, uint16(1)), label(0, 0, "a")+rec(0x06, uint16(1), uint16(0), uint16(0), "\x00\x00\x00\x00\x00\x00\xFF\xFF", uint16(0), uint32(0))+rec(0x207, narrow("x"))+end)
	f.Add("", label(0, 0, "a")+rec(0x205, uint16(1), uint16(0), uint16(0), uint16(7))+sheetBegin+end+end)
	f.Fuzz(func(t *testing.T, globals, cells string) {
		book := compound("Workbook", oldBook(globals, cells))
		for _, rows := range []int{1, 2} {
			r, err := sheet.New(xlsformat.Open, bytes.NewReader(book), sheet.Options{Header: 1, HeaderRows: rows, MaxBytes: 1 << 20}, selection("a"))
			if err != nil {
				continue
			}
			if values, bad := walk(t, r, 0); len(values)+bad > len(cells)/10 {
				t.Errorf("%d records in %d bytes of cells", len(values)+bad, len(cells))
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzXLSBytes breaks the file that holds them.
func FuzzXLSBytes(f *testing.F) {
	f.Add(sample(f, "days1904.xls"))
	f.Add(sample(f, "cells.xls"))
	f.Add(compound("Book", "x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := sheet.New(xlsformat.Open, bytes.NewReader(b), sheet.Options{Header: 1, MaxBytes: 1 << 20}, selection("a"))
		if err != nil {
			return
		}
		defer r.Close()
		walk(t, r, 0)
	})
}

func FuzzDBF(f *testing.F) {
	f.Add(sample(f, "report.dbf"), "")
	f.Add(sample(f, "visual.dbf"), "")
	f.Add(dbfOf(0x30, 0, []dbfField{{"A", 'V', 5, 2}, {"B", 'N', 9, 2}, {"N", '0', 1, 5}}, " ab  \x02     1.50\x01"), "cp866")
	f.Add([]byte("\x03"), "koi8-u")
	f.Fuzz(func(t *testing.T, b []byte, encoding string) {
		o := dbfformat.Options{Encoding: encoding}
		if strings.HasPrefix(encoding, "utf-16") || dbfformat.Verify(bytes.NewReader(b), o) != nil {
			return
		}
		names, err := dbfformat.Columns(bytes.NewReader(b), o)
		if err != nil {
			t.Fatalf("what was verified can't be read: %v", err)
		}
		for _, name := range names {
			r, err := dbfformat.New(bytes.NewReader(b), o, selection(name))
			if err != nil {
				continue // several are called so
			}
			values, bad := walk(t, r, 0)
			if len(values)+bad > len(b)/2 {
				t.Fatalf("%d records in %d bytes", len(values)+bad, len(b))
			}
		}
	})
}
