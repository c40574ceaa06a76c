package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/klauspost/compress/zstd"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/schemas"
)

// ReleaseStatus is whether a release can be seen.
type ReleaseStatus string

// A draft is seen by the command line only. What is published never changes.
const (
	ReleaseDraft     ReleaseStatus = "draft"
	ReleasePublished ReleaseStatus = "published"
)

// Release is a frozen set of datasets.
type Release struct {
	ID         string // its version: a day, with a number behind it where the day has several
	Status     ReleaseStatus
	Created    time.Time
	Published  time.Time // zero of a draft
	AsOf       kpi.Date  // what was known at the end of that day, judged on it
	Newest     uint64    // seq of the newest row that it was made from
	Software   string    // version of what made it
	Notes      string
	ReviewedBy string // who reviewed the figures; "" where nobody has
	Corrects   string // id of the release that it corrects; "" where it corrects none
	Hash       string // of all datasets: SHA-256 in hex
	Datasets   []Released
}

// Released is a dataset in a release.
type Released struct {
	ID      string           `json:"id"`
	Rows    uint64           `json:"rows"`
	Bytes   uint64           `json:"bytes"` // of its content
	Hash    string           `json:"hash"`  // of its content: SHA-256 in hex
	From    kpi.Date         `json:"from"`  // first day that its rows speak of; zero where they don't speak of periods
	To      kpi.Date         `json:"to"`    // and the last
	Columns []ReleasedColumn `json:"columns"`
	Said    *Said            `json:"said,omitempty"` // nil of a draft, and of a release from before it was kept
}

// Said is what stands beside a dataset's rows in files, in English, as it was when the release was published: whose the data is and under which
// licence may be another thing later.
type Said struct {
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Licence     string   `json:"licence"`
	Notes       []Note   `json:"notes"`
	Columns     []string `json:"columns"` // what each holds

	// Whose the data is, what its licence is called, both by language, and where that is read; nothing where it was not configured.
	Publisher   map[string]string `json:"publisher,omitempty"`
	LicenceName map[string]string `json:"licence_name,omitempty"`
	LicenceURL  string            `json:"licence_url,omitempty"`
}

// Note is something that is said of a whole dataset.
type Note struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// ReleasedColumn is a column that a dataset had when it was released.
type ReleasedColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Dataset finds one by its id; nil where the release has none of that.
func (r *Release) Dataset(id string) *Released {
	for i := range r.Datasets {
		if r.Datasets[i].ID == id {
			return &r.Datasets[i]
		}
	}
	return nil
}

// released is a release as it is stored.
type released struct {
	Release
	datasets string
}

var releases = replacing[released]{
	table: "releases",
	columns: []column[saved[released]]{
		word("id", func(v *saved[released]) *string { return &v.row.ID }),
		word("status", func(v *saved[released]) *ReleaseStatus { return &v.row.Status }),
		moment("created", func(v *saved[released]) *time.Time { return &v.row.Created }),
		moment("published", func(v *saved[released]) *time.Time { return &v.row.Published }),
		day("as_of", func(v *saved[released]) *kpi.Date { return &v.row.AsOf }),
		plain("newest", func(v *saved[released]) *uint64 { return &v.row.Newest }),
		word("software", func(v *saved[released]) *string { return &v.row.Software }),
		word("notes", func(v *saved[released]) *string { return &v.row.Notes }),
		word("reviewed_by", func(v *saved[released]) *string { return &v.row.ReviewedBy }),
		word("corrects", func(v *saved[released]) *string { return &v.row.Corrects }),
		word("hash", func(v *saved[released]) *string { return &v.row.Hash }),
		word("datasets", func(v *saved[released]) *string { return &v.row.datasets }),
		plain("seq", func(v *saved[released]) *uint64 { return &v.seq }),
	},
	check: func(r *released, f *faults) {
		f.text("id", r.ID)
		f.when(r.Status != ReleaseDraft && r.Status != ReleasePublished, fmt.Sprintf("the status %q is neither draft nor published", r.Status))
		f.when(r.Status == ReleasePublished && r.Published.IsZero(), "when it was published is missing")
		f.when(!payloadHash.MatchString(r.Hash), fmt.Sprintf("%q is not a SHA-256 in hex", r.Hash))
		f.moment("created", r.Created)
		f.moment("published", r.Published)
		f.date("as of", r.AsOf)
	},
}

