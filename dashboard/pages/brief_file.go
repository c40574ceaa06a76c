package pages

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/assets"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/dashboard/pages/messages"
)

// Briefs makes briefs as files of their own, for who is not on the site: styles and typeface are in them, and their
// links are whole addresses.
type Briefs struct {
	loc       *locale.Locale
	templates templates
	styles    template.CSS
	site      string
}

// NewBriefs takes the language of the briefs (en, uk, ru), and the scheme and host of the site that they link to. An
// error is an unknown language, or a mistake in the program.
func NewBriefs(language, site string) (*Briefs, error) {
	languages, err := messages.Load()
	if err != nil {
		return nil, err
	}
	loc := languages.Find(language)
	if loc == nil {
		return nil, fmt.Errorf("there is no language %q: it takes %s", language, strings.Join(config.Languages, ", "))
	}
	set, err := assets.Load()
	if err != nil {
		return nil, err
	}
	all, err := parse(languages)
	if err != nil {
		return nil, err
	}
	return &Briefs{loc, all, template.CSS(set.Inline("postup.css")), strings.TrimRight(site, "/")}, nil
}

// briefFile is the page of a brief that is a file of its own.
type briefFile struct {
	Lang, Title string
	Styles      template.CSS
	Brief       *brief
}

// Of is the brief of a region as HTML, by the board's days.
func (f *Briefs) Of(b *board.Board, region *config.Region) ([]byte, error) {
	r := newRequest(f.loc, b, f.site, asked{lang: f.loc.Code, asOf: b.AsOf, today: b.Today, site: f.site})
	one := r.brief(region)
	var out bytes.Buffer
	if err := f.templates[f.loc.Code]["brief"].ExecuteTemplate(&out, "alone", briefFile{f.loc.Code, one.title(r), f.styles, one}); err != nil {
		return nil, fmt.Errorf("render the brief of %s: %w", region.Code, err)
	}
	return out.Bytes(), nil
}
