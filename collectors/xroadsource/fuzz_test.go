package xroadsource

import (
	"bytes"
	"encoding/xml"
	"io"
	"testing"
)

// Whatever comes, the payload is a piece of it, and one that can be read as XML.
func FuzzEnvelope(f *testing.F) {
	const head, tail = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><x:id xmlns:x="u">i</x:id></s:Header><s:Body>`, `</s:Body></s:Envelope>`
	for _, seed := range []string{"<r/>", "<r><a>1</a></r>", "<r>&amp;<![CDATA[</r>]]></r>", "<r/><q/>", "<s:Fault><faultcode>c</faultcode></s:Fault>", "<!-- --><r a='b'>\xff</r>", "<r", ""} {
		f.Add([]byte(head + seed + tail))
		f.Add([]byte(head + seed))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		e := newEnvelope(io.NopCloser(bytes.NewReader(message)))
		if e.open("i") != nil {
			return
		}
		got, err := io.ReadAll(e)
		if err != nil {
			return
		}
		if !bytes.Contains(message, got) {
			t.Fatalf("%q is no piece of %q", got, message)
		}
		d := xml.NewDecoder(bytes.NewReader(got))
		for err == nil {
			_, err = d.Token()
		}
		if err != io.EOF {
			t.Fatalf("%q can't be read: %v", got, err)
		}
	})
}
