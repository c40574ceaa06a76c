package table

import "io"

// bufferSize is from how many bytes on rows are handed on.
const bufferSize = 64 << 10

// lines writes formats that are text with a line for each row.
type lines struct {
	to      io.Writer
	buf     []byte
	put     func([]byte, []Cell) []byte // appends a row
	closing string
}

func newLines(w io.Writer, opening, closing string, put func([]byte, []Cell) []byte) *lines {
	buf := make([]byte, 0, bufferSize+bufferSize/4) // a row more than fits makes it grow, once
	return &lines{to: w, buf: append(buf, opening...), put: put, closing: closing}
}

func (l *lines) row(cells []Cell) error {
	l.buf = l.put(l.buf, cells)
	if len(l.buf) < bufferSize {
		return nil
	}
	return l.flush()
}

func (l *lines) flush() error {
	_, err := l.to.Write(l.buf)
	l.buf = l.buf[:0]
	return err
}

func (l *lines) end() error {
	l.buf = append(l.buf, l.closing...)
	return l.flush()
}
