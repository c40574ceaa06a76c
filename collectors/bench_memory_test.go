package collectors_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"testing"
	"time"

	"github.com/postup/postup/store"
)

// sizeFrom is a benchmark's size, which an environment variable can set to another.
func sizeFrom(b *testing.B, variable string, otherwise int64) int64 {
	b.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		b.Fatalf("%s=%q is not a number above zero", variable, text)
	}
	return n
}

// endless answers with applications, a JSON object a line, until so many bytes are sent. They are made on the way.
func endless(size int64) http.HandlerFunc {
	start := time.Date(2023, 1, 1, 6, 0, 0, 0, time.UTC)
	days := make([][]byte, 800)
	for i := range days {
		days[i] = start.AddDate(0, 0, i).AppendFormat(nil, "2006-01-02T")
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-ndjson")
		out := bufio.NewWriterSize(w, 1<<16)
		defer out.Flush()
		var line []byte
		for i, sent := 0, int64(0); sent < size; i++ {
			came := i % 500
			line = fmt.Appendf(line[:0], `{"id":"%010d","region":"R-%02d","service":"service-%02d","channel":"%s","submitted":"%s%02d:%02d:%02dZ","completed":"%s%02d:00:00Z","outcome":"%s","suspended_hours":%d}`+"\n",
				i, i%historyRegions, i/historyRegions%historyServices, [...]string{"online", "counter", "phone"}[i%3],
				days[came], i%20, i/20%60, i/1200%60, days[came+1+i/7%100], i%23, [...]string{"granted", "refused"}[i%10/9], i%300%2)
			sent += int64(len(line))
			if _, err := out.Write(line); err != nil {
				return
			}
		}
	}
}

// peaks samples what the process holds until it is stopped.
type peaks struct{ heap, goroutines uint64 }

func (p *peaks) sample() (stop func()) {
	// Heap in use: spans that hold objects, dead ones that were not swept yet among them.
	samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(5 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				metrics.Read(samples)
				p.heap = max(p.heap, samples[0].Value.Uint64()+samples[1].Value.Uint64())
				p.goroutines = max(p.goroutines, uint64(runtime.NumGoroutine()))
			case <-end:
				return
			}
		}
	}()
	return func() { close(end); <-ended }
}

// BenchmarkMemory collects a large payload over HTTP, kept, checked, stored and derived, and tells the most that Go's
// heap held. POSTUP_BENCH_PAYLOAD sets how many bytes it has.
func BenchmarkMemory(b *testing.B) {
	size := sizeFrom(b, "POSTUP_BENCH_PAYLOAD", 500_000_000)
	server := httptest.NewServer(endless(size))
	b.Cleanup(server.Close)
	st, _ := openBench(b)
	w := newDerivingWorld(b, st, load(b, historyConfig(server.URL, "timeout: 2h\n    max_bytes: 100000000000")))
	w.clock.now = time.Date(2025, 6, 15, 12, 0, 0, 0, time.UTC)
	var held peaks
	var records uint64
	for b.Loop() {
		runtime.GC()
		if err := st.SaveSourceState(b.Context(), store.SourceState{Source: "applications"}); err != nil { // it is collected anew
			b.Fatal(err)
		}
		stop := held.sample()
		out := w.once(b, "applications")
		stop()
		if out.Status != store.CollectionOK || out.Rejected != 0 {
			b.Fatalf("collected with %d MB %s %s %v", held.heap>>20, counts(out), out.Error, out.Rejections)
		}
		records = out.Accepted
	}
	b.SetBytes(size)
	b.ReportMetric(float64(records), "rows")
	b.ReportMetric(float64(held.heap)/(1<<20), "heap_MB")
	b.ReportMetric(float64(held.goroutines), "goroutines")
}
