package format_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/postup/postup/collectors/format/xmlformat"
	"github.com/postup/postup/collectors/record"
)

func TestXMLValues(t *testing.T) {
	const document = `<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:1/x"?>
<!-- what was reported -->
<r:Report xmlns:r="urn:r" month="2024-05" xmlns="urn:d"><Header><Service>not a record</Service></Header>
 <Group code="g1"><Service id=" 7 "><code>A&amp;1</code><region id="UA-05"><name> Вінниця </name></region>
   <points>yes</points><points> no </points><count/><note><![CDATA[a<b]]> c</note></Service>
  <x:Service xmlns:x="urn:x">own text</x:Service></Group>
 <Group code="g2"><Service id="8" code="1" x:code="2" xmlns:x="urn:x"><code>B<b>!</b></code></Service></Group>
</r:Report>
`
	tests := []struct {
		path string
		want []string // by record
	}{
		{"@id", []string{"text 7", "absent ", "text 8"}},
		{"@code", []string{"absent ", "absent ", "list 1,2"}},
		{"code", []string{"text A&1", "absent ", "nested "}},
		{"region/@id", []string{"text UA-05", "absent ", "absent "}},
		{"region/name", []string{"text Вінниця", "absent ", "absent "}},
		{"region", []string{"nested ", "absent ", "absent "}},
		{"points", []string{"list yes,no", "absent ", "absent "}},
		{"count", []string{"null ", "absent ", "absent "}},
		{"note", []string{"text a<b c", "absent ", "absent "}},
		{".", []string{"nested ", "text own text", "nested "}},
		{"../@code", []string{"text g1", "text g1", "text g2"}},
		{"../../@month", []string{"text 2024-05", "text 2024-05", "text 2024-05"}},
		{"../../../@month", []string{"absent ", "absent ", "absent "}},
	}
	for _, test := range tests {
		r, err := xmlformat.New(strings.NewReader(document), xmlformat.Options{Path: "Report/Group/Service"}, selection(test.path))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for err = r.Next(); err == nil; err = r.Next() {
			got = append(got, kinds[r.Value(0).Kind]+" "+string(r.Value(0).Bytes))
		}
		if err != io.EOF {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.path, diff)
		}
	}
	for _, path := range []string{"", "a//b", "/a", "a/", "@", "a/@", "../a", "../..", "@a/b", "a/../b"} {
		if _, err := xmlformat.New(strings.NewReader(document), xmlformat.Options{Path: "r"}, selection(path)); err == nil {
			t.Errorf("the path %q would find nothing, and nobody is told", path)
		}
	}
}

