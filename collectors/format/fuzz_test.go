// Package format_test fuzzes the decoders: whatever comes, they end, keep their bounds and say the truth.
package format_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/format/csvformat"
	"github.com/postup/postup/collectors/format/jsonformat"
	"github.com/postup/postup/collectors/format/ndjsonformat"
	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/unpack"
	"github.com/postup/postup/collectors/format/xlsxformat"
	"github.com/postup/postup/collectors/format/xmlformat"
	"github.com/postup/postup/collectors/record"
)

// walk reads everything and gives the values of the i-th path and how many records were bad.
func walk(t *testing.T, r record.Reader, i int) (values []string, bad int) {
	t.Helper()
	for n := 0; ; n++ {
		if n > 1<<20 {
			t.Fatal("the decoder does not end")
		}
		err := r.Next()
		var b *record.Bad
		switch {
		case err == io.EOF, errors.Is(err, record.ErrEmpty):
			return values, bad
		case errors.As(err, &b):
			if b.Position == "" || b.Reason == "" {
				t.Fatalf("a bad record without a position or a reason: %v", b)
			}
			bad++
			continue
		case err != nil:
			t.Fatalf("reading ended in %v, though the payload can be read", err)
		}
		v := r.Value(i)
		if !utf8.Valid(v.Bytes) {
			t.Fatalf("the value %q is not text", v.Bytes)
		}
		values = append(values, string(v.Bytes))
	}
}

func selection(paths ...string) *record.Selection {
	sel := &record.Selection{}
	for _, p := range paths {
		sel.Add(p, true)
	}
	return sel
}

func FuzzNDJSON(f *testing.F) {
	for _, seed := range []string{"", "\n", `{"a":1}`, `{"a":"x"}` + "\n{\n" + `{"a":null}`, "\xef\xbb\xbf{\"a\":2}\r\n", "\xff\xfe{\x00", `{"a":[1,2],"a.b":3}`, strings.Repeat("[", 500)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ndjsonformat.New(bytes.NewReader(b), "", selection("a"))
		if err != nil {
			t.Fatal(err)
		}
		values, bad := walk(t, r, 0)
		if most := bytes.Count(b, []byte("\n")) + 1; utf8.Valid(b) && len(values)+bad > most {
			t.Fatalf("%d records in %d lines", len(values)+bad, most)
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{"", " ", "[]", `[{"a":1},{"a":"x\"]"}]`, `{"items":[{"a":1}],"b":{"c":[1]}}`, `[{"a":1}`, `[{"a":1}]x`, `[1,{"a":[}]`, `{"items":null}`} {
		f.Add([]byte(seed), "")
		f.Add([]byte(seed), "items")
	}
	f.Fuzz(func(t *testing.T, b []byte, path string) {
		o := jsonformat.Options{Path: path}
		if err := jsonformat.Verify(bytes.NewReader(b), o); err != nil {
			if path == "" && bytes.HasPrefix(bytes.TrimSpace(b), []byte("[")) && validObjects(b) {
				t.Fatalf("a valid list is refused: %v", err)
			}
			return
		}
		r, err := jsonformat.New(bytes.NewReader(b), o, selection("a"))
		if err != nil {
			t.Fatalf("what was verified can't be read: %v", err)
		}
		values, bad := walk(t, r, 0)
		var list []map[string]any
		if path == "" && json.Unmarshal(b, &list) == nil && list != nil && utf8.Valid(b) && len(values)+bad != len(list) {
			t.Fatalf("%d records were read of a list of %d", len(values)+bad, len(list))
		}
	})
}

// validObjects tells whether the bytes are a list of objects that are not nested beyond the decoder's bound.
func validObjects(b []byte) bool {
	var list []map[string]any
	return json.Unmarshal(b, &list) == nil && bytes.Count(b, []byte("[")) < 100 && bytes.Count(b, []byte("{")) < 100
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"", "a,b\n1,2\n", "a,b\n\"x\"\"y\n z\",2\n1\n", "\xef\xbb\xbfa;b\r\n1;2\r\n", "a\n\"\n", "a,b\n\"x\"y,1\n1,2", "a,a\n1,2\n", "a,b\n\xff,1\n"} {
		f.Add([]byte(seed), byte(','))
		f.Add([]byte(seed), byte(';'))
	}
	f.Fuzz(func(t *testing.T, b []byte, delimiter byte) {
		if delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == 0 || delimiter >= 0x80 {
			return
		}
		r, err := csvformat.New(bytes.NewReader(b), csvformat.Options{Delimiter: delimiter, Header: 1}, selection("a"))
		if err != nil {
			return
		}
		got, bad := walk(t, r, 0)
		if bad > 0 {
			return
		}
		if want, ok := standard(b, delimiter); ok {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("the table reads otherwise than by the standard library (-want +got):\n%s", diff)
			}
		}
	})
}

