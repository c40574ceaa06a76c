package collectors_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/embedded"
)

const benchApplications = 1_000_000

// writing is a format of the benchmark's payload: how a line of it is written, and how Postup and the engine read it.
type writing struct {
	name, head, line string
	format           string // of the source
	engine           string // of the engine
}

var writings = []writing{
	{name: "ndjson", format: "{type: ndjson}", engine: "JSONEachRow",
		line: `{"id":"%08d-%d","region":"UA-%s","service":"%s","channel":"%s","submitted":"%s","completed":"%s","outcome":"%s","suspended_hours":%d}` + "\n"},
	{name: "csv", format: "{type: csv}", engine: "CSVWithNames",
		head: "id,region,service,channel,submitted,completed,outcome,suspended_hours\n", line: "%08d-%d,UA-%s,%s,%s,%s,%s,%s,%d\n"},
}

// benchDay is the day on which the benchmarks collect.
var benchDay = kpi.MustDate("2025-01-01")

// write makes a file of applications and gives its size in bytes.
func (w writing) write(b testing.TB, path string) int64 {
	b.Helper()
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	out := bufio.NewWriterSize(file, 1<<20)
	_, _ = out.WriteString(w.head) // Flush tells
	start := time.Date(2023, 1, 1, 6, 0, 0, 0, time.UTC)
	for i := range benchApplications {
		submitted := start.Add(time.Duration(i%500) * 24 * time.Hour).Add(time.Duration(i%36000) * time.Second)
		done := submitted.Add(time.Duration(i%300+1) * time.Hour)
		_, _ = fmt.Fprintf(out, w.line, i, i%7, []string{"05", "07"}[i%2], []string{"birth", "permit"}[i/2%2], []string{"online", "counter", "phone"}[i%3],
			submitted.Format(time.RFC3339), done.Format(time.RFC3339), []string{"granted", "refused"}[i%10/9], i%300%2)
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		b.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	return size
}

// BenchmarkCollect collects a million applications over HTTP: kept, checked, stored, and what follows derived, beside
// the engine's own import of the same file into the same table in the same run. The stages are in thousandths of the
// whole; reading and storing go on beside each other.
func BenchmarkCollect(b *testing.B) {
	for _, w := range writings {
		b.Run(w.name, w.collect)
	}
}

func (w writing) collect(b *testing.B) {
	dir := b.TempDir()
	path := filepath.Join(dir, "applications")
	size := w.write(b, path)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	b.Cleanup(server.Close)
	engine, err := embedded.Open(embedded.Options{Dir: filepath.Join(dir, "engine")})
	if err != nil {
		b.Skipf("the benchmark needs the embedded engine: %v", err)
	}
	b.Cleanup(func() { _ = engine.Close() })
	cfg := load(b, benchIndicators+benchSource(server.URL, w.format))
	var ours, theirs time.Duration
	var stages collectors.Stages
	b.SetBytes(size)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		database := fmt.Sprint("run", n)
		st := emptyStore(b, engine, database)
		theirs += w.importByEngine(b, engine, database, path)
		c := newCollector(b, st, cfg)
		b.StartTimer()
		began := time.Now()
		outcomes, err := c.Once(b.Context(), collectors.OnceOptions{Sources: []string{"applications"}})
		ours += time.Since(began)
		if err != nil {
			b.Fatal(err)
		}
		out := outcomes[0]
		if out.Accepted != benchApplications || out.Rejected != 0 {
			b.Fatalf("collected %s %s %v", counts(out), out.Error, out.Rejections)
		}
		stages.Fetched += out.Stages.Fetched
		stages.Read += out.Stages.Read
		stages.Stored += out.Stages.Stored
		stages.Derived += out.Stages.Derived
	}
	rate := func(d time.Duration) float64 { return float64(b.N) * benchApplications / d.Seconds() }
	b.ReportMetric(rate(ours), "rows/s")
	b.ReportMetric(rate(theirs), "engine_rows/s")
	b.ReportMetric(100*theirs.Seconds()/ours.Seconds(), "%_of_engine")
	for stage, took := range map[string]time.Duration{"fetched": stages.Fetched, "read": stages.Read, "stored": stages.Stored, "derived": stages.Derived} {
		b.ReportMetric(100*took.Seconds()/ours.Seconds(), "%_"+stage)
	}
}

