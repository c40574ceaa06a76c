package picture_test

import (
	"testing"

	"github.com/postup/postup/dashboard/assets"
	"github.com/postup/postup/dashboard/pages/picture"
)

// BenchmarkReadLetters: it happens once in a process, before the first image or markup to copy.
func BenchmarkReadLetters(b *testing.B) {
	set, err := assets.Load()
	if err != nil {
		b.Fatal(err)
	}
	latin, cyrillic := set.Bytes("golos-text-latin-wght-normal.woff2"), set.Bytes("golos-text-cyrillic-wght-normal.woff2")
	for b.Loop() {
		if _, err := picture.ReadLetters(latin, cyrillic); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPNG paints a picture with as much in it as a chart, at the largest scale.
func BenchmarkPNG(b *testing.B) {
	p := picture.New(typeface(b), 700, "uk")
	p.Height = 700
	for i := range 60 {
		y := 20 + 11*float64(i)
		p.Line(0, y, 700, y, picture.Look{Stroke: "rule", Thick: 1})
		p.Write(20, y, "Частка послуг онлайн, Вінницька область: 38,2 % (14 жовтня 2023)", picture.Type{Size: 12, Paint: "ink"})
		p.Circle(600, y, 8, picture.Look{Fill: "paper", Stroke: "soft", Thick: 1})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.PNG(b.Context(), picture.Light, picture.MostScale); err != nil {
			b.Fatal(err)
		}
	}
}
