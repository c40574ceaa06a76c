package board

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// largeBoard has 90 regions × 60 indicators × 60 months, of counts that rise with noise; a tenth of them stands by
// sector, too.
func largeBoard(b *testing.B) *Board {
	b.Helper()
	yaml := "regions:\n"
	for r := range 90 {
		yaml += fmt.Sprintf("  - {code: R%02d, name: {en: R, uk: R, ru: R}, kind: region, country: R00, time_zone: UTC}\n", r)
	}
	yaml += "sectors:\n  - {id: one, name: {en: S, uk: S, ru: S}}\nindicators:\n"
	for i := range 60 {
		yaml += fmt.Sprintf("  - {id: i%02d, name: {en: I, uk: I, ru: I}, meaning: {en: I, uk: I, ru: I}, unit: count, direction: up, frequency: month, nature: flow}\n", i)
	}
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(yaml)}}, "", nil, config.WithKinds(map[string]func(ast.Node) error{}))
	if err != nil {
		b.Fatalf("load the configuration:\n%v", err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	w := &world{}
	for _, region := range cfg.Regions {
		for n, i := range cfg.Indicators {
			breakdown := ""
			if n%10 == 9 {
				breakdown = "sector=one"
			}
			level := 50 + 500*r.Float64()
			for m := range 60 {
				v := math.Round(level * (1 + float64(m)/60) * (1 + 0.1*r.NormFloat64()))
				o := month(i.ID, region.Code, breakdown, "2020-01-01", v)
				o.Period = kpi.Month(kpi.MustDate("2020-01-01").AddMonths(m))
				w.observations = append(w.observations, o)
			}
		}
	}
	board, err := Build(b.Context(), w, cfg, 0, kpi.MustDate("2025-01-15"), noon)
	if err != nil {
		b.Fatal(err)
	}
	return board
}

// BenchmarkSignals is what it costs to look through a large board for what is striking.
func BenchmarkSignals(b *testing.B) {
	board := largeBoard(b)
	cells := 0
	for _, s := range board.ordered {
		cells += len(s.Cells)
	}
	b.ReportAllocs()
	for b.Loop() {
		board.Signals = nil
		board.fillSignals(map[store.ObservationKey]*store.Observation{})
	}
	b.ReportMetric(float64(cells), "cells")
	b.ReportMetric(float64(len(board.Signals)), "signals")
}
