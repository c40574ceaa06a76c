package format_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/format/dbfformat"
	"github.com/postup/postup/collectors/record"
)

// dbfField is a field of a made table.
type dbfField struct {
	name   string
	kind   byte
	length int
	flags  byte
}

// dbfOf is a table of fields whose records are given with their marks.
func dbfOf(version, language byte, fields []dbfField, records ...string) []byte {
	length := 1
	for _, f := range fields {
		length += f.length
	}
	b := make([]byte, 32)
	b[0], b[29] = version, language
	binary.LittleEndian.PutUint32(b[4:], uint32(len(records)))
	binary.LittleEndian.PutUint16(b[8:], uint16(32+32*len(fields)+1))
	binary.LittleEndian.PutUint16(b[10:], uint16(length))
	for _, f := range fields {
		one := make([]byte, 32)
		copy(one, f.name)
		one[11], one[16], one[17], one[18] = f.kind, byte(f.length), byte(f.length>>8), f.flags
		b = append(b, one...)
	}
	return append(b, "\r"+strings.Join(records, "")+"\x1a"...)
}

// listedDBF verifies a table and lists its records.
func listedDBF(t testing.TB, b []byte, o dbfformat.Options, columns ...string) ([]string, error) {
	t.Helper()
	if err := dbfformat.Verify(bytes.NewReader(b), o); err != nil {
		return nil, err
	}
	sel := &record.Selection{}
	for _, c := range columns {
		sel.Add(c, false)
	}
	r, err := dbfformat.New(bytes.NewReader(b), o, sel)
	if err != nil {
		return nil, err
	}
	return listRecords(r, len(columns))
}

// What another program wrote must read as what was written, in the code page that the table names.
func TestDBFAsWrittenByAnother(t *testing.T) {
	columns := []string{"OBLAST", "MISYAC", "ONLINE", "USOGO", "ZGODA", "PRYM"}
	want := []string{
		"record 1: text Північна date 2024-05-01 number 41.00 number 120 bool true text без змін",
		"record 2: text Південна date 2024-05-01 number 30.50 number 110 bool false null",
		"record 4: text Північна date 2024-04-01 null number 120 null null",
		"record 5: text Всього null number 71.50 number 230 null null",
	}
	got, err := listedDBF(t, sample(t, "report1251.dbf"), dbfformat.Options{}, columns...)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("windows-1251: %v (-want +got):\n%s", err, diff)
	}
	for i := range want { // the code page of DOS has no such letter
		want[i] = strings.ReplaceAll(want[i], "і", "и")
	}
	got, err = listedDBF(t, sample(t, "report.dbf"), dbfformat.Options{}, columns...)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("cp866: %v (-want +got):\n%s", err, diff)
	}
}

