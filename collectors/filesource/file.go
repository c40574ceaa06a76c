// Package filesource reads sources that are files: beside the configuration that names them, or anywhere by an
// absolute path.
package filesource

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/collectors/beside"
	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/config"
)

// Options are what a source of kind file says under the key file.
type Options struct {
	Path string `yaml:"path"`
}

// Check tells whether a source's options can be used.
func Check(node ast.Node) error {
	_, err := decode(node)
	return err
}

func decode(node ast.Node) (Options, error) {
	var o Options
	if err := config.Decode(node, &o); err != nil {
		return o, err
	}
	if o.Path == "" {
		return o, errors.New("file: path is missing: name the file, beside this one or by an absolute path")
	}
	return o, nil
}

// File is one source.
type File struct {
	open func() (fs.File, error)
	name string
}

// New prepares a source.
func New(src *config.Source) (*File, error) {
	o, err := decode(src.Options)
	if err != nil {
		return nil, err
	}
	place, open := beside.Locate(src, o.Path)
	return &File{name: place, open: open}, nil
}

// At is the file at a path.
func At(name string) *File {
	return &File{name: name, open: func() (fs.File, error) { return os.Open(name) }}
}

// Place is the file's name.
func (f *File) Place() string { return f.name }

// Windowed is false: a file is read whole.
func (f *File) Windowed() bool { return false }

// Fetch opens the file. Its body ends in an error when the file changed while it was read.
func (f *File) Fetch(_ context.Context, _ fetch.Request) (*fetch.Response, error) {
	file, err := f.open()
	if err != nil {
		return nil, fmt.Errorf("open the file %s: %w; see that it is there and can be read", f.name, cause(err))
	}
	before, err := file.Stat()
	if err == nil && !before.Mode().IsRegular() {
		err = errors.New("it is not a regular file; name the file itself, not a folder or a device")
	}
	if err != nil {
		_ = file.Close() // nothing was read
		return nil, fmt.Errorf("open the file %s: %w", f.name, err)
	}
	return &fetch.Response{Body: Whole(file, f.name, before), Written: before.ModTime()}, nil
}

// Whole is an open file as a body: it ends in an error when the file is not what it was before.
func Whole(file fs.File, name string, before fs.FileInfo) io.ReadCloser {
	return &body{File: file, name: name, before: before}
}

// cause is the error less the path, which the message has already.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// body is a file that notices when it is written to while it is read.
type body struct {
	fs.File
	name   string
	before fs.FileInfo
	read   int64
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.File.Read(p)
	b.read += int64(n)
	if err != io.EOF {
		return n, err
	}
	after, e := b.Stat()
	if e != nil {
		return n, e
	}
	if b.read != b.before.Size() || after.Size() != b.before.Size() || !after.ModTime().Equal(b.before.ModTime()) {
		return n, fetch.Worth(fmt.Errorf("%w: %s changed while it was read", fetch.ErrCut, b.name))
	}
	return n, io.EOF
}
