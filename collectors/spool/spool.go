// Package spool keeps on disk what came while the store did not answer, in the order in which it came, until it is
// written. The payloads themselves are where all payloads are; here stands which of them wait, a file for each.
package spool

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/postup/postup/store"
)

// Entry is a collection that waits for the store.
type Entry struct {
	Arrived      uint64           // by which they are in order; its name
	Size         int64            // of the payload on disk
	Collection   store.Collection // as far as it went; its ID is that of the last try to write it
	ETag         string
	LastModified string
	Tried        bool // the store may hold something of Collection.ID
	Failures     int  // tries that failed although the store answers
}

// Usage is how much waits. Bytes count each payload as it lies on disk, and its entry.
type Usage struct {
	Entries      int
	Bytes, Limit int64
}

// Full is the share of the limit that is used.
func (u Usage) Full() float64 { return float64(u.Bytes) / float64(max(u.Limit, 1)) }

// NearlyFull is the share from which someone should be told.
const NearlyFull = 0.8

// ErrFull says that no more may wait.
var ErrFull = errors.New("what waits for the store has reached spool_limit")

// ErrBusy says that another process writes what waits.
var ErrBusy = errors.New("another process writes what waits for the store")

// entryBytes is what an entry counts besides its payload.
const entryBytes = 4096

// Spool is the folder. It is safe for concurrent use, and for several processes.
type Spool struct {
	dir    string
	limit  int64
	filled chan struct{}
	locked chan struct{} // holds one while this process writes what waits

	mu     sync.Mutex
	usage  Usage
	coming int64 // bytes that are on their way
}

// Open opens the folder, and makes it where it does not exist.
func Open(dir string, limit int64) (*Spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of what waits for the store: %w", err)
	}
	s := &Spool{dir: dir, limit: limit, filled: make(chan struct{}, 1), locked: make(chan struct{}, 1)}
	if err := s.measure(); err != nil {
		return nil, err
	}
	if s.Usage().Entries > 0 {
		s.filled <- struct{}{}
	}
	return s, nil
}

// Filled gives something when there is something to write.
func (s *Spool) Filled() <-chan struct{} { return s.filled }

// Usage tells how much waits.
func (s *Spool) Usage() Usage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.usage
}

// Lock makes this the only one that writes what waits, until unlock is called. Another process that does so is ErrBusy.
func (s *Spool) Lock(ctx context.Context) (unlock func() error, err error) {
	select {
	case s.locked <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	file, err := os.OpenFile(filepath.Join(s.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err == nil {
		if err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			return func() error {
				defer func() { <-s.locked }()
				return file.Close() // which unlocks
			}, nil
		}
		_ = file.Close() // it is not ours
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = ErrBusy
		}
	}
	<-s.locked
	return nil, fmt.Errorf("lock the folder of what waits for the store: %w", err)
}

// Put adds an entry, or replaces it where it is there. It is safe on disk when Put returns.
func (s *Spool) Put(e *Entry) error {
	if err := s.put(e); err != nil {
		return fmt.Errorf("keep a collection for the store: %w", err)
	}
	select {
	case s.filled <- struct{}{}:
	default:
	}
	return s.measure()
}

func (s *Spool) put(e *Entry) error {
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(s.dir, "new-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // after the rename there is nothing to remove
	_, err = file.Write(b)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), s.path(e)); err != nil {
		return err
	}
	return s.sync()
}

// Remove takes an entry out, once what it stands for is written.
func (s *Spool) Remove(e *Entry) error {
	if err := errors.Join(os.Remove(s.path(e)), s.sync()); err != nil {
		return fmt.Errorf("forget a collection that waited for the store: %w", err)
	}
	return s.measure()
}

// Entries are those that wait, in the order in which they came.
func (s *Spool) Entries() ([]*Entry, error) {
	names, err := s.names()
	if err != nil {
		return nil, err
	}
	entries := make([]*Entry, 0, len(names))
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(s.dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue // another process has written it meanwhile
		}
		e := &Entry{}
		if err == nil {
			err = json.Unmarshal(b, e)
		}
		if err != nil {
			return nil, fmt.Errorf("read what waits for the store (%s): %w", name, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// names are the entries' files in order. The size stands in the name, so that measuring opens none.
func (s *Spool) names() ([]string, error) {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("look for what waits for the store: %w", err)
	}
	var names []string
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".json") {
			names = append(names, f.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

func (s *Spool) path(e *Entry) string {
	return filepath.Join(s.dir, fmt.Sprintf("%020d-%d.json", e.Arrived, e.Size))
}

func (s *Spool) sync() error {
	d, err := os.Open(s.dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// measure counts what waits.
func (s *Spool) measure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	names, err := s.names()
	if err != nil {
		return err
	}
	s.usage = Usage{Entries: len(names), Limit: s.limit}
	for _, name := range names {
		var arrived uint64
		var size int64
		if _, err := fmt.Sscanf(name, "%d-%d.json", &arrived, &size); err != nil {
			return fmt.Errorf("look for what waits for the store: %s is no entry of it", name)
		}
		s.usage.Bytes += size + entryBytes
	}
	return nil
}

// Bound reads a body that is going to wait, and ends in ErrFull where it would be too much together with what waits
// and what is on its way. It counts the bytes as they come, which on disk become fewer.
func (s *Spool) Bound(body io.ReadCloser) io.ReadCloser { return &bounded{ReadCloser: body, spool: s} }

type bounded struct {
	io.ReadCloser
	spool *Spool
	read  int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	b.spool.mu.Lock()
	defer b.spool.mu.Unlock()
	b.spool.coming += int64(n)
	if b.spool.usage.Bytes+b.spool.coming+entryBytes > b.spool.limit {
		return 0, fmt.Errorf("%w of %d bytes: see that the store runs, or raise it", ErrFull, b.spool.limit)
	}
	return n, err
}

func (b *bounded) Close() error {
	b.spool.mu.Lock()
	b.spool.coming -= b.read
	b.read = 0
	b.spool.mu.Unlock()
	return b.ReadCloser.Close()
}
