package sftpsource

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/pkg/sftp"

	"github.com/postup/postup/collectors/fetch"
)

// ahead is how much is asked for at once: in small pieces, each answer would be waited for.
const ahead = 1 << 20

// body is a file that notices when it is written to while it is read.
type body struct {
	ctx    context.Context
	source *Source
	line   *line
	file   *sftp.File
	reader *bufio.Reader
	name   string
	before fs.FileInfo
	read   int64
}

func newBody(ctx context.Context, s *Source, l *line, file *sftp.File, name string, before fs.FileInfo) *body {
	b := &body{ctx: ctx, source: s, line: l, file: file, name: name, before: before}
	b.reader = bufio.NewReaderSize(file, ahead)
	return b
}

func (b *body) Read(p []byte) (int, error) {
	b.line.conn.Renew()
	n, err := b.reader.Read(p)
	b.read += int64(n)
	switch {
	case err == nil:
		return n, nil
	case err == io.EOF:
		return n, b.whole()
	}
	return n, b.cut(err)
}

// whole is io.EOF if the file is still the one that was chosen.
func (b *body) whole() error {
	after, err := b.file.Stat()
	if err != nil {
		return b.cut(err)
	}
	if b.read != b.before.Size() || after.Size() != b.before.Size() || !after.ModTime().Equal(b.before.ModTime()) {
		return fetch.Worth(fmt.Errorf("%w: %s changed while it was read", fetch.ErrCut, b.name))
	}
	return io.EOF
}

func (b *body) cut(err error) error {
	err = b.source.failed(b.ctx, "read "+b.name, err)
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fetch.Worth(fmt.Errorf("%w: %w", fetch.ErrCut, err))
}

// Close ends the session.
func (b *body) Close() error {
	b.line.close()
	return nil
}
