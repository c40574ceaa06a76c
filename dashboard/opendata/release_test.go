package opendata

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// archive is a store whose day the test sets, and what makes releases of it.
type archive struct {
	t   *testing.T
	day kpi.Date
	s   *store.Store
	*Releaser
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("../testdata/config"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatal(err)
	}
	a := &archive{t: t, day: kpi.MustDate("2023-07-05")}
	now := func() time.Time { return a.day.Time().Add(9 * time.Hour) }
	o := storetest.EmbeddedOptions(t)
	o.Now = now
	a.s = storetest.Open(t, o)
	a.Releaser = &Releaser{Store: a.s, Config: cfg, Now: now, Software: "test"}
	return a
}

// came writes a month of services online, as it came on the archive's day.
func (a *archive) came(region, month string, value float64, from store.Origin) {
	a.t.Helper()
	rows := []store.Observation{{Indicator: "online", Region: region, Period: kpi.Month(kpi.MustDate(month)), Status: kpi.Present, Value: &value, Origin: from}}
	if _, err := a.s.WriteObservations(a.t.Context(), rows); err != nil {
		a.t.Fatal(err)
	}
}

func (a *archive) drafted(o Order) store.Release {
	a.t.Helper()
	x, err := a.Draft(a.t.Context(), o)
	if err != nil {
		a.t.Fatal(err)
	}
	return x
}

func (a *archive) published(o Order) store.Release {
	a.t.Helper()
	x, err := a.Publish(a.t.Context(), a.drafted(o).ID, "")
	if err != nil {
		a.t.Fatal(err)
	}
	return x
}

