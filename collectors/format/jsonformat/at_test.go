package jsonformat_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/postup/postup/collectors/format/jsonformat"
)

// Whoever turns pages by a value in the page must neither miss it nor take another for it.
func TestAt(t *testing.T) {
	const doc = `{"items":[{"next":"not this"}],"meta":{"a":{"next":1},"next":"c\"2","n":12345678901234567890,"none":null,"empty":"","no":false,"yes":true,"list":[1]}}`
	for path, want := range map[string]string{"meta.next": `c"2`, "meta.n": "12345678901234567890", "meta.a.next": "1", "meta.none": "", "meta.empty": "", "meta.no": ""} {
		if got, err := jsonformat.At(strings.NewReader(doc), jsonformat.Options{Path: path}); got != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", path, got, err, want)
		}
	}
	for _, path := range []string{"next", "meta.other", "meta.next.more", "items.next"} {
		if got, err := jsonformat.At(strings.NewReader(doc), jsonformat.Options{Path: path}); !errors.Is(err, jsonformat.ErrAbsent) {
			t.Errorf("%s: %q, %v; there is nothing", path, got, err)
		}
	}
	for _, test := range [][2]string{{doc, "meta.yes"}, {doc, "meta.list"}, {doc, "meta.a"}, {doc[:60], "meta.next"}, {"", "next"}, {`{"next":"` + strings.Repeat("x", 2<<20) + `"}`, "next"}} {
		if got, err := jsonformat.At(strings.NewReader(test[0]), jsonformat.Options{Path: test[1]}); err == nil || errors.Is(err, jsonformat.ErrAbsent) {
			t.Errorf("%s: %.20q, %v; it must be an error", test[1], got, err)
		}
	}
}
