package opendata

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

// Label tells the shelf what codes are called in messages of SDMX. It has to be told before it gives anything out.
func (s *Shelf) Label(l sdmx.Labels) error {
	said, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("tell names of codes apart: %w", err)
	}
	sum := sha256.Sum256(said)
	s.labels, s.called = l, hex.EncodeToString(sum[:])
	return nil
}

func ofSDMX(f table.Format) bool { return f.ID == sdmx.Data.ID || f.ID == sdmx.Structure.ID }

// copySDMX writes a release's observations, or what they are made of, as SDMX has it.
func (s *Shelf) copySDMX(ctx context.Context, f *file, to io.Writer) error {
	m, err := s.message(ctx, f)
	if err != nil {
		return err
	}
	var w interface {
		Row(*fastjson.Value) error
		Close() error
	} = sdmx.NewData(to, m)
	if f.format.ID == sdmx.Structure.ID {
		w = sdmx.NewStructure(to, m)
	}
	if err := objectsOf(ctx, s.store, f.dataset, w.Row); err != nil {
		return fmt.Errorf("write %s as %s: %w", f.dataset.ID, f.format.ID, err)
	}
	return w.Close()
}

// message is what stands beside the rows: regions and indicators are called what the release calls them.
func (s *Shelf) message(ctx context.Context, f *file) (*sdmx.Message, error) {
	m := &sdmx.Message{Labels: s.labels, Release: f.release.ID, Published: f.release.Published, From: f.dataset.From, To: f.dataset.To}
	m.Notes = notesOf(f.release)
	var err error
	if m.Regions, err = s.items(ctx, f.release, "regions", "code"); err != nil {
		return nil, err
	}
	m.Indicators, err = s.items(ctx, f.release, "indicators", "id")
	return m, err
}

// notesOf is what there is to know of a release's figures.
func notesOf(x *store.Release) []sdmx.Note {
	notes := []sdmx.Note{{Type: "as_of", Value: x.AsOf.String()}, {Type: "reviewed", Value: strconv.FormatBool(x.ReviewedBy != "")}}
	for _, n := range []sdmx.Note{{Type: "reviewed_by", Value: x.ReviewedBy}, {Type: "corrects", Value: x.Corrects}, {Type: "notes", Value: x.Notes}} {
		if n.Value != "" {
			notes = append(notes, n)
		}
	}
	return notes
}

// items are what a dataset of the release says of codes; nothing where the release hasn't got it.
func (s *Shelf) items(ctx context.Context, x *store.Release, dataset, column string) (map[string]sdmx.Item, error) {
	all := map[string]sdmx.Item{}
	d := x.Dataset(dataset)
	if d == nil {
		return all, nil
	}
	err := objectsOf(ctx, s.store, *d, func(row *fastjson.Value) error {
		all[textOf(row.Get(column))] = sdmx.Item{Name: nameOf(row), Parent: textOf(row.Get("parent")), Unit: textOf(row.Get("unit"))}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read %s of release %s: %w", dataset, x.ID, err)
	}
	return all, nil
}
