// Package inboxsource reads sources that are folders into which people put files. A file is taken once it is complete,
// answered by a text beside it, and put away.
package inboxsource

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/filesource"
	"github.com/postup/postup/config"
)

// lockName is the file by which processes keep each other from the folder.
const lockName = ".postup.lock"

// Clock is the time that files settle by.
type Clock interface {
	Now() time.Time
	Until(ctx context.Context, t time.Time) error
}

// Inbox is one source. It is for one collection at a time.
type Inbox struct {
	options Options
	dir     string
	source  *config.Source
	clock   Clock
	words   *words
	seen    map[file]time.Time // since when each file has been as it is
	taken   *taken             // by the last Fetch; nil: there was nothing
	lock    *os.File           // held from Fetch to Release; nil: it is not
}

// file is a file as it was seen.
type file struct {
	name       string
	size, time int64 // bytes; of the last change, in ns
}

// taken is a file that is being collected.
type taken struct {
	file
	more bool // another one waits
}

// New prepares a source. That the folder is there is seen when files are taken from it.
func New(src *config.Source, clock Clock) (*Inbox, error) {
	o, err := decode(src.Options)
	if err != nil {
		return nil, err
	}
	if src.Mode == config.Snapshot {
		return nil, errors.New("mode: files that come one after another are no snapshot; each would withdraw what the others brought")
	}
	if timeout := cmp.Or(time.Duration(src.Timeout), defaultTimeout); timeout <= o.settle() {
		return nil, fmt.Errorf("timeout: %s is over before a file has settled (%s)", timeout, o.settle())
	}
	w, err := wordsIn(o.Language)
	if err != nil {
		return nil, err
	}
	return &Inbox{options: o, dir: folder(src, o.Path), source: src, clock: clock, words: w, seen: map[file]time.Time{}}, nil
}

// Place is the folder.
func (i *Inbox) Place() string { return i.dir }

// Windowed is false: files are read whole.
func (i *Inbox) Windowed() bool { return false }

// Fetch opens the oldest file that is complete. The ETag names the file that was stored last: where it lies there still,
// it is put away, unread.
func (i *Inbox) Fetch(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	i.taken = nil
	root, err := os.OpenRoot(i.dir) // nothing in it leads out of it
	if err != nil {
		return nil, fmt.Errorf("open the folder %s: %w; see that it is there and can be read", i.dir, cause(err))
	}
	defer root.Close() // what was opened in it stays open
	if err := i.hold(root); err != nil {
		return nil, err
	}
	if err := finish(root, r.ETag); err != nil {
		return nil, err
	}
	ready, err := i.ready(ctx, root)
	if err != nil {
		return nil, err
	}
	if len(ready) == 0 {
		return &fetch.Response{NotModified: true}, nil
	}
	i.taken = &taken{file: ready[0], more: len(ready) > 1}
	return i.open(root, r)
}

// hold keeps other processes from the folder: two that took a file at once might store an older one last.
func (i *Inbox) hold(root *os.Root) error {
	if i.lock != nil {
		return nil
	}
	lock, err := root.OpenFile(lockName, os.O_RDWR|os.O_CREATE, 0o660)
	if err != nil {
		return fmt.Errorf("lock the folder %s: %w; see that it can be written to", i.dir, cause(err))
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = lock.Close() // nothing was written
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return fmt.Errorf("another process takes files from the folder %s", i.dir)
		}
		return fmt.Errorf("lock the folder %s: %w", i.dir, err)
	}
	i.lock = lock
	return nil
}

// Release lets other processes take files from the folder.
func (i *Inbox) Release() {
	if i.lock != nil {
		_ = i.lock.Close() // nothing was written
		i.lock = nil
	}
}

func (i *Inbox) open(root *os.Root, r fetch.Request) (*fetch.Response, error) {
	name := i.taken.name
	if i.taken.size > r.MaxBytes {
		return nil, fetch.Refuse(fetch.TooLarge, fmt.Errorf("%s has %d bytes; the source's max_bytes is %d", name, i.taken.size, r.MaxBytes))
	}
	opened, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe in its place holds nobody up
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fetch.Worth(fmt.Errorf("%w: %s is gone", fetch.ErrCut, name))
	}
	if err != nil {
		return nil, fetch.Refuse(fetch.Unreadable, fmt.Errorf("open the file %s: %w; see that it can be read", name, cause(err)))
	}
	info, err := opened.Stat()
	if err == nil && (!info.Mode().IsRegular() || seenAs(info) != i.taken.file) {
		err = fetch.Worth(fmt.Errorf("%w: %s changed", fetch.ErrCut, name))
	}
	if err != nil {
		_ = opened.Close() // nothing was read
		return nil, err
	}
	return &fetch.Response{Body: filesource.Whole(opened, name, info), ETag: tag(r.Collection, i.taken.file), Written: info.ModTime()}, nil
}

// ready are the files that are complete, oldest first. Where none is yet, it waits for those there are.
func (i *Inbox) ready(ctx context.Context, root *os.Root) ([]file, error) {
	ready, err := i.look(root)
	if err != nil || len(ready) > 0 || len(i.seen) == 0 {
		return ready, err
	}
	if err := i.clock.Until(ctx, i.clock.Now().Add(i.options.settle())); err != nil {
		return nil, err
	}
	return i.look(root)
}

// look sees what is in the folder, and which of it has not changed for long enough.
func (i *Inbox) look(root *os.Root) (ready []file, err error) {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("look into the folder %s: %w", i.dir, cause(err))
	}
	now, seen := i.clock.Now(), map[file]time.Time{}
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !i.wants(entry.Name()) {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			continue // it is gone
		}
		f := seenAs(info)
		since, known := i.seen[f]
		if !known {
			since = now
		}
		seen[f] = since
		if now.Sub(since) >= i.options.settle() {
			ready = append(ready, f)
		}
	}
	i.seen = seen
	slices.SortFunc(ready, func(a, b file) int { return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.name, b.name)) })
	return ready, nil
}

func seenAs(info fs.FileInfo) file { return file{info.Name(), info.Size(), info.ModTime().UnixNano()} }

// wants tells whether a file of a name is to be taken: it is none that programs keep beside their own while they write,
// and no answer.
func (i *Inbox) wants(name string) bool {
	small := strings.ToLower(name)
	for _, beginning := range []string{".", "~"} {
		if strings.HasPrefix(small, beginning) {
			return false
		}
	}
	for _, ending := range []string{".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", ".swp", "~", answerEnding} {
		if strings.HasSuffix(small, ending) {
			return false
		}
	}
	if small == "desktop.ini" || small == "thumbs.db" {
		return false
	}
	matched, _ := path.Match(i.options.Match, name) // the pattern was checked
	return matched
}

// cause is the error less the path, which the message has already.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
