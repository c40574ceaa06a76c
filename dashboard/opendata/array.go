package opendata

import (
	"bytes"
	"io"
)

// array makes an array of objects that come a line each, as package table writes it.
type array struct {
	to      io.Writer
	buf     []byte
	between []byte // what stands between the row before and the next
	open    bool   // a row has begun, and its end has not come
}

func newArray(to io.Writer) *array { return &array{to: to, buf: []byte("["), between: []byte("\n")} }

func (a *array) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0; {
		if !a.open {
			a.buf = append(a.buf, a.between...)
			a.open, a.between = true, []byte(",\n")
		}
		line, after, ended := bytes.Cut(rest, []byte("\n"))
		a.buf = append(a.buf, line...)
		a.open, rest = !ended, after
	}
	_, err := a.to.Write(a.buf)
	a.buf = a.buf[:0]
	return len(b), err
}

func (a *array) close() error {
	_, err := a.to.Write(append(a.buf, "\n]\n"...))
	return err
}
