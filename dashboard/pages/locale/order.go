package locale

import (
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Order compares names as the language's dictionaries do: in Ukrainian і stands behind и. It is for one goroutine.
func (l *Locale) Order() func(x, y string) int {
	return collate.New(language.Make(l.Code)).CompareString
}
