package collectors_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strconv"
	"testing"
	"time"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store/embedded"
)

// payloadSize says how many megabytes the benchmark's payload has; 1,000 unless it is set.
const payloadSize = "POSTUP_BENCH_MEGABYTES"

// BenchmarkLargePayload collects one payload of applications that is made while it is sent, and tells the peaks of
// Go's heap (in use, MB) and of goroutines, those of the server that sends it among them.
func BenchmarkLargePayload(b *testing.B) {
	megabytes := 1_000
	if n, err := strconv.Atoi(os.Getenv(payloadSize)); err == nil {
		megabytes = n
	}
	var sent int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		sent = sendApplications(w, int64(megabytes)*1e6)
	}))
	b.Cleanup(server.Close)
	engine, err := embedded.Open(embedded.Options{Dir: filepath.Join(b.TempDir(), "engine")})
	if err != nil {
		b.Skipf("the benchmark needs the embedded engine: %v", err)
	}
	b.Cleanup(func() { _ = engine.Close() })
	cfg := load(b, benchIndicators+benchSource(server.URL, "{type: ndjson}\n    max_bytes: 20000000000\n    timeout: 1h"))
	c := newCollector(b, emptyStore(b, engine, "postup"), cfg)
	runtime.GC() // what other benchmarks have left is not ours
	b.SetBytes(int64(megabytes) * 1e6)
	for b.Loop() {
		peaks := watchPeaks()
		outcomes, err := c.Once(b.Context(), collectors.OnceOptions{Sources: []string{"applications"}})
		heap, goroutines := peaks()
		if err != nil {
			b.Fatal(err)
		}
		if out := outcomes[0]; out.Accepted != uint64(sent) {
			b.Fatalf("%d sent, collected %s %s", sent, counts(out), out.Error)
		}
		b.ReportMetric(float64(heap)/1e6, "heap_MB")
		b.ReportMetric(float64(goroutines), "goroutines")
		b.ReportMetric(float64(sent)/outcomes[0].Took.Seconds(), "rows/s")
	}
}

// sendApplications writes so many bytes of applications, a JSON object a line, and gives their number.
func sendApplications(w io.Writer, size int64) (n int) {
	out := bufio.NewWriterSize(w, 1<<16)
	start := time.Date(2023, 1, 1, 6, 0, 0, 0, time.UTC)
	for written := int64(0); written < size; n++ {
		submitted := start.Add(time.Duration(n%500)*24*time.Hour + time.Duration(n%36000)*time.Second)
		line, err := fmt.Fprintf(out, `{"id":"%012d","region":"UA-05","service":"birth","channel":"online","submitted":"%s","completed":"%s","outcome":"granted","suspended_hours":0}`+"\n",
			n, submitted.Format(time.RFC3339), submitted.Add(time.Duration(n%300+1)*time.Hour).Format(time.RFC3339))
		if err != nil {
			return n // who asked has gone
		}
		written += int64(line)
	}
	if out.Flush() != nil {
		return 0
	}
	return n
}

// watchPeaks looks at Go's heap in use and the number of goroutines until the returned function is called.
func watchPeaks() (stop func() (heap uint64, goroutines int)) {
	var heap uint64
	var goroutines int
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
		for {
			metrics.Read(samples)
			heap = max(heap, samples[0].Value.Uint64()+samples[1].Value.Uint64())
			goroutines = max(goroutines, runtime.NumGoroutine())
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	return func() (uint64, int) {
		close(done)
		<-ended
		return heap, goroutines
	}
}
