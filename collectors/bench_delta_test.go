package collectors_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
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

// derivedIndicators are those that the core pack derives from applications.
const derivedIndicators = `
indicators:
  - {id: digital_take_up, name: Take-up, unit: percent, direction: up, frequency: month, nature: flow, derived: {measure: digital_take_up, by: [sector, service]}}
  - {id: applications, name: Applications, unit: count, direction: up, frequency: month, nature: flow, derived: {measure: applications, by: [sector, channel]}}
  - {id: processing_time_median, name: Median, unit: hours, direction: down, frequency: month, nature: flow, derived: {measure: processing_time_median, by: [service]}}
  - {id: processing_time_p90, name: P90, unit: hours, direction: down, frequency: month, nature: flow, derived: {measure: processing_time_p90, by: [service]}}
  - {id: within_deadline_share, name: In time, unit: percent, direction: up, frequency: month, nature: flow, derived: {measure: within_deadline_share, by: [sector, service]}}
  - {id: applications_open, name: Open, unit: count, direction: down, frequency: month, nature: stock, derived: {measure: applications_open, by: [service]}}
  - {id: applications_overdue, name: Overdue, unit: count, direction: down, frequency: month, nature: stock, derived: {measure: applications_overdue, by: [service]}}
`

// newDerivingWorld is newWorld with a real Deriver.
func newDerivingWorld(b testing.TB, st *store.Store, cfg *config.Config) *world {
	b.Helper()
	payloads, err := store.NewPayloads(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	w := &world{store: st, payloads: payloads, clock: newClock()}
	w.Collector, err = collectors.New(collectors.Options{
		Config: cfg, Store: st, Payloads: payloads, Deriver: derive.New(st, cfg), Clock: w.clock,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), IDKey: []byte("a key for tests only"),
	})
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// openBench is a store of a benchmark's own, and a connection to its engine for what the store has no call for.
func openBench(b *testing.B) (*store.Store, driver.Conn) {
	b.Helper()
	engine, err := embedded.Open(embedded.Options{Dir: filepath.Join(b.TempDir(), "engine")})
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
	conn, err := clickhouse.Open(&clickhouse.Options{Protocol: clickhouse.HTTP, Addr: []string{"embedded:0"}, Auth: clickhouse.Auth{Database: "postup"},
		TransportFunc: func(*http.Transport) (http.RoundTripper, error) { return engine.Transport(), nil }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	return st, conn
}

// The history that a delta comes onto: of 90 regions with 20 services, over three years.
const (
	historyRegions  = 90
	historyServices = 20
)

func historyConfig(url, more string) string {
	var out strings.Builder
	out.WriteString("regions:\n")
	for r := range historyRegions {
		fmt.Fprintf(&out, "  - {code: R-%02d, name: R%d, kind: region}\n", r, r)
	}
	out.WriteString("services:\n")
	for s := range historyServices {
		fmt.Fprintf(&out, "  - {id: service-%02d, name: S%d, sector: health, tier: regional, deadline: {days: 10}}\n", s, s)
	}
	out.WriteString(derivedIndicators + `
sources:
  - id: applications
    name: Applications
    kind: http
    ` + more + `
    http: {url: "` + url + `"}
    format: {type: ndjson}
    records:
      - as: applications
        fields: {id: {from: id}, region: {from: region}, service: {from: service}, channel: {from: channel}, submitted: {from: submitted},
          completed: {from: completed}, outcome: {from: outcome}, suspended: {from: suspended_hours, unit: hours}}
`)
	return out.String()
}

// makeHistory has the engine make applications up to the end of May 2025, each decided within 28 days, where those have
// passed.
func makeHistory(b *testing.B, conn driver.Conn, rows int64) {
	b.Helper()
	perRegion := rows / historyRegions
	ctx, cancel := context.WithTimeout(b.Context(), time.Hour)
	defer cancel()
	for r := range int64(historyRegions) {
		err := conn.Exec(ctx, fmt.Sprintf(`INSERT INTO applications
			(region, service, id, channel, submitted, submitted_on, completed, completed_on, outcome, seq, recorded_at, source, collection)
			SELECT region, service, id, channel, came, toDate(came), if(open, toDateTime(0, 'UTC'), done), if(open, toDate(0), toDate(done)),
				if(open, '', if(n %% 11 = 0, 'refused', 'granted')), n + 1, now(), 'history', 1
			FROM (SELECT number + %d AS n, 'R-%02d' AS region,
				concat('service-', leftPad(toString(intDiv(number * %d, %d)), 2, '0')) AS service, MD5(toString(n)) AS id,
				['online', 'counter', 'phone'][1 + n %% 3] AS channel, cityHash64(n) AS h,
				toDateTime('2022-06-01 00:00:00', 'UTC') + 86400 * (h %% 1095) + 3600 * (8 + intDiv(h, 2000) %% 9) AS came,
				came + 86400 * (1 + 3 * (intDiv(h, 7000) %% 10)) + 3600 * (intDiv(h, 90000) %% 5) AS done,
				done >= toDateTime('2025-06-01 00:00:00', 'UTC') AS open
				FROM numbers(%d))`, r*perRegion, r, historyServices, perRegion, perRegion))
		if err != nil {
			b.Fatalf("make the history: %v", err)
		}
	}
}

// delta is a payload of so many applications in at most 100 cells: five regions, ten services, two months. The first
// is of open ones; each later one completes half of those before it and brings as many that are new.
func delta(n, count int) string {
	var out strings.Builder
	line := func(id int, completed string) {
		month, day := 4+id%2, 1+id/100%20
		fmt.Fprintf(&out, `{"id":"delta-%d","region":"R-%02d","service":"service-%02d","channel":"online","submitted":"2025-%02d-%02dT10:00:00Z"%s}`+"\n",
			id, 17*(id/2%5), id/10%10, month, day, completed)
	}
	for i := range count {
		if n > 0 && i%2 == 0 {
			line((n-1)*count+i+1, `,"completed":"2025-05-28T15:00:00Z","outcome":"granted"`)
			continue
		}
		line(n*count+i, "")
	}
	return out.String()
}

// deltaRegions are the regions that a delta touches.
var deltaRegions = []string{"R-00", "R-17", "R-34", "R-51", "R-68"}

// BenchmarkDelta collects 1,000 applications in 100 cells over HTTP, onto a history that was derived before: to the
// end of derivation. POSTUP_BENCH_HISTORY sets how many applications are there; of more than a million only what the
// delta touches is derived before, since to derive all of it takes longer than to make it.
func BenchmarkDelta(b *testing.B) {
	const applications = 1000
	history := sizeFrom(b, "POSTUP_BENCH_HISTORY", 1_000_000)
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, delta(int(n.Add(1)-1), applications))
	}))
	b.Cleanup(server.Close)
	st, conn := openBench(b)
	began := time.Now()
	makeHistory(b, conn, history)
	b.Logf("%d applications made in %v", history, time.Since(began).Round(time.Millisecond))
	w := newDerivingWorld(b, st, load(b, historyConfig(server.URL, "")))
	w.clock.now = time.Date(2025, 6, 15, 12, 0, 0, 0, time.UTC)
	began = time.Now()
	var regions []string
	if history > 1_000_000 {
		regions = deltaRegions
	}
	if err := w.Deriver.Daily(b.Context(), kpi.MustDate("2025-06-15"), regions...); err != nil {
		b.Fatal(err)
	}
	b.Logf("derived before in %v", time.Since(began).Round(time.Millisecond))
	collect := func() {
		out := w.once(b, "applications")
		if out.Accepted != applications || out.Status != store.CollectionOK {
			b.Fatalf("collected %s %s %v", counts(out), out.Error, out.Rejections)
		}
	}
	collect()
	var worst time.Duration
	for b.Loop() {
		for range 5 {
			began := time.Now()
			collect()
			worst = max(worst, time.Since(began))
		}
	}
	b.ReportMetric(worst.Seconds(), "worst_s")
	b.ReportMetric(b.Elapsed().Seconds()/5/float64(b.N), "mean_s")
	b.ReportMetric(float64(history), "applications")
}
