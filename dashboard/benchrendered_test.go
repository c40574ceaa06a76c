package dashboard

import (
	"fmt"
	"net"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/board/boardtest"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// large is an app over 90 regions × 60 indicators × 60 months, with 20 services in each region.
func large(b *testing.B) *fiber.App {
	b.Helper()
	cfg, codes := boardtest.Country(b, 90, 0)
	s := storetest.Open(b, storetest.EmbeddedOptions(b))
	first := kpi.MustDate("2018-10-01")
	for i := range boardtest.Indicators {
		var rows []store.Observation
		for r, code := range codes {
			for m := range boardtest.Months {
				value := float64(100 + 3*m + (7*m*i+13*r)%17)
				rows = append(rows, store.Observation{
					Indicator: fmt.Sprintf("indicator_%02d", i), Region: code, Period: kpi.Month(first.AddMonths(m)), Status: kpi.Present, Value: &value,
					Origin: store.Origin{Source: "source of " + code, Collection: 1},
				})
			}
		}
		if _, err := s.WriteObservations(b.Context(), rows); err != nil {
			b.Fatal(err)
		}
	}
	writeServices(b, s, codes)
	k := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: now})
	if err := k.Rebuild(b.Context()); err != nil {
		b.Fatal(err)
	}
	app, err := New(Options{Keeper: k, Store: s, Config: cfg, Now: now})
	if err != nil {
		b.Fatal(err)
	}
	return app
}

func writeServices(b *testing.B, s *store.Store, codes []string) {
	b.Helper()
	var stages []store.ServiceStage
	var offers []store.Offer
	var processing []store.Processing
	for r, code := range codes {
		origin := store.Origin{Source: "source of " + code, Collection: 1}
		for n := range boardtest.Services {
			service := fmt.Sprintf("service-%02d", n)
			offers = append(offers, store.Offer{Region: code, Service: service, From: kpi.MustDate("2019-01-01"), Origin: origin})
			stages = append(stages, store.ServiceStage{
				Region: code, Service: service, Since: kpi.MustDate("2023-01-01"), Status: kpi.Present, Stage: kpi.Stage((r + n) % 5), Origin: origin,
			})
			month := kpi.Month(kpi.MustDate("2023-09-01"))
			processing = append(processing, store.Processing{
				Region: code, Service: service, Month: month.Start, At: month.End, Applications: 90, Completed: 90, KnownChannel: 90, Online: 45,
				Hours: []uint32{24, 100, 400}, Counts: []uint64{30, 30, 30}, Origin: origin,
			})
		}
	}
	for what, write := range map[string]func() (store.Written, error){
		"offers":     func() (store.Written, error) { return s.WriteOffers(b.Context(), offers) },
		"stages":     func() (store.Written, error) { return s.WriteStages(b.Context(), stages) },
		"processing": func() (store.Written, error) { return s.WriteProcessing(b.Context(), processing) },
	} {
		if _, err := write(); err != nil {
			b.Fatalf("write %s: %v", what, err)
		}
	}
}

// BenchmarkRenderedPages asks for pages of a large country: each for the first time (p50-ms, p99-ms), then as often as eight
// clients can, from what was kept and by its tag. x-peer is how many of these are answered for each answer of a handler of fiber's
// that sends the same bytes, in the same run.
func BenchmarkRenderedPages(b *testing.B) {
	address := listen(b, large(b))
	for _, page := range []struct{ name, path string }{
		{"overview", "/"}, {"region", "/regions/TT-45"}, {"programme", "/programmes/plan"}, {"service", "/services/service-07"}, {"compare", "/compare"},
	} {
		b.Run(page.name, func(b *testing.B) {
			b.Run("rendered", func(b *testing.B) { benchRendered(b, address+page.path) })
			b.Run("kept", func(b *testing.B) { benchKept(b, address+page.path, false) })
			b.Run("revalidated", func(b *testing.B) { benchKept(b, address+page.path, true) })
		})
	}
}

