// Package xmlformat decodes an XML document: each element at a path is a record. The document is never held in memory:
// it is walked over once to see that it is whole, and once to read it.
package xmlformat

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/format/xmltokens"
	"github.com/postup/postup/collectors/record"
)

// Options say how the document is written.
type Options struct {
	Path     string // of the records' elements from the root, without namespaces: Report/Services/Service
	Encoding string // see package charset; default what the document declares
}

// Reader reads a document's records; see record.Reader.
type Reader struct {
	walk   *xmltokens.Walker
	path   []string
	around [][]xml.Attr // of the elements that were entered on the way to records
	number int
	line   int
	fields fields

	reached bool     // an element that could hold records was there
	others  []string // what stood there instead of records
}

// Verify walks over the whole document. Its error says where the document breaks, or that there is nothing at the path.
func Verify(r io.Reader, o Options) error {
	d, err := New(r, o, &record.Selection{})
	if err != nil {
		return err
	}
	for {
		err := d.Next()
		var bad *record.Bad
		switch {
		case err == io.EOF:
			return d.nothing()
		case errors.Is(err, record.ErrEmpty):
			return err
		case err != nil && !errors.As(err, &bad):
			return fmt.Errorf("the document is not whole: after record %d, %w", d.number, err)
		}
	}
}

// nothing is an error where the path leads nowhere. An element that could hold records and holds nothing has none.
func (d *Reader) nothing() error {
	if d.number > 0 || d.reached && d.others == nil {
		return nil
	}
	there := ""
	if d.others != nil {
		there = "; there is " + strings.Join(d.others, ", ")
	}
	return fmt.Errorf("the document has no element %s%s", strings.Join(d.path, "/"), there)
}

// New begins a document.
func New(r io.Reader, o Options, sel *record.Selection) (*Reader, error) {
	d := &Reader{path: strings.Split(o.Path, "/")}
	var err error
	if d.fields, err = newFields(sel); err != nil {
		return nil, err
	}
	d.walk, err = xmltokens.New(r, o.Encoding)
	return d, err
}

// Root gives the name of a document's root, and that of the first element in it.
func Root(r io.Reader) (root, first string, err error) {
	walk, err := xmltokens.New(r, "")
	if err != nil {
		return "", "", err
	}
	for first == "" {
		token, err := walk.Next()
		if err == io.EOF {
			return "", "", errors.New("the document's root holds no elements")
		}
		if err != nil {
			return "", "", fmt.Errorf("look for the document's records: %w", err)
		}
		switch tag, ok := token.(xml.StartElement); {
		case ok && root == "":
			root = tag.Name.Local
		case ok:
			first = tag.Name.Local
		}
	}
	return root, first, nil
}

// Position is "record 3 (line 41)".
func (d *Reader) Position() string {
	return "record " + strconv.Itoa(d.number) + " (line " + strconv.Itoa(d.line) + ")"
}

// Value is the record's value of the i-th selected path.
func (d *Reader) Value(i int) record.Value { return d.fields.value(i) }

// Next moves to the next record.
func (d *Reader) Next() error {
	for {
		line := d.walk.Line()
		token, err := d.walk.Next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			d.around = d.around[:len(d.around)-1]
		case xml.StartElement:
			at := len(d.around)
			if t.Name.Local != d.path[at] {
				d.note(t.Name.Local)
				if err := d.walk.Skip(); err != nil {
					return err
				}
				continue
			}
			if at < len(d.path)-1 {
				d.around = append(d.around, slices.Clone(t.Attr))
				d.reach()
				continue
			}
			d.number, d.line = d.number+1, line
			return d.record(t)
		}
	}
}

// reach notes that an element was entered that could hold records.
func (d *Reader) reach() {
	if !d.reached && len(d.around) == len(d.path)-1 {
		d.reached, d.others = true, nil
	}
}

// note remembers what stands in the place of records, or on the way to them, for a message.
func (d *Reader) note(name string) {
	const most = 10
	if d.reached && len(d.around) < len(d.path)-1 {
		return
	}
	if len(d.others) < most && !slices.Contains(d.others, name) {
		d.others = append(d.others, name)
	}
}

// record reads the element that began.
func (d *Reader) record(tag xml.StartElement) error {
	from := d.walk.Offset()
	d.fields.begin(tag, d.around)
	for depth := 1; depth > 0; {
		token, err := d.walk.Next()
		if err != nil {
			return err
		}
		if d.walk.Offset()-from > record.MaxBytes {
			d.fields.long = true // nothing more is kept of it
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			d.fields.enter(t)
		case xml.CharData:
			d.fields.text(t)
		case xml.EndElement:
			depth--
			d.fields.leave()
		}
	}
	switch {
	case d.fields.long:
		return d.bad(check.TooLong, "the record is longer than a record may be")
	case d.fields.broken:
		return d.bad(check.BadEncoding, "the record is not text in the document's encoding")
	}
	return nil
}

func (d *Reader) bad(reason, detail string) error {
	return &record.Bad{Position: d.Position(), Reason: reason, Detail: detail}
}
