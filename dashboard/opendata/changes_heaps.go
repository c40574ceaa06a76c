package opendata

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"github.com/valyala/fastjson"
)

const (
	heapBytes = 16 << 20 // of a content that is compared at a time
	mostHeaps = 128      // two files for each are open
)

// heaps are files of rows.
type heaps []*os.File

func (h heaps) remove() error {
	var wrong []error
	for _, file := range h {
		wrong = append(wrong, file.Close(), os.Remove(file.Name()))
	}
	return errors.Join(wrong...)
}

// split puts a content's rows on heaps; "" is none.
func (p *pair) split(ctx context.Context, hash string, n int) (h heaps, err error) {
	var out []*bufio.Writer
	for range n {
		file, err := os.CreateTemp(p.shelf.dir, "comparing-*")
		if err != nil {
			return h, err
		}
		h, out = append(h, file), append(out, bufio.NewWriterSize(file, 64<<10))
	}
	if hash == "" {
		return h, nil
	}
	content, feed := io.Pipe()
	fed := make(chan error, 1)
	go func() {
		err := p.shelf.store.Content(ctx, hash, feed)
		feed.CloseWithError(err)
		fed <- err
	}()
	err = deal(content, p.key, out)
	content.CloseWithError(err)
	if fault := <-fed; err == nil {
		err = fault
	}
	for i, w := range out {
		if err == nil {
			err = w.Flush()
		}
		_, seek := h[i].Seek(0, io.SeekStart)
		err = errors.Join(err, seek)
	}
	return h, err
}

// deal puts rows on heaps by their keys.
func deal(content io.Reader, key []string, out []*bufio.Writer) error {
	lines := linesOf(content)
	var parser fastjson.Parser
	for lines.Scan() {
		row, err := parser.ParseBytes(lines.Bytes())
		if err != nil {
			return err
		}
		w := out[keyHash(valuesOf(row, key))%uint64(len(out))]
		if _, err := w.Write(lines.Bytes()); err != nil {
			return err
		}
		if err := w.WriteByte('\n'); err != nil {
			return err
		}
	}
	return lines.Err()
}
