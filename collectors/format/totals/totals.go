// Package totals knows rows of totals by what people call them.
package totals

import (
	"bytes"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words are what such rows are called, in lower case.
var words = []string{"всього", "усього", "разом", "загалом", "итого", "всего", "total", "totals", "grand total"}

// of are what may follow the word, parted by a space: "Всього по області", "Итого за год", "Total for May". With another
// word after it, it may be the name of something.
var of = []string{"по", "за", "у", "в", "на", "for", "in", "of"}

// longest is as many bytes of a cell as are looked at.
const longest = 200

// Row tells whether a row is one of totals: the first of its cells that holds a letter is called like one. Numbers and dates
// may stand before it.
func Row(cells iter.Seq[[]byte]) bool {
	for cell := range cells {
		if letter := bytes.IndexFunc(cell, unicode.IsLetter); letter >= 0 {
			return named(cell, letter)
		}
	}
	return false
}

// Is tells whether a cell alone is called like a row of totals.
func Is(cell string) bool { return Row(slices.Values([][]byte{[]byte(cell)})) }

// named tells whether a cell whose first letter is there is called like a row of totals.
func named(cell []byte, letter int) bool {
	first, _ := utf8.DecodeRune(cell[letter:])
	if !strings.ContainsRune(initials, unicode.ToLower(first)) {
		return false // most cells of most tables
	}
	text := strings.ToLower(strings.Join(strings.Fields(string(cell[:min(len(cell), longest)])), " "))
	for _, word := range words {
		if rest, is := strings.CutPrefix(text, word); is && ends(rest) {
			return true
		}
	}
	return false
}

// ends tells whether the word ends before the rest, and no other word makes a name of it.
func ends(rest string) bool {
	if rest == "" || strings.ContainsRune(":.,;(", rune(rest[0])) {
		return true
	}
	next, isWord := strings.CutPrefix(rest, " ")
	if !isWord {
		return false
	}
	if strings.HasPrefix(next, "(") || strings.HasPrefix(next, ":") {
		return true
	}
	for _, word := range of {
		if next == word || strings.HasPrefix(next, word+" ") {
			return true
		}
	}
	return false
}

// initials are the letters that words begin with.
var initials = func() string {
	var all strings.Builder
	for _, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		all.WriteRune(first)
	}
	return all.String()
}()
