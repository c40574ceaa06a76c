package board

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board/boardtest"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
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

// benchCountry is a country whose observations are made up as they are read, as a store does.
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
	c.cfg, c.codes = boardtest.Country(b, regions, municipalities)
	for r, code := range c.codes {
		for s := range boardtest.Services {
			c.stages = append(c.stages, store.ServiceStage{
				Region: code, Service: fmt.Sprintf("service-%02d", s), Since: kpi.MustDate("2023-01-01"), Status: kpi.Present, Stage: kpi.Stage((r + s) % 5),
				Origin: store.Origin{Seq: uint64(noon.UnixMicro()), RecordedAt: noon, Source: "source of " + code, Collection: 1},
			})
		}
	}
	return c
}

func (c *benchCountry) cells() int { return len(c.codes) * boardtest.Indicators * boardtest.Months }

// Observations are in order of identity, each in memory of its own but for what a store shares as well.
func (c *benchCountry) Observations(_ context.Context, _ store.Filter, _ store.AsOf, give func(*store.Observation) error) error {
	first := kpi.MustDate("2018-10-01")
	months := make([]kpi.Period, boardtest.Months)
	for m := range months {
		months[m] = kpi.Month(first.AddMonths(m))
	}
	for i := range boardtest.Indicators {
		indicator := fmt.Sprintf("indicator_%02d", i)
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
	for i := range boardtest.Indicators {
		value := float64(300 + n%50)
		c.changed = append(c.changed, store.Observation{
			Indicator: fmt.Sprintf("indicator_%02d", i), Region: code, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: &value,
			Collections: []uint64{2}, Origin: store.Origin{Seq: uint64(noon.UnixMicro()) + uint64(n), RecordedAt: noon, Source: "source of " + code, Collection: 2},
		})
	}
}
