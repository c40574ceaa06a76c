// Package opendata freezes what a board holds in releases and gives it out: datasets with stable addresses, in every format of package table.
// A release holds no simulated data, says whether somebody reviewed its figures, and never changes once it is published.
package opendata

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Store is where releases are kept, and what they are made from. *store.Store is one.
type Store interface {
	board.Reader
	Newest() uint64
	Releases(context.Context) ([]store.Release, error)
	SaveRelease(context.Context, store.Release) error
	SaveContent(ctx context.Context, hash string, r io.Reader) error
	Content(ctx context.Context, hash string, to io.Writer) error
	ContentOf(ctx context.Context, d store.Released, to io.Writer) error
	ClearContents(context.Context) (int, error)
}

// Releaser makes releases. All of it is needed.
type Releaser struct {
	Store    Store
	Config   *config.Config
	Now      func() time.Time
	Software string // its version
}

// Draft freezes the datasets. The draft takes the place of one of the same day that is not published; beside a published one it gets a number:
// 2026-11-26.2. From the same rows, configuration and version of Postup come the same bytes. Contents that were given up for more than a day
// are cleared out first: what this draft replaces stays for as long as somebody may be publishing it.
func (r *Releaser) Draft(ctx context.Context, o Order) (store.Release, error) {
	draft, err := r.begin(ctx, o)
	if err != nil {
		return draft, err
	}
	if _, err := r.Store.ClearContents(ctx); err != nil {
		return draft, err
	}
	made, err := r.freeze(ctx, draft.AsOf, func(d store.Released, content io.Reader) error {
		return r.Store.SaveContent(ctx, d.Hash, content)
	})
	if err != nil {
		return draft, err
	}
	draft.Datasets, draft.Hash = made, hashOf(made)
	return draft, r.Store.SaveRelease(ctx, draft)
}

// freeze makes every dataset of a day and hands over its content.
func (r *Releaser) freeze(ctx context.Context, day kpi.Date, keep func(store.Released, io.Reader) error) ([]store.Released, error) {
	b, err := board.Build(ctx, real{r.Store}, r.Config, day, day, day.AddDays(1).Time())
	if err != nil {
		return nil, err
	}
	var made []store.Released
	for _, d := range api.Datasets(r.Config) {
		one, err := write(d, b, keep)
		if err != nil {
			return nil, fmt.Errorf("freeze %s: %w", d.ID, err)
		}
		made = append(made, one)
	}
	return made, nil
}

// write puts a dataset in a file of its own until its hash is known: it may not fit in memory.
func write(d api.Dataset, b *board.Board, keep func(store.Released, io.Reader) error) (made store.Released, err error) {
	file, err := os.CreateTemp("", "postup-release-*")
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	sum := sha256.New()
	buffered := bufio.NewWriterSize(file, 1<<20)
	made = store.Released{ID: d.ID}
	for _, c := range d.Columns {
		made.Columns = append(made.Columns, store.ReleasedColumn{Name: c.Name, Type: c.Type.String()})
	}
	if err := fill(&made, d, b, io.MultiWriter(buffered, sum)); err != nil {
		return made, err
	}
	if err := buffered.Flush(); err != nil {
		return made, err
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return made, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return made, err
	}
	made.Bytes, made.Hash = uint64(size), hex.EncodeToString(sum.Sum(nil))
	return made, keep(made, file)
}

// fill writes a dataset's rows as they are kept, and says how many there are and what time they speak of. One that is simulated is a fault of
// ours, for nothing simulated was read.
func fill(made *store.Released, d api.Dataset, b *board.Board, to io.Writer) (err error) {
	covers := newCovered(d.Columns)
	simulated := slices.IndexFunc(d.Columns, func(c table.Column) bool { return c.Name == "simulated" })
	made.Rows, err = each(d, b, Kept(), table.Meta{Columns: d.Columns}, to, func(cells []table.Cell) error {
		if simulated >= 0 && cells[simulated] == table.Bool(true) {
			return errors.New("it is simulated, and nothing simulated enters a release")
		}
		covers.add(cells)
		return nil
	})
	made.From, made.To = covers.from, covers.to
	return err
}

// Fill writes all rows of a board, and tells how many they are. meta says what stands beside them, with the columns of the dataset.
func Fill(d api.Dataset, b *board.Board, f table.Format, meta table.Meta, to io.Writer) (rows uint64, err error) {
	return each(d, b, f, meta, to, func([]table.Cell) error { return nil })
}

