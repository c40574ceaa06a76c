package config

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
)

// Written is a text parts of which may be secret, such as an address with a key in it. It prints as it was written:
// where a value came from outside, ${env:NAME} stands in its place.
type Written struct{ value, written string }

// Reveal gives the whole text to what has to use it.
func (w Written) Reveal() string { return w.value }

func (w Written) String() string { return w.written }

// Format keeps what came from outside out of every verb.
func (w Written) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(w.written)) }

// MarshalText keeps what came from outside out of every encoder.
func (w Written) MarshalText() ([]byte, error) { return []byte(w.written), nil }

func (d *decoder) written(n ast.Node, t *Written, key string) {
	s, ok := d.plain(n, key, "a text")
	if !ok {
		return
	}
	*t = Written{value: s, written: s}
	if fromOutside(n) {
		t.written = writtenToken(n).Value
	}
}
