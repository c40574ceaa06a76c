// Package jsonformat decodes a JSON document that holds a list of objects, at its root or at a dotted path.
// The document is never held in memory: it is walked over once to see that it is whole, and once to read it.
package jsonformat

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/format/charset"
	"github.com/postup/postup/collectors/format/jsonvalue"
	"github.com/postup/postup/collectors/record"
)

// Options say how the document is written.
type Options struct {
	Path     string // dotted path to the list; "" is the whole document
	Encoding string // see package charset; default utf-8
}

// Reader reads a document's records; see record.Reader. An object instead of a list is one record.
type Reader struct {
	text   *charset.Reader
	scan   scanner
	object *jsonvalue.Object
	depth  int // objects that were entered on the way to the list
	list   bool
	number int
	state  state
}

type state int

const (
	first state = iota
	later
	done
)

// Verify walks over the whole document. Its error says where the document breaks.
func Verify(r io.Reader, o Options) error {
	d, err := New(r, o, &record.Selection{})
	if err != nil {
		return err
	}
	for {
		_, _, err := d.element()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the document is not whole: after record %d, %w", d.number, err)
		}
	}
}

// New finds the list in the document.
func New(r io.Reader, o Options, sel *record.Selection) (*Reader, error) {
	text, err := charset.Open(r, o.Encoding)
	if err != nil {
		return nil, err
	}
	d := &Reader{
		text:   text,
		scan:   scanner{br: bufio.NewReaderSize(text, 256<<10), max: record.MaxBytes},
		object: jsonvalue.New(sel),
	}
	if _, err := d.scan.peek(); err == io.EOF {
		return nil, record.ErrEmpty
	}
	if o.Path != "" {
		for _, key := range strings.Split(o.Path, ".") {
			if err := d.enter(key, o.Path); err != nil {
				return nil, err
			}
		}
	}
	c, err := d.scan.peek()
	switch {
	case err != nil && err != io.EOF:
		return nil, err
	case err == nil && c == '[':
		d.list = true
		_, err = d.scan.read()
		return d, err
	case err == nil && c == '{':
		return d, nil
	}
	return nil, fmt.Errorf("there is no list of records at %s", place(o.Path))
}

func place(path string) string {
	if path == "" {
		return "the document's root"
	}
	return "the path " + path
}

// enter goes into an object and up to the value of a key.
func (d *Reader) enter(key, path string) error {
	switch err := d.into(key); err {
	case errNoObject:
		return fmt.Errorf("there is nothing at the path %s: %q is looked for in what is not an object", path, key)
	case errNoKey:
		return fmt.Errorf("there is nothing at the path %s: the document has no key %q there", path, key)
	default:
		return err
	}
}

var errNoObject, errNoKey = errors.New("not an object"), errors.New("no such key")

// into is enter with errors that can be told apart.
func (d *Reader) into(key string) error {
	if c, err := d.scan.peek(); err != nil && err != io.EOF {
		return err
	} else if err == nil && c != '{' {
		return errNoObject
	}
	if _, err := d.scan.expect("{"); err != nil {
		return err
	}
	d.depth++
	more, err := d.hasKey()
	for more && err == nil {
		var found string
		if found, err = d.key(); err != nil || found == key {
			return err
		}
		if err = d.scan.skip(); err == nil {
			more, err = d.another('}')
		}
	}
	if err != nil {
		return err
	}
	return errNoKey
}

// hasKey tells whether the object that was just entered has any.
func (d *Reader) hasKey() (bool, error) {
	c, err := d.scan.peek()
	if err == nil && c == '}' {
		_, err = d.scan.read()
		return false, err
	}
	return true, nil
}

// key takes a key and its colon.
func (d *Reader) key() (string, error) {
	if c, err := d.scan.peek(); err == nil && c != '"' {
		return "", d.scan.fail("a key must stand in quotes")
	}
	raw, _, err := d.scan.capture()
	if err != nil {
		return "", err
	}
	var key string
	if err := json.Unmarshal(raw, &key); err != nil {
		return "", d.scan.fail("a key is not a string")
	}
	_, err = d.scan.expect(":")
	return key, err
}

// another takes the comma before a further element, or the bracket after the last.
func (d *Reader) another(closing byte) (bool, error) {
	c, err := d.scan.expect("," + string(closing))
	return c == ',', err
}

// element gives the bytes of the list's next element, io.EOF once the whole document was walked over.
func (d *Reader) element() (raw []byte, tooLong bool, err error) {
	if d.state == done {
		return nil, false, io.EOF
	}
	more := d.state == first
	if d.list && d.state == first {
		if c, err := d.scan.peek(); err == nil && c == ']' {
			_, err = d.scan.read()
			return nil, false, d.finish(err)
		}
	}
	if d.list && d.state == later {
		if more, err = d.another(']'); err != nil {
			return nil, false, err
		}
	}
	if !more {
		return nil, false, d.finish(nil)
	}
	d.state = later
	if raw, tooLong, err = d.scan.capture(); err != nil {
		return nil, false, err
	}
	d.number++
	return raw, tooLong, nil
}

// finish walks over what follows the list, so that a document that was cut there is noticed.
func (d *Reader) finish(err error) error {
	for ; err == nil && d.depth > 0; d.depth-- {
		var more bool
		for more, err = d.another('}'); more && err == nil; more, err = d.another('}') {
			if _, err = d.key(); err == nil {
				err = d.scan.skip()
			}
			if err != nil {
				return err
			}
		}
	}
	if err != nil {
		return err
	}
	if _, err := d.scan.peek(); err == nil {
		return d.scan.fail("something follows the document's end")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	d.state = done
	return io.EOF
}

// Position is "record 3".
func (d *Reader) Position() string { return "record " + strconv.Itoa(d.number) }

// Value is the record's value of the i-th selected path.
func (d *Reader) Value(i int) record.Value { return d.object.Value(i) }

// Next moves to the next record.
func (d *Reader) Next() error {
	raw, tooLong, err := d.element()
	if err != nil {
		return err
	}
	if tooLong {
		return d.bad(check.TooLong, "the record is longer than a record may be")
	}
	if !d.text.Valid(raw) {
		return d.bad(check.BadEncoding, "the record is not text in the declared encoding")
	}
	if err := d.object.Parse(raw); err != nil {
		return d.bad(check.BadRecord, err.Error())
	}
	return nil
}

func (d *Reader) bad(reason, detail string) error {
	return &record.Bad{Position: d.Position(), Reason: reason, Detail: detail}
}
