package catalogue

import (
	"context"
	"encoding/json"
	"html/template"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/store"
)

// SchemaOrg is the newest release in the words of schema.org, in a language, for a data block in a page that was come to by site; "" before the
// first release. Nothing in it ends the block early.
func (c *Catalogue) SchemaOrg(ctx context.Context, lang, site string) (template.JS, error) {
	releases, err := c.Shelf.Published(ctx)
	if err != nil || len(releases) == 0 {
		return "", err
	}
	l := &listed{c, c.Site(site), releases}
	text, err := json.Marshal(l.schemaOrg(lang)) // in little room, with <, > and & escaped
	return template.JS(text), err
}

func (l *listed) schemaOrg(lang string) object {
	words, x := l.dictionary(lang), l.newest()
	datasets := make([]object, len(x.Datasets))
	for i, d := range x.Datasets {
		datasets[i] = l.searchable(x, d, lang)
	}
	o := object{
		{"@context", "https://schema.org/"}, {"@type", "DataCatalog"}, {"@id", iri(l.page("catalogue"))}, {"url", iri(l.page(""))},
		{"name", words.Words.T("data.catalogue.title")}, {"description", words.Words.T("data.text")}, {"dateModified", x.Published.UTC().Format(time.RFC3339)},
	}
	return append(l.owned(o, lang, opendata.TermsOf(l.Config, x)), member{"dataset", datasets})
}

// searchable is a dataset as search engines look for it.
func (l *listed) searchable(x *store.Release, d store.Released, lang string) object {
	words := l.dictionary(lang)
	var files []object
	for _, f := range api.FormatsOf(d.ID) {
		one := object{{"@type", "DataDownload"}, {"name", words.Words.T("data.format." + f.ID)}, {"encodingFormat", mediaType(f)}, {"contentUrl", iri(l.file(x, d, f))}}
		if bytes, hash := l.facts(x, d, f); hash != "" {
			one = append(one, member{"contentSize", size(bytes).text + " B"}, member{"sha256", hash})
		}
		files = append(files, one)
	}
	o := object{
		{"@type", "Dataset"}, {"@id", iri(l.page(d.ID))}, {"url", iri(l.page(d.ID))}, {"identifier", iri(l.page(d.ID))},
		{"name", words.Title(d.ID)}, {"description", strings.Join([]string{words.About(d.ID), words.Words.T("data.text"), words.Review(x)}, " ")},
		{"version", x.ID}, {"datePublished", x.Published.UTC().Format(time.RFC3339)}, {"isAccessibleForFree", true},
	}
	if !d.From.IsZero() {
		o = append(o, member{"temporalCoverage", d.From.String() + "/" + d.To.String()})
	}
	return append(l.owned(o, lang, opendata.Terms(l.Config, d)), member{"distribution", files})
}

// owned adds whose the data is and what others may do with it, where that is configured.
func (l *listed) owned(o object, lang string, said config.OpenData) object {
	if by := said.Publisher.In(lang); by != "" {
		organisation := object{{"@type", "Organization"}, {"name", by}}
		if strings.Contains(said.Contact, "://") {
			organisation = organisation.with("url", iri(said.Contact))
		} else {
			organisation = organisation.with("email", said.Contact)
		}
		o = append(o, member{"creator", organisation}, member{"publisher", organisation})
	}
	return o.with("license", iri(said.Licence.URL))
}
