package format_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/format/csvformat"
	"github.com/postup/postup/collectors/format/jsonformat"
	"github.com/postup/postup/collectors/format/ndjsonformat"
	"github.com/postup/postup/collectors/record"
)

// listing is what a payload's records read as: "line 2: value", or the reason that one could not be read.
func listing(t *testing.T, r record.Reader) []string {
	t.Helper()
	var all []string
	for {
		err := r.Next()
		var bad *record.Bad
		switch {
		case err == io.EOF:
			return all
		case errors.As(err, &bad):
			all = append(all, bad.Position+" "+bad.Reason)
		case err != nil:
			t.Fatal(err)
		default:
			all = append(all, r.Position()+": "+string(r.Value(0).Bytes))
		}
	}
}

func TestCSVNeighbours(t *testing.T) {
	huge := strings.Repeat("x", record.MaxBytes+1)
	tests := []struct {
		name, table string
		want        []string
	}{
		{"LinesOfQuotedCells", "a,b\n\"1\n1\n1\",x\n2,y\n", []string{"line 2: 1\n1\n1", "line 5: 2"}},
		{"Ragged", "a,b\n1\n2,y\n3,y,z\n4,y\n", []string{"line 2 ragged_row", "line 3: 2", "line 4 ragged_row", "line 5: 4"}},
		{"QuoteNeverCloses", "a,b\n\"1,x\n2,y\n3,z\n", []string{"line 2 bad_record", "line 3: 2", "line 4: 3"}},
		{"QuoteClosesInTheWrongPlace", "a,b\n\"1,x\n2\"y,z\n3,z\n", []string{"line 2 bad_record", "line 3: 2\"y", "line 4: 3"}},
		{"HugeLine", "a,b\n" + huge + ",x\n2,y\n", []string{"line 2 too_long", "line 3: 2"}},
		{"HugeLineInsideQuotes", "a,b\n\"1\n" + huge + "\n2,y\n", []string{"line 2 bad_record", "line 3 too_long", "line 4: 2"}},
		{"BlankLines", "\n\na,b\n\n1,x\n\n\n2,y", []string{"line 5: 1", "line 8: 2"}},
		{"Encoding", "a,b\n\xff,x\n2,y\n", []string{"line 2 bad_encoding", "line 3: 2"}},
		{"EmptyLastCell", "a,b\n1,\n\"2\",\"\"\n", []string{"line 2: 1", "line 3: 2"}},
		{"BareQuoteInACell", "a,b\n1\"2,x\n", []string{"line 2: 1\"2"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := csvformat.New(strings.NewReader(test.table), csvformat.Options{Header: 1}, selection("a"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, listing(t, r)); diff != "" {
				t.Errorf("a bad row costs its neighbours (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCSVWithoutHeader(t *testing.T) {
	sel := selection("2")
	r, err := csvformat.New(strings.NewReader("1;x\n2;y\n"), csvformat.Options{Delimiter: ';'}, sel)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"line 1: x", "line 2: y"}, listing(t, r)); diff != "" {
		t.Errorf("a table without a header (-want +got):\n%s", diff)
	}
}

func TestNDJSON(t *testing.T) {
	payload := "\xef\xbb\xbf{\"a\":{\"b\":\"x\"}}\r\n\n{\"a.b\":\"y\"}\n" + `{"a":{"b":"` + strings.Repeat("x", record.MaxBytes) + "\"}}\n" +
		"{\"a\":{\"b\":[\"v\",1,true,null]}}\n{\"a\":{\"b\":\"\xff\"}}\n{\"a\":{\"b\":1e3}}"
	r, err := ndjsonformat.New(strings.NewReader(payload), "", selection("a.b"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"line 1: x", "line 3: y", "line 4 too_long", "line 5: v,1,true,null", "line 6 bad_encoding", "line 7: 1e3"}
	if diff := cmp.Diff(want, listing(t, r)); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

// A key that stands twice says two things, and a list is no value even where it has one element: neither may become one
// of the numbers in it.
func TestNDJSONAmbiguous(t *testing.T) {
	payload := `{"a":{"b":1},"a":{"b":2}}
{"a":{"b":1,"b":2}}
{"a.b":1,"a.b":1}
{"x":1,"x":2,"a":{"b":3,"y":1,"y":2}}
{"a":{"b":[5]}}`
	r, err := ndjsonformat.New(strings.NewReader(payload), "", selection("a.b"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"line 1 bad_record", "line 2 bad_record", "line 3 bad_record", "line 4: 3", "line 5: 5"}
	if diff := cmp.Diff(want, listing(t, r)); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if kind := r.Value(0).Kind; kind != record.List {
		t.Errorf("a list of one is of the kind %v: it would be stored as the number in it", kind)
	}
}

func TestUTF16(t *testing.T) {
	r, err := ndjsonformat.New(strings.NewReader("\xff\xfe{\x00\"\x00a\x00\"\x00:\x001\x00}\x00"), "", selection("a"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"line 1: 1"}, listing(t, r)); diff != "" {
		t.Errorf("a byte order mark wins over what is declared (-want +got):\n%s", diff)
	}
}

func TestJSONWhole(t *testing.T) {
	tests := []struct{ name, document, path, want string }{
		{"List", `[{"a":1}]`, "", ""},
		{"OneObject", `{"a":1}`, "", ""},
		{"Path", `{"x":[1,{"y":2}],"data":{"items":[{"a":1}],"n":1},"z":"}"}`, "data.items", ""},
		{"BadInside", `[{"a":nul},{"a":1}]`, "", ""},
		{"Empty", " ", "", "the payload is empty"},
		{"CutInAString", `[{"a":"1`, "", "ends too early"},
		{"CutAfterTheList", `{"items":[{"a":1}],`, "items", "ends too early"},
		{"NoComma", `[{"a":1} {"a":2}]`, "", "unexpected '{'"},
		{"CommaAtTheEnd", `[{"a":1},]`, "", "unexpected ']'"},
		{"Brackets", `[{"a":[1}]`, "", "must come first"},
		{"Tail", `[{"a":1}] [`, "", "something follows"},
		{"NoPath", `{"error":"x"}`, "items", `no key "items"`},
		{"PathIntoAList", `[{"items":[]}]`, "items", "not an object"},
		{"Null", `{"items":null}`, "items", "no list of records"},
		{"Number", `7`, "", "no list of records"},
		{"Deep", "[" + strings.Repeat(`{"a":[`, 200), "", "too deep"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := jsonformat.Verify(strings.NewReader(test.document), jsonformat.Options{Path: test.path})
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("%.60s gives the error %v; it should be about %q", test.document, err, test.want)
			}
		})
	}
}
