package unpack

import (
	"errors"
	"fmt"
	"io"
)

// What no table or document of figures unpacks to: more than so many times its packed size, once it is large.
const (
	maxRatio   = 200
	ratioAfter = 64 << 20
)

// ErrTooLarge is wrapped where something unpacks to more than it may.
var ErrTooLarge = errors.New("it unpacks to more than it may")

// Bounded reads unpacked bytes: at most max, and not out of all proportion to the packed ones that were read.
func Bounded(r io.Reader, packed func() int64, max int64) io.Reader {
	return &bounded{r: r, packed: packed, max: max}
}

type bounded struct {
	r      io.Reader
	packed func() int64
	n, max int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	switch {
	case b.n > b.max:
		return 0, fmt.Errorf("%w: more than %d bytes; raise the source's max_bytes if that is right", ErrTooLarge, b.max)
	case b.n > ratioAfter && b.n/maxRatio > b.packed():
		return 0, fmt.Errorf("%w: more than %d times its packed size, as archives do that are made to do harm", ErrTooLarge, maxRatio)
	}
	return n, err
}
