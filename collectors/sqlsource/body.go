package sqlsource

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/postup/postup/collectors/fetch"
)

// column is one column of a query and how its values are written.
type column struct {
	name     string
	typeName string
	is       shape
}

// shape is what the values of a column are.
type shape uint8

const (
	text    shape = iota
	number        // written as the database writes it: no digit is lost
	boolean       // t, f
	instant       // a time of which the zone is known, given in UTC: "2006-01-02 15:04:05.999", perhaps with "+00"
	bytes         // refused
)

// body writes rows as NDJSON while it is read: one row is held at a time, beside what was not yet taken.
type body struct {
	source *Source
	rows   rows
	ready  []byte // all that was written and not yet taken is ready[taken:]
	taken  int
	count  int
	err    error
}

// piece is how many bytes are made ready at once.
const piece = 32 << 10

func (b *body) Read(p []byte) (int, error) {
	if b.taken == len(b.ready) {
		if err := b.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, b.ready[b.taken:])
	b.taken += n
	return n, nil
}

// fill makes rows ready: at least one, or it gives the error that ended them. It may hold an error back until
// the rows before it are taken.
func (b *body) fill() error {
	b.ready, b.taken = b.ready[:0], 0
	for b.err == nil && len(b.ready) < piece {
		var values [][]byte
		if values, b.err = b.rows.next(); b.err == nil {
			b.ready = appendRow(b.ready, b.rows.columns(), values)
			b.count++
		}
	}
	switch {
	case len(b.ready) > 0:
		return nil
	case b.err == io.EOF:
		return io.EOF
	case b.count == 0:
		return b.source.failed(b.err)
	}
	return b.source.cut(b.err, b.count)
}

// Close ends the connection.
func (b *body) Close() error {
	b.rows.close()
	return nil
}

// cut is the error of rows that ended before the database said that they do.
func (s *Source) cut(err error, rows int) error {
	cause := s.failed(err)
	if retry(cause) {
		return fetch.Worth(fmt.Errorf("%w: after %d rows: %w", fetch.ErrCut, rows, cause))
	}
	return fmt.Errorf("%w: after %d rows: %w", fetch.ErrCut, rows, cause)
}

func appendRow(out []byte, columns []column, values [][]byte) []byte {
	for i, c := range columns {
		if i == 0 {
			out = append(out, '{')
		} else {
			out = append(out, ',')
		}
		out = appendText(out, []byte(c.name))
		out = append(out, ':')
		out = appendValue(out, c.is, values[i])
	}
	return append(out, "}\n"...)
}

func appendValue(out []byte, is shape, v []byte) []byte {
	switch {
	case v == nil:
		return append(out, "null"...)
	case is == number && json.Valid(v): // NaN and Infinity are none
		return append(out, v...)
	case is == boolean:
		return strconv.AppendBool(out, string(v) == "t")
	case is == instant:
		return appendText(out, rfc3339(v))
	}
	return appendText(out, v)
}

// rfc3339 is a time in UTC as other programs write it; infinity and years before Christ stay what they are.
func rfc3339(v []byte) []byte {
	if n := len(v); n > 3 && string(v[n-3:]) == "+00" {
		v = v[:n-3]
	}
	if len(v) < 19 || v[4] != '-' || v[10] != ' ' || v[len(v)-1] < '0' || v[len(v)-1] > '9' {
		return v
	}
	out := append([]byte(nil), v...)
	out[10] = 'T'
	return append(out, 'Z')
}

// appendText writes a JSON string. Bytes that are no UTF-8 stay as they came, so that the decoder rejects that record
// and not its neighbours.
func appendText(out, v []byte) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	for _, c := range v {
		switch {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c < ' ':
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}
