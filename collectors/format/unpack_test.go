package format_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/postup/postup/collectors/format/unpack"
	"github.com/postup/postup/collectors/record"
)

func gzipped(t testing.TB, content string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// opening opens bytes, and counts what is still open.
func opening(b []byte, open *int) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		*open++
		return &counted{bytes.NewReader(b), open}, nil
	}
}

type counted struct {
	io.Reader
	open *int
}

func (c *counted) Close() error { *c.open--; return nil }

func TestUnpack(t *testing.T) {
	cyrillic, err := charmap.CodePage866.NewEncoder().String("отчёт.csv")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("code;count\n", 50)
	two := zipped(t, map[string]string{"a/report-05.csv": text, "readme.txt": "x", "__MACOSX/a/._report-05.csv": "x"})
	packed, archive := gzipped(t, text), zipped(t, map[string]string{"a.csv": text})
	zeros := string(make([]byte, 66<<20))
	tests := []struct {
		name           string
		payload        []byte
		packed, member string
		want           string // of the error; "": it gives text
	}{
		{"Gzip", packed, "gzip", "", ""},
		{"GzipInPieces", append(gzipped(t, text[:100]), gzipped(t, text[100:])...), "gzip", "", ""},
		{"GzipCut", packed[:len(packed)-3], "gzip", "", "can't be unpacked to its end"},
		{"GzipBroken", append(append(bytes.Clone(packed[:len(packed)-8]), 1, 2, 3, 4), packed[len(packed)-4:]...), "gzip", "", "checksum"},
		{"GzipWithATail", append(bytes.Clone(packed), "tail"...), "gzip", "", "can't be unpacked"},
		{"NotGzip", []byte(text), "gzip", "", "remove packed"},
		{"GzipOfNothing", gzipped(t, ""), "gzip", "", record.ErrEmpty.Error()},
		{"GzipBomb", gzipped(t, zeros), "gzip", "", "200 times"},
		{"GzipTooLarge", gzipped(t, text+strings.Repeat("0123456789", 20<<10)), "gzip", "", "raise the source's max_bytes"},
		{"Zip", archive, "zip", "", ""},
		{"ZipMember", two, "zip", "report-*.csv", ""},
		{"ZipMemberByItsWholeName", two, "zip", "a/report-05.csv", ""},
		{"ZipMemberInADOSCodePage", zipped(t, map[string]string{cyrillic: text, "b": "x"}), "zip", "отчёт.csv", ""},
		{"ZipOfSeveral", two, "zip", "", `several files, name one with member: "a/report-05.csv", "readme.txt"`},
		{"ZipMemberOfSeveral", two, "zip", "re*", "several files in the archive are called"},
		{"ZipMemberMissing", two, "zip", "data.csv", `there are "a/report-05.csv", "readme.txt"`},
		{"ZipOfNothing", zipped(t, nil), "zip", "", "holds no file"},
		{"ZipCut", archive[:len(archive)-5], "zip", "", "zip archive"},
		{"ZipBroken", bytes.Replace(archive, []byte("\x50\x4b\x07\x08"), []byte("\x50\x4b\x07\x09"), 1), "zip", "", "can't be unpacked"},
		{"ZipBomb", zipped(t, map[string]string{"a.csv": zeros}), "zip", "", "200 times"},
		{"NotZip", []byte(text), "zip", "", "zip archive"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			open, most := 0, int64(100<<20)
			if strings.HasSuffix(test.name, "TooLarge") {
				most = int64(len(text))
			}
			p, err := unpack.New(opening(test.payload, &open), unpack.Options{Packed: test.packed, Member: test.member, MaxBytes: most})
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("the error is %v; it should be about %q", err, test.want)
				}
			} else if err != nil {
				t.Fatal(err)
			} else {
				for range 2 {
					r, err := p.Open()
					if err != nil {
						t.Fatal(err)
					}
					got, err := io.ReadAll(r)
					if err = errors.Join(err, r.Close()); err != nil || string(got) != text {
						t.Errorf("%d bytes came of %d: %v", len(got), len(text), err)
					}
				}
				if err := p.Close(); err != nil {
					t.Error(err)
				}
			}
			if open != 0 {
				t.Errorf("%d readers of the payload stay open", open)
			}
		})
	}
}
