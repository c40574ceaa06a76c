package dashboard

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store/embedded"
	"github.com/postup/postup/store/storetest"
)

// BenchmarkExport streams a long dataset (POSTUP_BENCH_ROWS observations; 300,000 where it isn't set) that nobody has asked for yet to a client
// that keeps nothing, in each format, beside the embedded engine that writes the same rows in the same format to a file.
func BenchmarkExport(b *testing.B) {
	rows, err := strconv.Atoi(cmp.Or(os.Getenv("POSTUP_BENCH_ROWS"), "300000"))
	if err != nil {
		b.Fatalf("POSTUP_BENCH_ROWS: %v", err)
	}
	o := storetest.EmbeddedOptions(b)
	s, cfg := storetest.Open(b, o), settings(b)
	released(b, s, cfg, rows)
	keeper := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: now})
	if err := keeper.Rebuild(b.Context()); err != nil {
		b.Fatal(err)
	}
	fresh := func() string { // a dashboard that nobody has asked yet
		app, err := New(Options{Keeper: keeper, Store: s, Config: cfg, Now: now, Files: b.TempDir(), Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			b.Fatal(err)
		}
		return listening(b, app) + "/open-data/observations/latest."
	}
	e := newPeer(b, o.Shared, fresh()+"parquet")
	for _, f := range table.Formats() {
		b.Run(f.ID, func(b *testing.B) {
			var own, engine export
			for b.Loop() {
				if e.has(f) {
					engine.measured(b, func() { e.write(f) })
				}
				own.streamed(b, fresh()+f.Extension)
			}
			all := float64(rows * b.N)
			b.ReportMetric(all/own.took.Seconds(), "rows/s")
			b.ReportMetric(own.cpu.Seconds()/all*1e6, "cpu-µs/row") // the client's own is in it
			b.ReportMetric(float64(own.heap)/(1<<20), "heap-MB")
			b.ReportMetric(float64(own.live)/(1<<20), "live-MB")
			b.ReportMetric(own.first.Seconds()*1000, "first-ms")
			b.ReportMetric(float64(own.bytes)/1e6, "MB")
			if e.has(f) {
				b.ReportMetric(engine.took.Seconds()/own.took.Seconds(), "of-engine")
				b.ReportMetric(engine.cpu.Seconds()/own.cpu.Seconds(), "of-engine-cpu")
			}
		})
	}
}

// plainly asks for what is not compressed on its way, as the engine doesn't compress either.
var plainly = &http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}}

// export is what exports have taken together, and the most of any.
type export struct {
	took, cpu time.Duration
	first     time.Duration // to the first byte
	bytes     int64
	heap      uint64 // bytes in use above what was before, garbage included
	live      uint64 // and of what is no garbage
}

func (x *export) measured(b *testing.B, do func()) {
	b.Helper()
	began, before := time.Now(), cpuTime(b)
	do()
	x.took, x.cpu = x.took+time.Since(began), x.cpu+cpuTime(b)-before
}

// streamed asks for a file and drops it as it comes.
func (x *export) streamed(b *testing.B, address string) {
	b.Helper()
	runtime.GC()
	before, done, most := heapNow(), make(chan struct{}), make(chan [2]uint64)
	go func() { most <- mostHeap(done) }()
	began := time.Now()
	x.measured(b, func() {
		res, err := plainly.Get(address)
		if err != nil {
			b.Fatal(err)
		}
		defer res.Body.Close()
		if _, err := io.ReadFull(res.Body, make([]byte, 1)); err != nil {
			b.Fatalf("%s: %s: %v", address, res.Status, err)
		}
		x.first = max(x.first, time.Since(began))
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, res.Body, make([]byte, 1<<20))
		if err != nil || res.StatusCode != http.StatusOK {
			b.Fatalf("%s: %s, %d bytes, %v", address, res.Status, n, err)
		}
		x.bytes = n + 1
	})
	close(done)
	peak := <-most
	x.heap, x.live = max(x.heap, max(peak[0], before[0])-before[0]), max(x.live, max(peak[1], before[1])-before[1])
}

// mostHeap looks now and then, until done, and gives the most that it saw.
func mostHeap(done <-chan struct{}) (most [2]uint64) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			for i, n := range heapNow() {
				most[i] = max(most[i], n)
			}
		case <-done:
			return most
		}
	}
}

// heapNow is how much is in use, garbage included, and how much was no garbage when that was last found out, in bytes.
func heapNow() (bytes [2]uint64) {
	samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(samples)
	for i := range bytes {
		bytes[i] = samples[i].Value.Uint64()
	}
	return bytes
}

// peer is the embedded engine, which writes files itself.
type peer struct {
	b      *testing.B
	engine *embedded.Engine
	dir    string
}

// peerFormats are the engine's names of formats, and the settings that make it write what Postup writes.
var peerFormats = map[string][2]string{
	"csv":       {"CSVWithNames", "output_format_parallel_formatting = 1"},
	"excel.csv": {"CSVWithNames", "format_csv_delimiter = ';'"},
	"json":      {"JSONEachRow", "output_format_json_array_of_rows = 1"},
	"ndjson":    {"JSONEachRow", "output_format_parallel_formatting = 1"},
	"parquet":   {"Parquet", "output_format_parquet_compression_method = 'zstd'"},
}

func newPeer(b *testing.B, engine *embedded.Engine, address string) *peer {
	b.Helper()
	p := &peer{b, engine, b.TempDir()}
	res, err := plainly.Get(address)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	path := filepath.Join(p.dir, "rows.parquet")
	file, err := os.Create(path)
	if err == nil {
		_, err = io.Copy(file, res.Body)
	}
	if err != nil {
		b.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	p.ask("CREATE TABLE default.exported ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM file('" + path + "', Parquet)")
	b.Cleanup(func() { p.ask("DROP TABLE default.exported") })
	return p
}

func (p *peer) has(f table.Format) bool { return peerFormats[f.ID][0] != "" }

// write writes all rows to a file that is there for as long as that takes.
func (p *peer) write(f table.Format) {
	p.b.Helper()
	path, as := filepath.Join(p.dir, "written"), peerFormats[f.ID]
	p.ask("INSERT INTO FUNCTION file('" + path + "', " + as[0] + ") SELECT * FROM default.exported SETTINGS " + as[1])
	if err := os.Remove(path); err != nil {
		p.b.Fatal(err)
	}
}

func (p *peer) ask(statement string) {
	p.b.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://embedded/?session_timezone=UTC&date_time_output_format=iso", strings.NewReader(statement))
	if err != nil {
		p.b.Fatal(err)
	}
	res, err := (&http.Client{Transport: p.engine.Transport()}).Do(req)
	if err != nil {
		p.b.Fatal(err)
	}
	defer res.Body.Close()
	if text, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		p.b.Fatalf("%s: %s %v", statement, text, err)
	}
}
