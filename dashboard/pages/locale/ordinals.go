package locale

import (
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// ordinals are the names of the forms that ordinal numbers take; a language has only some of them.
var ordinals = map[plural.Form]string{plural.One: "one", plural.Two: "two", plural.Few: "few"}

// Ordinal writes a place in order: 7th, 7-е. n is at least 1.
func (l *Locale) Ordinal(n int) string {
	form, ok := ordinals[plural.Ordinal.MatchPlural(language.Make(l.Code), n, 0, 0, 0, 0)]
	if !ok {
		form = "other"
	}
	return l.T("ordinal."+form, "N", l.Number(float64(n), 0))
}
