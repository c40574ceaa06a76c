package xlsformat

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// The records that are read, by their numbers in Microsoft's description of the format, [MS-XLS].
const (
	recFormula     = 0x0006
	recEOF         = 0x000A
	recDate1904    = 0x0022
	recFilePass    = 0x002F
	recContinue    = 0x003C
	recBoundSheet  = 0x0085
	recMulRK       = 0x00BD
	recRString     = 0x00D6
	recXF          = 0x00E0
	recMergedCells = 0x00E5
	recSST         = 0x00FC
	recLabelSST    = 0x00FD
	recNumber      = 0x0203
	recLabel       = 0x0204
	recBoolErr     = 0x0205
	recString      = 0x0207
	recRK          = 0x027E
	recFormat      = 0x041E
	recBOF         = 0x0809
)

var errCut = errors.New("a record ends too early")

// records reads one record after another. One that is too long for itself is continued by those after it.
type records struct {
	in   *bufio.Reader
	kind uint16
	data []byte // valid until the next one
}

// next moves to the next record. The end of the file, where a record should be, is io.ErrUnexpectedEOF.
func (r *records) next() error {
	var head [4]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return cut(err)
	}
	r.kind = binary.LittleEndian.Uint16(head[:])
	size := int(binary.LittleEndian.Uint16(head[2:]))
	if cap(r.data) < size {
		r.data = make([]byte, size)
	}
	r.data = r.data[:size]
	_, err := io.ReadFull(r.in, r.data)
	return cut(err)
}

func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// more moves to a record that continues this one, where one does.
func (r *records) more() (bool, error) {
	head, err := r.in.Peek(2)
	if err != nil || binary.LittleEndian.Uint16(head) != recContinue {
		return false, nil // what is cut shows when the next one is read
	}
	return true, r.next()
}

// has tells whether the record has so many bytes.
func (r *records) has(n int) error {
	if len(r.data) < n {
		return errCut
	}
	return nil
}

func (r *records) u16(at int) int { return int(binary.LittleEndian.Uint16(r.data[at:])) }

func (r *records) u32(at int) uint32 { return binary.LittleEndian.Uint32(r.data[at:]) }

// cursor reads on in a record, and in those that continue it.
type cursor struct {
	*records
	at int
}

// uint reads a number of so many bytes.
func (c *cursor) uint(size int) (int, error) {
	v := 0
	for i := range size {
		if err := c.fill(); err != nil {
			return 0, err
		}
		v |= int(c.data[c.at]) << (8 * i)
		c.at++
	}
	return v, nil
}

// fill sees to it that there is a byte.
func (c *cursor) fill() error {
	for c.at >= len(c.data) {
		if more, err := c.more(); err != nil {
			return err
		} else if !more {
			return errCut
		}
		c.at = 0
	}
	return nil
}

func (c *cursor) skip(n int) error {
	for n > 0 {
		if err := c.fill(); err != nil {
			return err
		}
		step := min(n, len(c.data)-c.at)
		c.at += step
		n -= step
	}
	return nil
}

// Flags of texts.
const (
	isWide   = 1 // characters take two bytes
	hasMore  = 4 // what is beside the text follows it, such as how it is pronounced
	hasRuns  = 8 // where its looks change follows it
	runBytes = 4
)

// text appends a text that begins with its length in so many bytes.
func (c *cursor) text(lengthBytes int, to []byte) ([]byte, error) {
	length, err := c.uint(lengthBytes)
	if err != nil {
		return to, err
	}
	flags, err := c.uint(1)
	if err != nil {
		return to, err
	}
	beside := 0
	if flags&hasRuns != 0 {
		runs, err := c.uint(2)
		if err != nil {
			return to, err
		}
		beside += runs * runBytes
	}
	if flags&hasMore != 0 {
		size, err := c.uint(4)
		if err != nil {
			return to, err
		}
		beside += size
	}
	if to, err = c.characters(length, flags&isWide != 0, to); err != nil {
		return to, err
	}
	return to, c.skip(beside)
}

// characters appends so many characters. A record that continues a text says anew how wide they are.
func (c *cursor) characters(length int, wide bool, to []byte) ([]byte, error) {
	var high uint16 // the first half of a pair
	for length > 0 {
		if c.at >= len(c.data) {
			flags, err := c.uint(1)
			if err != nil {
				return to, err
			}
			wide = flags&isWide != 0
			if c.at >= len(c.data) {
				continue
			}
		}
		unit := uint16(c.data[c.at])
		c.at++
		if wide {
			if c.at >= len(c.data) {
				return to, errCut
			}
			unit |= uint16(c.data[c.at]) << 8
			c.at++
		}
		length--
		if high != 0 {
			if pair := utf16.DecodeRune(rune(high), rune(unit)); pair != utf8.RuneError {
				to, high = utf8.AppendRune(to, pair), 0
				continue
			}
			to, high = utf8.AppendRune(to, utf8.RuneError), 0
		}
		if 0xD800 <= unit && unit < 0xDC00 {
			high = unit
			continue
		}
		to = utf8.AppendRune(to, rune(unit)) // half of a pair becomes the replacement character
	}
	if high != 0 {
		to = utf8.AppendRune(to, utf8.RuneError)
	}
	return to, nil
}
