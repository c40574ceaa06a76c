package collectors_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/embedded"
)

const benchApplications = 1_000_000

// writeApplications writes a file of applications, a JSON object a line, and gives its size.
func writeApplications(b testing.TB, path string) int64 {
	b.Helper()
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(file, 1<<20)
	start := time.Date(2023, 1, 1, 6, 0, 0, 0, time.UTC)
	for i := range benchApplications {
		submitted := start.Add(time.Duration(i%500) * 24 * time.Hour).Add(time.Duration(i%36000) * time.Second)
		done := submitted.Add(time.Duration(i%300+1) * time.Hour)
		fmt.Fprintf(w, `{"id":"%08d-%d","region":"UA-%s","service":"%s","channel":"%s","submitted":"%s","completed":"%s","outcome":"%s","suspended_hours":%d}`+"\n",
			i, i%7, []string{"05", "07"}[i%2], []string{"birth", "permit"}[i/2%2], []string{"online", "counter", "phone"}[i%3],
			submitted.Format(time.RFC3339), done.Format(time.RFC3339), []string{"granted", "refused"}[i%10/9], i%300%2)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	size, err := file.Seek(0, 1)
	if err != nil {
		b.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	return size
}

// BenchmarkCollect collects a million applications as NDJSON over HTTP, kept, checked and stored, beside the
// engine's own import of the same file in the same run.
func BenchmarkCollect(b *testing.B) {
	dir := b.TempDir()
	path := filepath.Join(dir, "applications.ndjson")
	size := writeApplications(b, path)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	b.Cleanup(server.Close)
	engine, err := embedded.Open(embedded.Options{Dir: filepath.Join(dir, "engine")})
	if err != nil {
		b.Skipf("the benchmark needs the embedded engine: %v", err)
	}
	b.Cleanup(func() { _ = engine.Close() })
	st, err := store.Open(b.Context(), store.Options{Engine: store.EngineEmbedded, Shared: engine})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	if _, err := st.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	cfg := load(b, `
sources:
  - id: applications
    name: Applications
    kind: http
    http: {url: "`+server.URL+`/applications.ndjson"}
    format: {type: ndjson}
    records:
      - as: applications
        fields:
          id: {from: id}
          region: {from: region}
          service: {from: service}
          channel: {from: channel}
          submitted: {from: submitted}
          completed: {from: completed}
          outcome: {from: outcome}
          suspended: {from: suspended_hours, unit: hours}
`)
	var ours, theirs time.Duration
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		theirs += importByEngine(b, engine, path)
		b.StartTimer()
		w := newWorld(b, st, cfg)
		w.clock.now = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		forget(b, st)
		began := time.Now()
		out := w.once(b, "applications")
		ours += time.Since(began)
		if out.Accepted != benchApplications || out.Rejected != 0 {
			b.Fatalf("collected %s %s %v", counts(out), out.Error, out.Rejections)
		}
	}
	rate := func(d time.Duration) float64 { return float64(b.N) * benchApplications / d.Seconds() }
	b.ReportMetric(rate(ours), "rows/s")
	b.ReportMetric(rate(theirs), "engine_rows/s")
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "times_the_engine")
}

// forget makes the source be collected anew.
func forget(b testing.TB, st *store.Store) {
	b.Helper()
	if err := st.SaveSourceState(b.Context(), store.SourceState{Source: "applications"}); err != nil {
		b.Fatal(err)
	}
}

// importByEngine has the engine read the file itself, into a table like ours.
func importByEngine(b testing.TB, engine *embedded.Engine, path string) time.Duration {
	b.Helper()
	conn, err := clickhouse.Open(&clickhouse.Options{Protocol: clickhouse.HTTP, Addr: []string{"embedded:0"},
		TransportFunc: func(*http.Transport) (http.RoundTripper, error) { return engine.Transport(), nil }})
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	exec := func(sql string) {
		if err := conn.Exec(b.Context(), sql); err != nil {
			b.Fatalf("%s: %v", sql, err)
		}
	}
	exec("DROP TABLE IF EXISTS default.imported")
	exec("CREATE TABLE default.imported AS postup.applications")
	began := time.Now()
	exec(`INSERT INTO default.imported SELECT region, service, sipHash128(id), channel,
		parseDateTimeBestEffort(submitted) AS since, toDate(since, 'Europe/Kyiv'),
		parseDateTimeBestEffort(completed) AS until, toDate(until, 'Europe/Kyiv'), outcome, suspended_hours * 3600,
		toDateTime(0, 'UTC'), toDate(0), rowNumberInAllBlocks(), now(), 'applications', 1, 0
		FROM file('` + strings.ReplaceAll(path, "'", "''") + `', 'JSONEachRow',
		'id String, region String, service String, channel String, submitted String, completed String, outcome String, suspended_hours UInt32')`)
	return time.Since(began)
}