// A record that can't be read costs itself alone.
func TestXMLNeighbours(t *testing.T) {
	huge := strings.Repeat("x", record.MaxBytes)
	document := "<l><r><a>1</a></r>\n<r><a>\xff</a></r>\n<r b='\xff'><a>2</a></r>\n<r><f>" + huge + "</f><a>3</a></r>\n<r><a>4</a></r></l>"
	r, err := xmlformat.New(strings.NewReader(document), xmlformat.Options{Path: "l/r"}, selection("a"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"record 1 (line 1): 1", "record 2 (line 2) bad_encoding", "record 3 (line 3) bad_encoding", "record 4 (line 4) too_long", "record 5 (line 5): 4"}
	if diff := cmp.Diff(want, listing(t, r)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestXMLWhole(t *testing.T) {
	tests := []struct{ name, document, path, want string }{
		{"Records", `<l><r/><r/></l>`, "l/r", ""},
		{"RootIsTheRecord", `<r><a>1</a></r>`, "r", ""},
		{"NoneInAnEmptyList", `<x><date>1</date><l> </l></x>`, "x/l/r", ""},
		{"NoneInAListOfOthers", `<l><total>1</total></l>`, "l/r", "no element l/r; there is total"},
		{"AnotherRoot", `<error>down</error>`, "l/r", "no element l/r; there is error"},
		{"NoList", `<x><message/></x>`, "x/l/r", "no element x/l/r; there is message"},
		{"Empty", " \n", "l/r", "the payload is empty"},
		{"Cut", `<l><r><a>1</a></r><r>`, "l/r", "after record 2"},
		{"CutAfterTheRecords", `<l><r/></l`, "l/r", "unexpected EOF"},
		{"Mismatch", `<l><r></l></r>`, "l/r", "closed by"},
		{"TwoDocuments", `<l><r/></l><l/>`, "l/r", "something follows"},
		{"TextAfter", `<l><r/></l>x`, "l/r", "text outside"},
		{"Definition", `<!DOCTYPE l [<!ENTITY a "b">]><l><r>&a;</r></l>`, "l/r", "document type definition"},
		{"Outside", `<!DOCTYPE l SYSTEM "http://127.0.0.1:1/x.dtd"><l/>`, "l/r", "document type definition"},
		{"Entity", `<l><r>&a;</r></l>`, "l/r", "invalid character entity"},
		{"Deep", strings.Repeat("<l>", 300), "l/r", "too deep"},
		{"Encoding", `<?xml version="1.0" encoding="shift-jis"?><l/>`, "l/r", "not known"},
		{"Control", "<l><r>\x01</r></l>", "l/r", "illegal character"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := xmlformat.Verify(strings.NewReader(test.document), xmlformat.Options{Path: test.path})
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("the error is %v; it should be about %q", err, test.want)
			}
		})
	}
}

func TestXMLEncodings(t *testing.T) {
	const word = "Дніпро"
	koi, err1 := charmap.KOI8U.NewEncoder().String(word)
	windows, err2 := charmap.Windows1251.NewEncoder().String(word)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, document, declared string }{
		{"OwnDeclaration", `<?xml version="1.0" encoding="KOI8-U"?><l><r>` + koi + `</r></l>`, "utf-8"},
		{"OtherName", `<?xml version='1.0' encoding='cp1251'?><l><r>` + windows + `</r></l>`, ""},
		{"Configured", `<?xml version="1.0" encoding="UTF-8"?><l><r>` + windows + `</r></l>`, "windows-1251"},
		{"Mark", "\xef\xbb\xbf" + `<?xml version="1.0" encoding="windows-1251"?><l><r>` + word + `</r></l>`, "windows-1251"},
		{"UTF16", utf16(`<?xml version="1.0" encoding="UTF-16"?><l><r>` + word + `</r></l>`), ""},
	}
	for _, test := range tests {
		r, err := xmlformat.New(strings.NewReader(test.document), xmlformat.Options{Path: "l/r", Encoding: test.declared}, selection("."))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"record 1 (line 1): " + word}, listing(t, r)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// endless gives the beginning, and then one byte without an end.
type endless struct {
	begin io.Reader
	b     byte
	given int
}

func (e *endless) Read(p []byte) (int, error) {
	if n, err := e.begin.Read(p); err == nil {
		return n, nil
	}
	for i := range p {
		p[i] = e.b
	}
	e.given += len(p)
	return len(p), nil
}

// A document without an end must not take the memory that other sources need.
func TestXMLBounded(t *testing.T) {
	for _, begin := range []string{"<l><r>", "<l><r a='", "<l><!--", "<l><![CDATA[", "<", "<!DOCTYPE "} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		stream := &endless{begin: strings.NewReader(begin), b: 'x'}
		err := xmlformat.Verify(stream, xmlformat.Options{Path: "l/r"})
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "longer than") {
			t.Errorf("%q without an end gives the error %v", begin, err)
		}
		if stream.given > 32<<20 || after.TotalAlloc-before.TotalAlloc > 256<<20 {
			t.Errorf("%q without an end: %d bytes were read, %d allocated", begin, stream.given, after.TotalAlloc-before.TotalAlloc)
		}
	}
}
