package config

import (
	"slices"
	"strconv"
	"strings"
)

// place is where something stands in the configuration.
type place struct {
	file string
	line int
}

func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return p.file + ":" + strconv.Itoa(p.line)
}

// mapKey is the key of a map entry's place; other places go by the pointer to what was decoded.
type mapKey struct {
	table any // pointer to the field that holds the map
	key   string
}

// ledger is what is remembered while a configuration is read: where everything stands, what is wrong,
// and what must not be shown.
type ledger struct {
	places   map[any]place
	mistakes Mistakes
	hidden   []hiddenValue
	// incomplete: a file can't be read. What it defines is missing, so references are not judged.
	incomplete bool
}

// hiddenValue is a value from outside that messages show as the configuration writes it.
type hiddenValue struct{ value, written string }

func newLedger() *ledger { return &ledger{places: map[any]place{}} }

// at is the place of the first of the keys that was written down: a field, else what it belongs to.
func (l *ledger) at(keys ...any) place {
	for _, k := range keys {
		if p, ok := l.places[k]; ok {
			return p
		}
	}
	return place{}
}

// has tells whether the configuration gives the field that the pointer points to.
func (l *ledger) has(field any) bool {
	_, ok := l.places[field]
	return ok
}

func (l *ledger) wrong(at place, what, why, fix string) {
	l.mistakes = append(l.mistakes, Mistake{File: at.file, Line: at.line, What: what, Why: why, Fix: fix})
}

// result is the mistakes, sorted and without values that came from the environment or from files; nil for none.
func (l *ledger) result() error {
	if len(l.mistakes) == 0 {
		return nil
	}
	for i := range l.mistakes {
		m := &l.mistakes[i]
		m.What, m.Why, m.Fix = l.redact(m.What), l.redact(m.Why), l.redact(m.Fix)
	}
	return l.mistakes.sorted()
}

// shortest value that is looked for anywhere in a message; shorter ones are only replaced between quotes,
// where a message shows a value whole.
const shortestHidden = 4

func (l *ledger) redact(s string) string {
	for _, h := range l.hidden {
		s = strings.ReplaceAll(s, strconv.Quote(h.value), strconv.Quote(h.written))
		if len(h.value) >= shortestHidden {
			s = strings.ReplaceAll(s, h.value, h.written)
		}
	}
	return s
}

// hide remembers a value that must not be shown. Longer ones go first, so that one that holds another goes whole.
func (l *ledger) hide(value, written string) {
	if value == "" {
		return
	}
	l.hidden = append(l.hidden, hiddenValue{value, written})
	slices.SortStableFunc(l.hidden, func(a, b hiddenValue) int { return len(b.value) - len(a.value) })
}