// standard reads column a with encoding/csv, where both should agree.
func standard(b []byte, delimiter byte) ([]string, bool) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if delimiter <= ' ' || bytes.ContainsAny(b, "\r\t\v\f\u0085\u00a0 ") || !utf8.Valid(b) {
		return nil, false // blank lines and trimming differ
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma = rune(delimiter)
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, false
	}
	var values []string
	for i, name := range rows[0] {
		if strings.TrimSpace(name) != "a" {
			continue
		}
		for _, row := range rows[1:] {
			values = append(values, row[i])
		}
		return values, true
	}
	return nil, false
}

func FuzzXML(f *testing.F) {
	for _, seed := range []string{"", "<l/>", "<l><r><a>1</a></r><r a='2'/></l>", "<?xml version='1.0' encoding='koi8-u'?><l><r>\xc0</r></l>", "<l><r>\xff</r></l>",
		"<l><r><a>1</a>", "<!DOCTYPE l><l/>", "<x:l xmlns:x='u'><x:r x:a='1'><![CDATA[<]]></x:r></x:l>", "<l><r><a/><a>2</a></r></l>", "<l/><l/>", "\xff\xfe<\x00l\x00/\x00>\x00"} {
		f.Add([]byte(seed), "a")
		f.Add([]byte(seed), "@a")
		f.Add([]byte(seed), "../@a")
	}
	f.Fuzz(func(t *testing.T, b []byte, path string) {
		o := xmlformat.Options{Path: "l/r"}
		if err := xmlformat.Verify(bytes.NewReader(b), o); err != nil {
			return
		}
		r, err := xmlformat.New(bytes.NewReader(b), o, selection(path, "."))
		if err != nil {
			return // a path that can't be used
		}
		values, bad := walk(t, r, 0)
		if most := bytes.Count(b, []byte("<")); len(values)+bad > most && utf8.Valid(b) {
			t.Fatalf("%d records in a document of at most %d elements", len(values)+bad, most)
		}
	})
}

func FuzzXLSX(f *testing.F) {
	for _, seed := range []string{`<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="1"><v>45323.5</v></c></row>`,
		`<row><c t="inlineStr"><is><t>a</t></is></c></row><row><c><f>1/0</f></c></row><row/>`, `<row r="9"><c r="B9" t="e"><v>#N/A</v></c></row>`,
		`<row r="1"><c r="A1" t="str"><v>a</v></c></row><row><c t="d"><v>2024-01-01</v></c></row>`, `<row`} {
		f.Add(seed, `<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`, "dd.mm.yyyy", 1, 1)
		f.Add(seed, "", `[$-419]d mmmm\ yyyy "р."`, 1, 2)
	}
	f.Fuzz(func(t *testing.T, rows, after, style string, header, count int) {
		p := parts(rows, after)
		p["xl/styles.xml"] = strings.Replace(styles, "dd.mm.yyyy", style, 1)
		r, err := sheet.New(xlsxformat.Open, bytes.NewReader(zipped(t, p)), sheet.Options{Header: 1 + header&7, HeaderRows: count & 3, MaxBytes: 1 << 20}, selection("a"))
		if err != nil {
			return
		}
		defer r.Close()
		values, bad := walk(t, r, 0)
		if most := strings.Count(rows+after, "row"); len(values)+bad > most {
			t.Fatalf("%d records in a sheet of at most %d rows", len(values)+bad, most)
		}
	})
}

// FuzzXLSXBytes breaks the workbook itself.
func FuzzXLSXBytes(f *testing.F) {
	whole := zipped(f, parts(`<row><c t="s"><v>0</v></c></row><row><c><v>1</v></c></row>`, ""))
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("\xD0\xCF\x11\xE0"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := sheet.New(xlsxformat.Open, bytes.NewReader(b), sheet.Options{Header: 1, MaxBytes: 1 << 20}, selection("a"))
		if err != nil {
			return
		}
		defer r.Close()
		walk(t, r, 0)
	})
}

func FuzzUnpack(f *testing.F) {
	for _, seed := range [][]byte{nil, gzipped(f, "a;b\n1;2\n"), zipped(f, map[string]string{"a.csv": "a", "b/c.csv": "b"}), zipped(f, map[string]string{"a.csv": "a"}), []byte("PK\x05\x06")} {
		f.Add(seed, "gzip", "")
		f.Add(seed, "zip", "")
		f.Add(seed, "zip", "a*")
		f.Add(seed, "zip", "[")
	}
	f.Fuzz(func(t *testing.T, b []byte, packed, member string) {
		const most = 1 << 20
		open := 0
		p, err := unpack.New(opening(b, &open), unpack.Options{Packed: packed, Member: member, MaxBytes: most})
		if err == nil {
			r, e := p.Open()
			if e != nil {
				t.Fatalf("what was unpacked once can't be unpacked again: %v", e)
			}
			n, e := io.Copy(io.Discard, r)
			if e != nil || n > most {
				t.Fatalf("what was unpacked once gives %d bytes and %v", n, e)
			}
			if err := errors.Join(r.Close(), p.Close()); err != nil {
				t.Fatal(err)
			}
		}
		if open != 0 {
			t.Fatalf("%d readers of the payload stay open", open)
		}
	})
}