// SaveRelease keeps a draft, replaces it, or publishes it, in one row: nobody sees half of a release. One that is published already is an
// Error with CodeConflict, and so is publishing a draft in whose place another one stands by now.
func (s *Store) SaveRelease(ctx context.Context, r Release) error {
	datasets, err := json.Marshal(r.Datasets)
	if err != nil {
		return &Error{Code: CodeInternal, Message: "write down the datasets of release " + r.ID, Err: err}
	}
	return releases.saveIf(ctx, s, released{r, string(datasets)}, func() error {
		var where conditions
		where.add("id = ?", r.ID)
		before, err := releases.read(ctx, s, &where, "id", 0)
		switch {
		case err != nil || len(before) == 0:
			return err
		case before[0].Status == ReleasePublished:
			return &Error{Code: CodeConflict, Message: "release " + r.ID + " is published and never changes: make another one that corrects it"}
		case r.Status == ReleasePublished && before[0].Hash != r.Hash: // its contents may be cleared out
			return &Error{Code: CodeConflict, Message: "draft " + r.ID + " was made anew meanwhile: look at it again, then publish it"}
		}
		return nil
	})
}

// Releases lists all, drafts too, in order of id.
func (s *Store) Releases(ctx context.Context) ([]Release, error) {
	rows, err := releases.read(ctx, s, &conditions{}, "id", 0)
	if err != nil {
		return nil, err
	}
	list := make([]Release, len(rows))
	for i, row := range rows {
		list[i] = row.Release
		if err := json.Unmarshal([]byte(row.datasets), &list[i].Datasets); err != nil {
			return nil, &Error{Code: CodeInternal, Message: "read the datasets of release " + row.ID, Err: err}
		}
	}
	return list, nil
}

// Published are those of some releases that were published, the newest first: those of a later day, and of one day those that were published
// later. A correction of an old release is no newer than what came after that.
func Published(all []Release) []Release {
	list := slices.DeleteFunc(slices.Clone(all), func(x Release) bool { return x.Status != ReleasePublished })
	slices.SortFunc(list, func(x, y Release) int {
		return cmp.Or(cmp.Compare(y.AsOf, x.AsOf), y.Published.Compare(x.Published), strings.Compare(y.ID, x.ID))
	})
	return list
}

// InOrderOfPublication are some published releases, what was published last first.
func InOrderOfPublication(published []Release) []Release {
	list := slices.Clone(published)
	slices.SortStableFunc(list, func(x, y Release) int { return y.Published.Compare(x.Published) })
	return list
}

// CorrectedBy is the one of some published releases that was the last to correct the one with this id, or, where that is a correction itself, what it
// corrects; nil where none was published after it.
func CorrectedBy(id string, published []Release) *Release {
	byID := make(map[string]*Release, len(published))
	for i := range published {
		byID[published[i].ID] = &published[i]
	}
	first := func(x *Release) *Release { // that x corrects, or what x corrects does
		for range published { // no longer, should two name each other
			before := byID[x.Corrects]
			if before == nil {
				break
			}
			x = before
		}
		return x
	}
	wrong := byID[id]
	if wrong == nil {
		return nil
	}
	last, origin := wrong, first(wrong)
	for i := range published {
		if x := &published[i]; x.Corrects != "" && cmp.Or(x.Published.Compare(last.Published), strings.Compare(x.ID, last.ID)) > 0 && first(x) == origin {
			last = x
		}
	}
	if last == wrong {
		return nil
	}
	return last
}

