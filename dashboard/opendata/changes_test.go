package opendata

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// none comes on the archive's day: that nothing is known of a month.
func (a *archive) none(region, month string) {
	a.t.Helper()
	rows := []store.Observation{{Indicator: "online", Region: region, Period: kpi.Month(kpi.MustDate(month)), Status: kpi.NoData, Origin: trusted}}
	if _, err := a.s.WriteObservations(a.t.Context(), rows); err != nil {
		a.t.Fatal(err)
	}
}

// twoReleases differ in what TT-1 reported: one month corrected, one become missing, one become 0, one new.
func twoReleases(a *archive) (store.Release, store.Release) {
	a.came("TT-1", "2023-02-01", 20, trusted)
	a.came("TT-1", "2023-03-01", 30, trusted)
	a.came("TT-1", "2023-04-01", 40, trusted)
	a.none("TT-1", "2023-05-01")
	a.day = a.day.AddDays(1)
	first := a.published(Order{})
	a.came("TT-1", "2023-03-01", 33, trusted)
	a.none("TT-1", "2023-04-01")
	a.came("TT-1", "2023-05-01", 0, trusted)
	a.came("TT-1", "2023-06-01", 60, trusted)
	a.day = a.day.AddDays(1)
	return first, a.published(Order{Corrects: first.ID})
}

func ownValues(t *testing.T, of DatasetChanges) map[string]string {
	t.Helper()
	values := map[string]string{}
	text := func(s *string) string {
		if s == nil {
			return "missing"
		}
		return *s
	}
	for _, c := range of.Shown {
		for _, column := range c.Columns {
			if c.Row["source"] == "trusted" && column.Name == "value" {
				values[c.Row["period_start"]] = c.Kind + " " + text(column.Was) + " → " + text(column.Is)
			}
		}
	}
	return values
}

