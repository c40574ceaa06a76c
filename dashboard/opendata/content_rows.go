package opendata

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"unsafe"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

// linesAhead is how many pieces of a content are at hand or being read while one before them is written.
const linesAhead = 3

// borrowed is a text that holds only as long as the bytes do: until the row that it is in was taken.
func borrowed(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// eachRow gives the rows of a released dataset, one after another, until an error of each. The cells are used again for the next row, and their
// texts are of what text makes of the bytes.
func eachRow(ctx context.Context, s Store, d store.Released, rows *rowReader, text func([]byte) string, each func([]table.Cell) error) error {
	return eachPiece(ctx, s, d, func(lines []byte) error { return rows.read(text(lines), each) })
}

// objectsOf gives the rows of a released dataset as they are kept, until an error of each. What is handed over holds only until each returns.
func objectsOf(ctx context.Context, s Store, d store.Released, each func(*fastjson.Value) error) error {
	var parser fastjson.Parser
	n := 0
	return eachPiece(ctx, s, d, func(lines []byte) error {
		for line := range bytes.Lines(lines) {
			n++
			row, err := parser.ParseBytes(line)
			if err != nil {
				return fmt.Errorf("row %d as it is kept: %w", n, err)
			}
			if err := each(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachPiece gives the lines of a released dataset, some at a time, until an error of each. Reading goes on beside what each does.
func eachPiece(ctx context.Context, s Store, d store.Released, each func(lines []byte) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lines := newLineFeed(ctx)
	fed := make(chan error, 1)
	go func() {
		defer close(lines.whole)
		err := s.ContentOf(ctx, d, lines)
		if err == nil {
			err = lines.last()
		}
		fed <- err
	}()
	var err error
	for piece := range lines.whole {
		if err == nil {
			if err = each(piece); err != nil {
				stop() // ends the feeding, too
			}
		}
		lines.free <- piece
	}
	if fault := <-fed; err == nil {
		err = fault
	}
	return err
}

// lineFeed hands on what is written to it in pieces that end where a line ends. A piece is given back once it was used.
type lineFeed struct {
	done  <-chan struct{}
	whole chan []byte
	free  chan []byte
	rest  []byte // of a line whose end has not come
}

func newLineFeed(ctx context.Context) *lineFeed {
	l := &lineFeed{done: ctx.Done(), whole: make(chan []byte, linesAhead), free: make(chan []byte, linesAhead)}
	for range linesAhead {
		l.free <- nil
	}
	return l
}

func (l *lineFeed) Write(b []byte) (int, error) {
	end := bytes.LastIndexByte(b, '\n') + 1
	if end > 0 {
		if err := l.hand(b[:end]); err != nil {
			return 0, err
		}
	}
	l.rest = append(l.rest, b[end:]...)
	return len(b), nil
}

func (l *lineFeed) hand(ends []byte) error {
	select {
	case piece := <-l.free:
		piece = append(append(piece[:0], l.rest...), ends...)
		l.rest = l.rest[:0]
		l.whole <- piece // there is room for all pieces
		return nil
	case <-l.done:
		return context.Canceled
	}
}

// last hands on a line without an end.
func (l *lineFeed) last() error {
	if len(l.rest) == 0 {
		return nil
	}
	return l.hand([]byte("\n"))
}

// read gives the rows of whole lines.
func (r *rowReader) read(lines string, each func([]table.Cell) error) error {
	escaped := strings.IndexByte(lines, '\\') >= 0
	clear(r.same) // which may be of bytes that are others' by now
	for lines != "" {
		var line string
		line, lines, _ = strings.Cut(lines, "\n")
		r.n++
		if escaped && strings.IndexByte(line, '\\') >= 0 || !r.plain(line) {
			if err := r.any(line); err != nil {
				return fmt.Errorf("row %d as it is kept%w", r.n, err)
			}
		}
		if err := each(r.cells); err != nil {
			return err
		}
	}
	return nil
}
