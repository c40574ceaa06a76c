// Package locale speaks to people: messages, plurals, numbers and dates in the languages that Postup knows.
package locale

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	printer "golang.org/x/text/message"
)

// Codes are the languages in the order that pages offer them; the first is what a visitor gets who reads none of them.
var codes = []string{"en", "uk", "ru"}

// Languages is every language with its messages.
type Languages struct {
	all     []*Locale
	matcher language.Matcher
}

// Locale is one language. It is safe for use by many requests at once.
type Locale struct {
	Code  string // en, uk, ru
	tag   language.Tag
	signs signs
	says  map[string]*said // by key
}

// said is a message in its plural forms; one without them has only plural.Other, which also stands in for those that are not there.
type said [plural.Many + 1]*text

// Load reads <dir>/<code>.yaml for every language: flat files of keys, each a text or its plural forms.
func Load(fsys fs.FS, dir string) (*Languages, error) {
	l := &Languages{}
	var tags []language.Tag
	for _, code := range codes {
		says, err := read(fsys, path.Join(dir, code+".yaml"))
		if err != nil {
			return nil, err
		}
		tag := language.MustParse(code)
		tags = append(tags, tag)
		l.all = append(l.all, &Locale{Code: code, tag: tag, signs: signsOf(printer.NewPrinter(tag)), says: says})
	}
	l.matcher = language.NewMatcher(tags)
	return l, nil
}

// named are the plural forms by their names in message files.
var named = map[string]plural.Form{"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other}

func read(fsys fs.FS, file string) (map[string]*said, error) {
	b, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	var given map[string]any
	if err := yaml.Unmarshal(b, &given); err != nil {
		return nil, fmt.Errorf("read the messages in %s: %w", file, err)
	}
	says := make(map[string]*said, len(given))
	for key, v := range given {
		forms, ok := v.(map[string]any)
		if !ok {
			forms = map[string]any{"other": v}
		}
		m := new(said)
		for name, v := range forms {
			form, known := named[name]
			s, ok := v.(string)
			if !known || !ok {
				return nil, fmt.Errorf("read the messages in %s: %s must be a text, or texts by plural form (zero, one, two, few, many, other): %s is %v", file, key, name, v)
			}
			m[form] = parse(s)
		}
		if m[plural.Other] == nil {
			return nil, fmt.Errorf("read the messages in %s: %s has no form other", file, key)
		}
		says[key] = m
	}
	return says, nil
}

// All lists the languages in the order that pages offer them.
func (l *Languages) All() []*Locale { return slices.Clone(l.all) }

// Find gives a language by its code; nil where Postup does not know it.
func (l *Languages) Find(code string) *Locale {
	for _, loc := range l.all {
		if loc.Code == code {
			return loc
		}
	}
	return nil
}

// Match gives the language that an Accept-Language header asks for, the first where it asks for none that is known.
func (l *Languages) Match(accept string) *Locale {
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(wanted) == 0 {
		return l.all[0]
	}
	_, i, confidence := l.matcher.Match(wanted...)
	if confidence == language.No {
		return l.all[0]
	}
	return l.all[i]
}

// T is the text of a message; args are pairs of a name and what stands for it in the text.
// A key that no file has comes back in brackets: seen on a page, it is a mistake that the tests catch.
func (l *Locale) T(key string, args ...any) string { return l.say(key, plural.Other, args) }

// N is the text of a message in the plural form of n as it is shown with so many decimals; {{.N}} stands for it.
func (l *Locale) N(key string, n float64, decimals int, args ...any) string {
	return l.say(key, l.cardinal(n, decimals), append(args[:len(args):len(args)], "N", l.Number(n, decimals)))
}

// Has tells whether a message is there in this language.
func (l *Locale) Has(key string) bool { return l.says[key] != nil }

func (l *Locale) say(key string, form plural.Form, args []any) string {
	m := l.says[key]
	if m == nil {
		return "⟦" + key + "⟧"
	}
	return cmp.Or(m[form], m[plural.Other]).fill(args)
}

// cardinal is the plural form of a number as it is shown: the digits behind its point count.
func (l *Locale) cardinal(n float64, decimals int) plural.Form {
	whole, fraction, _ := strings.Cut(plain(n, decimals), ".")
	trimmed := strings.TrimRight(fraction, "0")
	return plural.Cardinal.MatchPlural(l.tag, ending(whole), len(fraction), len(trimmed), ending(fraction), ending(trimmed))
}

// ending is a number, or its last digits where it has more than fit: no plural form hangs on those before.
func ending(digits string) int {
	n, err := strconv.Atoi(digits[max(0, len(digits)-18):])
	if err != nil {
		return 0 // no digits
	}
	return n
}
