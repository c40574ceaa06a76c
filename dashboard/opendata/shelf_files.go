package opendata

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	smallFile = 512 << 10 // bytes up to which a file that is asked for again is held in memory: to open it would take longer than to send it
	mostHeld  = 32 << 20  // of all that are held
)

// keptFile is what is known of a file that was made.
type keptFile struct {
	size int64
	sum  []byte // SHA-256
	body []byte // of a small one, once it was asked for again; nil where it isn't held
}

// digest is the SHA-256 as headers have it.
func (k *keptFile) digest() string {
	return "sha-256=:" + base64.StdEncoding.EncodeToString(k.sum) + ":"
}

// find gives what is known of a file that was made before, and the file open where it is not held in memory; nil where there is none.
func (s *Shelf) find(name string) (*keptFile, *os.File, error) {
	s.mu.Lock()
	known := s.kept[name]
	s.mu.Unlock()
	if known == nil || known.body != nil {
		return known, nil, nil
	}
	opened, err := os.Open(filepath.Join(s.dir, name))
	if errors.Is(err, fs.ErrNotExist) { // somebody has cleared the folder
		return nil, nil, nil
	}
	if err != nil || known.size > smallFile {
		return known, opened, err
	}
	defer opened.Close()
	body := make([]byte, known.size)
	if _, err := io.ReadFull(opened, body); err != nil {
		return nil, nil, err
	}
	return s.hold(name, &keptFile{known.size, known.sum, body}), nil, nil
}

// inMemory is a file that is held; nil where it isn't any more.
func (s *Shelf) inMemory(name string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.kept[name]; known != nil {
		return known.body
	}
	return nil
}

// hold takes a small file into memory. Where there is no room, others go, whichever comes: those that are asked for often are soon there again.
func (s *Shelf) hold(name string, it *keptFile) *keptFile {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.kept[name]; known.body != nil {
		return known
	}
	s.kept[name], s.held = it, s.held+it.size
	for other, k := range s.kept {
		if s.held <= mostHeld {
			break
		}
		if k.body != nil && other != name {
			s.kept[other], s.held = &keptFile{size: k.size, sum: k.sum}, s.held-k.size
		}
	}
	return it
}

// write makes a file, for whoever reads to, and keeps it unless somebody else is at that.
func (s *Shelf) write(ctx context.Context, f *file, name string, to io.Writer) error {
	var sum []byte
	if f.format.ID == Kept().ID { // whose bytes are those of the content, which is held against its hash as it is read
		sum, _ = hex.DecodeString(f.dataset.Hash)
	}
	return s.keep(name, to, sum, func(to io.Writer) error { return s.copy(ctx, f, to) })
}

// keep lets a file be written, for whoever reads to, and keeps it unless somebody else is at that. known is its SHA-256; nil where that is to be found out.
func (s *Shelf) keep(name string, to io.Writer, known []byte, write func(io.Writer) error) (err error) {
	if !s.begin(name) {
		return write(to)
	}
	defer s.end(name)
	kept, err := os.CreateTemp(s.dir, "making-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(kept.Name()))
		}
	}()
	sum := sha256.New()
	if known == nil {
		to = io.MultiWriter(to, sum)
	}
	err = write(io.MultiWriter(to, kept))
	size, fault := kept.Seek(0, io.SeekCurrent)
	if err := errors.Join(err, fault, kept.Close()); err != nil {
		return err
	}
	if err := os.Rename(kept.Name(), filepath.Join(s.dir, name)); err != nil {
		return err
	}
	if known == nil {
		known = sum.Sum(nil)
	}
	s.made(name, &keptFile{size: size, sum: known})
	return nil
}

func (s *Shelf) begin(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.making[name] {
		return false
	}
	s.making[name] = true
	return true
}

func (s *Shelf) end(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.making, name)
}

func (s *Shelf) made(name string, it *keptFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before := s.kept[name]; before != nil && before.body != nil {
		s.held -= before.size
	}
	s.kept[name] = it
}
