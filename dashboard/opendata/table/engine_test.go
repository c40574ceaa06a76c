package table

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/store/embedded"
)

// ask asks the embedded engine for rows of text.
func ask(t *testing.T, e *embedded.Engine, statement string) []map[string]any {
	t.Helper()
	client := http.Client{Transport: e.Transport()}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		"http://embedded/?default_format=JSONEachRow&output_format_json_quote_64bit_integers=0&session_timezone=UTC", strings.NewReader(statement))
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(response.Body)
		t.Fatalf("%s: %s", response.Status, b)
	}
	var rows []map[string]any
	for d := json.NewDecoder(response.Body); ; {
		d.UseNumber()
		var row map[string]any
		if err := d.Decode(&row); errors.Is(err, io.EOF) {
			return rows
		} else if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
}

// TestParquetElsewhere: another reader than that of the library which wrote the file has the same types and values.
func TestParquetElsewhere(t *testing.T) {
	e, err := embedded.Open(embedded.Options{Dir: t.TempDir()})
	if errors.Is(err, embedded.ErrLibraryMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	var rows [][]any // that the engine has days for
	for _, r := range wildRows {
		if s := asText(r[5]); s == "" || s > "1900-01-01" && s < "2299" {
			rows = append(rows, r)
		}
	}
	path := saved(t, format(t, "parquet"), wild, rows)
	file := fmt.Sprintf("file('%s', Parquet)", strings.ReplaceAll(path, "'", `\'`))

	got := ask(t, e, "SELECT zone, text, services, share, open, day, formatDateTime(collected_at, '%Y-%m-%dT%H:%i:%s.%fZ') AS collected_at FROM "+file)
	want := asJSON(wild, rows)
	for i, r := range rows {
		if when, ok := r[6].(time.Time); ok {
			want[i]["collected_at"] = when.Format("2006-01-02T15:04:05.000000Z")
		}
	}
	if diff := cmp.Diff(want, got, sameNumber); diff != "" {
		t.Error(diff)
	}
	types := ask(t, e, "SELECT toTypeName(zone) AS zone, toTypeName(services) AS services, toTypeName(share) AS share, "+
		"toTypeName(open) AS open, toTypeName(day) AS day, toTypeName(collected_at) AS collected_at FROM "+file+" LIMIT 1")
	if diff := cmp.Diff([]map[string]any{{"zone": "Nullable(String)", "services": "Nullable(Int64)", "share": "Nullable(Float64)",
		"open": "Nullable(Bool)", "day": "Nullable(Date32)", "collected_at": "Nullable(DateTime64(6, 'UTC'))"}}, types); diff != "" {
		t.Error(diff)
	}
}
