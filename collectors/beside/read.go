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

// Locate says where a file that a source names is, and how it is opened: at an absolute path, else beside what declares
// the source, which may be part of the program, else in the working folder.
func Locate(src *config.Source, name string) (place string, open func() (fs.File, error)) {
	switch {
	case filepath.IsAbs(name):
	case src.Dir != "":
		name = filepath.Join(src.Dir, name)
	case src.FS != nil:
		name = path.Clean(filepath.ToSlash(name))
		return name, func() (fs.File, error) { return src.FS.Open(name) }
	}
	return name, func() (fs.File, error) { return os.Open(name) }
}

// Read reads a file that a source names.
func Read(src *config.Source, name string) (string, error) {
	_, open := Locate(src, name)
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
