package jsonformat

import (
	"bufio"
	"fmt"
	"io"
)

// maxDepth bounds how deep lists and objects may nest.
const maxDepth = 200

// scanner walks over a document without holding it: it follows brackets and strings, and leaves what stands
// between them to whoever parses a record.
type scanner struct {
	br     *bufio.Reader
	offset int64
	stack  []byte // closing brackets that are awaited, innermost last
	keep   bool   // copy what is walked over into buf
	buf    []byte
	max    int // of buf; past it nothing more is kept
	long   bool
}

// syntaxError says where a document stops making sense.
type syntaxError struct {
	offset int64
	what   string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("at byte %d: %s", e.offset, e.what) }

func (s *scanner) fail(what string) error { return &syntaxError{s.offset, what} }

// read takes the next byte; the document's end is an error here.
func (s *scanner) read() (byte, error) {
	c, err := s.br.ReadByte()
	if err == io.EOF {
		return 0, s.fail("the document ends too early")
	}
	if err != nil {
		return 0, err
	}
	s.offset++
	if s.keep {
		if len(s.buf) < s.max {
			s.buf = append(s.buf, c)
		} else {
			s.long = true
		}
	}
	return c, nil
}

// peek looks at the next byte that is not white space, io.EOF at the end of the document.
func (s *scanner) peek() (byte, error) {
	for {
		c, err := s.br.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case ' ', '\t', '\r', '\n':
			s.offset++
			continue
		}
		return c, s.br.UnreadByte()
	}
}

// expect takes the next byte that is not white space, one of those allowed.
func (s *scanner) expect(allowed string) (byte, error) {
	c, err := s.peek()
	if err == io.EOF {
		return 0, s.fail("the document ends too early")
	}
	if err != nil {
		return 0, err
	}
	for i := range len(allowed) {
		if c == allowed[i] {
			return s.read()
		}
	}
	return 0, s.fail(fmt.Sprintf("unexpected %q", c))
}

// capture walks over a value and gives its bytes, valid until the next capture, unless it is too long.
func (s *scanner) capture() (value []byte, tooLong bool, err error) {
	if _, err := s.peek(); err != nil && err != io.EOF {
		return nil, false, err
	}
	s.keep, s.buf, s.long = true, s.buf[:0], false
	err = s.skip()
	s.keep = false
	return s.buf, s.long, err
}

// skip walks over a value.
func (s *scanner) skip() error {
	c, err := s.peek()
	if err == io.EOF {
		return s.fail("the document ends too early")
	}
	if err != nil {
		return err
	}
	switch c {
	case '{', '[':
		return s.nested()
	case '"':
		return s.text()
	case ',', ':', '}', ']':
		return s.fail(fmt.Sprintf("unexpected %q", c))
	}
	return s.plain()
}

// nested walks over an object or a list: brackets must close in the order in which they opened.
func (s *scanner) nested() error {
	s.stack = s.stack[:0]
	for {
		c, err := s.br.ReadByte()
		if err == nil {
			err = s.br.UnreadByte()
		}
		if err == nil && c == '"' {
			if err := s.text(); err != nil {
				return err
			}
			continue
		}
		if c, err = s.read(); err != nil {
			return err
		}
		switch c {
		case '{':
			s.stack = append(s.stack, '}')
		case '[':
			s.stack = append(s.stack, ']')
		case '}', ']':
			if n := len(s.stack) - 1; s.stack[n] != c {
				return s.fail(fmt.Sprintf("a %q where a %q must come first", c, s.stack[n]))
			} else if s.stack = s.stack[:n]; n == 0 {
				return nil
			}
		}
		if len(s.stack) > maxDepth {
			return s.fail("lists and objects are nested too deep")
		}
	}
}

// text walks over a string, opening quote included.
func (s *scanner) text() error {
	if _, err := s.read(); err != nil {
		return err
	}
	for {
		c, err := s.read()
		if err != nil {
			return err
		}
		switch c {
		case '"':
			return nil
		case '\\':
			if _, err := s.read(); err != nil {
				return err
			}
		}
	}
}

// plain walks over a number or a word.
func (s *scanner) plain() error {
	for {
		c, err := s.br.ReadByte()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.br.UnreadByte(); err != nil {
			return err
		}
		switch c {
		case ',', ']', '}', ':', ' ', '\t', '\r', '\n':
			return nil
		}
		if _, err := s.read(); err != nil {
			return err
		}
	}
}
