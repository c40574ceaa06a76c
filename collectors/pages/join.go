// Package pages makes one payload of the bodies that a source gives page by page, and takes it apart again.
// Such a payload is text around the bodies, which stand in it as they came:
//
//	postup pages 1
//	page 1 {"month":"2023-09"}     what is known of the page beside its body; left out where nothing is
//	65536                          so many bytes of the body follow
//	…
//	0                              the page is whole
//	end 1                          so many pages were all
//
// The same bodies always make the same bytes, so that an unchanged source shows as such, and nothing of how they
// were asked for (addresses, cursors, credentials) is in them.
package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Magic begins every payload that holds pages.
const Magic = "postup pages 1\n"

// chunk is how many bytes of a body stand together, but for its last ones. It is part of the format: payloads of the
// same bodies would differ with another.
const chunk = 64 << 10

// Page is one page of a source.
type Page struct {
	Body io.ReadCloser
	// Facts are what is known of the page beside its body: records are read as if they had them under "@" and the key.
	Facts map[string]string
}

// Join reads pages as one payload. next gives the next one, io.EOF after the last; any other error, and any of a
// body, ends the payload with that error.
func Join(next func() (*Page, error)) io.ReadCloser {
	return &joined{next: next, waiting: []byte(Magic), block: make([]byte, chunk)}
}

type joined struct {
	next    func() (*Page, error)
	page    *Page // being read
	number  int
	waiting []byte // to be given out
	block   []byte
	body    []byte // the part of block that goes out after waiting
	err     error
}

func (j *joined) Read(p []byte) (int, error) {
	for len(j.waiting) == 0 {
		if len(j.body) > 0 {
			j.waiting, j.body = j.body, nil
			break
		}
		if j.err != nil {
			return 0, j.err
		}
		j.err = j.fill()
	}
	n := copy(p, j.waiting)
	j.waiting = j.waiting[n:]
	return n, nil
}

// fill makes what is given out next. io.EOF comes with the last of it.
func (j *joined) fill() error {
	if j.page == nil {
		return j.turn()
	}
	n, err := io.ReadFull(j.page.Body, j.block)
	if n > 0 {
		j.waiting, j.body = fmt.Appendf(nil, "%d\n", n), j.block[:n]
	}
	if err == nil {
		return nil
	}
	if !errors.Is(err, io.EOF) && err != io.ErrUnexpectedEOF {
		j.waiting, j.body = nil, nil
		return err
	}
	if n > 0 {
		return nil // its end comes again
	}
	err = j.page.Body.Close()
	j.page, j.waiting = nil, []byte("0\n")
	return err
}

// turn goes to the next page, or to the end.
func (j *joined) turn() error {
	page, err := j.next()
	if err == io.EOF {
		j.waiting = fmt.Appendf(nil, "end %d\n", j.number)
		return io.EOF
	}
	if err != nil {
		return err
	}
	j.page = page
	j.number++
	j.waiting = fmt.Appendf(nil, "page %d", j.number)
	if len(page.Facts) > 0 {
		facts, err := json.Marshal(page.Facts) // by key, in order
		if err != nil {
			return err
		}
		j.waiting = append(append(j.waiting, ' '), facts...)
	}
	j.waiting = append(j.waiting, '\n')
	return nil
}

// Close ends the page that is being read.
func (j *joined) Close() error {
	if j.page == nil {
		return nil
	}
	err := j.page.Body.Close()
	j.page = nil
	return err
}
