package inboxsource

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The folders in the folder.
const (
	archive = "archive" // what was stored
	failed  = "failed"  // what was refused whole
)

const (
	answerEnding = ".answer.txt"
	maxName      = 180 // bytes of a name; file systems take 255, and more is added to it
)

// Answer writes what became of the file that was fetched last beside it. It comes before anything remembers the file:
// who is killed in between reads and answers it again.
func (i *Inbox) Answer(e Ended) error {
	if i.taken == nil {
		return nil
	}
	root, err := os.OpenRoot(i.dir)
	if err != nil {
		return fmt.Errorf("answer %s: %w", i.taken.name, err)
	}
	defer root.Close() // what was written was closed before
	text := i.compose(e)
	if e.Refused != nil {
		if err := place(root, path.Join(failed, awayName(e.Collection, i.taken.name)+answerEnding), text); err != nil {
			return fmt.Errorf("answer %s: %w", i.taken.name, err)
		}
	}
	if err := place(root, short(i.taken.name)+answerEnding, text); err != nil {
		return fmt.Errorf("answer %s: %w", i.taken.name, err)
	}
	return nil
}

// Clear puts the file that was fetched last away, and tells whether another one waits.
func (i *Inbox) Clear(e Ended) (more bool, err error) {
	if i.taken == nil {
		return false, nil
	}
	root, err := os.OpenRoot(i.dir)
	if err != nil {
		return false, fmt.Errorf("put %s away: %w", i.taken.name, err)
	}
	defer root.Close() // nothing is open in it
	to := archive
	if e.Refused != nil {
		to = failed
	}
	if err := putAway(root, i.taken.file, to, e.Collection); err != nil {
		return false, err
	}
	return i.taken.more, nil
}

// tag names a file and the collection that reads it.
func tag(collection uint64, f file) string {
	return fmt.Sprintf("%d/%d/%d/%s", collection, f.size, f.time, f.name)
}

// finish puts the file of a tag away where that is all that was missing.
func finish(root *os.Root, of string) error {
	parts := strings.SplitN(of, "/", 4)
	if len(parts) != 4 {
		return nil
	}
	collection, err := strconv.ParseUint(parts[0], 10, 64)
	if err != nil {
		return nil // no tag of ours
	}
	info, err := root.Lstat(parts[3])
	if err != nil || !info.Mode().IsRegular() || tag(collection, seenAs(info)) != of {
		return nil // it is away, or another one
	}
	return putAway(root, seenAs(info), archive, collection)
}

// putAway moves a file in one step. One that has changed meanwhile is another: it stays.
func putAway(root *os.Root, f file, to string, collection uint64) error {
	info, err := root.Lstat(f.name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && seenAs(info) != f {
		return nil
	}
	if err == nil {
		err = makeFolder(root, to)
	}
	if err == nil {
		err = root.Rename(f.name, path.Join(to, awayName(collection, f.name)))
	}
	if err == nil {
		err = errors.Join(syncFolder(root, to), syncFolder(root, "."))
	}
	if err != nil {
		return fmt.Errorf("%s was read, and can't be moved to %s/: %w; see that the folder can be written to", f.name, to, err)
	}
	return nil
}

func makeFolder(root *os.Root, name string) error {
	if err := root.Mkdir(name, 0o770); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// place writes a file whole or not at all.
func place(root *os.Root, name string, content []byte) error {
	folder := path.Dir(name)
	if folder != "." {
		if err := makeFolder(root, folder); err != nil {
			return err
		}
	}
	incoming := path.Join(folder, "."+path.Base(name)+".tmp")
	if err := root.Remove(incoming); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := root.OpenFile(incoming, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o664) // its sender may be another user
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = root.Rename(incoming, name)
	}
	if err != nil {
		return errors.Join(err, root.Remove(incoming))
	}
	return syncFolder(root, folder)
}

func syncFolder(root *os.Root, name string) error {
	dir, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// awayName is a file's name where it is kept.
func awayName(collection uint64, name string) string {
	return fmt.Sprintf("%d-%s", collection, short(name))
}

// short is a name that leaves room for more, with its ending.
func short(name string) string {
	if len(name) <= maxName {
		return name
	}
	ending := path.Ext(name)
	if len(ending) > 20 {
		ending = ""
	}
	cut := maxName - len(ending)
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + ending
}
