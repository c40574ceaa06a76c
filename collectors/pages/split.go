package pages

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxLine bounds a line between bodies.
const maxLine = 4 << 10

// errBroken is wrapped where a payload of pages is not one as Join makes it.
var errBroken = errors.New("the payload's pages are not whole")

// Reader takes a payload apart. Between two calls of Next it reads as the body of the page that Next went to.
type Reader struct {
	br     *bufio.Reader
	number int
	facts  map[string]string
	left   int  // bytes of the chunk that were not read yet
	inside bool // the page's end has not come
	end    bool
}

// Is tells whether a payload holds pages.
func Is(r *bufio.Reader) bool {
	head, _ := r.Peek(len(Magic)) // what can't be read shows when it is read
	return bytes.Equal(head, []byte(Magic))
}

// Open begins to take a payload apart.
func Open(r io.Reader) (*Reader, error) {
	p := &Reader{br: bufio.NewReaderSize(r, maxLine)}
	head, err := p.line()
	if err == nil && head+"\n" != Magic {
		err = fmt.Errorf("%w: it does not begin with %q", errBroken, strings.TrimSpace(Magic))
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Number is the number of the page that Next went to, from 1.
func (p *Reader) Number() int { return p.number }

// Facts are what was known of the page beside its body.
func (p *Reader) Facts() map[string]string { return p.facts }

// Next goes to the next page, whatever was left of the one before. It returns io.EOF after the last page of a payload
// that is whole.
func (p *Reader) Next() error {
	if p.inside {
		if _, err := io.Copy(io.Discard, p); err != nil {
			return err
		}
	}
	if p.end {
		return io.EOF
	}
	line, err := p.line()
	if err != nil {
		return err
	}
	word, rest, _ := strings.Cut(line, " ")
	number, facts, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(number)
	switch {
	case err == nil && word == "end" && n == p.number && facts == "":
		return p.finish()
	case err != nil || word != "page" || n != p.number+1:
		return fmt.Errorf("%w: after page %d there is neither another nor the end", errBroken, p.number)
	}
	p.number, p.facts, p.inside = n, nil, true
	if facts != "" && json.Unmarshal([]byte(facts), &p.facts) != nil {
		return fmt.Errorf("%w: what is known of page %d can't be read", errBroken, n)
	}
	return nil
}

func (p *Reader) finish() error {
	if _, err := p.br.ReadByte(); err == nil {
		return fmt.Errorf("%w: something follows their end", errBroken)
	} else if err != io.EOF {
		return err
	}
	p.end = true
	return io.EOF
}

// Read reads the page's body.
func (p *Reader) Read(b []byte) (int, error) {
	if !p.inside {
		return 0, io.EOF
	}
	if p.left == 0 {
		line, err := p.line()
		if err != nil {
			return 0, err
		}
		n, err := strconv.Atoi(line)
		if err != nil || n < 0 || n > chunk {
			return 0, fmt.Errorf("%w: the length of a part of page %d can't be read", errBroken, p.number)
		}
		if n == 0 {
			p.inside = false
			return 0, io.EOF
		}
		p.left = n
	}
	n, err := p.br.Read(b[:min(len(b), p.left)])
	p.left -= n
	return n, p.cut(err)
}

// line reads a line between bodies.
func (p *Reader) line() (string, error) {
	line, err := p.br.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", fmt.Errorf("%w: a line between two bodies is too long", errBroken)
	}
	if err != nil {
		return "", p.cut(err)
	}
	return string(line[:len(line)-1]), nil
}

// cut names the payload's end where there is more to come.
func (p *Reader) cut(err error) error {
	if err == io.EOF {
		return fmt.Errorf("%w: they end in page %d", errBroken, p.number)
	}
	return err
}
