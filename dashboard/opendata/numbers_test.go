package opendata

import (
	"context"
	"errors"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// counted counts how often contents are read.
type counted struct {
	Store
	read int
}

func (c *counted) Content(ctx context.Context, hash string, to io.Writer) error {
	c.read++
	return c.Store.Content(ctx, hash, to)
}

// TestNumberIsThatOfItsRelease: every row of a release is found, each with its own value, and the dataset is read once for all.
func TestNumberIsThatOfItsRelease(t *testing.T) {
	a := newArchive(t)
	for month := range 9 {
		a.came("TT-1", "2022-0"+string(rune('1'+month))+"-01", 10.5*float64(month), trusted)
		a.came("TT-2", "2022-0"+string(rune('1'+month))+"-01", 20.5*float64(month), trusted)
	}
	a.day = a.day.AddDays(1)
	first := a.published(Order{})
	a.came("TT-1", "2022-01-01", 99, trusted)
	a.day = a.day.AddDays(1)
	second := a.published(Order{})
	c := &counted{Store: a.s}
	shelf, err := NewShelf(c, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	rows := a.rows(first, "observations")
	for _, row := range rows {
		f := Figure{
			Indicator: row["indicator"].(string), Region: row["region"].(string), Breakdown: row["breakdown"].(string), Source: row["source"].(string),
			Period: kpi.Period{Start: kpi.MustDate(row["period_start"].(string)), End: kpi.MustDate(row["period_end"].(string))},
		}
		n, err := shelf.Number(t.Context(), &first, f)
		if err != nil {
			t.Fatalf("%v: %v", f, err)
		}
		value, there := row["value"].(float64)
		if there != (n.Value != nil) || there && math.Abs(value-*n.Value) > 0 || n.RecordedAt != row["recorded_at"] || !there && n.Reason == "" {
			t.Errorf("%v: %+v, the row has %v", f, n, row)
		}
	}
	if len(rows) < 18 || c.read != 1 {
		t.Errorf("%d numbers took reading the dataset %d times", len(rows), c.read)
	}
	f := Figure{Indicator: "online", Region: "TT-1", Period: kpi.Month(kpi.MustDate("2022-01-01"))}
	if n, err := shelf.Number(t.Context(), &first, f); err != nil || *n.Value != 0 || n.Exact != "0" {
		t.Errorf("what was 0 is %+v: %v", n, err)
	}
	if n, err := shelf.Number(t.Context(), &second, f); err != nil || *n.Value != 99 || n.Source != "trusted" {
		t.Errorf("what was corrected to 99 is %+v: %v", n, err)
	}
	if named, err := shelf.Indicator(t.Context(), &first, "online"); err != nil || named.Name["en"] == "" || named.Unit == "" {
		t.Errorf("an indicator is called %v: %v", named, err)
	}
	if named, err := shelf.Region(t.Context(), &first, "TT-1"); err != nil || named.Name["en"] == "" {
		t.Errorf("a region is called %v: %v", named, err)
	}
	for _, c := range []struct {
		kind, says string
		spoil      func(*Figure)
	}{
		{"indicator", "online", func(f *Figure) { f.Indicator = "onlin" }},
		{"region", "TT-1", func(f *Figure) { f.Region = "TT-9" }},
		{"breakdown", "there is something for", func(f *Figure) { f.Breakdown = "tier=none" }},
		{"period", "2022-09-01..2022-09-30", func(f *Figure) { f.Period = kpi.Month(kpi.MustDate("2030-01-01")) }},
		{"source", "trusted", func(f *Figure) { f.Source = "nobody" }},
	} {
		other := f
		c.spoil(&other)
		n, err := shelf.Number(t.Context(), &first, other)
		var absent *Absent
		var coded *store.Error
		if n != nil || !errors.As(err, &absent) || absent.Kind != c.kind || !errors.As(err, &coded) || coded.Code != store.CodeNotFound || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.kind, err)
		}
	}
}

// TestIndexesMakeRoom: what is let go is laid out anew when it is asked for again, and its file does not stay.
func TestIndexesMakeRoom(t *testing.T) {
	a := newArchive(t)
	a.came("TT-1", "2022-01-01", 1, trusted)
	a.day = a.day.AddDays(1)
	x := a.published(Order{})
	shelf, err := NewShelf(a.s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	find := func() {
		t.Helper()
		if n, err := shelf.Number(t.Context(), &x, Figure{Indicator: "online", Region: "TT-1", Period: kpi.Month(kpi.MustDate("2022-01-01"))}); err != nil || *n.Value != 1 {
			t.Fatalf("%+v: %v", n, err)
		}
	}
	find()
	hash := x.Dataset("observations").Hash
	path := shelf.indexes.kept[hash].path
	for n := range maxIndexed {
		if err := os.WriteFile(path+string(rune('A'+n)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := shelf.indexes.keep(string(rune('A'+n)), &rowIndex{path: path + string(rune('A'+n))}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) || len(shelf.indexes.kept) != maxIndexed {
		t.Errorf("%d indexes are kept, and the file of the one that was let go: %v", len(shelf.indexes.kept), err)
	}
	find()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	find()
	find()
	if at := slices.Index(shelf.indexes.used, hash); at != len(shelf.indexes.used)-1 {
		t.Errorf("what was used last is number %d of %d", at, len(shelf.indexes.used))
	}
}

// TestKeysTellRowsApart: of every dataset that there is, also where it is empty.
func TestKeysTellRowsApart(t *testing.T) {
	a := newArchive(t)
	for _, month := range []string{"2023-04-01", "2023-05-01", "2023-06-01"} {
		a.came("TT-1", month, 40, trusted)
		a.came("TT-1", month, 41, store.Origin{Source: "other"})
	}
	a.day = a.day.AddDays(1)
	x := a.published(Order{})
	for _, d := range api.Datasets(a.Config) {
		key := keyOf(*x.Dataset(d.ID))
		if len(key) == len(d.Columns) {
			t.Errorf("%s has no key of its own", d.ID)
		}
		seen := map[string]bool{}
		var content strings.Builder
		if err := a.s.Content(t.Context(), x.Dataset(d.ID).Hash, &content); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(content.String()), "\n") {
			if line == "" {
				continue
			}
			values := strings.Join(valuesOf(fastjson.MustParse(line), key), "|")
			if seen[values] {
				t.Errorf("%s has two rows of %s", d.ID, values)
			}
			seen[values] = true
		}
	}
	if key := keyOf(store.Released{ID: "regions", Columns: []store.ReleasedColumn{{Name: "name"}}}); !slices.Equal(key, []string{"name"}) {
		t.Errorf("the key of a dataset without one is %v", key)
	}
}
