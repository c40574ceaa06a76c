// Package xmltokens walks over an XML document, token by token, within bounds: of depth, and of the length of any tag or
// text. Names come without their namespaces. There are no document type definitions, and no entities but XML's own five.
package xmltokens

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"

	"github.com/postup/postup/collectors/format/charset"
	"github.com/postup/postup/collectors/record"
)

const (
	maxDepth = 200
	maxToken = 16 << 20 // a tag with its attributes, or a text without a tag in it
)

// Replacement stands in the place of bytes that are not text in the document's encoding.
const Replacement = string(utf8.RuneError)

// Walker walks over one document.
type Walker struct {
	decoder *xml.Decoder
	guard   *guard
	depth   int
	root    bool // it began
}

// New begins a document. declared is its encoding; with "" or utf-8, the document itself may declare another.
func New(r io.Reader, declared string) (*Walker, error) {
	br := bufio.NewReader(r)
	if declared == "" || declared == "utf-8" {
		head, err := br.Peek(512)
		if err != nil && err != io.EOF {
			return nil, err
		}
		declared = own(head)
	}
	text, err := charset.Open(br, declared)
	if err != nil {
		return nil, err
	}
	g := &guard{r: text}
	if !text.Transcoded() {
		g.r = transform.NewReader(text, runes.ReplaceIllFormed())
	}
	w := &Walker{decoder: xml.NewDecoder(g), guard: g}
	w.decoder.CharsetReader = func(_ string, transcoded io.Reader) (io.Reader, error) { return transcoded, nil }
	return w, nil
}

var declaration = regexp.MustCompile(`^\s*<\?xml\s[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// aliases are other names that documents give encodings.
var aliases = map[string]string{"utf8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8", "cp1251": "windows-1251", "ibm866": "cp866", "866": "cp866"}

// own is the encoding that a document declares in its first line.
func own(head []byte) string {
	found := declaration.FindSubmatch(head)
	if found == nil {
		return ""
	}
	name := strings.ToLower(string(found[1]))
	if alias, ok := aliases[name]; ok {
		return alias
	}
	return name
}

// Line is the line that the next token begins in.
func (w *Walker) Line() int {
	line, _ := w.decoder.InputPos()
	return line
}

// Offset is how many bytes of UTF-8 were walked over.
func (w *Walker) Offset() int64 { return w.decoder.InputOffset() }

// Next gives the next tag or text, valid until the next call: an xml.StartElement, xml.EndElement or xml.CharData.
// io.EOF comes after the document's end, and only when it is whole; record.ErrEmpty when there is no document.
func (w *Walker) Next() (xml.Token, error) {
	for {
		w.guard.since = 0
		token, err := w.decoder.Token()
		if err == io.EOF && !w.root {
			return nil, record.ErrEmpty
		}
		if err != nil {
			return nil, err
		}
		wanted, err := w.judge(token)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", w.Line(), err)
		}
		if wanted {
			return token, nil
		}
	}
}

// judge keeps the bounds.
func (w *Walker) judge(token xml.Token) (wanted bool, err error) {
	switch t := token.(type) {
	case xml.StartElement:
		if w.depth == 0 && w.root {
			return false, errors.New("something follows the document's end")
		}
		w.root = true
		if w.depth++; w.depth > maxDepth {
			return false, fmt.Errorf("elements are nested too deep, over %d", maxDepth)
		}
		return true, nil
	case xml.EndElement:
		w.depth--
		return true, nil
	case xml.CharData:
		if w.depth == 0 {
			if strings.TrimSpace(string(t)) != "" {
				return false, errors.New("there is text outside of the document")
			}
			return false, nil
		}
		return true, nil
	case xml.Directive:
		return false, errors.New("the document has a document type definition, which is not read: it can make a document do harm")
	}
	return false, nil // comments and instructions
}

// Skip walks to the end of the element that began last.
func (w *Walker) Skip() error {
	for until := w.depth - 1; w.depth > until; {
		if _, err := w.Next(); err != nil {
			return err
		}
	}
	return nil
}

// guard ends the reading of a token that has no end.
type guard struct {
	r     io.Reader
	since int
}

func (g *guard) Read(p []byte) (int, error) {
	if g.since > maxToken {
		return 0, fmt.Errorf("a tag or a text is longer than %d MiB", maxToken>>20)
	}
	n, err := g.r.Read(p)
	g.since += n
	return n, err
}
