package xroadsource

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"github.com/postup/postup/collectors/fetch"
)

const (
	maxDepth = 100
	maxToken = 4 << 20 // one tag or one text
)

// envelope reads a SOAP message and gives the bytes of the response's element, just as they came: the headers around
// it differ each time, and would make of the same data another payload. It reads on to the envelope's end, so that a
// message that was cut is an error.
type envelope struct {
	input  *recorded
	tokens *xml.Decoder
	closer io.Closer
	ready  []byte // of the element, not yet taken
	depth  int    // open elements
	inside int    // the depth of the element, 0 once it has ended
	err    error
}

// recorded keeps what was read since it was last dropped.
type recorded struct {
	*bufio.Reader
	kept  []byte
	start int64 // where kept begins in the input
}

func (r *recorded) ReadByte() (byte, error) {
	if len(r.kept) >= maxToken {
		return 0, fmt.Errorf("the answer holds a tag or a text of more than %d bytes", maxToken)
	}
	c, err := r.Reader.ReadByte()
	if err == nil {
		r.kept = append(r.kept, c)
	}
	return c, err
}

// until takes what was read up to a place of the input.
func (r *recorded) until(offset int64) []byte {
	n := offset - r.start
	taken := r.kept[:n]
	r.kept = append([]byte(nil), r.kept[n:]...)
	r.start = offset
	return taken
}

func newEnvelope(r io.ReadCloser) *envelope {
	e := &envelope{input: &recorded{Reader: bufio.NewReader(r)}, closer: r}
	e.tokens = xml.NewDecoder(e.input)
	return e
}

// open reads up to the response's element.
func (e *envelope) open(id string) error {
	var path [3]string // the names of the outer elements that are open
	answered := ""
	for {
		token, err := e.next()
		if err == io.EOF {
			return errors.New("the answer is no SOAP message: there is no response in it")
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if e.depth <= len(path) {
				path[e.depth-1] = t.Name.Local
			}
			switch {
			case e.depth <= 2 && t.Name.Space != envelopeSpace:
				return fmt.Errorf("the answer is no SOAP message: it holds the element %s", t.Name.Local)
			case e.depth == 3 && path[1] == "Body" && t.Name.Local == "Fault":
				return e.fault(t)
			case e.depth == 3 && path[1] == "Body" && answered != id:
				return errors.New("the answer belongs to another message: its id is not the one that was sent")
			case e.depth == 3 && path[1] == "Body":
				e.ready, e.inside = e.input.until(e.tokens.InputOffset()), e.depth
				return nil
			}
		case xml.CharData:
			if e.depth == 3 && path == [3]string{"Envelope", "Header", "id"} {
				answered += string(t)
			}
		}
		if e.inside == 0 {
			e.input.until(e.tokens.InputOffset())
		}
	}
}

// next is the next token, with the depth after a start and before an end.
func (e *envelope) next() (xml.Token, error) {
	token, err := e.tokens.Token()
	switch token.(type) {
	case xml.StartElement:
		if e.depth++; e.depth > maxDepth {
			return nil, fmt.Errorf("the answer's elements are nested more than %d deep", maxDepth)
		}
	case xml.EndElement:
		e.depth--
	case xml.Directive:
		return nil, errors.New("the answer declares a document type (<!DOCTYPE>), which X-Road's messages never do")
	}
	if err == nil || err == io.EOF {
		return token, err
	}
	return nil, malformed(err)
}

// malformed tells what was cut from what is wrong in itself.
func malformed(err error) error {
	var known *fetch.Error
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &syntax) && syntax.Msg == "unexpected EOF", errors.Is(err, io.ErrUnexpectedEOF):
		return fetch.Worth(fmt.Errorf("%w: the message ends too early", fetch.ErrCut))
	}
	return fmt.Errorf("the answer can't be read as XML: %w", err)
}

// fault reads a fault, which begins with t.
func (e *envelope) fault(t xml.StartElement) error {
	var f struct {
		Code   string `xml:"faultcode"`
		String string `xml:"faultstring"`
	}
	if err := e.tokens.DecodeElement(&f, &t); err != nil {
		return malformed(err)
	}
	return fault(f.Code, f.String)
}

func (e *envelope) Read(p []byte) (int, error) {
	for len(e.ready) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		e.err = e.advance()
	}
	n := copy(p, e.ready)
	e.ready = e.ready[n:]
	return n, nil
}

// advance reads one token on; what of it belongs to the element becomes ready.
func (e *envelope) advance() error {
	token, err := e.next()
	if err != nil {
		return err
	}
	if _, begins := token.(xml.StartElement); begins && e.inside == 0 {
		return errors.New("the answer holds more than the response's element, and what of it are the records can't be told; ask the provider")
	}
	taken := e.input.until(e.tokens.InputOffset())
	if e.inside > 0 {
		e.ready = taken
	}
	if e.depth < e.inside {
		e.inside = 0
	}
	return nil
}

func (e *envelope) Close() error { return e.closer.Close() }
