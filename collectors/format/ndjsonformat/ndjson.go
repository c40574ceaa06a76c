// Package ndjsonformat decodes NDJSON: one JSON object a line. Blank lines are nothing.
package ndjsonformat

import (
	"bytes"
	"io"
	"strconv"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/format/charset"
	"github.com/postup/postup/collectors/format/jsonvalue"
	"github.com/postup/postup/collectors/format/lines"
	"github.com/postup/postup/collectors/record"
)

// Reader reads a payload's records; see record.Reader.
type Reader struct {
	text   *charset.Reader
	lines  *lines.Reader
	object *jsonvalue.Object
	any    bool // something other than blank lines came
}

// New reads a payload in the declared encoding.
func New(r io.Reader, encoding string, sel *record.Selection) (*Reader, error) {
	text, err := charset.Open(r, encoding)
	if err != nil {
		return nil, err
	}
	return &Reader{text: text, lines: lines.New(text, record.MaxBytes), object: jsonvalue.New(sel)}, nil
}

// Position is "line 12".
func (r *Reader) Position() string { return "line " + strconv.Itoa(r.lines.Number()) }

// Value is the record's value of the i-th selected path.
func (r *Reader) Value(i int) record.Value { return r.object.Value(i) }

// Next moves to the next record.
func (r *Reader) Next() error {
	for {
		line, tooLong, err := r.lines.Next()
		if err == io.EOF && !r.any {
			return record.ErrEmpty
		}
		if err != nil {
			return err
		}
		if tooLong {
			r.any = true
			return r.bad(check.TooLong, "the line is longer than a record may be")
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		r.any = true
		if !r.text.Valid(line) {
			return r.bad(check.BadEncoding, "the line is not text in the declared encoding")
		}
		if err := r.object.Parse(line); err != nil {
			return r.bad(check.BadRecord, err.Error())
		}
		return nil
	}
}

func (r *Reader) bad(reason, detail string) error {
	return &record.Bad{Position: r.Position(), Reason: reason, Detail: detail}
}
