package board

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const (
	benchIndicators = 60
	benchMonths     = 60
)

// benchShapes are the countries that boards are measured on: one of so many regions, and one whose regions have
// municipalities. What is measured comes from the lowest of them, each from a source of its own.
var benchShapes = []struct {
	name                    string
	regions, municipalities int // municipalities: in each region
}{
	{"90", 90, 0},
	{"1500", 25, 60},
}

// benchCountry is a country with a target for each indicator and each of the lowest regions, the observations of which
// are made up as they are read, as a store does.
type benchCountry struct {
	world // for what there is none of
	cfg   *config.Config
	codes []string // of the lowest regions, in order

	mu      sync.Mutex
	changed []store.Observation // written since, oldest first
}

func newBenchCountry(b *testing.B, regions, municipalities int) *benchCountry {
	b.Helper()
	c := &benchCountry{}
	y := &strings.Builder{}
	fmt.Fprint(y, "regions:\n  - {code: TT, name: {en: T, uk: T, ru: T}, kind: country}\n")
	for r := range regions {
		code := fmt.Sprintf("TT-%02d", r)
		groups := ""
		if municipalities == 0 {
			c.codes, groups = append(c.codes, code), ", groups: [measured]"
		}
		fmt.Fprintf(y, "  - {code: %s, name: {en: R, uk: R, ru: R}, kind: region, parent: TT%s}\n", code, groups)
		for m := range municipalities {
			c.codes = append(c.codes, fmt.Sprintf("%s-%02d", code, m))
			fmt.Fprintf(y, "  - {code: %s-%02d, name: {en: M, uk: M, ru: M}, kind: municipality, parent: %s, groups: [measured]}\n", code, m, code)
		}
	}
	fmt.Fprint(y, "groups: [{id: measured, name: {en: G, uk: G, ru: G}}]\nindicators:\n")
	for i := range benchIndicators {
		fmt.Fprintf(y, "  - {id: indicator-%02d, name: {en: I, uk: I, ru: I}, meaning: {en: I, uk: I, ru: I}, unit: count, direction: up, "+
			"frequency: month, nature: stock, rollup: %s}\n", i, []string{config.RollupSum, config.RollupMean}[i%2])
	}
	fmt.Fprint(y, "programmes:\n  - id: plan\n    name: {en: P, uk: P, ru: P}\n    region: TT\n    expects: {children_of: TT}\n"+
		"    document: {title: P, language: en, file: plan.txt, source: S, year: {date: 2023-01-01, precision: year}}\n    targets:\n")
	for i := range benchIndicators {
		fmt.Fprintf(y, "      - {id: target-%02d, name: {en: T, uk: T, ru: T}, indicator: indicator-%02d, applies_to: {group: measured}, value: 500, "+
			"comparison: at_least, deadline: {date: 2024-12-31, precision: day}, baseline: {kind: first_observation}, "+
			"promise: {by: {en: S, uk: S, ru: S}, office: {en: M, uk: M, ru: M}, place: {en: C, uk: C, ru: C}, on: {date: 2023-01-01, precision: day}, quote: Q, source: P}}\n", i, i)
	}
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(y.String())}}, "", nil, config.WithKinds(map[string]func(ast.Node) error{}))
	if err != nil {
		b.Fatalf("load the configuration:\n%v", err)
	}
	c.cfg = cfg
	return c
}

func (c *benchCountry) cells() int { return len(c.codes) * benchIndicators * benchMonths }

