package board

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board/boardtest"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// cpuTime is what this process has worked so far, whatever else the machine does.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// benchShapes are the countries that boards are measured on: one of so many regions, and one whose regions have
// municipalities.
var benchShapes = []struct {
	name                    string
	regions, municipalities int // municipalities: in each region
}{
	{"90", 90, 0},
	{"1500", 25, 60},
}

// freshMemory is how long it takes to touch a GB that the process has not had before: the first board of a process pays that for
// its own memory, later ones do not.
func freshMemory(b *testing.B) time.Duration {
	b.Helper()
	const part = 1 << 28 // a quarter of it, every page of it
	memory, err := syscall.Mmap(-1, 0, part, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	for i := 0; i < part; i += syscall.Getpagesize() {
		memory[i] = 1
	}
	took := time.Since(began)
	if err := syscall.Munmap(memory); err != nil {
		b.Fatal(err)
	}
	return 4 * took
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkBoard is what it costs to put a board together from rows that are in memory: all of it, with its index in every month and
// how firmly the regions stand in the newest one (whole), and again once one of the sources has written anew (source). live-B/cell is
// the memory that rows and board take up for each observation that was reported.
func BenchmarkBoard(b *testing.B) {
	for _, shape := range benchShapes {
		b.Run(shape.name, func(b *testing.B) {
			c := boardtest.New(b, shape.regions, shape.municipalities)
			before := heap()
			var k *Keeper
			b.Run("whole", func(b *testing.B) {
				var read, doubted time.Duration
				median(b, benchBoards, func() {
					k = nil // its memory is free to be used again
					k = newBenchKeeper(b, c)
					began := time.Now()
					k.current.Load().IndexOf("plan").Latest().Stability()
					read, doubted = k.Stats().Read, time.Since(began)
				})
				board := k.current.Load()
				b.ReportMetric(read.Seconds()*1000, "read-ms")
				b.ReportMetric(freshMemory(b).Seconds()*1000, "fresh-ms/GB")
				b.ReportMetric(doubted.Seconds()*1000, "stability-ms")
				b.ReportMetric(float64(c.Cells()), "cells")
				b.ReportMetric(float64(heap()-before)/float64(c.Cells()), "live-B/cell")
				b.ReportMetric(float64(len(board.Progress)), "targets")
				b.ReportMetric(float64(len(board.IndexOf("plan").Periods)), "index-months")
				b.ReportMetric(float64(len(board.Signals)), "signals")
			})
			if k == nil { // only the rest is asked for
				k = newBenchKeeper(b, c)
			}
			b.Run("source", func(b *testing.B) {
				n := 0
				followed(b, k, func() { n++; c.Change(n) })
			})
			benchmarkQuestions(b, k.current.Load(), c)
			runtime.KeepAlive(k)
		})
	}
}

func newBenchKeeper(b *testing.B, c *boardtest.Country) *Keeper {
	b.Helper()
	k := NewKeeper(KeeperOptions{Reader: c, Config: c.Config, Now: still, Timeout: time.Hour})
	if err := k.Rebuild(b.Context()); err != nil {
		b.Fatal(err)
	}
	return k
}

// benchmarkQuestions is what it costs to answer what a board is asked for.
func benchmarkQuestions(b *testing.B, board *Board, c *boardtest.Country) {
	p := board.IndexOf("plan").Latest()
	region := board.Config.Region(c.Codes[len(c.Codes)/2])
	whatIf := func(of Supposed) func(*testing.B) {
		return func(b *testing.B) {
			median(b, benchTurns, func() {
				if list, err := board.WhatIf([]Supposed{of}); err != nil || len(list) == 0 {
					b.Fatalf("nothing would be otherwise: %v", err)
				}
			})
		}
	}
	b.Run("what-if-value", whatIf(Supposed{Region: region, Indicator: board.Config.Indicator("indicator_07"), Value: 700}))
	b.Run("what-if-stage", whatIf(Supposed{Region: region, Service: notOnline(b, board, region), Stage: kpi.StageOnline}))
	b.Run("movers", func(b *testing.B) {
		median(b, benchTurns, func() {
			if moves, err := p.Movers(board, region, kpi.MoverOptions{Most: 3}); err != nil || len(moves.Best) == 0 {
				b.Fatalf("nothing moves the region: %v", err)
			}
		})
	})
	b.Run("stability", func(b *testing.B) {
		median(b, 1, func() { p.doubt = &doubt{}; p.Stability() })
	})
	b.Run("sensitivity", func(b *testing.B) {
		median(b, 1, func() { p.doubt = &doubt{}; p.Sensitivity() })
	})
}

// notOnline is a service of a region that is not online.
func notOnline(b *testing.B, board *Board, region *config.Region) *config.Service {
	b.Helper()
	for _, v := range board.Services(region.Code) {
		if v.Stage < kpi.StageOnline {
			return v.Service
		}
	}
	b.Fatalf("all services of %s are online", region.Code)
	return nil
}

// BenchmarkFollow is what it costs to follow a store on the embedded engine once one of ninety sources has written anew: to find
// that, read it and put the board together.
func BenchmarkFollow(b *testing.B) {
	c := boardtest.New(b, benchShapes[0].regions, benchShapes[0].municipalities)
	now := noon.AddDate(0, 0, -1)
	o := storetest.EmbeddedOptions(b)
	o.Now = func() time.Time { return now }
	s := storetest.Open(b, o)
	var rows []store.Observation
	collect := func(o *store.Observation) error { rows = append(rows, *o); return nil }
	if err := c.Observations(b.Context(), store.Filter{}, 0, collect); err != nil {
		b.Fatal(err)
	}
	write := func() {
		if _, err := s.WriteObservations(b.Context(), rows); err != nil {
			b.Fatal(err)
		}
	}
	write()
	k := NewKeeper(KeeperOptions{Reader: s, Config: c.Config, Now: still})
	if err := k.Rebuild(b.Context()); err != nil {
		b.Fatal(err)
	}
	n := 0
	followed(b, k, func() {
		n++
		now = now.Add(10 * time.Minute) // what another source wrote before that is no longer read again
		rows = c.Change(n)
		write()
		collection := store.Collection{ID: s.NextSeq(), Source: "source of " + rows[0].Region, Started: now, Status: store.CollectionOK}
		if err := s.SaveCollection(b.Context(), &collection); err != nil {
			b.Fatal(err)
		}
	})
}

// benchBoards is how often a whole board is made: the first time in memory that is fresh to the process, which makes it the worst.
const benchBoards = 5

// benchTurns is how often a source writes anew, and a question is asked.
const benchTurns = 30

// followed brings the board up to date after each of the changes. Its index stands then; how firmly the regions stand in it is found
// out beside that, and takes stability-ms.
func followed(b *testing.B, k *Keeper, change func()) {
	median(b, benchTurns, func() {
		change()
		if err := k.Rebuild(b.Context()); err != nil {
			b.Fatal(err)
		}
	})
	began := time.Now()
	k.current.Load().IndexOf("plan").Latest().Stability()
	b.ReportMetric(time.Since(began).Seconds()*1000, "stability-ms")
}

// median does something so many times, and reports how long that took at the median and at worst, and the processors' time at
// the median.
func median(b *testing.B, turns int, do func()) {
	b.Helper()
	var took, worked []time.Duration
	for b.Loop() {
		for range turns {
			began, work := time.Now(), cpuTime(b)
			do()
			took, worked = append(took, time.Since(began)), append(worked, cpuTime(b)-work)
		}
	}
	slices.Sort(took)
	slices.Sort(worked)
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[len(took)-1].Seconds()*1000, "worst-ms")
	b.ReportMetric(worked[len(worked)/2].Seconds()*1000, "p50-cpu-ms")
}

// BenchmarkSmallCells is what it costs to make boards of which much is withheld, of real applications alone and of some with simulated ones
// beside them: of 60 regions each.
func BenchmarkSmallCells(b *testing.B) {
	cfg := entangledConfig(b)
	for name, simulated := range map[string]bool{"real": false, "beside-simulated": true} {
		var worlds []*world
		for seed := range uint64(60) {
			r := rand.New(rand.NewPCG(seed, 1))
			w := randomSmallWorld(r, cfg, "TT", fewOfMany)
			if simulated {
				w.simulate(r)
			}
			worlds = append(worlds, w.world())
		}
		b.Run(name, func(b *testing.B) {
			median(b, benchBoards, func() {
				for _, w := range worlds {
					if _, err := Build(b.Context(), w, cfg, 0, kpi.DateOf(noon), noon); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
