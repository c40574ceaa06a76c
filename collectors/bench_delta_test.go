package collectors_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/store/embedded"
)

// What the store of the benchmark of a delta holds: applications of two years, spread evenly.
const (
	deltaRegions  = 27
	deltaServices = 40
	deltaDays     = 730
	deltaSize     = 1_000
)

// deltaHistory says how many applications are stored before the delta comes; 10 million unless it is set.
const deltaHistory = "POSTUP_BENCH_HISTORY"

// BenchmarkDelta collects 1,000 applications of ten services of one region, in ten months, onto a store of many
// millions, and derives what follows. It tells the median and the slowest of its deliveries.
func BenchmarkDelta(b *testing.B) {
	history := 10_000_000
	if n, err := strconv.Atoi(os.Getenv(deltaHistory)); err == nil {
		history = n
	}
	engine, err := embedded.Open(embedded.Options{Dir: filepath.Join(b.TempDir(), "engine")})
	if err != nil {
		b.Skipf("the benchmark needs the embedded engine: %v", err)
	}
	b.Cleanup(func() { _ = engine.Close() })
	st := emptyStore(b, engine, "postup")
	began := time.Now()
	fillApplications(b, engine, history)
	waitForMerges(b, engine)
	b.Logf("%d applications filled in %v", history, time.Since(began).Round(time.Second))

	var delivery int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := range deltaSize {
			submitted := time.Date(2024, time.Month(3+i/10%10), 1+i%28, 9, 0, 0, 0, time.UTC)
			_, _ = fmt.Fprintf(w, `{"id":"new-%d-%d","region":"R-3","service":"s-%d","channel":"online","submitted":%q,"completed":%q,"outcome":"granted"}`+"\n",
				delivery, i, i%10, submitted.Format(time.RFC3339), submitted.AddDate(0, 0, 3).Format(time.RFC3339))
		}
	}))
	b.Cleanup(server.Close)
	var world strings.Builder
	world.WriteString("regions:\n")
	for i := range deltaRegions {
		fmt.Fprintf(&world, "  - {code: R-%d, name: R, kind: region, time_zone: Europe/Kyiv}\n", i)
	}
	world.WriteString("services:\n")
	for i := range deltaServices {
		fmt.Fprintf(&world, "  - {id: s-%d, name: S, tier: regional, deadline: {days: 10}}\n", i)
	}
	cfg := load(b, world.String()+benchIndicators+benchSource(server.URL, "{type: ndjson}"))
	c := newCollector(b, st, cfg)
	began = time.Now()
	if err := derive.New(st, cfg).Daily(b.Context(), benchDay, "R-3"); err != nil {
		b.Fatal(err)
	}
	b.Logf("a region derived whole in %v", time.Since(began).Round(time.Millisecond))
	once := func() collectors.Outcome {
		delivery++
		outcomes, err := c.Once(b.Context(), collectors.OnceOptions{Sources: []string{"applications"}})
		if err != nil {
			b.Fatal(err)
		}
		if out := outcomes[0]; out.Accepted != deltaSize {
			b.Fatalf("collected %s %s", counts(out), out.Error)
		}
		return outcomes[0]
	}
	once() // the first of a process derives its region whole
	var all []time.Duration
	for b.Loop() {
		for range 5 {
			out := once()
			all = append(all, out.Took)
			b.Logf("%v: %+v", out.Took, out.Stages)
		}
	}
	b.ReportMetric(float64(median(all).Milliseconds()), "median_ms")
	b.ReportMetric(float64(slowest(all).Milliseconds()), "max_ms")
}

// waitForMerges waits until the engine has merged what was filled at once, as what came over years would be.
func waitForMerges(b *testing.B, engine *embedded.Engine) {
	b.Helper()
	conn := connect(b, engine)
	defer conn.Close()
	for merges := uint64(1); merges > 0; time.Sleep(100 * time.Millisecond) {
		if err := conn.QueryRow(b.Context(), "SELECT count() FROM system.merges").Scan(&merges); err != nil {
			b.Fatal(err)
		}
	}
}

// fillApplications has the engine make n applications.
func fillApplications(b *testing.B, engine *embedded.Engine, n int) {
	b.Helper()
	const most = 10_000_000
	for from := 0; from < n; from += most {
		execute(b, engine, fmt.Sprintf(`INSERT INTO postup.applications
			SELECT concat('R-', toString(number %% %d)), concat('s-', toString(intDiv(number, %d) %% %d)), sipHash128(number),
				['online', 'counter', 'phone'][number %% 3 + 1],
				toDateTime('2023-01-01 06:00:00', 'UTC') + (sipHash64(number) %% %d) * 86400 AS since, toDate(since),
				since + (number %% 300 + 1) * 3600 AS until, toDate(until), 'granted', 0, toDateTime(0, 'UTC'), toDate(0),
				toUInt64(1700000000000000 + number), toDateTime(1700000000, 'UTC'), 'applications', 1, 0
			FROM numbers(%d, %d)`, deltaRegions, deltaRegions, deltaServices, deltaDays, from, min(most, n-from)))
	}
}
