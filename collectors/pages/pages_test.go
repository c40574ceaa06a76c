package pages_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/pages"
)

type part struct {
	Body  string
	Facts map[string]string
}

func join(parts []part, slow bool) ([]byte, error) {
	i := 0
	r := pages.Join(func() (*pages.Page, error) {
		if i == len(parts) {
			return nil, io.EOF
		}
		i++
		body := io.Reader(strings.NewReader(parts[i-1].Body))
		if slow {
			body = iotest.OneByteReader(body)
		}
		return &pages.Page{Body: io.NopCloser(body), Facts: parts[i-1].Facts}, nil
	})
	return io.ReadAll(r)
}

func split(payload io.Reader) (parts []part, err error) {
	r, err := pages.Open(payload)
	if err != nil {
		return nil, err
	}
	for {
		if err := r.Next(); err == io.EOF {
			return parts, nil
		} else if err != nil {
			return parts, err
		}
		body, err := io.ReadAll(r)
		if err != nil {
			return parts, err
		}
		parts = append(parts, part{string(body), r.Facts()})
	}
}

func TestPagesComeBackAsTheyCame(t *testing.T) {
	parts := []part{
		{Body: `{"items":[1]}`, Facts: map[string]string{"month": "2023-09", "b": "x\ny"}},
		{Body: ""},
		{Body: "a\nend 2\npage 4\n0\n"}, // what looks like our own lines is theirs
		{Body: strings.Repeat("0123456789abcdef", 10_000)},
		{Body: strings.Repeat("x", 128<<10)}, // ends with a chunk
	}
	payload, err := join(parts, false)
	if err != nil {
		t.Fatal(err)
	}
	slowly, err := join(parts, true)
	if err != nil || !bytes.Equal(payload, slowly) {
		t.Errorf("pages that come slowly make another payload, so an unchanged source would be read anew: %v", err)
	}
	for name, r := range map[string]io.Reader{"fast": bytes.NewReader(payload), "slow": iotest.OneByteReader(bytes.NewReader(payload))} {
		got, err := split(r)
		if diff := cmp.Diff(parts, got); err != nil || diff != "" {
			t.Errorf("%s: what came back differs (-want +got), %v:\n%.500s", name, err, diff)
		}
	}
}

func TestPagesThatBreakAreNeverWhole(t *testing.T) {
	payload, err := join([]part{{Body: "one"}, {Body: "two"}}, false)
	if err != nil {
		t.Fatal(err)
	}
	for n := range payload {
		if _, err := split(bytes.NewReader(payload[:n])); err == nil {
			t.Fatalf("%q was taken for whole", payload[:n])
		}
	}
	for _, wrong := range []string{
		"", "postup pages 2\n", pages.Magic + "page 2\n0\nend 2\n", pages.Magic + "end 1\n", pages.Magic + "page 1\n-1\n",
		pages.Magic + "page 1\n999999999\n", pages.Magic + "page 1 {\n0\nend 1\n", pages.Magic + strings.Repeat("x", 10_000), string(payload) + "more",
	} {
		if _, err := split(strings.NewReader(wrong)); err == nil {
			t.Errorf("%.60q was taken for whole", wrong)
		}
	}
}

func TestErrorOfAPageIsThePayloads(t *testing.T) {
	broken := errors.New("connection reset")
	for name, next := range map[string]func() (*pages.Page, error){
		"between pages": func() (*pages.Page, error) { return nil, broken },
		"inside a page": func() (*pages.Page, error) {
			return &pages.Page{Body: io.NopCloser(io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)))}, nil
		},
	} {
		if _, err := io.ReadAll(pages.Join(next)); !errors.Is(err, broken) {
			t.Errorf("%s: the payload ended with %v; half of the pages would be kept as all of them", name, err)
		}
	}
}

func FuzzSplit(f *testing.F) {
	payload, _ := join([]part{{Body: "one"}, {Body: "two", Facts: map[string]string{"a": "b"}}}, false)
	f.Add(payload)
	f.Add([]byte(pages.Magic + "end 0\n"))
	f.Add([]byte(pages.Magic + "page 1 null\n3\nabc1\nd0\nend 1\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		parts, err := split(bytes.NewReader(b))
		if err != nil {
			return
		}
		again, err := join(parts, false)
		if err != nil {
			t.Fatal(err)
		}
		back, err := split(bytes.NewReader(again))
		if err != nil || len(back) != len(parts) {
			t.Fatalf("%d pages became %d: %v", len(parts), len(back), err)
		}
		for i := range parts {
			if parts[i].Body != back[i].Body {
				t.Fatalf("page %d became another", i+1)
			}
		}
	})
}
