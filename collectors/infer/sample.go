package infer

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/collectors/format/unpack"
	"github.com/postup/postup/collectors/web"
)

// What is read of the data. A workbook and an archive can only be read whole.
const (
	sampleBytes = 4 << 20
	wholeBytes  = 64 << 20
	askTimeout  = time.Minute
)

// How files begin.
var (
	zipped   = []byte("PK\x03\x04")
	compound = []byte("\xD0\xCF\x11\xE0") // an old workbook, or one with a password
)

// sample is the beginning of the data.
type sample struct {
	name    string // of the file, or the last part of the address
	body    []byte
	cut     bool     // there is more
	charset string   // that the answer declares
	packed  string   // gzip, zip: body is what was in it
	member  string   // of a zip that holds several
	address *url.URL // nil: it is a file
	links   []string // headers of this name
}

// obtain reads the beginning of a file, or of what an address answers.
func (in *inference) obtain(ctx context.Context, target string) error {
	var err error
	if strings.Contains(target, "://") {
		err = in.ask(ctx, target)
	} else {
		err = in.open(target)
	}
	if err == nil && len(in.sample.body) == 0 {
		err = fmt.Errorf("%s is empty: there is nothing to look at", in.sample.name)
	}
	if err == nil {
		err = in.sample.unpack()
	}
	return err
}

func (in *inference) open(name string) error {
	file, err := os.Open(name)
	if err != nil {
		var cause *os.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return fmt.Errorf("open %s: %w; see that it is there and can be read", name, err)
	}
	defer file.Close() // it was only read
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("open %s: it is no file; name one file, or an address that begins with http:// or https://", name)
	}
	in.sample.name = filepath.Base(name)
	return in.sample.read(file, name)
}

func (in *inference) ask(ctx context.Context, target string) error {
	u, err := web.Address("the address", target)
	if err != nil {
		return err
	}
	if u.User != nil {
		return errors.New("the address holds a user or a password: leave them out, save an answer with them to a file and infer from that; auth in docs/sources/http.md says how a source gives them")
	}
	in.sample.address = u
	if in.sample.name = path.Base(u.Path); in.sample.name == "/" || in.sample.name == "." {
		in.sample.name = u.Hostname()
	}
	answer, done, err := in.fetch(ctx, u)
	if err != nil {
		return err
	}
	defer done()
	if answer.Body == nil {
		return fmt.Errorf("ask %s: it answered that there are no records; ask for a time or a place that has some", web.Where(target))
	}
	in.sample.links = answer.Link
	if _, after, ok := strings.Cut(strings.ToLower(answer.ContentType), "charset="); ok {
		in.sample.charset = strings.Trim(strings.TrimSpace(after), `"'`)
	}
	return in.sample.read(answer.Body, web.Where(target))
}

// fetch asks an address as a source that declares it would.
func (in *inference) fetch(ctx context.Context, u *url.URL) (*web.Answer, func(), error) {
	client, err := in.net.Client(web.Options{}, in.sample.address)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	answer, err := client.Do(ctx, web.Call{Place: web.Where(u.String()), URL: u, Accept: "*/*", MaxBytes: 1 << 40})
	if err != nil {
		cancel()
		if errors.Is(err, web.ErrCredentials) {
			err = fmt.Errorf("%w; infer sends none: save an answer to a file, with curl and the key, and infer from that", err)
		}
		return nil, nil, err
	}
	return answer, func() {
		if answer.Body != nil {
			_ = answer.Body.Close() // what is wanted of it was read
		}
		client.Close()
		cancel()
	}, nil
}

