package kpi

import (
	"fmt"
	"math"
	"testing"
)

// BenchmarkBoard judges as many targets as a country's board has (90 regions × 60 indicators), each by sixty months of
// values: state, paces and forecast.
func BenchmarkBoard(b *testing.B) {
	const targets, length = 90 * 60, 60
	series := make([][]Point, targets)
	for t := range series {
		for i := range length {
			p := Month(day("2019-01-01").AddMonths(i))
			wave := math.Sin(float64(t*31+i*7)) * 2
			series[t] = append(series[t], Point{Period: p, At: p.End, Value: 10 + float64(i) + wave})
		}
	}
	target := Target{
		Direction: Up, Comparison: AtLeast, Value: num(95), Frequency: Monthly,
		Start: day("2018-12-31"), Deadline: day("2025-12-31"), Baseline: BaselineValue, BaseValue: 10,
	}
	today := day("2024-01-15")
	for _, method := range []string{MethodLinear, MethodLogistic} {
		b.Run(fmt.Sprint("gap, ", method), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, points := range series {
					if p := Gap(target, points, today, ForecastOptions{Method: method}); p.Forecast == nil {
						b.Fatal("no forecast: ", p.NoForecast)
					}
				}
			}
		})
	}
	b.Run("growth", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, points := range series {
				if p := Growth(target, points, today, GrowthOptions{}); p.Score == nil {
					b.Fatal("no score: ", p.Reason)
				}
			}
		}
	})
}
