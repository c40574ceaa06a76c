// Package lines reads physical lines of bounded length and counts them.
package lines

import (
	"bufio"
	"errors"
	"io"
)

// Reader reads lines that end in LF or CR LF; the last may lack its end.
type Reader struct {
	br     *bufio.Reader
	long   []byte // gathers a line that is longer than the buffer
	max    int
	number int
}

// New reads lines of at most limit bytes.
func New(r io.Reader, limit int) *Reader {
	return &Reader{br: bufio.NewReaderSize(r, 256<<10), max: limit}
}

// Number is the number of the line that Next gave last, from 1.
func (r *Reader) Number() int { return r.number }

// Next gives the next line without its end; it is valid until the next call. A line over the limit comes
// empty with tooLong set, and the one after it is read as if nothing were wrong. io.EOF comes after the last.
func (r *Reader) Next() (line []byte, tooLong bool, err error) {
	line, err = r.br.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, tooLong, err = r.gather(line)
	}
	if err == io.EOF && (len(line) > 0 || tooLong) {
		err = nil
	}
	if err != nil {
		return nil, false, err
	}
	r.number++
	if tooLong {
		return nil, true, nil
	}
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if len(line) > r.max {
		return nil, true, nil
	}
	return line, false, nil
}

// gather reads the rest of a line that began with head; past the limit it only looks for the end.
func (r *Reader) gather(head []byte) (line []byte, tooLong bool, err error) {
	r.long = append(r.long[:0], head...)
	for {
		part, err := r.br.ReadSlice('\n')
		if len(r.long)+len(part) > r.max+2 {
			tooLong = true
		} else {
			r.long = append(r.long, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return r.long, tooLong, err
		}
	}
}
