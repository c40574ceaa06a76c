package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard"
	"github.com/postup/postup/dashboard/board"
)

// benchVolume makes about a million applications in the year before the demo's first day.
const benchVolume = 3.2

// BenchmarkPages measures pages, the API and a warm start on a store with the demo's regions, a year of months and
// about a million applications: what is collected first is not part of the figures.
func BenchmarkPages(b *testing.B) {
	data := b.TempDir()
	a := filled(b, data)
	b.Run("eight-clients", func(b *testing.B) { benchClients(b, a) })
	if err := a.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("warm-start", func(b *testing.B) { benchWarmStart(b, data) })
}

// filled collects everything that the simulated portals report, once.
func filled(b *testing.B, data string) *app {
	b.Helper()
	site, err := regionsim.Listen(b.Context(), "127.0.0.1:0", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	inbox := filepath.Join(data, "inbox")
	cfg, err := config.Load(config.Shipped, "", site.Vars(inbox), config.WithPacks("demo"), config.WithKinds(collectors.Kinds()))
	if err != nil {
		b.Fatal(err)
	}
	cfg.Data = data
	clock := fixedClock(demoStart.Add(20 * time.Hour))
	portal := regionsim.New(regionsim.Options{Seed: 1, Config: cfg, Now: clock.Now, Volume: benchVolume})
	if err := os.MkdirAll(inbox, 0o700); err != nil { // nobody puts anything there
		b.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- site.Serve(portal) }()
	b.Cleanup(func() {
		if err := errors.Join(site.Close(), <-served); err != nil {
			b.Error(err)
		}
	})
	c := &cli{stdout: io.Discard, stderr: io.Discard, logLevel: "error"}
	if lib := engineLibrary(); lib != "" {
		b.Setenv("POSTUP_ENGINE_LIB", lib)
	}
	a, err := c.open(b.Context(), &loaded{Config: cfg}, func(uint64) collectors.Clock { return clock })
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	outcomes, err := a.collector.Once(b.Context(), collectors.OnceOptions{})
	if err != nil {
		b.Fatal(err)
	}
	records, applications := uint64(0), uint64(0)
	for _, o := range outcomes {
		records += o.Records
		if cfg.Source(o.Source).Records[0].As == "applications" {
			applications += o.Accepted
		}
	}
	b.Logf("collected %d records from %d sources, %d applications, in %s", records, len(outcomes), applications, time.Since(began).Round(time.Second))
	return a
}

func benchClients(b *testing.B, a *app) {
	keeper := board.NewKeeper(board.KeeperOptions{Reader: a.store, Config: a.config, Now: a.clock.Now})
	began := time.Now()
	if err := keeper.Rebuild(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(time.Since(began).Seconds(), "s/board")
	a.config.APIRate = 0 // eight clients at one address ask as fast as they can
	web, err := dashboard.New(dashboard.Options{Keeper: keeper, Store: a.store, Config: a.config, Now: a.clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	served := make(chan error, 1)
	go func() { served <- dashboard.Serve(ctx, web, ln, time.Second) }()
	for name, path := range map[string]string{
		"overview": "/", "region": "/regions/UA-59?lang=uk", "programme": "/programmes/ua-smartphone?lang=ru",
		"api-progress": "/api/v1/progress?region=UA-59", "api-observations": "/api/v1/observations?region=UA-59&limit=1000",
	} {
		b.Run(name, func(b *testing.B) { benchPath(b, "http://"+ln.Addr().String()+path) })
	}
	stop()
	if err := <-served; err != nil {
		b.Fatal(err)
	}
}

// benchPath lets eight clients ask as fast as they can, each over a connection of its own.
func benchPath(b *testing.B, url string) {
	const clients, each = 8, 150
	for b.Loop() {
		took := make([][]time.Duration, clients)
		var group sync.WaitGroup
		for i := range clients {
			group.Go(func() { took[i] = ask(b, url, each) })
		}
		group.Wait()
		all := slices.Concat(took...)
		slices.Sort(all)
		if len(all) != clients*each {
			b.Fatalf("%d of %d requests were answered", len(all), clients*each)
		}
		b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
	}
}

func ask(b *testing.B, url string, times int) []time.Duration {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	var took []time.Duration
	for range times {
		began := time.Now()
		resp, err := client.Get(url)
		if err != nil {
			b.Error(err)
			return took
		}
		n, err := io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if err != nil || n == 0 || resp.StatusCode != http.StatusOK {
			b.Errorf("GET %s: %s, %d bytes, %v", url, resp.Status, n, err)
			return took
		}
		took = append(took, time.Since(began))
	}
	return took
}

// benchWarmStart starts the demo on a folder that holds data and waits for its first page.
func benchWarmStart(b *testing.B, data string) {
	for b.Loop() {
		address := freeAddress(b)
		ctx, stop := context.WithCancel(b.Context())
		cmd := command(ctx, b.TempDir(), nil, "demo", "--data", data, "--listen", address)
		cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
		began := time.Now()
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		for {
			resp, err := http.Get("http://" + address + "/")
			if err == nil {
				_ = resp.Body.Close()
				if resp.StatusCode == http.StatusOK {
					break
				}
			}
			if time.Since(began) > time.Minute {
				b.Fatal("no page within a minute")
			}
			time.Sleep(time.Millisecond) // until the port is taken: from then on the answer waits for the board
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/first-page")
		stop()
		_ = cmd.Wait()
	}
	b.ReportMetric(folderSize(b, data)/1e6, "MB-on-disk")
}

func freeAddress(b *testing.B) string {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func folderSize(b *testing.B, dir string) float64 {
	b.Helper()
	var size int64
	err := filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	if err != nil {
		b.Fatal(fmt.Errorf("measure %s: %w", dir, err))
	}
	return float64(size)
}
