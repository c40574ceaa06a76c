package format_test

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"testing"
	units "unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xlsformat"
	"github.com/postup/postup/collectors/record"
)

// Days that are counted from 1904 must not come out four years early.
func TestXLSDaysFrom1904(t *testing.T) {
	got, err := listed(t, xlsformat.Open, sample(t, "days1904.xls"), sheet.Options{}, "a")
	want := []string{"sheet a, row 2: date 1904-01-01", "sheet a, row 3: date 2024-06-19 12:00:00"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Texts are cut where a record ends and go on in the next, in characters of another width.
func TestXLSLongTexts(t *testing.T) {
	got, err := listed(t, xlsformat.Open, sample(t, "texts.xls"), sheet.Options{}, "n", "a")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range got {
		n := strconv.Itoa(i + 1)
		text := strings.Repeat("narrow "+n+" ", 40)
		if (i+1)%2 == 1 {
			text = strings.Repeat("довгий текст "+n+" ", 20)
		}
		if want := "sheet a, row " + strconv.Itoa(i+2) + ": number " + n + " text " + strings.TrimSpace(text); line != want {
			t.Fatalf("the text of row %d reads %q", i+2, line)
		}
	}
	if len(got) != 59 {
		t.Errorf("%d rows of 59 came", len(got))
	}
}

// rec is a record of an old workbook.
func rec(kind int, parts ...any) string {
	var b bytes.Buffer
	for _, p := range parts {
		if text, is := p.(string); is {
			b.WriteString(text)
		} else if err := binary.Write(&b, binary.LittleEndian, p); err != nil {
			panic(err)
		}
	}
	head := binary.LittleEndian.AppendUint16(nil, uint16(kind))
	return string(binary.LittleEndian.AppendUint16(head, uint16(b.Len()))) + b.String()
}

// narrow is a text of characters of one byte, with its length before it.
func narrow(s string) string { return string([]byte{byte(len(s)), byte(len(s) >> 8), 0}) + s }

// label is a cell that holds a text of its own.
func label(row, column uint16, s string) string {
	return rec(0x204, row, column, uint16(0), narrow(s))
}

func numberCell(row, column uint16, v float64) string {
	return rec(0x203, row, column, uint16(0), v)
}

var (
	globalsBegin = rec(0x809, uint16(0x600), uint16(5), uint32(0), uint32(0), uint32(0))
	sheetBegin   = rec(0x809, uint16(0x600), uint16(16), uint32(0), uint32(0), uint32(0))
	end          = rec(0x0A)
)

// oldBook is the records of a workbook of one sheet.
func oldBook(globals, cells string) string {
	bound := func(at int) string {
		return rec(0x85, uint32(at), byte(0), byte(0), byte(1), byte(0), "s")
	}
	at := len(globalsBegin) + len(globals) + len(bound(0)) + len(end)
	return globalsBegin + globals + bound(at) + end + sheetBegin + cells
}

// compound puts records into the file that holds them, in a stream of a name.
func compound(name, stream string) []byte {
	const sector, last, none = 512, 0xFFFFFFFE, 0xFFFFFFFF
	stream += strings.Repeat("\x00", max(0, 4096-len(stream)))
	sectors := (len(stream) + sector - 1) / sector
	tables := sectors/(sector/4-1) + 1 // of sectors; after them come the directory's and the stream's
	le := binary.LittleEndian
	head := make([]byte, sector)
	copy(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	for at, v := range map[int]uint16{24: 0x3E, 26: 3, 28: 0xFFFE, 30: 9, 32: 6} {
		le.PutUint16(head[at:], v)
	}
	for at, v := range map[int]uint32{44: uint32(tables), 48: uint32(tables), 56: 4096, 60: last, 68: last} {
		le.PutUint32(head[at:], v)
	}
	for i := range 109 {
		le.PutUint32(head[76+4*i:], none)
		if i < tables {
			le.PutUint32(head[76+4*i:], uint32(i))
		}
	}
	chain := make([]byte, tables*sector)
	for i := range len(chain) / 4 {
		next := uint32(none)
		switch {
		case i < tables:
			next = 0xFFFFFFFD
		case i == tables, i == tables+sectors:
			next = last
		case i < tables+sectors:
			next = uint32(i + 1)
		}
		le.PutUint32(chain[4*i:], next)
	}
	directory := make([]byte, sector)
	entry := func(at int, name string, kind byte, child, start, size uint32) {
		e := directory[128*at:]
		for i, unit := range units.Encode([]rune(name)) {
			le.PutUint16(e[2*i:], unit)
		}
		le.PutUint16(e[64:], uint16(2*len(name)+2))
		e[66] = kind
		le.PutUint32(e[68:], none)
		le.PutUint32(e[72:], none)
		le.PutUint32(e[76:], child)
		le.PutUint32(e[116:], start)
		le.PutUint32(e[120:], size)
	}
	entry(0, "Root Entry", 5, 1, last, 0)
	entry(1, name, 2, none, uint32(tables+1), uint32(len(stream)))
	file := append(append(head, chain...), directory...)
	file = append(file, stream...)
	return append(file, make([]byte, sectors*sector-len(stream))...)
}

func TestXLSRefused(t *testing.T) {
	head := label(0, 0, "a")
	whole := compound("Workbook", oldBook("", head+numberCell(1, 0, 1)+end))
	tests := []struct {
		name string
		book []byte
		want string
	}{
		{"Empty", nil, record.ErrEmpty.Error()},
		{"NewWorkbook", zipped(t, map[string]string{"a": "b"}), "write type: xlsx"},
		{"HTML", []byte("<table><tr><td>a</td></tr></table>"), "tables of HTML"},
		{"CutFile", whole[:len(whole)-3000], "the workbook was cut"},
		{"TooLarge", make([]byte, 64<<20+1), "larger than 64 MiB"},
		{"TooManyCells", compound("Workbook", oldBook("", head+strings.Repeat(rec(0xBD, uint16(1), uint16(0), strings.Repeat("\x00", 6*1300), uint16(1)), 15)+end)), "more cells than columns"},
		{"CutHeader", whole[:600], "no .xls workbook"},
		{"Excel95", compound("Book", "x"), "Excel 95"},
		{"Excel95Records", compound("Workbook", rec(0x809, uint16(0x500), uint16(5), uint32(0))), "Excel 95"},
		{"Password", compound("Workbook", oldBook(rec(0x2F, uint16(1)), end)), "password"},
		{"EncryptedPackage", compound("EncryptedPackage", "x"), "password"},
		{"NoWorkbook", compound("WordDocument", "x"), "holds no .xls workbook"},
		{"NoEnd", compound("Workbook", strings.Repeat(oldBook("", head+strings.Repeat(numberCell(1, 0, 1), 1)), 1)+rec(0x55, strings.Repeat("\x01", 4200))), "unexpected EOF"},
		{"RowsBackwards", compound("Workbook", oldBook("", head+numberCell(5, 0, 1)+numberCell(4, 0, 1)+end)), "in the order of their rows"},
		{"CellTwice", compound("Workbook", oldBook("", head+numberCell(5, 0, 1)+numberCell(5, 0, 1)+end)), "stands twice"},
		{"TooManyColumns", compound("Workbook", oldBook("", head+numberCell(5, 0xFFFF, 1)+end)), "over 16384 columns"},
		{"ShortRecord", compound("Workbook", oldBook("", head+rec(0x203, uint16(1), uint16(0))+end)), "ends too early"},
		{"TextPastItsRecord", compound("Workbook", oldBook("", head+rec(0x204, uint16(1), uint16(0), uint16(0), uint16(9), "\x00abc")+end)), "ends too early"},
		{"TextsThatAreNot", compound("Workbook", oldBook(rec(0xFC, uint32(9), uint32(0xFFFFFFFF)), head+end)), "text 1 of"},
		{"NoResult", compound("Workbook", oldBook("", head+rec(0x06, uint16(1), uint16(0), uint16(0), "\x00\x00\x00\x00\x00\x00\xFF\xFF", uint16(0), uint32(0))+end)), "a formula gave is not there"},
		{"SheetElsewhere", compound("Workbook", globalsBegin+rec(0x85, uint32(1<<30), uint16(0), byte(1), byte(0), "s")+end), "may have been cut"},
		{"NoHeader", compound("Workbook", oldBook("", numberCell(3, 0, 1)+end)), "nothing in row 1"},
		{"NoColumn", compound("Workbook", oldBook("", label(0, 0, "b")+end)), `no column "a"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sel := &record.Selection{}
			sel.Add("a", false)
			r, err := sheet.New(xlsformat.Open, bytes.NewReader(test.book), sheet.Options{Header: 1, MaxBytes: 1 << 20}, sel)
			if err == nil {
				_ = r.Close()
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v; it should be about %q", err, test.want)
			}
		})
	}
}

// A formula that was written by a program that can't compute must not pass for zero, and cells may stand in any order within a row.
func TestXLSRecords(t *testing.T) {
	const empty = "\x03\x00\x00\x00\x00\x00\xFF\xFF"
	formula := func(row uint16, flags uint16, result string, tokens ...byte) string {
		return rec(0x06, row, uint16(0), uint16(0), result, flags, uint32(0), uint16(len(tokens)), tokens)
	}
	zero := strings.Repeat("\x00", 8)
	cells := label(0, 1, "b") + label(0, 0, "a") +
		formula(1, 3, zero) + formula(2, 0, zero) +
		formula(3, 0, "\x02\x00\x17\x00\x00\x00\xFF\xFF") + formula(4, 0, "\x01\x00\x01\x00\x00\x00\xFF\xFF") +
		formula(5, 0, "\x00\x00\x00\x00\x00\x00\xFF\xFF") + rec(0x4BC, "shared") + rec(0x207, narrow("seven")) +
		formula(6, 0, empty) + numberCell(6, 1, 5) +
		rec(0xBD, uint16(7), uint16(0), uint16(0), uint32(3050<<2|3), uint16(0), uint32(0xC0200000), uint16(1)) +
		rec(0x205, uint16(8), uint16(0), uint16(0), byte(0x2A), byte(1)) +
		rec(0xFD, uint16(9), uint16(0), uint16(0), uint32(77)) +
		rec(0xD6, uint16(10), uint16(0), uint16(0), "\x02\x00\x01\x16\x04\x3D\xD8", uint16(0)) +
		formula(11, 0, empty, 0x44, 2, 0, 0, 0xC0, 0x44, 3, 0, 0, 0xC0, 0x03) + // B3+B4
		formula(12, 0, empty, 0x25, 1, 0, 5, 0, 0, 0xC0, 0, 0xC0, 0x19, 0x10, 0, 0) + // SUM of a range
		formula(13, 0, empty, 0x42, 2, 4, 0) + // SUM of two
		formula(14, 0, empty, 0x42, 3, 1, 0) + numberCell(14, 1, 6) + end // IF
	got, err := listed(t, xlsformat.Open, compound("Workbook", oldBook("", cells)), sheet.Options{}, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"sheet s, row 2: failed a formula without its value null",
		"sheet s, row 3: number 0 null",
		"sheet s, row 4: failed #REF! null",
		"sheet s, row 5: bool true null",
		"sheet s, row 6: text seven null",
		"sheet s, row 7: null number 5",
		"sheet s, row 8: number 30.5 number -8",
		"sheet s, row 9: failed #N/A null",
		"sheet s, row 10: failed a text that the workbook does not hold null",
		"sheet s, row 11: bad_encoding",
		"sheet s, row 12: failed a formula without its value null",
		"sheet s, row 13: failed a formula without its value null",
		"sheet s, row 14: failed a formula without its value null",
		"sheet s, row 15: null number 6",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells read otherwise than they are stored (-want +got):\n%s", diff)
	}
}
