package dashboard

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// formatOf finds a format by its id.
func formatOf(t testing.TB, id string) table.Format {
	t.Helper()
	all := table.Formats()
	i := slices.IndexFunc(all, func(f table.Format) bool { return f.ID == id })
	if i < 0 {
		t.Fatalf("there is no format %q", id)
	}
	return all[i]
}

// released publishes so many observations as they are kept, whatever the store holds.
func released(t testing.TB, s *store.Store, cfg *config.Config, rows int) store.Released {
	t.Helper()
	columns := api.Datasets(cfg)[0].Columns
	file, err := os.Create(filepath.Join(t.TempDir(), "content"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	sum, out := sha256.New(), bufio.NewWriterSize(file, 1<<20)
	w, err := table.New(formatOf(t, "ndjson"), io.MultiWriter(out, sum), table.Meta{Columns: columns})
	if err != nil {
		t.Fatal(err)
	}
	fillObservations(t, w, columns, rows)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		t.Fatal(err)
	}
	d := store.Released{ID: "observations", Rows: uint64(rows), Bytes: uint64(size), Hash: hex.EncodeToString(sum.Sum(nil))}
	for _, c := range columns {
		d.Columns = append(d.Columns, store.ReleasedColumn{Name: c.Name, Type: c.Type.String()})
	}
	if err := s.SaveContent(t.Context(), d.Hash, file); err != nil {
		t.Fatal(err)
	}
	day := kpi.MustDate("2023-10-13")
	at := day.AddDays(1).Time()
	err = s.SaveRelease(t.Context(), store.Release{ID: day.String(), Status: store.ReleasePublished, Created: at, Published: at, AsOf: day, Hash: d.Hash, Datasets: []store.Released{d}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// fillObservations writes months of four indicators, of which a tenth is missing, in as many regions as it takes.
func fillObservations(t testing.TB, w table.Writer, columns []table.Column, rows int) {
	t.Helper()
	at := map[string]int{}
	for i, c := range columns {
		at[c.Name] = i
	}
	cells := make([]table.Cell, len(columns))
	for n := range rows {
		month := kpi.Month(kpi.MustDate("2015-01-01").AddMonths(n % 120))
		all := float64(10_000 + n*37%50_000)
		some := float64(n * 7919 % int(all))
		region := strconv.Itoa(n / 1920 % 1500)
		for name, cell := range map[string]table.Cell{
			"indicator": table.Text([]string{"services_online_share", "applications", "processing_time_median", "within_deadline_share"}[n/120%4]),
			"breakdown": table.Text([]string{"", "", "sector=healthcare", "service=birth_registration"}[n/480%4]),
			"region":    table.Text("UA-" + region), "period_start": table.Day(month.Start), "period_end": table.Day(month.End),
			"value": table.Number(100 * some / all), "numerator": table.Number(some), "denominator": table.Number(all), "status": table.Text("present"), "reason": {},
			"recorded_at": table.Moment(now().Add(time.Duration(n/100) * time.Second)), "seq": table.Integer(1_700_000_000_000_000 + int64(n)),
			"source": table.Text("region-" + region), "collections": table.Text(fmt.Sprint(1_700_000_000_000_000 + n/120)),
			"simulated": table.Bool(false), "chosen": table.Bool(true), "restated": table.Bool(n%50 == 0), "running": table.Bool(false), "partial": table.Bool(false),
		} {
			cells[at[name]] = cell
		}
		if n%10 == 0 {
			cells[at["value"]], cells[at["numerator"]], cells[at["status"]], cells[at["reason"]] = table.Cell{}, table.Cell{}, table.Text("no_data"), table.Text("no_data")
		}
		if err := w.Row(cells); err != nil {
			t.Fatal(err)
		}
	}
}