const (
	contentPiece = 1 << 20 // bytes of a content, before it is compressed, that lie in one row
	firstPieces  = 4       // that are read at first, so that it begins to come at once
	mostPieces   = 64      // that are read at once: so many are held in memory, compressed
)

// SaveContent keeps the bytes of a dataset, whose hash is known, to r's end. What is there already is written once more, and is there once.
// What was cut short is not found: its bytes have another hash.
func (s *Store) SaveContent(ctx context.Context, hash string, r io.Reader) error {
	packer, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return &Error{Code: CodeInternal, Message: "compress a dataset", Err: err}
	}
	defer packer.Close()
	piece := make([]byte, contentPiece)
	for n := uint32(0); ; n++ {
		length, end := io.ReadFull(r, piece)
		if end != nil && !errors.Is(end, io.EOF) && !errors.Is(end, io.ErrUnexpectedEOF) {
			return &Error{Code: CodeInternal, Message: "read a dataset to keep it", Err: end}
		}
		if length > 0 || n == 0 {
			values := []any{[]string{hash}, []uint32{n}, []string{string(packer.EncodeAll(piece[:length], nil))}, []uint64{s.NextSeq()}}
			if err := s.insert(ctx, "release_contents", []string{"hash", "piece", "content", "seq"}, func(i int) any { return values[i] }); err != nil {
				return err
			}
		}
		if end != nil {
			return nil
		}
	}
}

// Content writes the bytes that have this hash. None there is an Error with CodeNotFound; others than those that were saved one with
// CodeInternal, after they were written.
func (s *Store) Content(ctx context.Context, hash string, to io.Writer) error {
	sum := sha256.New()
	if _, err := s.unpack(ctx, hash, io.MultiWriter(sum, to)); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return &Error{Code: CodeInternal, Message: "dataset " + hash + " is damaged: its bytes have another hash"}
	}
	return nil
}

// ContentOf is Content for who has much to do with each byte, of a dataset whose bytes had their hash when it was published: each piece is held
// against the checksum that it was packed with, and all against their length.
func (s *Store) ContentOf(ctx context.Context, d Released, to io.Writer) error {
	length, err := s.unpack(ctx, d.Hash, to)
	if err != nil {
		return err
	}
	if length != d.Bytes {
		return &Error{Code: CodeInternal, Message: fmt.Sprintf("dataset %s is damaged: it has %d bytes of %d", d.Hash, length, d.Bytes)}
	}
	return nil
}

// unpack writes the bytes of a content, and tells how many there are.
func (s *Store) unpack(ctx context.Context, hash string, to io.Writer) (length uint64, err error) {
	unpacker, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return 0, &Error{Code: CodeInternal, Message: "unpack a dataset", Err: err}
	}
	defer unpacker.Close()
	read, plain := uint32(0), make([]byte, 0, contentPiece)
	for window := uint32(firstPieces); ; window = min(2*window, mostPieces) {
		n, err := s.pieces(ctx, hash, read, read+window, func(packed string) error {
			if plain, err = unpacker.DecodeAll([]byte(packed), plain[:0]); err != nil {
				return &Error{Code: CodeInternal, Message: "dataset " + hash + " is damaged: unpack it", Err: err}
			}
			length += uint64(len(plain))
			_, err := to.Write(plain)
			return err
		})
		if err != nil {
			return length, err
		}
		if read += n; n < window {
			break
		}
	}
	if read == 0 {
		return 0, &Error{Code: CodeNotFound, Message: "no dataset has the hash " + hash}
	}
	return length, nil
}

// pieces gives those of a content from one number to before another, as they lie in the store, and tells how many there are.
func (s *Store) pieces(ctx context.Context, hash string, from, to uint32, each func(packed string) error) (n uint32, err error) {
	err = s.query(ctx, "read a dataset", schemas.Query("release_content"), []any{hash, from, to}, func(rows driver.Rows) error {
		var packed string
		if err := rows.Scan(&packed); err != nil {
			return s.failed("read a dataset", err)
		}
		n++
		return each(packed)
	})
	return n, err
}
