package opendata

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

// Latest stands for the newest published release.
const Latest = "latest"

const (
	fresh    = 2 * time.Second  // for how long the list of releases is taken to be as it was
	stale    = 5 * time.Second  // after which nobody is given it without the store being asked
	lately   = time.Second / 5  // after which it is looked for a release that is not known
	soon     = 2 * time.Second  // that who could be given an old one waits for the store
	patience = 10 * time.Second // with a store that is asked for it
)

// Shelf gives out what was published. A file is made when it is first asked for, and kept in a folder of the shelf's own for the next who ask.
// It is safe for concurrent use.
type Shelf struct {
	store  Store
	dir    string
	labels sdmx.Labels
	called string // tells labels from others

	mu     sync.Mutex
	list   []store.Release // published, the newest first
	known  bool            // list was read
	looked time.Time       // when the store was last asked for it
	looks  singleflight.Group
	making map[string]bool // files, by name
	kept   map[string]*keptFile
	held   int64 // bytes of the files that are in memory, too

	previews previews
	contents contents
	indexes  rowIndexes

	comparisons comparisons
}

// NewShelf keeps files under dir, which is made anew; what an earlier process left there is deleted. "" is a folder of the system's for what is
// passing.
func NewShelf(s Store, dir string) (*Shelf, error) {
	var err error
	if dir == "" {
		dir, err = os.MkdirTemp("", "postup-files-")
	} else if err = os.RemoveAll(dir); err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, fmt.Errorf("make the folder of files for download anew: %w", err)
	}
	return &Shelf{store: s, dir: dir, making: map[string]bool{}, kept: map[string]*keptFile{}, previews: previews{kept: map[string][][]string{}}, contents: contents{kept: map[string]*count{}}, indexes: rowIndexes{kept: map[string]*rowIndex{}}, comparisons: comparisons{kept: map[string]*Changes{}}}, nil
}

// Published lists what was published, the newest first, as it was some seconds ago at most. While many ask, the store is asked beside them; who
// comes after nobody has asked for a while waits for it, but not for long where it is known what there was.
func (s *Shelf) Published(ctx context.Context) ([]store.Release, error) {
	s.mu.Lock()
	list, known, age := s.list, s.known, time.Since(s.looked)
	s.mu.Unlock()
	if known && age < fresh {
		return list, nil
	}
	newest := s.look(ctx)
	if known && age < stale {
		return list, nil
	}
	return s.waited(ctx, newest)
}

// look asks the store, once for however many want to know.
func (s *Shelf) look(ctx context.Context) <-chan singleflight.Result {
	return s.looks.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		return s.read(ctx)
	})
}

// waited is what the store says, or, where that takes long or fails, what is known.
func (s *Shelf) waited(ctx context.Context, newest <-chan singleflight.Result) ([]store.Release, error) {
	s.mu.Lock()
	list, known := s.list, s.known
	s.mu.Unlock()
	var enough <-chan time.Time
	if known {
		enough = time.After(soon)
	}
	select {
	case got := <-newest:
		if got.Err == nil {
			return got.Val.([]store.Release), nil
		}
		if !known {
			return nil, got.Err
		}
	case <-enough:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return list, nil
}

func (s *Shelf) read(ctx context.Context) ([]store.Release, error) {
	list, err := s.store.Releases(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looked = time.Now()
	if err != nil {
		return nil, err
	}
	s.list, s.known = store.Published(list), true
	return s.list, nil
}

// Release finds a published release; Latest is the newest. One that is not among those that are known is looked for in the store.
func (s *Shelf) Release(ctx context.Context, version string) (*store.Release, error) {
	list, err := s.Published(ctx)
	if err != nil {
		return nil, err
	}
	x := releaseIn(list, version)
	if x == nil && s.age() > lately {
		if list, err = s.waited(ctx, s.look(ctx)); err != nil {
			return nil, err
		}
		x = releaseIn(list, version)
	}
	if x != nil {
		return x, nil
	}
	absent := &Absent{Kind: "release", Given: version}
	for _, one := range list {
		absent.There = append(absent.There, one.ID)
	}
	if len(list) > 0 {
		absent.There = append([]string{Latest}, absent.There...)
	}
	return nil, absent
}

func (s *Shelf) age() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Since(s.looked)
}

// releaseIn finds a release in a list; nil where it is not in it.
func releaseIn(list []store.Release, version string) *store.Release {
	i := slices.IndexFunc(list, func(x store.Release) bool { return x.ID == version })
	if version == Latest && len(list) > 0 {
		i = 0
	}
	if i < 0 {
		return nil
	}
	return &list[i]
}

// nothingYet is said of every release before the first.
const nothingYet = "no release has been published yet"

// Edition tells one state of what was published from another; "" where nothing is known to be published.
func (s *Shelf) Edition(ctx context.Context) string {
	list, err := s.Published(ctx)
	if err != nil || len(list) == 0 {
		return ""
	}
	last := store.InOrderOfPublication(list)[0]
	return last.ID + " " + last.Hash
}

// file is a dataset of a release in a format.
type file struct {
	release *store.Release
	dataset store.Released
	format  table.Format
	meta    table.Meta
}

// form is another one whenever the same rows are written as other bytes in some format.
const form = "2"

// name tells files with other bytes apart: those follow from the rows, the format, and what stands beside the rows.
func (s *Shelf) name(f *file) (string, error) {
	beside := []any{f.meta}
	if ofSDMX(f.format) { // which has words of other datasets of the release, and of the configuration
		beside = append(beside, f.release.Hash, f.release.Published, s.called)
	}
	said, err := json.Marshal(beside)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append(said, f.dataset.Hash+f.format.ID+form...))
	return base64.RawURLEncoding.EncodeToString(sum[:12]) + "." + f.format.Extension, nil
}

// copy writes a file.
func (s *Shelf) copy(ctx context.Context, f *file, to io.Writer) error {
	if ofSDMX(f.format) {
		return s.copySDMX(ctx, f, to)
	}
	return Copy(ctx, s.store, f.dataset, f.format, f.meta, to)
}

// Made is how many files are known by their size and hash: what is said of them is another once it is.
func (s *Shelf) Made() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.kept)
}

// Facts are the size in bytes and the SHA-256 in hex of a released dataset's file with what stands beside its rows; 0 and "" of one that nobody has
// asked for yet.
func (s *Shelf) Facts(x *store.Release, d store.Released, f table.Format, beside table.Meta) (bytes uint64, hash string) {
	if f.ID == Kept().ID {
		return d.Bytes, d.Hash
	}
	name, err := s.name(&file{x, d, f, beside})
	if err != nil {
		return 0, ""
	}
	s.mu.Lock()
	known := s.kept[name]
	s.mu.Unlock()
	if known == nil {
		return 0, ""
	}
	return uint64(known.size), hex.EncodeToString(known.sum)
}
