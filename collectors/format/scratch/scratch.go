// Package scratch keeps bytes on disk while they are read: for formats that are read out of order. Nobody but their owner
// can read them, and they are gone when the process is, however it ends.
package scratch

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
)

// File is an open file without a name.
type File struct {
	*os.File
	named bool
}

// New makes an empty file in the folder for temporary files.
func New() (*File, error) {
	file, err := os.CreateTemp("", "postup-scratch-*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	f := &File{File: file, named: runtime.GOOS == "windows"} // where an open file can't be removed
	if !f.named {
		if err := os.Remove(file.Name()); err != nil {
			return nil, errors.Join(fmt.Errorf("make a temporary file: %w", err), file.Close())
		}
	}
	return f, nil
}

// Copy makes a file of what r gives, and tells its size.
func Copy(r io.Reader) (*File, int64, error) {
	f, err := New()
	if err != nil {
		return nil, 0, err
	}
	n, err := io.Copy(f, r)
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("write a temporary file: %w", err), f.Close())
	}
	return f, n, nil
}

// Close gives up the file.
func (f *File) Close() error {
	err := f.File.Close()
	if f.named {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
