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
	for _, seed := range []string{"", "[]", `[{"a":1},{"a":"x\"]"}]`, `{"items":[{"a":1}],"b":{"c":[1]}}`, `[{"a":1}`, `[{"a":1}]x`, `[1,{"a":[}]`, `{"items":null}`} {
		f.Add([]byte(seed), "")
		f.Add([]byte(seed), "items")
	}
	f.Fuzz(func(t *testing.T, b []byte, path string) {
		o := jsonformat.Options{Path: path}
		if err := jsonformat.Verify(bytes.NewReader(b), o); err != nil {
			if path == "" && len(b) > 0 && (bytes.TrimSpace(b)[0] == '[') && validObjects(b) {
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