// rows are a released dataset's, as JSON has them.
func (a *archive) rows(x store.Release, dataset string) []map[string]any {
	a.t.Helper()
	d := x.Datasets[slices.IndexFunc(x.Datasets, func(d store.Released) bool { return d.ID == dataset })]
	var out bytes.Buffer
	if err := Copy(a.t.Context(), a.s, d, formatOf("json"), table.Meta{}, &out); err != nil {
		a.t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil {
		a.t.Fatal(err)
	}
	if uint64(len(rows)) != d.Rows {
		a.t.Errorf("%s has %d rows and says %d", dataset, len(rows), d.Rows)
	}
	return rows
}

var (
	trusted   = store.Origin{Source: "trusted"}
	simulated = store.Origin{Source: "simulated", Simulated: true}
)

// TestReleaseHoldsWhatWasKnownAndNothingSimulated: not what came after its day, and no sum that a simulated figure is part of.
func TestReleaseHoldsWhatWasKnownAndNothingSimulated(t *testing.T) {
	a := newArchive(t)
	a.came("TT-1", "2023-06-01", 40, trusted)
	a.came("TT-2", "2023-06-01", 77, simulated)
	a.day = kpi.MustDate("2023-07-06")
	x := a.drafted(Order{})
	if x.ID != "2023-07-05" || x.AsOf != kpi.MustDate("2023-07-05") || x.Status != store.ReleaseDraft {
		t.Fatalf("the day before was not frozen: %+v", x)
	}
	a.came("TT-1", "2023-06-01", 41, trusted) // which is a restatement of the day after
	for _, x := range []store.Release{x, a.drafted(Order{})} {
		own := 0
		for _, row := range a.rows(x, "observations") {
			if row["simulated"] != false || strings.Contains(row["source"].(string), "simulated") || row["region"] == "TT-2" && row["value"] != nil {
				t.Errorf("what is simulated is in a release: %v", row)
			}
			if row["region"] == "TT-1" && row["source"] == "trusted" {
				own++
				if row["value"] != 40.0 || row["period_start"] != "2023-06-01" {
					t.Errorf("on 5 July 40 was known, the release has %v of %v", row["value"], row["period_start"])
				}
			}
		}
		if own != 1 {
			t.Errorf("the release has %d figures of TT-1, want 1", own)
		}
	}
	for _, row := range a.rows(x, "progress") {
		if latest, known := row["latest_value"].(float64); known && latest > 40 {
			t.Errorf("a promise is judged by what is simulated or came later: %v", row)
		}
	}
}

// TestReleaseIsTheSameBytesAgain: and what became other is named.
func TestReleaseIsTheSameBytesAgain(t *testing.T) {
	a := newArchive(t)
	a.came("TT-1", "2023-05-01", 40, trusted)
	a.came("TT-1", "2023-06-01", 45.5, trusted)
	a.day = kpi.MustDate("2023-07-20")
	first := a.published(Order{AsOf: kpi.MustDate("2023-07-10"), Notes: "First"})
	a.day = kpi.MustDate("2023-08-20")
	a.came("TT-1", "2023-06-01", 46, trusted)
	if differ, err := a.Verify(t.Context(), first); err != nil || len(differ) > 0 {
		t.Errorf("made anew a month later, other bytes come out of %v: %v", differ, err)
	}
	second := a.published(Order{AsOf: first.AsOf, Corrects: first.ID})
	if second.ID != "2023-07-10.2" || second.Hash != first.Hash || second.Corrects != first.ID {
		t.Errorf("the second release of a day: %+v", second)
	}
	a.day = kpi.MustDate("2023-08-21")
	third := a.published(Order{})
	if third.Hash == first.Hash {
		t.Error("another figure gives the same hash")
	}
	tampered := first
	tampered.Datasets = slices.Clone(first.Datasets)
	tampered.Datasets[0].Hash, tampered.Datasets[1].ID = third.Datasets[0].Hash, "gone"
	if differ, err := a.Verify(t.Context(), tampered); err != nil || !slices.Equal(differ, []string{"gone", "observations", "progress"}) {
		t.Errorf("what differs is %v: %v", differ, err)
	}
}

// TestReleasedRowsAreThoseOfTheAPI: in number, order, and in every column.
func TestReleasedRowsAreThoseOfTheAPI(t *testing.T) {
	a := newArchive(t)
	a.came("TT-1", "2023-06-01", 40, trusted)
	a.day = kpi.MustDate("2023-07-06")
	x := a.drafted(Order{})
	day := x.AsOf
	b, err := board.Build(t.Context(), a.s, a.Config, day, day, day.AddDays(1).Time())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range api.Datasets(a.Config) {
		var direct bytes.Buffer
		w, err := table.New(formatOf("json"), &direct, table.Meta{Columns: d.Columns})
		if err != nil {
			t.Fatal(err)
		}
		for cells, err := range d.Rows(b) {
			if err == nil {
				err = w.Row(cells)
			}
			if err != nil {
				t.Fatalf("%s: %v", d.ID, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(x.Datasets, func(r store.Released) bool { return r.ID == d.ID })
		for _, f := range table.Formats() {
			var out, again bytes.Buffer
			for _, to := range []*bytes.Buffer{&out, &again} {
				if err := Copy(t.Context(), a.s, x.Datasets[at], f, table.Meta{Title: d.ID}, to); err != nil {
					t.Fatalf("%s as %s: %v", d.ID, f.ID, err)
				}
			}
			if f.ID == "json" && out.String() != direct.String() {
				t.Errorf("%s:\nreleased %s\nthe API  %s", d.ID, out.String(), direct.String())
			}
			if !bytes.Equal(out.Bytes(), again.Bytes()) {
				t.Errorf("%s as %s has other bytes each time", d.ID, f.ID)
			}
		}
	}
}

func TestReleaseRefused(t *testing.T) {
	a := newArchive(t)
	later := a.published(Order{})
	for name, c := range map[string]struct {
		do   func() error
		code store.Code
		says string
	}{
		"a day that has not ended": {func() error { _, err := a.Draft(t.Context(), Order{AsOf: a.day}); return err }, store.CodeInvalid, "2023-07-04"},
		"corrects nothing":         {func() error { _, err := a.Draft(t.Context(), Order{Corrects: "2020-01-01"}); return err }, store.CodeInvalid, `"2020-01-01" to correct`},
		"corrects what is later": {func() error {
			_, err := a.Draft(t.Context(), Order{AsOf: a.day.AddDays(-2), Corrects: later.ID})
			return err
		}, store.CodeInvalid, "release a day after " + later.AsOf.String()},
		"publishes nothing": {func() error { _, err := a.Publish(t.Context(), "2020-01-01", ""); return err }, store.CodeNotFound, "2020-01-01"},
		"publishes twice": {func() error {
			_, err := a.Publish(t.Context(), a.published(Order{}).ID, "")
			return err
		}, store.CodeConflict, "never changes"},
	} {
		var e *store.Error
		if err := c.do(); !errors.As(err, &e) || e.Code != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReleaseEndsWithItsDay: a region east of UTC, whose day has turned, tells of a month that has not begun. Nothing of it is in the release of the last day, and its
// rows of processing are of that day, whenever their numbers changed last.
func TestReleaseEndsWithItsDay(t *testing.T) {
	a := newArchive(t)
	a.day = kpi.MustDate("2023-06-30")
	a.came("TT-1", "2023-06-01", 40, trusted)
	a.came("TT-1", "2023-07-01", 41, trusted)
	row := func(month, at string) store.Processing {
		return store.Processing{Region: "TT-1", Service: "parking", Month: kpi.MustDate(month), At: kpi.MustDate(at), Applications: 40, Open: 40, Origin: store.Origin{Source: "derived"}}
	}
	if _, err := a.s.WriteProcessing(t.Context(), []store.Processing{row("2023-05-01", "2023-05-26"), row("2023-06-01", "2023-06-28"), row("2023-07-01", "2023-07-01")}); err != nil {
		t.Fatal(err)
	}
	a.day = kpi.MustDate("2023-07-01")
	x := a.drafted(Order{})
	for _, row := range a.rows(x, "observations") {
		if row["period_start"] != "2023-06-01" {
			t.Errorf("the release of %s has %v of %v", x.ID, row["value"], row["period_start"])
		}
	}
	days := map[any]any{}
	for _, row := range a.rows(x, "processing") {
		days[row["month"]] = row["at"]
	}
	if days["2023-05-01"] != "2023-05-31" || days["2023-06-01"] != "2023-06-30" || len(days) != 2 {
		t.Errorf("its rows of processing are of %v", days)
	}
}