// Observations are in order of identity, each in memory of its own but for what a store shares as well.
func (c *benchCountry) Observations(_ context.Context, _ store.Filter, _ store.AsOf, give func(*store.Observation) error) error {
	first := kpi.MustDate("2018-10-01")
	months := make([]kpi.Period, benchMonths)
	for m := range months {
		months[m] = kpi.Month(first.AddMonths(m))
	}
	for i := range benchIndicators {
		indicator := fmt.Sprintf("indicator-%02d", i)
		for r, code := range c.codes {
			source, collections := "source of "+code, []uint64{1}
			for m, month := range months {
				value := float64(100 + 3*m + (7*m*i+13*r)%17)
				err := give(&store.Observation{
					Indicator: indicator, Region: code, Period: month, Status: kpi.Present, Value: &value, Collections: collections,
					Origin: store.Origin{Seq: uint64(noon.UnixMicro()), RecordedAt: noon, Source: source, Collection: 1},
				})
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// History is what was written since.
func (c *benchCountry) History(_ context.Context, _ store.Filter, _ store.AsOf, give func(*store.Observation) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.changed {
		o := c.changed[i]
		if err := give(&o); err != nil {
			return err
		}
	}
	return nil
}

// change has one source say something new of the last month, of each indicator.
func (c *benchCountry) change(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed = c.changed[:0]
	code := c.codes[n%len(c.codes)]
	for i := range benchIndicators {
		value := float64(300 + n%50)
		c.changed = append(c.changed, store.Observation{
			Indicator: fmt.Sprintf("indicator-%02d", i), Region: code, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: &value,
			Collections: []uint64{2}, Origin: store.Origin{Seq: uint64(noon.UnixMicro()) + uint64(n), RecordedAt: noon, Source: "source of " + code, Collection: 2},
		})
	}
}

// cpuTime is what this process has worked so far, whatever else the machine does.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkBoard is what it costs to put a board together from rows that are in memory: all of it (whole), and again
// once one of the sources has written anew (source). live-B/cell is the memory that rows and board take up.
func BenchmarkBoard(b *testing.B) {
	for _, shape := range benchShapes {
		b.Run(shape.name, func(b *testing.B) {
			c := newBenchCountry(b, shape.regions, shape.municipalities)
			before := heap()
			var k *Keeper
			whole := func(b *testing.B) {
				k = NewKeeper(KeeperOptions{Reader: c, Config: c.cfg, Now: still, Timeout: time.Hour})
				if err := k.Rebuild(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			b.Run("whole", func(b *testing.B) {
				began, n, read := cpuTime(b), 0, time.Duration(0)
				for b.Loop() {
					n++
					whole(b)
					read += k.Stats().Read
				}
				b.ReportMetric(read.Seconds()*1000/float64(n), "read-ms/op")
				b.ReportMetric((cpuTime(b)-began).Seconds()*1000/float64(n), "cpu-ms/op")
				b.ReportMetric(float64(c.cells()), "cells")
				b.ReportMetric(float64(heap()-before)/float64(c.cells()), "live-B/cell")
				b.ReportMetric(float64(len(k.current.Load().Progress)), "targets")
			})
			b.Run("source", func(b *testing.B) {
				if k == nil {
					whole(b)
				}
				n := 0
				followed(b, k, func() { n++; c.change(n) })
			})
			runtime.KeepAlive(k)
		})
	}
}

// BenchmarkFollow is what it costs to follow a store on the embedded engine once one of ninety sources has written anew: to find
// that, read it and put the board together.
func BenchmarkFollow(b *testing.B) {
	c := newBenchCountry(b, benchShapes[0].regions, benchShapes[0].municipalities)
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
	k := NewKeeper(KeeperOptions{Reader: s, Config: c.cfg, Now: still})
	if err := k.Rebuild(b.Context()); err != nil {
		b.Fatal(err)
	}
	n := 0
	followed(b, k, func() {
		n++
		now = now.Add(10 * time.Minute) // what another source wrote before that is no longer read again
		c.change(n)
		rows = c.changed
		write()
		collection := store.Collection{ID: s.NextSeq(), Source: "source of " + rows[0].Region, Started: now, Status: store.CollectionOK}
		if err := s.SaveCollection(b.Context(), &collection); err != nil {
			b.Fatal(err)
		}
	})
}

// benchTurns is how often a source writes anew.
const benchTurns = 30

// followed brings the board up to date after each of the changes, and reports how long that took at the median and at worst, and
// the processors' time at the median.
func followed(b *testing.B, k *Keeper, change func()) {
	var took, worked []time.Duration
	for b.Loop() {
		for range benchTurns {
			change()
			began, work := time.Now(), cpuTime(b)
			if err := k.Rebuild(b.Context()); err != nil {
				b.Fatal(err)
			}
			took, worked = append(took, time.Since(began)), append(worked, cpuTime(b)-work)
		}
	}
	slices.Sort(took)
	slices.Sort(worked)
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[len(took)-1].Seconds()*1000, "worst-ms")
	b.ReportMetric(worked[len(worked)/2].Seconds()*1000, "p50-cpu-ms")
}
