// Package beside reads small files that the options of a source name: queries, certificates, requests.
package beside

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"unicode/utf8"

	"github.com/postup/postup/config"
)

// maxBytes bounds a file.
const maxBytes = 256 << 10

// Read reads a file beside the one that declares the source, or at an absolute path.
func Read(src *config.Source, name string) (string, error) {
	open := func() (fs.File, error) { return os.Open(name) }
	switch {
	case filepath.IsAbs(name):
	case src.Dir != "":
		open = func() (fs.File, error) { return os.Open(filepath.Join(src.Dir, name)) }
	case src.FS != nil:
		open = func() (fs.File, error) { return src.FS.Open(path.Clean(filepath.ToSlash(name))) }
	}
	file, err := open()
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		return "", fmt.Errorf("%s can't be read: %w", name, err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("%s can't be read", name)
	case len(text) > maxBytes:
		return "", fmt.Errorf("%s has more than %d bytes", name, maxBytes)
	case !utf8.Valid(text):
		return "", fmt.Errorf("%s is not written in UTF-8", name)
	}
	return string(text), nil
}
