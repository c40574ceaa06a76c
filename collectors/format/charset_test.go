package format_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/postup/postup/collectors/format/charset"
	"github.com/postup/postup/collectors/format/csvformat"
)

func utf16(s string) string {
	out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// Names must read as they were written, in every encoding that can be declared.
func TestEncodings(t *testing.T) {
	const table = "назва;код\nЗапоріжжя;1\n"
	encodings := map[string]encoding.Encoding{"utf-8": encoding.Nop, "windows-1251": charmap.Windows1251, "cp866": charmap.CodePage866,
		"koi8-u": charmap.KOI8U, "koi8-r": charmap.KOI8R, "utf-16": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	for _, name := range charset.Names() {
		text := table
		if name == "cp866" || name == "koi8-r" {
			text = strings.ReplaceAll(text, "і", "и") // they have no such letter
		}
		written, err := encodings[name].NewEncoder().String(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, declared := range []string{name, "utf-8"} {
			if declared != name && name != "utf-16" {
				continue // only a byte order mark wins over what is declared
			}
			r, err := csvformat.New(strings.NewReader(written), csvformat.Options{Delimiter: ';', Header: 1, Encoding: declared}, selection("назва"))
			if err != nil {
				t.Errorf("%s declared as %s: %v", name, declared, err)
				continue
			}
			want := strings.Split(strings.Split(text, "\n")[1], ";")[0]
			if diff := cmp.Diff([]string{"line 2: " + want}, listing(t, r)); diff != "" {
				t.Errorf("%s declared as %s (-want +got):\n%s", name, declared, diff)
			}
		}
	}
	if _, err := csvformat.New(strings.NewReader("a\n1\n"), csvformat.Options{Header: 1, Encoding: "utf-16"}, selection("a")); err == nil || !strings.Contains(err.Error(), "utf-16le") {
		t.Errorf("nobody can tell the order of bytes, and the error is %v", err)
	}
}

func TestCSVHeaderOverSeveralRows(t *testing.T) {
	const table = "Звіт;;;;\n\nПослуга;2024;;2025;\n;план;факт;план;факт\nx;1;2;3;4\n"
	r, err := csvformat.New(strings.NewReader(table), csvformat.Options{Delimiter: ';', Header: 2, HeaderRows: 2}, selection("2025 / план"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"line 5: 3"}, listing(t, r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := csvformat.New(strings.NewReader("a\n"), csvformat.Options{Header: 1, HeaderRows: 2}, selection("a")); err == nil || !strings.Contains(err.Error(), "row 2") {
		t.Errorf("a header that ends too early gives the error %v", err)
	}
}

// Two columns of one name harm nobody who reads neither.
func TestCSVColumnTwice(t *testing.T) {
	const table = "a,note,note\n1,x,y\n"
	if _, err := csvformat.New(strings.NewReader(table), csvformat.Options{Header: 1}, selection("note")); err == nil || !strings.Contains(err.Error(), `several columns "note"`) {
		t.Errorf("one of two columns is read, and the error is %v", err)
	}
	r, err := csvformat.New(strings.NewReader(table), csvformat.Options{Header: 1}, selection("a"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"line 2: 1"}, listing(t, r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
