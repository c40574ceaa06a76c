package locale

import (
	"math"
	"math/rand/v2"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// TestNumbersAreThoseOfTheLocaleData holds what is written against what the locale data make of it, of every size.
func TestNumbersAreThoseOfTheLocaleData(t *testing.T) {
	l := languages(t)
	r := rand.New(rand.NewPCG(1, 2))
	for _, loc := range l.All() {
		printer := message.NewPrinter(language.MustParse(loc.Code))
		for n := range 20_000 {
			decimals := n % 4
			v := Round((r.Float64()-0.5)*math.Pow(10, float64(r.IntN(13))), decimals)
			if want, got := spaces.Replace(printer.Sprint(number.Decimal(v, number.Scale(decimals)))), loc.Number(v, decimals); got != want {
				t.Fatalf("%v with %d decimals in %s is %q, want %q", v, decimals, loc.Code, got, want)
			}
			if want, got := spaces.Replace(printer.Sprint(number.Decimal(v, number.MaxFractionDigits(decimals)))), loc.Trim(v, decimals); got != want {
				t.Fatalf("%v with at most %d decimals in %s is %q, want %q", v, decimals, loc.Code, got, want)
			}
		}
	}
}
