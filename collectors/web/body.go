package web

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/postup/postup/collectors/fetch"
)

// body tells a body that was cut from one that ended, and unpacks it.
type body struct {
	reader io.Reader
	closer io.Closer
	unpack bool
}

func (b *body) Read(p []byte) (int, error) {
	if b.unpack {
		z, err := gzip.NewReader(b.reader)
		if err != nil {
			return 0, cut(err)
		}
		b.reader, b.unpack = z, false
	}
	n, err := b.reader.Read(p)
	if err != nil && err != io.EOF {
		err = cut(err)
	}
	return n, err
}

// cut sorts the errors of reading a body: all are worth another attempt but the end of the caller's patience.
func cut(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fetch.Worth(fmt.Errorf("%w: %w", fetch.ErrCut, err))
}

func (b *body) Close() error { return b.closer.Close() }

// Closing has whoever closes a body also close the connections that were kept meanwhile.
func (c *Client) Closing(b io.ReadCloser) io.ReadCloser { return &closing{b, c} }

type closing struct {
	io.ReadCloser
	client *Client
}

func (c *closing) Close() error {
	err := c.ReadCloser.Close()
	c.client.Close()
	return err
}
