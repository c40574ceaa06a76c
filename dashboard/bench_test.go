package dashboard

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

const (
	benchMonths   = 12
	benchServices = 40
	benchClients  = 8
)

// busy is the shipped programmes over 27 regions with 12 months of every derived indicator and of processing that
// adds up to a million applications.
func busy(b *testing.B) (*board.Keeper, *store.Store, *config.Config) {
	b.Helper()
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		b.Fatalf("load the shipped configuration:\n%v", err)
	}
	today := kpi.MustDate("2023-10-14")
	written := today.Time()
	o := storetest.EmbeddedOptions(b)
	o.Now = func() time.Time { return written }
	s := storetest.Open(b, o)
	services := cfg.Services[:min(benchServices, len(cfg.Services))]
	for r, region := range cfg.Children("UA") {
		fillRegion(b, s, cfg, services, region.Code, r, today)
	}
	written = written.Add(time.Hour) // what follows is new, the rest is known
	fillRegion(b, s, cfg, services[:1], "UA", 0, today)
	clock := func() time.Time { return today.Time().Add(12 * time.Hour) }
	k := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: clock})
	if err := k.Rebuild(b.Context()); err != nil {
		b.Fatal(err)
	}
	return k, s, cfg
}

func fillRegion(b *testing.B, s *store.Store, cfg *config.Config, services []*config.Service, region string, r int, today kpi.Date) {
	b.Helper()
	origin := store.Origin{Source: store.DerivedSource(true), Simulated: true}
	var rows []store.Observation
	var processing []store.Processing
	for m := range benchMonths {
		month := kpi.Month(today.AddMonths(-m))
		for _, i := range cfg.Indicators {
			if i.Derived == nil {
				continue
			}
			for _, breakdown := range breakdowns(cfg, services, i) {
				n, d := float64(20+r+benchMonths-m), 100.0
				rows = append(rows, store.Observation{
					Indicator: i.ID, Region: region, Breakdown: breakdown, Period: month, Status: kpi.Present,
					Value: &n, Numerator: &n, Denominator: &d, Collections: []uint64{1, 2, 3}, Origin: origin,
				})
			}
		}
		perCell := uint64(1_000_000 / (27 * benchMonths * len(services)))
		for _, sv := range services {
			p := store.Processing{
				Region: region, Service: sv.ID, Month: month.Start, At: month.End, Applications: perCell, Completed: perCell,
				WithDeadline: perCell, WithinDeadline: perCell / 2, Origin: origin,
			}
			for h := range uint32(50) {
				p.Hours, p.Counts = append(p.Hours, h*7), append(p.Counts, perCell/50+1)
			}
			processing = append(processing, p)
		}
	}
	if _, err := s.WriteObservations(b.Context(), rows); err != nil {
		b.Fatal(err)
	}
	if _, err := s.WriteProcessing(b.Context(), processing); err != nil {
		b.Fatal(err)
	}
}

func breakdowns(cfg *config.Config, services []*config.Service, i *config.Indicator) []string {
	list := []string{""}
	for _, key := range i.Derived.By {
		switch key {
		case "sector":
			for _, s := range cfg.Sectors {
				list = append(list, "sector="+s.ID)
			}
		case "tier":
			list = append(list, "tier=municipal", "tier=regional")
		case "service":
			for _, s := range services {
				list = append(list, "service="+s.ID)
			}
		}
	}
	return list
}

// BenchmarkBoard is what it costs to follow the store once the board is there: to read what is new and judge anew.
func BenchmarkBoard(b *testing.B) {
	k, _, _ := busy(b)
	before, n := cpuTime(b), 0
	for b.Loop() {
		if err := k.Rebuild(b.Context()); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric((cpuTime(b)-before).Seconds()*1000/float64(n), "cpu-ms/op")
	b.ReportMetric(float64(k.Stats().Series), "series")
}

// BenchmarkServe asks over TCP as eight clients at once do, and reports the 50th and 99th percentile.
func BenchmarkServe(b *testing.B) {
	k, s, cfg := busy(b)
	cfg.APIRate = 0 // eight clients at one address ask as fast as they can
	today := kpi.MustDate("2023-10-14")
	app, err := New(Options{
		Keeper: k, Store: s, Config: cfg, Now: func() time.Time { return today.Time() }, Demo: true,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		b.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, app, listener, time.Second) }()
	b.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		cancel()
		if err := <-served; err != nil {
			b.Errorf("serve: %v", err)
		}
	})
	for _, ask := range []struct{ name, address string }{
		{"overview", "/"},
		{"programme", "/programmes/ua-smartphone"},
		{"region", "/regions/UA-05"},
		{"progress", "/api/v1/progress?region=UA-05"},
		{"observations", "/api/v1/observations?region=UA-05"},
		{"observations1000", "/api/v1/observations?limit=1000"},
		{"processing", "/api/v1/processing?region=UA-05"},
	} {
		b.Run(ask.name, func(b *testing.B) { load(b, "http://"+listener.Addr().String()+ask.address) })
	}
}

func load(b *testing.B, url string) {
	took := make([][]time.Duration, benchClients)
	transport := &http.Transport{MaxIdleConnsPerHost: benchClients, DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	runtime.GC()
	b.ResetTimer()
	before := cpuTime(b)
	var clients sync.WaitGroup
	for i := range took {
		clients.Go(func() {
			for range b.N/benchClients + 1 {
				began := time.Now()
				if err := fetch(client, url); err != nil {
					b.Error(err)
					return
				}
				took[i] = append(took[i], time.Since(began))
			}
		})
	}
	clients.Wait()
	b.StopTimer()
	all := slices.Sorted(slices.Values(slices.Concat(took...)))
	if len(all) == 0 {
		return
	}
	b.ReportMetric((cpuTime(b)-before).Seconds()*1000/float64(len(all)), "cpu-ms/op") // whatever else the machine does
	b.ReportMetric(all[len(all)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(all[len(all)*99/100].Seconds()*1000, "p99-ms")
}

// cpuTime is what this process, server and clients together, has worked so far.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func fetch(client *http.Client, url string) error {
	res, err := client.Get(url)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s; the log says why", url, res.Status)
	}
	return nil
}
