package opendata

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/postup/postup/store"
)

// before changes a release's dataset into what an earlier version of Postup would have released: without some columns.
func (a *archive) before(x store.Release, dataset string, lacks ...string) {
	a.t.Helper()
	var lines bytes.Buffer
	for _, row := range a.rows(x, dataset) {
		for _, column := range lacks {
			delete(row, column)
		}
		line, err := json.Marshal(row)
		if err != nil {
			a.t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	sum := sha256.Sum256(lines.Bytes())
	d := x.Dataset(dataset)
	d.Hash, d.Bytes = hex.EncodeToString(sum[:]), uint64(lines.Len())
	if err := a.s.SaveContent(context.Background(), d.Hash, &lines); err != nil {
		a.t.Fatal(err)
	}
}

// TestReleasesSayHowNumbersAreShown: an indicator has its decimals in its release, and one of a release from before releases had them has none, not 0.
func TestReleasesSayHowNumbersAreShown(t *testing.T) {
	a := newArchive(t)
	a.Config.Indicator("online").Decimals = 3
	a.came("TT-1", "2023-02-01", 20, trusted)
	a.day = a.day.AddDays(1)
	x := a.published(Order{})
	shelf, err := NewShelf(a.s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	said, err := shelf.Indicator(t.Context(), &x, "online")
	if err != nil || said.Decimals == nil || *said.Decimals != 3 || said.Unit != "count" || said.Rollup != "sum" {
		t.Errorf("%+v %v", said, err)
	}
	a.before(x, "indicators", "decimals")
	if said, err = shelf.Indicator(t.Context(), &x, "online"); err != nil || said.Decimals != nil || said.Unit != "count" {
		t.Errorf("a release from before: %+v %v", said, err)
	}
	targets, err := shelf.Targets(t.Context(), &x, a.Config.Programmes[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range a.Config.Programmes[0].Targets {
		if got := targets[target.ID]; got.Name["en"] != target.Name["en"] || len(got.Readings) != len(target.Readings) {
			t.Errorf("%s: %+v", target.ID, got)
		}
	}
	if none, err := shelf.Targets(t.Context(), &x, "nothing"); err != nil || len(none) != 0 {
		t.Errorf("%v %v", none, err)
	}
}