func each(d api.Dataset, b *board.Board, f table.Format, meta table.Meta, to io.Writer, check func([]table.Cell) error) (rows uint64, err error) {
	w, err := table.New(f, to, meta)
	if err != nil {
		return 0, err
	}
	for cells, err := range d.Rows(b) {
		if err == nil {
			err = check(cells)
		}
		if err == nil {
			err = w.Row(cells)
		}
		if err != nil {
			return rows, fmt.Errorf("row %d: %w", rows+1, err)
		}
		rows++
	}
	return rows, w.Close()
}

// hashOf is a release's hash: of what each dataset is called, its columns and the hash of its content.
func hashOf(datasets []store.Released) string {
	sum := sha256.New()
	for _, d := range datasets {
		line(sum, d.ID, strconv.FormatUint(d.Rows, 10), d.Hash)
		for _, c := range d.Columns {
			line(sum, c.Name, c.Type)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func line(sum hash.Hash, fields ...string) { sum.Write([]byte(strings.Join(fields, "\t") + "\n")) }

// Publish lets everybody see a draft, at once and for good, once all of it was read. reviewedBy is who has reviewed its figures; "" nobody has, and
// it says so.
func (r *Releaser) Publish(ctx context.Context, id, reviewedBy string) (store.Release, error) {
	found, err := r.Find(ctx, id)
	if err != nil {
		return found, err
	}
	if err := r.whole(ctx, found); err != nil {
		return found, err
	}
	found.Status, found.Published, found.ReviewedBy = store.ReleasePublished, r.Now().UTC().Truncate(time.Second), reviewedBy
	languages, err := messages.Load()
	if err != nil {
		return found, err
	}
	said := Dictionary{Words: languages.Find("en"), Config: r.Config} // files are in English
	for i := range found.Datasets {
		found.Datasets[i].Said = saidOf(said.Meta(&found, found.Datasets[i]), r.Config.OpenData)
	}
	return found, r.Store.SaveRelease(ctx, found)
}

// Find finds a release by its id, draft or not.
func (r *Releaser) Find(ctx context.Context, id string) (store.Release, error) {
	all, err := r.Store.Releases(ctx)
	if err != nil {
		return store.Release{}, err
	}
	at := slices.IndexFunc(all, func(x store.Release) bool { return x.ID == id })
	if at < 0 {
		return store.Release{}, &store.Error{Code: store.CodeNotFound, Message: fmt.Sprintf("there is no release %q%s", id, listed(all))}
	}
	return all[at], nil
}

// whole reads all that is kept of a release: damage is an error.
func (r *Releaser) whole(ctx context.Context, x store.Release) error {
	for _, d := range x.Datasets {
		if err := r.Store.Content(ctx, d.Hash, io.Discard); err != nil {
			return fmt.Errorf("release %s, %s: %w", x.ID, d.ID, err)
		}
	}
	return nil
}

// Verify makes a release's datasets anew and names those that are not the same, byte for byte. That is so where rows of its day, the
// configuration or Postup's methods are others by now. What is kept is read, too: damage is an error.
func (r *Releaser) Verify(ctx context.Context, x store.Release) (differ []string, err error) {
	if err := r.whole(ctx, x); err != nil {
		return nil, err
	}
	made, err := r.freeze(ctx, x.AsOf, func(store.Released, io.Reader) error { return nil })
	if err != nil {
		return nil, err
	}
	then := map[string]string{}
	for _, d := range x.Datasets {
		then[d.ID] = d.Hash
	}
	for _, d := range made {
		if then[d.ID] != d.Hash {
			differ = append(differ, d.ID)
		}
		delete(then, d.ID)
	}
	for id := range then { // which are not made any more
		differ = append(differ, id)
	}
	slices.Sort(differ)
	return differ, nil
}

func listed(all []store.Release) string {
	if len(all) == 0 {
		return "; there is none yet: postup release create makes one"
	}
	ids := make([]string, len(all))
	for i, x := range all {
		ids[i] = x.ID
	}
	return "; there are: " + strings.Join(ids, ", ")
}

func invalid(format string, args ...any) error {
	return &store.Error{Code: store.CodeInvalid, Message: fmt.Sprintf(format, args...)}
}
