package store_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// onBoth runs a benchmark on both engines.
func onBoth(b *testing.B, bench func(b *testing.B, s *store.Store)) {
	b.Run(store.EngineEmbedded, func(b *testing.B) { bench(b, storetest.Embedded(b)) })
	b.Run(store.EngineClickHouse, func(b *testing.B) { bench(b, storetest.Server(b)) })
}

// BenchmarkApplications writes full batches: rows/s of what a collection stores.
func BenchmarkApplications(b *testing.B) {
	onBoth(b, func(b *testing.B, s *store.Store) {
		a := application("", "2023-01-01", nil)
		var columns store.ApplicationColumns
		n := uint64(0)
		for b.Loop() {
			columns.Reset()
			for range store.MaxApplications {
				n++
				binary.LittleEndian.PutUint64(a.ID[:], n*0x9e3779b97f4a7c15)
				columns.Append(&a)
			}
			if err := s.WriteApplications(b.Context(), &columns); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkNewestObservations reads what a board is built from: 100,000 cells, a tenth of them restated.
func BenchmarkNewestObservations(b *testing.B) {
	const cells = 100_000
	onBoth(b, func(b *testing.B, s *store.Store) {
		rows := make([]store.Observation, cells)
		for i := range rows {
			rows[i] = observed(fmt.Sprint("indicator ", i%50), fmt.Sprint("region ", i), float64(i))
		}
		for range 2 {
			if _, err := s.WriteObservations(b.Context(), rows); err != nil {
				b.Fatal(err)
			}
			for i := range rows[:cells/10] {
				rows[i].Value = number(-1)
			}
		}
		for b.Loop() {
			n := 0
			if err := s.Observations(b.Context(), store.Filter{}, 0, func(*store.Observation) error { n++; return nil }); err != nil || n != cells {
				b.Fatalf("%d cells, %v", n, err)
			}
		}
	})
}
