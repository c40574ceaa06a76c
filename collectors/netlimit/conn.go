// Package netlimit bounds what a peer can make a client hold in memory: protocols state the length of what comes next,
// and clients make room for all of it.
package netlimit

import (
	"errors"
	"net"
	"sync/atomic"
)

// ErrTooMuch is what reading ends with once the allowance is spent.
var ErrTooMuch = errors.New("more bytes came at once than are allowed")

// Conn is a connection that can be read for so many bytes before its allowance is renewed.
type Conn struct {
	net.Conn
	each int64
	left atomic.Int64
}

// New allows each bytes, and each time that Renew is called as many again.
func New(c net.Conn, each int64) *Conn {
	l := &Conn{Conn: c, each: each}
	l.Renew()
	return l
}

// Renew is called when what came was taken: a row, a message.
func (c *Conn) Renew() { c.left.Store(c.each) }

// Read reads while the allowance lasts.
func (c *Conn) Read(b []byte) (int, error) {
	left := c.left.Load()
	if left <= 0 {
		return 0, ErrTooMuch
	}
	n, err := c.Conn.Read(b[:min(int64(len(b)), left)])
	c.left.Add(-int64(n))
	return n, err
}
