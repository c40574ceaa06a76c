package opendata

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/klauspost/compress/gzip"

	"github.com/postup/postup/dashboard/opendata/table"
)

const (
	stalled   = 30 * time.Second // after which a client that takes nothing is given up
	longest   = 2 * time.Hour    // that making a file may take, however patient the client is
	sentPiece = 128 << 10        // bytes that are sent before a client may take its time anew
	packLevel = 4                // of gzip
)

// packs tells whether a file goes out compressed by gzip, which everything that takes compressed answers takes. What is no text is compressed in
// itself, and whoever else compresses answers shall leave it alone.
func packs(c *fiber.Ctx, f table.Format) bool {
	packed := false
	if f.Text || ofSDMX(f) {
		c.Vary(fiber.HeaderAcceptEncoding)
		packed = c.Request().Header.HasAcceptEncoding("gzip")
	}
	if !packed {
		c.Request().Header.Del(fiber.HeaderAcceptEncoding)
	}
	return packed
}

// send gives out a file: as it is kept, or else while it is made or packed, which is then kept for the next who ask.
func (f *Files) send(c *fiber.Ctx, w *wanted, packed bool) error {
	name := w.name
	if packed {
		name += ".gz"
		c.Set(fiber.HeaderContentEncoding, "gzip")
	}
	known, opened, err := f.Shelf.find(name)
	if err != nil {
		return err
	}
	if known != nil {
		return f.sendKept(c, name, known, opened)
	}
	if c.Method() == fiber.MethodHead {
		return nil // it is not made for those who don't take it
	}
	conn := c.Context().Conn()
	c.Response().ImmediateHeaderFlush = true
	n := w.named // the rest is the request's
	c.Context().SetBodyStreamWriter(func(out *bufio.Writer) {
		ctx, cancel := context.WithTimeout(context.Background(), longest) // the request's own ends with the handler
		defer cancel()
		if err := f.make(ctx, n, packed, &flushed{out, conn}); err != nil {
			f.Log.Warn("a download was not whole", "file", name, "dataset", n.dataset.ID, "error", err)
			_ = conn.Close() // the client sees that the end is missing
		}
	})
	return nil
}

// sendKept gives out a file that was made, or the part of it that is asked for.
func (f *Files) sendKept(c *fiber.Ctx, name string, known *keptFile, opened *os.File) error {
	c.Set("Repr-Digest", known.digest())
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	from, to, err := portion(c, known.size)
	switch {
	case opened == nil && err == nil:
		c.Response().SetBodyRaw(known.body[from:to]) // which nobody changes
		f.AtHand.Keep(c, nil, func() []byte { return f.Shelf.inMemory(name) })
		return nil
	case opened == nil:
		return err
	case err == nil:
		_, err = opened.Seek(from, io.SeekStart)
	}
	if err != nil {
		return errors.Join(err, opened.Close())
	}
	c.Context().SetBodyStream(&patient{opened, to - from, c.Context().Conn()}, int(to-from))
	return nil
}

// make makes a file for whoever reads to. Packed, it is made of the file where that is kept; else the file is what is kept.
func (f *Files) make(ctx context.Context, n *named, packed bool, to io.Writer) error {
	if !packed {
		return f.Shelf.write(ctx, &n.file, n.name, to)
	}
	known, opened, err := f.Shelf.find(n.name)
	if err != nil {
		return err
	}
	if known == nil {
		return pack(to, func(to io.Writer) error { return f.Shelf.write(ctx, &n.file, n.name, to) })
	}
	plain := io.Reader(bytes.NewReader(known.body))
	if opened != nil {
		defer opened.Close()
		plain = opened
	}
	return f.Shelf.keep(n.name+".gz", to, nil, func(to io.Writer) error {
		return pack(to, func(to io.Writer) error {
			_, err := io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{plain}, make([]byte, sentPiece))
			return err
		})
	})
}

// pack compresses what is written.
func pack(to io.Writer, write func(io.Writer) error) error {
	packer, err := gzip.NewWriterLevel(to, packLevel)
	if err != nil {
		return err
	}
	if err := write(packer); err != nil {
		return err
	}
	return packer.Close()
}

// patient sends what is left of a file to a client that may be slow: as long as it takes something, it is waited for.
type patient struct {
	*os.File
	left int64
	conn net.Conn
}

// WriteTo hands over pieces of the file, which the system sends without copying where it can.
func (p *patient) WriteTo(w io.Writer) (sent int64, err error) {
	for sent < p.left && err == nil {
		_ = p.conn.SetWriteDeadline(time.Now().Add(stalled)) // where it can't be set, the server's own holds
		var n int64
		n, err = io.CopyN(w, p.File, min(sentPiece, p.left-sent))
		sent += n
	}
	return sent, err
}

// flushed hands on what is written in pieces that are on their way at once.
type flushed struct {
	out  *bufio.Writer
	conn net.Conn
}

func (f *flushed) Write(b []byte) (int, error) {
	_ = f.conn.SetWriteDeadline(time.Now().Add(stalled))
	n, err := f.out.Write(b)
	if err == nil {
		err = f.out.Flush()
	}
	return n, err
}