// listen serves an app until the benchmark ends.
func listen(b *testing.B, app *fiber.App) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- app.Listener(listener) }()
	b.Cleanup(func() {
		if err := app.ShutdownWithTimeout(time.Second); err != nil {
			b.Error(err)
		}
		if err := <-served; err != nil {
			b.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

const (
	mostRendering = 5 * time.Second // of processors' time, for one page
	renderings    = 60             // of one page
	keptAnswers   = 800            // of each server
	keptRounds    = 4               // in which they take turns
)

// benchRendered asks for a page under ever new addresses, none of which is kept.
func benchRendered(b *testing.B, address string) {
	client := &fasthttp.Client{}
	defer client.CloseIdleConnections()
	var took []time.Duration
	size := 0
	runtime.GC()
	before := cpuTime(b)
	n := 0
	for ; n < renderings && cpuTime(b)-before < mostRendering; n++ {
		began := time.Now()
		status, body, err := client.Get(nil, fmt.Sprintf("%s?n=%d-%d", address, n, before))
		if took = append(took, time.Since(began)); err != nil || status != http.StatusOK || len(body) < 1000 {
			b.Fatalf("%s: %d, %d bytes, %v", address, status, len(body), err)
		}
		size = len(body)
	}
	b.ReportMetric((cpuTime(b)-before).Seconds()*1000/float64(n), "cpu-ms/op")
	b.ReportMetric(float64(size)/1000, "kB")
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
	b.ReportMetric(0, "ns/op")
}

// benchKept asks for the same page, as browsers do, and for the same answer of a handler that does nothing but send it.
func benchKept(b *testing.B, address string, revalidated bool) {
	request := fasthttp.AcquireRequest()
	defer fasthttp.ReleaseRequest(request)
	request.SetRequestURI(address)
	request.Header.Set(fiber.HeaderAcceptEncoding, "gzip, deflate, br")
	answer := fasthttp.AcquireResponse()
	defer fasthttp.ReleaseResponse(answer)
	for range 2 { // what is asked for again is kept as it is sent
		if err := fasthttp.Do(request, answer); err != nil {
			b.Fatal(err)
		}
	}
	if revalidated {
		request.Header.SetBytesV(fiber.HeaderIfNoneMatch, answer.Header.Peek(fiber.HeaderETag))
		if err := fasthttp.Do(request, answer); err != nil || answer.StatusCode() != http.StatusNotModified {
			b.Fatalf("%s with its tag: %d, %v", address, answer.StatusCode(), err)
		}
	}
	plain := fiber.New(fiber.Config{DisableStartupMessage: true})
	plain.Get("/*", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, string(answer.Header.ContentType()))
		c.Set(fiber.HeaderContentEncoding, string(answer.Header.Peek(fiber.HeaderContentEncoding)))
		return c.Status(answer.StatusCode()).Send(answer.Body())
	})
	peer := listen(b, plain)
	var own, others time.Duration
	for range keptRounds {
		own += hammer(b, request, address, len(answer.Body()))
		others += hammer(b, request, peer, len(answer.Body()))
	}
	b.ReportMetric(keptAnswers/own.Seconds(), "req/s")
	b.ReportMetric(others.Seconds()/own.Seconds(), "x-peer")
	b.ReportMetric(0, "ns/op")
}

// hammer is how long eight clients take for a round of answers.
func hammer(b *testing.B, request *fasthttp.Request, address string, bytes int) time.Duration {
	b.Helper()
	client := &fasthttp.Client{}
	defer client.CloseIdleConnections()
	runtime.GC()
	began := time.Now()
	var clients sync.WaitGroup
	for range benchClients {
		clients.Go(func() {
			ask, answer := &fasthttp.Request{}, &fasthttp.Response{}
			request.CopyTo(ask)
			ask.SetRequestURI(address)
			for range keptAnswers / keptRounds / benchClients {
				if err := client.Do(ask, answer); err != nil || len(answer.Body()) != bytes {
					b.Errorf("%s: %d bytes, want %d, %v", address, len(answer.Body()), bytes, err)
					return
				}
			}
		})
	}
	clients.Wait()
	return time.Since(began)
}
