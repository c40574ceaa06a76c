package locale

import (
	"strings"
	"unicode/utf8"
)

// within are the marks that quotes within quotes have, by the mark that the outer quote begins with.
var within = map[rune]*strings.Replacer{
	'«': strings.NewReplacer("«", "„", "»", "“"),
	'“': strings.NewReplacer("“", "‘", "”", "’"),
}

// Quoted puts a text in quotation marks; what it quotes itself has others.
func Quoted(s string) string { return "«" + inner("«", s) + "»" }

// inner is a text as it stands behind what comes before it: with other marks where that is a quotation mark.
func inner(before, s string) string {
	if mark, size := utf8.DecodeLastRuneInString(before); size > 1 && within[mark] != nil {
		return within[mark].Replace(s)
	}
	return s
}
