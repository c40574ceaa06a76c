package opendata

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"sync"

	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

// PreviewRows is how many rows a preview has at most.
const PreviewRows = 5

// previews are kept by the hash of what they are of.
type previews struct {
	mu   sync.Mutex
	kept map[string][][]string
}

var errEnough = errors.New("the preview has its rows")

// Preview gives a released dataset's first rows as its CSV has them, in the order of its columns; "" is a missing value. They are not to be
// changed.
func (s *Shelf) Preview(ctx context.Context, d store.Released) ([][]string, error) {
	s.previews.mu.Lock()
	defer s.previews.mu.Unlock()
	if rows, known := s.previews.kept[d.Hash]; known {
		return rows, nil
	}
	columns, err := columnsOf(d, nil)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	w, err := table.New(formatOf("csv"), &text, table.Meta{Columns: columns})
	if err != nil {
		return nil, err
	}
	n := 0
	err = rowsOf(ctx, s.store, d, columns, func(cells []table.Cell) error {
		if n == PreviewRows {
			return errEnough
		}
		n++
		return w.Row(cells)
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(&text).ReadAll()
	if err != nil {
		return nil, err
	}
	s.previews.kept[d.Hash] = rows[1:]
	return rows[1:], nil
}
