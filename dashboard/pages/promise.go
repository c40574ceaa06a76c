package pages

import (
	"cmp"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/locale"
)

// promise is who promised, in what office, where, when, in which words, and the source.
type promise struct {
	Quote, Lang             string
	By, Office, Place, When string
	Source, Note            string
	Inferred                bool // the year in brackets was inferred
	Captured                *captured
}

// said is nil where nothing is told of who said it and in which words.
func (r *request) said(p config.Promise, of *config.Programme) *promise {
	if p.Quote == "" && p.By.In(r.Code) == "" {
		return nil
	}
	return &promise{
		Quote: p.Quote, Lang: cmp.Or(p.Source.Language, of.Document.Language), Captured: r.captured(&p.Source), By: r.plainText(p.By), Office: r.text(p.Office), Place: r.text(p.Place),
		When: r.dated(p.On), Source: p.Source.Title, Note: r.text(p.Note), Inferred: p.On.Inferred && !p.On.Date.IsZero(),
	}
}

// sharedPromise is the words that a programme's promises rest on: its own, else nil.
func (r *request) sharedPromise(programme *config.Programme) *promise {
	if programme.Promise == nil {
		return nil
	}
	return r.said(*programme.Promise, programme)
}

// dated writes a day as its document gives it: to its precision, and in brackets where the year was inferred.
func (r *request) dated(d config.Dated) string {
	switch {
	case d.Date.IsZero():
		return ""
	case d.Inferred:
		return r.Bracketed(d.Date, d.Precision)
	}
	return r.Dated(d.Date, d.Precision)
}

// saidBy is a line under a quote: who, in what office, when.
func (r *request) saidBy(p config.Promise) string {
	var parts []string
	for _, s := range []string{r.plainText(p.By), r.text(p.Office), r.dated(p.On)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return locale.Capital(strings.Join(parts, ", ")) // an office stands in the configuration as within a sentence
}

// responsible says who answers for a target; where its document names nobody, that, and in what office it was promised.
func (r *request) responsible(t *config.Target) string {
	if who := r.text(t.Responsible); who != "" {
		return sentence(r.T("responsible.named", "Who", who))
	}
	if office := r.text(t.Promise.Office); office != "" {
		return sentence(r.T("responsible.nobody_but", "Office", office))
	}
	return r.T("responsible.nobody")
}

type document struct {
	Title, Lang, Language, Source, When, File string
	Inferred                                  bool
	Captured                                  *captured
}

// document is what a programme rests on; nil where nothing is said of it.
func (r *request) document(programme *config.Programme) *document {
	d := programme.Document
	if d.Title == "" && d.Source == "" && d.File == "" && d.Year.Date.IsZero() {
		return nil
	}
	doc := &document{
		Title: d.Title, Lang: d.Language, Source: d.Source, When: r.dated(d.Year), File: d.File, Captured: r.captured(&d),
		Inferred: d.Year.Inferred && !d.Year.Date.IsZero(),
	}
	switch d.Language {
	case "en", "uk", "ru":
		doc.Language = r.T("language.of." + d.Language)
	}
	return doc
}
