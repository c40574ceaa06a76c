package kpi

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// district is an index of six groups of ten indicators, over so many regions with one value in twenty missing.
func district(regions int) (Index, [][]*float64) {
	random := rand.New(rand.NewPCG(1, 2))
	root := Node{ID: "index"}
	var values [][]*float64
	for g := range 6 {
		group := Node{ID: fmt.Sprintf("group%d", g), Weight: 1 + float64(g)}
		for i := range 10 {
			group.Children = append(group.Children, Node{ID: fmt.Sprintf("indicator%d.%d", g, i), Weight: 1, Direction: []Direction{Up, Down}[i%2]})
			column := make([]*float64, regions)
			for r := range column {
				if random.IntN(20) > 0 {
					column[r] = num(random.NormFloat64() + float64(r)/float64(regions))
				}
			}
			values = append(values, column)
		}
		root.Children = append(root.Children, group)
	}
	return Index{Root: root}, values
}

func BenchmarkStability(b *testing.B) {
	for _, regions := range []int{90, 1500} {
		x, values := district(regions)
		b.Run(fmt.Sprint(regions), func(b *testing.B) {
			for b.Loop() {
				Stability(x, values, MonteCarlo{Workers: 2})
			}
		})
	}
}

func BenchmarkSensitivity(b *testing.B) {
	for _, regions := range []int{90, 1500} {
		x, values := district(regions)
		b.Run(fmt.Sprint(regions), func(b *testing.B) {
			for b.Loop() {
				Sensitivity(x, values, MonteCarlo{Workers: 2}, false)
			}
		})
	}
}
