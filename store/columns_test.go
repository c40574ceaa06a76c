package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumbers(t *testing.T) {
	for text, want := range map[string][]uint32{
		"[]": {}, "[0]": {0}, "[7,8,4294967295]": {7, 8, 4294967295},
	} {
		got, err := numbers[uint32](text)
		if err != nil || !cmp.Equal(want, got) {
			t.Errorf("%s is read as %v (%v), want %v", text, got, err, want)
		}
	}
	// What isn't an array of such numbers must not be taken for a shorter one, or for zeros.
	for _, text := range []string{"", "[", "1,2", "[1,]", "[1,,2]", "[-1]", "[1.5]", "['1']", "[4294967296]"} {
		if got, err := numbers[uint32](text); err == nil {
			t.Errorf("%q is read as %v, want an error", text, got)
		}
	}
}
