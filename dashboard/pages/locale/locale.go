// Package locale speaks to people: messages, plurals, numbers and dates in the languages that Postup knows.
package locale

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
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
	Code    string // en, uk, ru
	speaker *i18n.Localizer
	signs   signs
	texts   sync.Map // of messages without plural forms, by key, and of plural forms, by what they say
}

// Load reads <dir>/<code>.yaml for every language: flat files of keys, each a text or its plural forms.
func Load(fsys fs.FS, dir string) (*Languages, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", func(b []byte, v any) error { return yaml.Unmarshal(b, v) })
	l := &Languages{}
	var tags []language.Tag
	for _, code := range codes {
		file := path.Join(dir, code+".yaml")
		b, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("read the messages of %s: %w", code, err)
		}
		if _, err := bundle.ParseMessageFileBytes(b, code+".yaml"); err != nil {
			return nil, fmt.Errorf("read the messages in %s: %w", file, err)
		}
		tag := language.MustParse(code)
		tags = append(tags, tag)
		l.all = append(l.all, &Locale{Code: code, signs: signsOf(message.NewPrinter(tag))})
	}
	for _, loc := range l.all {
		loc.speaker = i18n.NewLocalizer(bundle, loc.Code)
	}
	l.matcher = language.NewMatcher(tags)
	return l, nil
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
func (l *Locale) T(key string, args ...any) string {
	t, ok := l.texts.Load(key)
	if !ok {
		t, _ = l.texts.LoadOrStore(key, parse(l.say(&i18n.LocalizeConfig{MessageID: key, TemplateParser: template.IdentityParser{}})))
	}
	return t.(*text).fill(args)
}

// N is the text of a message in the plural form of n as it is shown with so many decimals; {{.N}} stands for it.
func (l *Locale) N(key string, n float64, decimals int, args ...any) string {
	raw := l.say(&i18n.LocalizeConfig{MessageID: key, TemplateParser: template.IdentityParser{}, PluralCount: plain(n, decimals)})
	t, ok := l.texts.Load(form(raw))
	if !ok {
		t, _ = l.texts.LoadOrStore(form(raw), parse(raw))
	}
	return t.(*text).fill(append(args[:len(args):len(args)], "N", l.Number(n, decimals)))
}

// form is a form of a message in the plural, by which its text is kept.
type form string

// Has tells whether a message is there in this language.
func (l *Locale) Has(key string) bool {
	_, tag, err := l.speaker.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, TemplateData: map[string]any{}})
	return err == nil && strings.HasPrefix(tag.String(), l.Code)
}

func (l *Locale) say(c *i18n.LocalizeConfig) string {
	s, err := l.speaker.Localize(c)
	if err != nil && s == "" {
		return "⟦" + c.MessageID + "⟧"
	}
	return s
}
