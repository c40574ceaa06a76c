package dashboard

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/board/boardtest"
	"github.com/postup/postup/store/storetest"
)

const (
	benchPages  = 300 // of each kind that are made
	benchRounds = 5
	benchKept   = 4_000            // requests for one that is kept, in each round
	benchWait   = 30 * time.Second // for an answer
)

// BenchmarkRendered is what pages of 90 regions × 60 indicators × 60 months take: made anew (made), and sent once they are kept (kept) or
// once the browser has them (revalidated), with ratios to a handler that sends the same bytes, in the same run.
func BenchmarkRendered(b *testing.B) {
	if err := UseMemory(); err != nil { // as a process that serves does
		b.Fatal(err)
	}
	country := boardtest.New(b, 90, 0)
	clock := func() time.Time { return boardtest.Noon }
	keeper := board.NewKeeper(board.KeeperOptions{Reader: country, Config: country.Config, Now: clock, Timeout: time.Hour})
	if err := keeper.Rebuild(b.Context()); err != nil {
		b.Fatal(err)
	}
	app, err := New(Options{
		Keeper: keeper, Store: storetest.Embedded(b), Config: country.Config, Now: clock,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		b.Fatal(err)
	}
	at := listening(b, app)
	region := func(n int) string { return country.Codes[n%len(country.Codes)] }
	for _, page := range []struct {
		name    string
		address func(n int) string
	}{
		{"overview", func(int) string { return "/" }},
		{"region", func(n int) string { return "/regions/" + region(n) }},
		{"programme", func(int) string { return "/programmes/plan" }},
		{"service", func(n int) string { return fmt.Sprintf("/services/service-%02d", n%boardtest.Services) }},
		{"compare", func(int) string { return "/compare" }},
	} {
		b.Run(page.name, func(b *testing.B) {
			for b.Loop() {
				made(b, func(n int) string { return at + page.address(n) })
				sent(b, at+page.address(0))
			}
		})
	}
}

func listening(b testing.TB, app *fiber.App) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, app, listener, time.Second) }()
	b.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			b.Errorf("serve: %v", err)
		}
	})
	return "http://" + listener.Addr().String()
}

// ask sends a request as browsers do, and gives the answer's body.
func ask(b *testing.B, address string, header ...string) (*fasthttp.Response, error) {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	req.SetRequestURI(address)
	req.Header.Set(fiber.HeaderAccept, fiber.MIMETextHTML)
	req.Header.Set(fiber.HeaderAcceptEncoding, "gzip, br")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	if err := fasthttp.DoTimeout(req, res, benchWait); err != nil {
		return nil, fmt.Errorf("GET %s: %w", address, err)
	}
	if s := res.StatusCode(); s != fiber.StatusOK && s != fiber.StatusNotModified {
		return nil, fmt.Errorf("GET %s: %d: %.200s", address, s, res.Body())
	}
	return res, nil
}

// made asks for pages that nobody has asked for yet, one after another.
func made(b *testing.B, address func(n int) string) {
	b.Helper()
	took := make([]time.Duration, 0, benchPages)
	before := cpuTime(b)
	for n := range benchPages {
		asked := fmt.Sprintf("%s?lang=%s&n=%d", address(n), []string{"en", "uk", "ru"}[n%3], n)
		began := time.Now()
		res, err := ask(b, asked)
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
		fasthttp.ReleaseResponse(res)
	}
	b.ReportMetric((cpuTime(b)-before).Seconds()*1000/benchPages, "made-cpu-ms") // whatever else the machine does
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "made-p50-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "made-p99-ms")
}

// sent asks for one page over and over, whole and as a browser that has it, and for the same bytes from a handler that does nothing else.
func sent(b *testing.B, address string) {
	b.Helper()
	var first *fasthttp.Response
	for range 2 { // made, then kept
		var err error
		if first, err = ask(b, address); err != nil {
			b.Fatal(err)
		}
	}
	body, encoding, tag := slices.Clone(first.Body()), string(first.Header.Peek(fiber.HeaderContentEncoding)), string(first.Header.Peek(fiber.HeaderETag))
	peer := fiber.New(fiber.Config{DisableStartupMessage: true})
	peer.Get("/", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		c.Set(fiber.HeaderContentEncoding, encoding)
		return c.Send(body)
	})
	other := listening(b, peer) + "/"
	var most, whole, again float64
	for range benchRounds { // in turns, so that what else the machine does meets all of them
		most += perSecond(b, other)
		whole += perSecond(b, address)
		again += perSecond(b, address, fiber.HeaderIfNoneMatch, tag)
	}
	b.ReportMetric(float64(len(body)), "bytes")
	b.ReportMetric(whole/most, "kept/peer")
	b.ReportMetric(again/most, "revalidated/peer")
	b.ReportMetric(most/benchRounds, "peer-rps")
}

// perSecond is how many answers a second eight clients get.
func perSecond(b *testing.B, address string, header ...string) float64 {
	b.Helper()
	var clients sync.WaitGroup
	began := time.Now()
	for range benchClients {
		clients.Go(func() {
			for range benchKept / benchClients {
				res, err := ask(b, address, header...)
				if err != nil {
					b.Error(err)
					return
				}
				fasthttp.ReleaseResponse(res)
			}
		})
	}
	clients.Wait()
	return benchKept / time.Since(began).Seconds()
}