// benchIndicators are what is derived from the applications.
const benchIndicators = `
indicators:
  - {id: applications, name: Applications, unit: count, direction: up, frequency: month, nature: flow, derived: {measure: applications, by: [channel]}}
  - {id: median, name: Median, unit: hours, direction: down, frequency: month, nature: flow, derived: {measure: processing_time_median, by: [service]}}
  - {id: within, name: Within, unit: percent, direction: up, frequency: month, nature: flow, derived: {measure: within_deadline_share, by: [service]}}
  - {id: open, name: Open, unit: count, direction: down, frequency: month, nature: stock, derived: {measure: applications_open, by: [service]}}
`

func benchSource(url, format string) string {
	return `
sources:
  - id: applications
    name: Applications
    kind: http
    http: {url: "` + url + `/applications"}
    format: ` + format + `
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
`
}

// emptyStore makes a store with a database of its own.
func emptyStore(b *testing.B, engine *embedded.Engine, database string) *store.Store {
	b.Helper()
	st, err := store.Open(b.Context(), store.Options{Engine: store.EngineEmbedded, Shared: engine, Database: database})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	if _, err := st.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	return st
}

// newCollector is a collector that derives.
func newCollector(b *testing.B, st *store.Store, cfg *config.Config) *collectors.Collector {
	b.Helper()
	payloads, err := store.NewPayloads(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	clock := newClock()
	clock.now = benchDay.Time()
	c, err := collectors.New(collectors.Options{Config: cfg, Store: st, Payloads: payloads, Deriver: derive.New(st, cfg), Clock: clock,
		Log: slog.New(slog.DiscardHandler), IDKey: []byte("a key for tests only")})
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// importByEngine has the engine read the file itself, into a table like ours.
func (w writing) importByEngine(b *testing.B, engine *embedded.Engine, database, path string) time.Duration {
	b.Helper()
	execute(b, engine, "CREATE TABLE "+database+".imported AS "+database+".applications")
	began := time.Now()
	execute(b, engine, `INSERT INTO `+database+`.imported SELECT region, service, sipHash128(id), channel,
		parseDateTimeBestEffort(submitted) AS since, toDate(since, 'Europe/Kyiv'),
		parseDateTimeBestEffort(completed) AS until, toDate(until, 'Europe/Kyiv'), outcome, suspended_hours * 3600,
		toDateTime(0, 'UTC'), toDate(0), rowNumberInAllBlocks(), now(), 'applications', 1, 0
		FROM file('`+strings.ReplaceAll(path, "'", "''")+`', '`+w.engine+`',
		'id String, region String, service String, channel String, submitted String, completed String, outcome String, suspended_hours UInt32')`)
	return time.Since(began)
}

// connect reaches the engine beside the store.
func connect(b *testing.B, engine *embedded.Engine) driver.Conn {
	b.Helper()
	conn, err := clickhouse.Open(&clickhouse.Options{Protocol: clickhouse.HTTP, Addr: []string{"embedded:0"},
		TransportFunc: func(*http.Transport) (http.RoundTripper, error) { return engine.Transport(), nil }})
	if err != nil {
		b.Fatal(err)
	}
	return conn
}

// execute runs statements beside the store.
func execute(b *testing.B, engine *embedded.Engine, statements ...string) {
	b.Helper()
	conn := connect(b, engine)
	defer conn.Close()
	for _, sql := range statements {
		if err := conn.Exec(b.Context(), sql); err != nil {
			b.Fatalf("%s: %v", sql, err)
		}
	}
}