// A field without a value must not pass for zero.
func TestDBFOfVisualFoxPro(t *testing.T) {
	got, err := listedDBF(t, sample(t, "visual.dbf"), dbfformat.Options{}, "NAME", "HOW", "PRICE", "RATIO", "AT", "DAY")
	want := []string{
		"record 1: text повне number -7 number -0.0500 number 0.1 date 2024-02-29 10:30:00 date 2024-02-29",
		"record 2: text порожнє null null null null null",
		"record 3: text нуль number 0 number 0.0000 number 0 null null",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestDBFFields(t *testing.T) {
	tests := []struct {
		version byte
		field   dbfField
		holds   string
		want    string
	}{
		{3, dbfField{"A", 'N', 5, 0}, " 41.5", "number 41.5"},
		{3, dbfField{"A", 'N', 5, 0}, "  -,5", "text -,5"},
		{3, dbfField{"A", 'N', 5, 0}, "*****", "failed a number that did not fit into its field"},
		{3, dbfField{"A", 'N', 5, 0}, "     ", "null"},
		{3, dbfField{"A", 'N', 5, 0}, "\x00\x00\x00\x00\x00", "null"},
		{3, dbfField{"A", 'N', 5, 0}, "\xff\xfe 12", "failed a number that can't be read"},
		{3, dbfField{"A", 'F', 8, 0}, " 1.5E+02", "number 1.5E+02"},
		{3, dbfField{"A", 'D', 8, 0}, "20240229", "date 2024-02-29"},
		{3, dbfField{"A", 'D', 8, 0}, "20230229", "failed a day that no calendar has"},
		{3, dbfField{"A", 'D', 8, 0}, "        ", "null"},
		{3, dbfField{"A", 'D', 8, 0}, "00000000", "null"},
		{3, dbfField{"A", 'L', 1, 0}, "Y", "bool true"},
		{3, dbfField{"A", 'L', 1, 0}, "?", "null"},
		{3, dbfField{"A", 'L', 1, 0}, "x", "failed neither true nor false"},
		{3, dbfField{"A", 'C', 5, 0}, "ok   ", "text ok"},
		{3, dbfField{"A", 'C', 300, 0}, strings.Repeat("y", 300), "text " + strings.Repeat("y", 300)},
		{3, dbfField{"A", 'C', 5, 0}, "\xff\xfe   ", "bad_encoding"},
		{0x83, dbfField{"A", 'M', 10, 0}, "         1", "failed a field of the type 'M', which is not read"},
		{3, dbfField{"A", 'I', 4, 0}, "\x01\x00\x00\x00", "failed a field of the type 'I', which is not read"},
		{0x30, dbfField{"A", 'I', 4, 0}, "\xff\xff\xff\xff", "number -1"},
		{0x30, dbfField{"A", 'I', 2, 0}, "\xff\xff", "failed a value of another length than its type has"},
		{0x30, dbfField{"A", 'B', 8, 0}, "\x00\x00\x00\x00\x00\x00\xf8\x7f", "failed a number that can't be read"},
		{0x30, dbfField{"A", 'Y', 8, 0}, "\x00\x00\x00\x00\x00\x00\x00\x80", "number -922337203685477.5808"},
		{0x30, dbfField{"A", 'T', 8, 0}, "\xff\xff\xff\xff\x00\x00\x00\x00", "failed a day that no calendar has"},
	}
	for _, test := range tests {
		got, err := listedDBF(t, dbfOf(test.version, 0, []dbfField{test.field}, " "+test.holds), dbfformat.Options{}, "A")
		if err != nil || len(got) != 1 || strings.TrimPrefix(strings.TrimPrefix(got[0], "record 1:"), " ") != test.want {
			t.Errorf("%c %q reads %q, %v; want %q", test.field.kind, test.holds, got, err, test.want)
		}
	}
}

// The declared encoding goes before what the table says of itself: that is often wrong.
func TestDBFDeclaredEncoding(t *testing.T) {
	table := dbfOf(3, 0xC9, []dbfField{{"A", 'C', 5, 0}}, " \x8c\xa8\xe0  ")
	if got, err := listedDBF(t, table, dbfformat.Options{Encoding: "cp866"}, "A"); err != nil || got[0] != "record 1: text Мир" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestDBFRefused(t *testing.T) {
	fields := []dbfField{{"A", 'C', 3, 0}}
	whole := dbfOf(3, 0, fields, " abc", "*def")
	change := func(at int, to ...byte) []byte {
		b := bytes.Clone(whole)
		copy(b[at:], to)
		return b
	}
	tests := []struct {
		name  string
		table []byte
		want  string
	}{
		{"Empty", nil, record.ErrEmpty.Error()},
		{"Short", whole[:20], "no .dbf table"},
		{"Text", []byte("region;month;online;all\nXX-01;2025-01;41;120\n"), "no .dbf table"},
		{"DBase7", change(0, 4), "save it as dBase IV"},
		{"CutHeader", whole[:50], "cut in its header"},
		{"CutRecords", whole[:len(whole)-3], "says that it has 2 records, and there are 1"},
		{"ManyRecords", change(4, 0xff, 0xff, 0xff, 0xff), "says that it has 4294967295 records"},
		{"FewRecords", change(4, 1), "there are more"},
		{"Encrypted", change(15, 1), "password"},
		{"NoFields", change(32, '\r'), "no fields"},
		{"FieldPastTheRecord", change(32+16, 200), "take more than its records"},
		{"NoLength", change(32+16, 0), "has no length"},
		{"NullsNowhere", dbfOf(0x30, 0, []dbfField{{"A", 'C', 3, 2}}, " abc"), "not where that is noted"},
		{"Name", dbfOf(3, 0, []dbfField{{"\xce\xc1", 'C', 3, 0}}), "set format.encoding"},
		{"NoColumn", dbfOf(3, 0, []dbfField{{"B", 'C', 3, 0}}, " abc"), `no column "A"; its columns are "B"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := listedDBF(t, test.table, dbfformat.Options{}, "A"); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v; it should be about %q", err, test.want)
			}
		})
	}
}
