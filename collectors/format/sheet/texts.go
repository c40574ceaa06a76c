package sheet

import (
	"bufio"
	"fmt"

	"github.com/postup/postup/collectors/format/scratch"
	"github.com/postup/postup/collectors/record"
)

// maxTexts bounds how many different texts a workbook may hold: where each begins is kept in memory.
const maxTexts = 1 << 22

// Texts are those that a workbook's cells share. They lie on disk.
type Texts struct {
	file *scratch.File
	out  *bufio.Writer
	ends []int64
}

// NewTexts makes an empty list of texts. Close it when no cell is read any more.
func NewTexts() (*Texts, error) {
	file, err := scratch.New()
	if err != nil {
		return nil, err
	}
	return &Texts{file: file, out: bufio.NewWriter(file)}, nil
}

// Close gives up the texts.
func (t *Texts) Close() error {
	if t == nil {
		return nil
	}
	return t.file.Close()
}

// Len is how many texts there are.
func (t *Texts) Len() int { return len(t.ends) }

// Add adds a text to the list.
func (t *Texts) Add(text []byte) error {
	if len(t.ends) == maxTexts {
		return fmt.Errorf("there are over %d different texts", maxTexts)
	}
	t.ends = append(t.ends, t.begin(len(t.ends))+int64(len(text)))
	_, err := t.out.Write(text)
	return err
}

// Flush makes what was added readable.
func (t *Texts) Flush() error { return t.out.Flush() }

// begin is where a text begins.
func (t *Texts) begin(n int) int64 {
	if n == 0 {
		return 0
	}
	return t.ends[n-1]
}

// Value is the text of a number, counted from 0; it is appended to buf. Where the list is nil there is none.
func (t *Texts) Value(n int, buf []byte) (record.Value, []byte, error) {
	if t == nil || n < 0 || n >= len(t.ends) {
		return Failed("a text that the workbook does not hold"), buf, nil
	}
	size := int(t.ends[n] - t.begin(n))
	if size > record.MaxBytes {
		return record.Value{}, buf, ErrTooLong
	}
	at := len(buf)
	buf = append(buf, make([]byte, size)...)
	if _, err := t.file.ReadAt(buf[at:], t.begin(n)); err != nil {
		return record.Value{}, buf, fmt.Errorf("read a temporary file: %w", err)
	}
	return Text(buf[at:]), buf, nil
}
