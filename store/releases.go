package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/kpi"
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