// TestChangesBetweenReleases: nothing that is the same is told, and what became missing did not become 0, nor the other way round.
func TestChangesBetweenReleases(t *testing.T) {
	a := newArchive(t)
	first, second := twoReleases(a)
	shelf, err := NewShelf(a.s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"2023-03-01": "changed 30 → 33", "2023-04-01": "changed 40 → missing", "2023-05-01": "changed missing → 0", "2023-06-01": "added missing → 60"}
	c, err := shelf.Changes(t.Context(), &first, &second)
	if err != nil {
		t.Fatal(err)
	}
	got := ownValues(t, c.Datasets[0])
	for month, says := range want {
		if got[month] != says {
			t.Errorf("%s: %q, want %q", month, got[month], says)
		}
	}
	if len(got) != len(want) || c.Datasets[0].ID != "observations" {
		t.Errorf("%v, and %+v", got, c.Datasets[0])
	}
	for _, d := range c.Datasets {
		if slices.Contains([]string{"regions", "indicators", "programmes"}, d.ID) && d.Added+d.Gone+d.Changed > 0 {
			t.Errorf("nothing has changed in %s: %+v", d.ID, d)
		}
	}
	back, err := shelf.Changes(t.Context(), &second, &first)
	if err != nil {
		t.Fatal(err)
	}
	if got := ownValues(t, back.Datasets[0]); got["2023-04-01"] != "changed missing → 40" || back.Datasets[0].Gone != c.Datasets[0].Added || back.Datasets[0].Changed != c.Datasets[0].Changed {
		t.Errorf("the other way round: %v, %+v", got, back.Datasets[0])
	}
	again, err := shelf.Changes(t.Context(), &first, &second)
	if err != nil || again != c {
		t.Errorf("it is compared each time: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(shelf.dir, "comparing-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left behind: %v", left, err)
	}
}

// TestChangesDoNotHangOnHeaps: contents that don't fit in memory are compared piece by piece, and the same comes out.
func TestChangesDoNotHangOnHeaps(t *testing.T) {
	a := newArchive(t)
	first, second := twoReleases(a)
	shelf, err := NewShelf(a.s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	read := func() (*Changes, []string) {
		t.Helper()
		c, err := shelf.compare(t.Context(), &first, &second, filepath.Join(shelf.dir, "changes"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(c.path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(b), "\n")
		slices.Sort(lines)
		return c, lines
	}
	whole, lines := read()
	for _, r := range []*store.Release{&first, &second} {
		for i := range r.Datasets {
			r.Datasets[i].Bytes = 100 * heapBytes // as if they were large
		}
	}
	pieces, same := read()
	if !slices.Equal(lines, same) {
		t.Errorf("in pieces other changes are found: %d lines, not %d", len(same), len(lines))
	}
	for i, d := range whole.Datasets {
		if p := pieces.Datasets[i]; p.Added != d.Added || p.Gone != d.Gone || p.Changed != d.Changed || len(p.Shown) != len(d.Shown) {
			t.Errorf("%s: %+v in pieces, %+v as a whole", d.ID, p, d)
		}
	}
}

// TestDatasetsComeAndGo: of a dataset or a column that only one release has, everything has changed.
func TestDatasetsComeAndGo(t *testing.T) {
	a := newArchive(t)
	first, second := twoReleases(a)
	shelf, err := NewShelf(a.s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	regions := first.Dataset("regions")
	second.Datasets = slices.DeleteFunc(slices.Clone(second.Datasets), func(d store.Released) bool { return d.ID == "regions" })
	second.Dataset("indicators").ID = "things" // which this version knows nothing of
	second.Hash = strings.Repeat("0", 64)
	c, err := shelf.Changes(t.Context(), &first, &second)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][2]uint64{}
	for _, d := range c.Datasets {
		rows[d.ID] = [2]uint64{d.Added, d.Gone}
	}
	n := first.Dataset("indicators").Rows
	if rows["regions"] != [2]uint64{0, regions.Rows} || rows["things"] != [2]uint64{n, 0} || rows["indicators"] != [2]uint64{0, n} {
		t.Errorf("%v", rows)
	}
}

// TestKeysHaveAPlaceInTheFileOfChanges: else its lines would not say which row they are of.
func TestKeysHaveAPlaceInTheFileOfChanges(t *testing.T) {
	for id, key := range keys {
		for _, name := range key {
			if !slices.Contains(placedKeys, name) {
				t.Errorf("%s of %s has none", name, id)
			}
		}
	}
}

// TestFileOfChanges: a line for each column that is another, with missing values empty.
func TestFileOfChanges(t *testing.T) {
	s := newServed(t)
	if res, body := s.ask(http.MethodGet, "/open-data/changes.csv"); res.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "no release has been published yet") {
		t.Errorf("before the first release: %d %s", res.StatusCode, body)
	}
	first, second := twoReleases(s.archive)
	path := "/open-data/changes.csv?from=" + first.ID + "&to=" + second.ID
	waitFor(t, func() bool { res, _ := s.ask(http.MethodGet, path); return res.StatusCode == http.StatusOK })
	res, body := s.ask(http.MethodGet, path)
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") || res.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Fatalf("%v %v", err, res.Header)
	}
	column := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	told := map[string]string{}
	for _, row := range rows[1:] {
		if column(row, "dataset") == "observations" && column(row, "source") == "trusted" && column(row, "column") == "value" {
			told[column(row, "region")+" "+column(row, "period_start")] = column(row, "change") + " " + column(row, "was") + " " + column(row, "is")
		}
	}
	if len(told) != 4 || told["TT-1 2023-03-01"] != "changed 30 33" || told["TT-1 2023-04-01"] != "changed 40 " || told["TT-1 2023-05-01"] != "changed  0" || told["TT-1 2023-06-01"] != "added  60" {
		t.Errorf("%v", told)
	}
	if again, _ := s.ask(http.MethodGet, path, "If-None-Match", res.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked whether it has changed: %d", again.StatusCode)
	}
	if newest, same := s.ask(http.MethodGet, "/open-data/changes.csv"); !bytes.Equal(same, body) || newest.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("without releases named: %v", newest.Header)
	}
	for path, says := range map[string]string{"?from=2001-01-01": first.ID, "?to=2001-01-01": second.ID, "?to=" + first.ID: "before " + first.ID} {
		if res, body := s.ask(http.MethodGet, "/open-data/changes.csv"+path); res.StatusCode != http.StatusNotFound || !strings.Contains(string(body), says) {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
}

func waitFor(t *testing.T, there func() bool) {
	t.Helper()
	for range 100 {
		if there() {
			return
		}
		time.Sleep(fresh / 10)
	}
	t.Fatal("it does not come")
}
