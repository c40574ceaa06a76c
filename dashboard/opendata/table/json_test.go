package table

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asJSON is what a reader of JSON has of rows, with the digits of numbers.
func asJSON(m Meta, rows [][]any) []map[string]any {
	var all []map[string]any
	for _, r := range rows {
		object := make(map[string]any, len(r))
		for i, v := range r {
			switch v := v.(type) {
			case nil, bool, string:
				object[m.Columns[i].Name] = v
			case int64, float64:
				object[m.Columns[i].Name] = json.Number(asText(v))
			default:
				object[m.Columns[i].Name] = asText(v)
			}
		}
		all = append(all, object)
	}
	return all
}

// sameNumber compares what readers write again in their own way: digits of integers, values of all others.
var sameNumber = cmp.Comparer(func(a, b json.Number) bool {
	x, _ := a.Float64()
	y, _ := b.Float64()
	return a == b || x == y && strings.ContainsAny(string(b)+string(a), ".e")
})

// TestJSON: a reader has all values, and null where there is none.
func TestJSON(t *testing.T) {
	d := json.NewDecoder(bytes.NewReader(written(t, "json", wild, wildRows)))
	d.UseNumber()
	var got []map[string]any
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asJSON(wild, wildRows), got); diff != "" {
		t.Error(diff)
	}
}

// TestNDJSON: each line is an object by itself, whatever a reader takes for the end of a line.
func TestNDJSON(t *testing.T) {
	text := string(written(t, "ndjson", wild, wildRows))
	lines := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r) })
	var got []map[string]any
	for _, line := range lines {
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		var object map[string]any
		if err := d.Decode(&object); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		got = append(got, object)
	}
	if diff := cmp.Diff(asJSON(wild, wildRows), got); diff != "" {
		t.Error(diff)
	}
}

// TestJSONBytes: fields stand in the order of columns, a row a line.
func TestJSONBytes(t *testing.T) {
	m := Meta{Columns: []Column{{Name: "b", Type: TypeText}, {Name: "a", Type: TypeNumber}}}
	rows := [][]any{{"x\"\\\x01", 1.5}, {nil, nil}, {"", 0.0}}
	for _, test := range []struct {
		id, want string
		rows     [][]any
	}{
		{"json", "[\n{\"b\":\"x\\\"\\\\\\u0001\",\"a\":1.5},\n{\"b\":null,\"a\":null},\n{\"b\":\"\",\"a\":0}\n]\n", rows},
		{"ndjson", "{\"b\":\"x\\\"\\\\\\u0001\",\"a\":1.5}\n{\"b\":null,\"a\":null}\n{\"b\":\"\",\"a\":0}\n", rows},
		{"json", "[\n]\n", nil},
		{"ndjson", "", nil},
	} {
		if diff := cmp.Diff(test.want, string(written(t, test.id, m, test.rows))); diff != "" {
			t.Errorf("%s: %s", test.id, diff)
		}
	}
}

func FuzzJSON(f *testing.F) {
	f.Add("\u0085\u2028\x00\\\"")
	m := Meta{Columns: []Column{{Name: "a", Type: TypeText}}}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		var got []struct{ A string }
		if err := json.Unmarshal(written(t, "json", m, [][]any{{s}}), &got); err != nil || len(got) != 1 || got[0].A != s {
			t.Errorf("%q of %q: %v", got, s, err)
		}
	})
}
