package collectors_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/store"
)

// BenchmarkManySources has ninety sources due at once, as after a night: four of 100,000 applications each, the others
// of 500. It tells how long after it was due each had ended.
func BenchmarkManySources(b *testing.B) {
	const sources, big, many, few = 90, 4, 100_000, 500
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var region, rows int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d/%d", &region, &rows); err != nil {
			http.NotFound(w, r)
			return
		}
		for i := range rows {
			day := time.Date(2025, 1, 1, 10, 0, 0, 0, time.UTC).AddDate(0, 0, i%120)
			fmt.Fprintf(w, `{"id":"%d","region":"R-%02d","service":"service-%02d","channel":"online","submitted":"%s","completed":"%s","outcome":"granted"}`+"\n",
				i, region, i%historyServices, day.Format(time.RFC3339), day.AddDate(0, 0, 1+i%20).Format(time.RFC3339))
		}
	}))
	b.Cleanup(server.Close)
	for b.Loop() {
		b.StopTimer()
		st, _ := openBench(b)
		text := historyConfig(server.URL, "")
		text, source, _ := strings.Cut(text, "\nsources:\n")
		text += "\nsources:\n"
		for i := range sources {
			rows := few
			if i%(sources/big) == 0 && i/(sources/big) < big {
				rows = many
			}
			one := strings.ReplaceAll(source, "id: applications\n", fmt.Sprintf("id: source-%02d\n", i))
			text += strings.ReplaceAll(one, server.URL, fmt.Sprintf("%s/%d/%d", server.URL, i, rows))
		}
		cfg := load(b, text)
		payloads, err := store.NewPayloads(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(b.Context(), 10*time.Minute)
		var mu sync.Mutex
		var small, large []time.Duration
		var due time.Time
		clock := newClock()
		clock.now = time.Date(2025, 6, 15, 12, 0, 0, 0, time.UTC)
		clock.end = clock.now
		c, err := collectors.New(collectors.Options{
			Config: cfg, Store: st, Payloads: payloads, Deriver: derive.New(st, cfg), Clock: clock,
			Log: slog.New(slog.NewTextHandler(io.Discard, nil)), IDKey: []byte("a key for tests only"),
			OnOutcome: func(o collectors.Outcome) {
				mu.Lock()
				defer mu.Unlock()
				switch {
				case o.Status != store.CollectionOK:
					b.Errorf("%s ended %s %s", o.Source, counts(o), o.Error)
				case o.Accepted > few:
					large = append(large, time.Since(due))
				default:
					small = append(small, time.Since(due))
				}
				if len(small)+len(large) == sources {
					cancel()
				}
			},
		})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		due = time.Now()
		if err := c.Run(ctx); err != nil {
			b.Fatal(err)
		}
		cancel()
		if len(small) != sources-big || len(large) != big {
			b.Fatalf("%d small sources and %d large ones ended of %d", len(small), len(large), sources)
		}
		all := slices.Sorted(slices.Values(slices.Concat(small, large)))
		b.ReportMetric(all[0].Seconds(), "min_s")
		b.ReportMetric(all[len(all)/2].Seconds(), "median_s")
		b.ReportMetric(slices.Max(small).Seconds(), "small_max_s")
		b.ReportMetric(slices.Max(large).Seconds(), "large_max_s")
	}
}
