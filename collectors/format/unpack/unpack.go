// Package unpack reads payloads that hold another format packed with gzip, or as a file in a zip archive. A payload is
// unpacked once as a whole before anything of it is read, so that one that was cut, or that unpacks to more than is
// allowed, is refused before anything of it is stored.
package unpack

import (
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/postup/postup/collectors/format/scratch"
	"github.com/postup/postup/collectors/record"
)

// Options say how a payload is packed.
type Options struct {
	Packed   string // gzip, zip
	Member   string // zip: the file in it, as a name or a pattern; "" is the only one
	MaxBytes int64  // that it may unpack to
}

// Payload is a packed payload. Close it when nothing of it is read any more.
type Payload struct {
	// Name is what the file in the archive is called, "" where none is.
	Name string

	open  func() (io.ReadCloser, error)
	close func() error
}

// Open gives the unpacked bytes from the beginning, as often as it is called.
func (p *Payload) Open() (io.ReadCloser, error) { return p.open() }

// Close gives up what was kept for reading.
func (p *Payload) Close() error { return p.close() }

// New unpacks a payload once, to see that it can be. open gives its bytes from the beginning.
func New(open func() (io.ReadCloser, error), o Options) (*Payload, error) {
	p := &Payload{close: func() error { return nil }}
	if o.Packed == "gzip" {
		p.open = func() (io.ReadCloser, error) { return openGzip(open, o.MaxBytes) }
	} else if err := p.zip(open, o); err != nil {
		return nil, err
	}
	if err := p.verify(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Payload) verify() error {
	r, err := p.open()
	if err != nil {
		return err
	}
	n, err := io.Copy(io.Discard, r)
	if err == nil && n == 0 {
		err = record.ErrEmpty
	}
	return errors.Join(err, r.Close())
}

// unpacked closes what it was unpacked from.
type unpacked struct {
	io.Reader
	closers []io.Closer
}

func (u *unpacked) Close() (err error) {
	for _, c := range u.closers {
		err = errors.Join(err, c.Close())
	}
	return err
}

func openGzip(open func() (io.ReadCloser, error), max int64) (io.ReadCloser, error) {
	packed, err := open()
	if err != nil {
		return nil, err
	}
	counted := &counter{r: packed}
	z, err := gzip.NewReader(counted)
	if err != nil {
		if errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("the payload is not packed with gzip; if it was unpacked on its way, remove packed")
		}
		return nil, errors.Join(err, packed.Close())
	}
	said := &broken{r: z, what: "the gzip"}
	return &unpacked{Bounded(said, func() int64 { return counted.n }, max), []io.Closer{packed}}, nil
}

// zip finds the file in the archive.
func (p *Payload) zip(open func() (io.ReadCloser, error), o Options) error {
	packed, err := open()
	if err != nil {
		return err
	}
	file, size, err := scratch.Copy(packed)
	if err = errors.Join(err, packed.Close()); err != nil {
		return err
	}
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return errors.Join(fmt.Errorf("the payload can't be read as a zip archive: %w", err), file.Close())
	}
	member, err := find(archive, o.Member)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	p.Name, p.close = nameOf(member), file.Close
	p.open = func() (io.ReadCloser, error) { return OpenMember(member, size, o.MaxBytes) }
	return nil
}

// OpenMember opens a file of an archive of so many bytes, bounded in what it may unpack to.
func OpenMember(f *zip.File, archive, max int64) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("the file %.200q in the archive is protected by a password", f.Name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open the file %.200q in the archive: %w", f.Name, err)
	}
	packed := int64(min(f.CompressedSize64, uint64(archive))) // the archive may lie about it
	said := &broken{r: r, what: fmt.Sprintf("the file %.200q in the archive", f.Name)}
	return &unpacked{Bounded(said, func() int64 { return packed }, max), []io.Closer{r}}, nil
}

// broken says what it was that could not be unpacked.
type broken struct {
	r    io.Reader
	what string
}

func (b *broken) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%s can't be unpacked to its end: %w", b.what, err)
	}
	return n, err
}

// counter counts what was read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