// read takes the beginning of a body, or all of what can only be read whole.
func (s *sample) read(body io.Reader, place string) error {
	head, err := io.ReadAll(io.LimitReader(body, sampleBytes+1))
	if err == nil && len(head) > sampleBytes && (bytes.HasPrefix(head, zipped) || bytes.HasPrefix(head, compound)) {
		var rest []byte
		rest, err = io.ReadAll(io.LimitReader(body, wholeBytes))
		if head = append(head, rest...); err == nil && len(rest) == wholeBytes {
			return fmt.Errorf("%s has over %d MiB, and a workbook or an archive can only be looked at whole: make a smaller one of the same kind, and infer from that", place, wholeBytes>>20)
		}
		s.body = head
		return wrapRead(err, place)
	}
	if s.body = head; len(head) > sampleBytes {
		s.body, s.cut = head[:sampleBytes], true
	}
	return wrapRead(err, place)
}

func wrapRead(err error, place string) error {
	if err != nil {
		return fmt.Errorf("read %s: %w", place, err)
	}
	return nil
}

// unpack takes what is in a gzip or a zip, and says what can't be looked at.
func (s *sample) unpack() error {
	switch {
	case bytes.HasPrefix(s.body, []byte("\x1f\x8b")):
		return s.gunzip()
	case bytes.HasPrefix(s.body, zipped):
		return s.unzip()
	case bytes.HasPrefix(s.body, []byte("%PDF")):
		return fmt.Errorf("%s is a PDF: Postup reads data, not pages; ask for the table as .xlsx or .csv", s.name)
	}
	return nil
}

func (s *sample) gunzip() error {
	z, err := gzip.NewReader(bytes.NewReader(s.body))
	var body []byte
	if err == nil {
		body, err = io.ReadAll(io.LimitReader(z, sampleBytes+1))
	}
	if err != nil && !(s.cut && errors.Is(err, io.ErrUnexpectedEOF)) {
		return fmt.Errorf("unpack %s: the gzip is broken or not whole: %w", s.name, err)
	}
	if len(body) > sampleBytes {
		body, s.cut = body[:sampleBytes], true
	}
	s.body, s.packed, s.name = body, "gzip", strings.TrimSuffix(s.name, ".gz")
	if len(body) == 0 {
		return fmt.Errorf("unpack %s: there is nothing in it", s.name)
	}
	return nil
}

func (s *sample) unzip() error {
	archive, err := zip.NewReader(bytes.NewReader(s.body), int64(len(s.body)))
	if err != nil {
		return fmt.Errorf("unpack %s: the archive is broken or not whole: %w", s.name, err)
	}
	var files []*zip.File
	for _, f := range archive.File {
		switch {
		case strings.HasPrefix(f.Name, "xl/"), f.Name == "content.xml":
			return nil // a workbook
		case !f.FileInfo().IsDir():
			files = append(files, f)
		}
	}
	if len(files) == 0 {
		return fmt.Errorf("unpack %s: there is no file in it", s.name)
	}
	largest := slices.MaxFunc(files, func(a, b *zip.File) int {
		return int(min(1<<30, a.UncompressedSize64)) - int(min(1<<30, b.UncompressedSize64))
	})
	if len(files) > 1 {
		s.member = largest.Name
	}
	r, err := unpack.OpenMember(largest, int64(len(s.body)), wholeBytes)
	if err != nil {
		return fmt.Errorf("unpack %s: %w", s.name, err)
	}
	packed := sample{name: path.Base(largest.Name)}
	err = errors.Join(packed.read(r, largest.Name), r.Close())
	s.body, s.cut, s.packed = packed.body, packed.cut, "zip"
	if err == nil && len(s.body) == 0 {
		err = fmt.Errorf("unpack %s: %s in it is empty", s.name, largest.Name)
	}
	s.name = packed.name
	return err
}

// workbook is the format of a workbook, "" where the sample is none.
func (s *sample) workbook() string {
	switch {
	case bytes.HasPrefix(s.body, compound):
		return "xls"
	case !bytes.HasPrefix(s.body, zipped):
		return ""
	}
	if archive, err := zip.NewReader(bytes.NewReader(s.body), int64(len(s.body))); err == nil && slices.ContainsFunc(archive.File, func(f *zip.File) bool { return f.Name == "content.xml" }) {
		return "ods"
	}
	return "xlsx"
}
