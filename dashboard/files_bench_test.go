package dashboard

import (
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store/storetest"
)

// BenchmarkFiles asks over and over for files that were made: whole (kept), as a browser that takes them compressed (packed), and by their tags
// (revalidated), beside a handler of fiber's that sends the same bytes. Small files have some KB, large ones some hundreds.
func BenchmarkFiles(b *testing.B) {
	for _, size := range []struct {
		name string
		rows int
	}{{"small", 20}, {"large", 3000}} {
		b.Run(size.name, func(b *testing.B) { benchFiles(b, size.rows) })
	}
}

func benchFiles(b *testing.B, rows int) {
	s, cfg := storetest.Embedded(b), settings(b)
	released(b, s, cfg, rows)
	keeper := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: now})
	if err := keeper.Rebuild(b.Context()); err != nil {
		b.Fatal(err)
	}
	app, err := New(Options{Keeper: keeper, Store: s, Config: cfg, Now: now, Files: b.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	at := listening(b, app) + "/open-data/observations/latest."
	for _, f := range table.Formats() {
		b.Run(f.ID, func(b *testing.B) {
			for b.Loop() {
				besideFiber(b, at+f.Extension, "kept")
				besideFiber(b, at+f.Extension, "packed", fiber.HeaderAcceptEncoding, "gzip, deflate, br")
			}
		})
	}
}

// besideFiber reports what part of the answers a second that fiber gives are given, in turns, so that what else the machine does meets both.
func besideFiber(b *testing.B, address, as string, header ...string) {
	b.Helper()
	var first fasthttp.Response
	for range 3 { // made, then kept, then kept in the form that is asked for
		get(b, &first, address, header...)
	}
	body, encoding, tag := slices.Clone(first.Body()), string(first.Header.ContentEncoding()), string(first.Header.Peek(fiber.HeaderETag))
	peer := fiber.New(fiber.Config{DisableStartupMessage: true})
	peer.Get("/", func(c *fiber.Ctx) error {
		if encoding != "" {
			c.Set(fiber.HeaderContentEncoding, encoding)
		}
		return c.Send(body)
	})
	other := listening(b, peer) + "/"
	n := min(max(100<<20/len(body), 100), benchKept)
	var most, whole, again, mostCPU, wholeCPU float64
	for range benchRounds {
		most += answers(b, n, &mostCPU, other, header...)
		whole += answers(b, n, &wholeCPU, address, header...)
		again += answers(b, n, new(float64), address, append(header, fiber.HeaderIfNoneMatch, tag)...)
	}
	b.ReportMetric(whole/most, as+"/peer")
	b.ReportMetric(mostCPU/wholeCPU, as+"/peer-cpu") // whatever else the machine does
	b.ReportMetric(float64(len(body)), as+"-bytes")
	b.ReportMetric(most/benchRounds, as+"-peer-rps")
	if len(header) == 0 {
		b.ReportMetric(again/most, "revalidated/peer")
	}
}

// answers is how many a second eight clients get. The processors' time of it, theirs too, is added to cpu.
func answers(b *testing.B, n int, cpu *float64, address string, header ...string) float64 {
	b.Helper()
	var clients sync.WaitGroup
	began, before := time.Now(), cpuTime(b)
	defer func() { *cpu += (cpuTime(b) - before).Seconds() }()
	for range benchClients {
		clients.Go(func() {
			var res fasthttp.Response
			for range n / benchClients {
				get(b, &res, address, header...)
			}
		})
	}
	clients.Wait()
	return float64(n) / time.Since(began).Seconds()
}

func get(b *testing.B, res *fasthttp.Response, address string, header ...string) {
	req := fasthttp.AcquireRequest()
	defer fasthttp.ReleaseRequest(req)
	req.SetRequestURI(address)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	err := fasthttp.DoTimeout(req, res, benchWait)
	if s := res.StatusCode(); err != nil || s != fiber.StatusOK && s != fiber.StatusNotModified {
		b.Errorf("GET %s: %d, %v", address, s, err)
	}
}
