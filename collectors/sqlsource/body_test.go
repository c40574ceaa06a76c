package sqlsource

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// A value that reads back as another one is a wrong number, or a record that is lost.
func FuzzAppendRow(f *testing.F) {
	for _, seed := range []string{"", "a\"b\\c", "\x00\n\u2028", "12.50", "1e5", "1E1000", "NaN", "00", "-", `{"a":1}`, "\xff"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		columns := []column{{name: name}, {name: name + "n", is: number}, {name: name + "0"}}
		row := appendRow(nil, columns, [][]byte{[]byte(value), []byte(value), nil})
		if !utf8.ValidString(name) || !utf8.ValidString(value) {
			return // stays as it came, for the decoder to reject
		}
		var got map[string]any
		decoder := json.NewDecoder(strings.NewReader(string(row)))
		decoder.UseNumber() // a number that is too large for us is one all the same
		if err := decoder.Decode(&got); err != nil {
			t.Fatalf("%q is no JSON: %v", row, err)
		}
		if got[name] != value || got[name+"0"] != nil {
			t.Errorf("%q became %v", value, got)
		}
	})
}

func TestRFC3339(t *testing.T) {
	for in, want := range map[string]string{
		"2024-01-15 06:30:00+00":     "2024-01-15T06:30:00Z",
		"2024-01-15 06:30:00.125+00": "2024-01-15T06:30:00.125Z",
		"2024-01-15 06:30:00":        "2024-01-15T06:30:00Z",
		"infinity":                   "infinity",
		"-infinity":                  "-infinity",
		"0044-03-15 12:00:00+00 BC":  "0044-03-15 12:00:00+00 BC",
		"10000-01-01 00:00:00+00":    "10000-01-01 00:00:00",
	} {
		if got := string(rfc3339([]byte(in))); got != want {
			t.Errorf("%s became %s; it should be %s", in, got, want)
		}
	}
}

// The days are values of the query wherever they stand, and nothing else of its text changes.
func TestCompile(t *testing.T) {
	tests := []struct{ in, postgres, mysql string }{
		{"SELECT a FROM t WHERE d BETWEEN {from} AND {to} OR e > {from}", "SELECT a FROM t WHERE d BETWEEN $1 AND $2 OR e > $1", "SELECT a FROM t WHERE d BETWEEN ? AND ? OR e > ?"},
		{"SELECT a -- {from}\nFROM t /*+ {to} */ WHERE d < {to};", "SELECT a -- {from}\nFROM t /*+ {to} */ WHERE d < $1;", "SELECT a -- {from}\nFROM t /*+ {to} */ WHERE d < ?;"},
		{"SELECT '--', \"/*\" FROM t WHERE d > {from} --", "SELECT '--', \"/*\" FROM t WHERE d > $1 --", "SELECT '--', \"/*\" FROM t WHERE d > ? --"},
		{"SELECT 5--3 FROM t WHERE d > {from}", "SELECT 5--3 FROM t WHERE d > {from}", "SELECT 5--3 FROM t WHERE d > ?"},
		{"SELECT 'C:\\' FROM t WHERE d > {from}", "SELECT 'C:\\' FROM t WHERE d > $1", "SELECT 'C:\\' FROM t WHERE d > ?"},
		{"SELECT j #> '{a}', 'it''s {b}' FROM t", "SELECT j #> '{a}', 'it''s {b}' FROM t", "SELECT j #> '{a}', 'it''s {b}' FROM t"},
	}
	for _, test := range tests {
		for engine, want := range map[string]string{postgres: test.postgres, mysql: test.mysql} {
			q, err := compile(test.in, engine)
			if err != nil || q.text != want {
				t.Errorf("%s: %q became %q, %v; it should be %q", engine, test.in, q.text, err, want)
			}
		}
	}
}
