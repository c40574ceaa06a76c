package locale

import (
	"strconv"

	"golang.org/x/text/feature/plural"
)

// ordinals are the names of the forms that ordinal numbers take; a language has only some of them.
var ordinals = map[plural.Form]string{plural.One: "one", plural.Two: "two", plural.Few: "few"}

// Ordinal writes a place in order: 7th, 7-е. n is at least 1.
func (l *Locale) Ordinal(n int) string {
	for _, end := range []int{n % 100, n % 10} { // a language may have endings that no form tells apart
		if key := "ordinal.end." + strconv.Itoa(end); (end >= 10 || n%100 < 10 || n%100 > 20) && l.Has(key) {
			return l.T(key, "N", l.Number(float64(n), 0))
		}
	}
	form, ok := ordinals[plural.Ordinal.MatchPlural(l.tag, n, 0, 0, 0, 0)]
	if !ok {
		form = "other"
	}
	return l.T("ordinal."+form, "N", l.Number(float64(n), 0))
}
