package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// didYouMean is `did you mean "x"?` for the known word that is nearest to a mistyped one, empty if none is near.
func didYouMean(word string, known []string) string {
	best, least := "", len([]rune(word))/3+1
	for _, k := range slices.Sorted(slices.Values(known)) {
		d := distance(strings.ToLower(word), strings.ToLower(k))
		if d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + strconv.Quote(best) + "?"
}

// NoSource says that there is no source with an id, and which one may be meant or which there are.
func (c *Config) NoSource(id string) string {
	known := keysOf(c.source)
	return noneOf(fmt.Sprintf("there is no source %q in the configuration", id), didYouMean(id, known), known)
}

// NoRegion says that there is no region with a code, and which one may be meant, by its code or its name in any language,
// or which there are.
func (c *Config) NoRegion(code string) string {
	known := make([]string, len(c.Regions))
	for i, r := range c.Regions {
		known[i] = r.Code
	}
	return noneOf(fmt.Sprintf("there is no region %q in the configuration", code), c.regionMeant(code, known), known)
}

func (c *Config) regionMeant(word string, codes []string) string {
	for _, r := range c.Regions {
		for _, lang := range append([]string{""}, Languages...) {
			if name := r.Name[lang]; word != "" && strings.Contains(strings.ToLower(name), strings.ToLower(word)) {
				return fmt.Sprintf("did you mean %q (%s)?", r.Code, name)
			}
		}
	}
	return didYouMean(word, codes)
}

// noneOf ends a text with the guess, if there is one, else with what there is.
func noneOf(text, guess string, known []string) string {
	const most = 20
	switch {
	case guess != "":
		return text + "; " + guess
	case len(known) == 0:
		return text + ": it has none"
	case len(known) > most:
		return fmt.Sprintf("%s; there are %s and %d others", text, strings.Join(known[:most], ", "), len(known)-most)
	}
	return text + "; there are " + strings.Join(known, ", ")
}

// distance is the number of letters to insert, drop, change or swap with a neighbour to come from a to b.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(s); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(t); j++ {
			change := 1
			if s[i-1] == t[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(t)]
}

// keysOf are a map's keys in order.
func keysOf[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// oneOf is "write one of a, b, c", with the likely one first where there is one.
func oneOf(word string, allowed []string) string {
	list := "write one of " + strings.Join(allowed, ", ")
	if guess := didYouMean(word, allowed); guess != "" {
		return guess + " " + list
	}
	return list
}
