package opendata

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

// MostShown is how many changes of a dataset are at hand; the file has all.
const MostShown = 50

// mostCompared is how many pairs of releases are kept with their files.
const mostCompared = 32

// Changes are what differs between two releases.
type Changes struct {
	From, To *store.Release
	Datasets []DatasetChanges // in the order of the later release, then those that it has no more
	path     string           // of the file with all of them
}

// DatasetChanges are those of one dataset.
type DatasetChanges struct {
	ID                   string
	Added, Gone, Changed uint64   // rows
	Shown                []Change // the newest first, where the dataset's changes are shown
}

// Change is a row that is another, or is in one of the releases only.
type Change struct {
	Kind    string // added, gone, changed
	Row     map[string]string
	Columns []ChangedColumn // of those that are shown
	when    string
}

// ChangedColumn is a column's value in both releases as CSV has it; nil where it is missing.
type ChangedColumn struct {
	Name    string
	Was, Is *string
}

// What can have come of a row.
const (
	RowAdded   = "added"
	RowGone    = "gone"
	RowChanged = "changed"
)

// comparisons are kept by pairs of releases.
type comparisons struct {
	making sync.Mutex // one pair is compared at a time, and read by all who wait for it
	mu     sync.Mutex
	kept   map[string]*Changes
	used   []string
}

// Between finds two releases to compare: "" as to is the newest, "" as from the one before it; that is nil where there is none.
// A release that isn't there is an *Absent.
func (s *Shelf) Between(ctx context.Context, from, to string) (before, after *store.Release, err error) {
	list, err := s.Published(ctx)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = x.ID
	}
	at, earlier := slices.Index(ids, to), slices.Index(ids, from)
	if (to == "" || to == Latest) && len(list) > 0 {
		at = 0
	}
	if at < 0 {
		return nil, nil, &Absent{Kind: "release", Given: to, There: ids}
	}
	switch {
	case from == "" && at+1 == len(list):
		return nil, &list[at], nil
	case from == "":
		earlier = at + 1
	case earlier < 0:
		return nil, nil, &Absent{Kind: "release", Given: from, There: ids}
	}
	return &list[earlier], &list[at], nil
}

// Changes compares two published releases.
func (s *Shelf) Changes(ctx context.Context, from, to *store.Release) (*Changes, error) {
	c, file, err := s.compared(ctx, from, to)
	if err != nil {
		return nil, err
	}
	return c, file.Close()
}

// compared gives what differs, and the file of it open.
func (s *Shelf) compared(ctx context.Context, from, to *store.Release) (*Changes, *os.File, error) {
	name := changesName(from, to)
	if c, file := s.comparisons.find(name); c != nil {
		return c, file, nil
	}
	s.comparisons.making.Lock()
	defer s.comparisons.making.Unlock()
	if c, file := s.comparisons.find(name); c != nil {
		return c, file, nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longest) // others will ask for it, too
	defer cancel()
	c, err := s.compare(ctx, from, to, filepath.Join(s.dir, "changes-"+name))
	if err != nil {
		return nil, nil, err
	}
	file, err := os.Open(c.path)
	if err != nil {
		return nil, nil, err
	}
	return c, file, s.comparisons.keep(name, c)
}

func changesName(from, to *store.Release) string {
	sum := sha256.Sum256([]byte(from.ID + "\n" + from.Hash + "\n" + to.ID + "\n" + to.Hash))
	return hex.EncodeToString(sum[:12])
}

func (s *Shelf) compare(ctx context.Context, from, to *store.Release, path string) (c *Changes, err error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err = errors.Join(err, file.Close()); err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	buffered := bufio.NewWriterSize(file, 1<<20)
	w, err := newChangesWriter(buffered)
	if err != nil {
		return nil, err
	}
	c = &Changes{From: from, To: to, path: path}
	all := slices.Clone(to.Datasets)
	for _, d := range from.Datasets {
		if to.Dataset(d.ID) == nil {
			all = append(all, store.Released{ID: d.ID})
		}
	}
	for _, d := range all {
		was := store.Released{ID: d.ID}
		if then := from.Dataset(d.ID); then != nil {
			was = *then
		}
		p := &pair{shelf: s, was: was, is: d, out: w, found: DatasetChanges{ID: d.ID}}
		if err := p.compare(ctx); err != nil {
			return nil, err
		}
		c.Datasets = append(c.Datasets, p.found)
	}
	return c, errors.Join(w.Close(), buffered.Flush())
}

// placedKeys are the columns that name a row in the file of changes, of whatever dataset it is.
var placedKeys = []string{
	"programme", "indicator", "index", "target_id", "reading", "edition", "id", "code", "service", "region", "breakdown", "period_start", "period_end",
	"month", "source", "method", "yardstick",
}

// newChangesWriter begins the file of changes: a line for each column that is another in a row.
func newChangesWriter(to io.Writer) (table.Writer, error) {
	var columns []table.Column
	for _, name := range slices.Concat([]string{"dataset", "change"}, placedKeys, []string{"column", "was", "is"}) {
		columns = append(columns, table.Column{Name: name, Type: table.TypeText})
	}
	return table.New(formatOf("csv"), to, table.Meta{Columns: columns})
}

func (k *comparisons) find(name string) (*Changes, *os.File) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.kept[name]
	if c == nil {
		return nil, nil
	}
	file, err := os.Open(c.path)
	if err != nil { // somebody has cleared the folder: it is made anew
		delete(k.kept, name)
	}
	k.used = slices.DeleteFunc(k.used, func(n string) bool { return n == name })
	if err != nil {
		return nil, nil
	}
	k.used = append(k.used, name)
	return c, file
}

// keep takes a comparison in; the one that was not asked for the longest makes room.
func (k *comparisons) keep(name string, c *Changes) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept[name], k.used = c, append(k.used, name)
	if len(k.used) <= mostCompared {
		return nil
	}
	oldest := k.used[0]
	path := k.kept[oldest].path
	delete(k.kept, oldest)
	k.used = k.used[1:]
	return os.Remove(path)
}
