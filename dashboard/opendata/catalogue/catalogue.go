// Package catalogue describes what was published for machines: as DCAT-AP 3 (JSON-LD and Turtle), as a Frictionless Data Package, as CSVW and as
// schema.org's Dataset. All of it comes from the newest release, the dictionary and the setting open_data; what those don't say is not said.
package catalogue

import (
	"mime"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/store"
)

// Catalogue describes what lies on a shelf. All of it is needed.
type Catalogue struct {
	Shelf     *opendata.Shelf
	Config    *config.Config
	Languages *locale.Languages
}

// listed is a catalogue as it is read at one site.
type listed struct {
	*Catalogue
	site     string          // scheme and host, without a slash at the end
	releases []store.Release // the newest first, at least one
}

// English is the only language of the descriptions that have room for one alone.
const english = "en"

func (c *Catalogue) dictionary(lang string) opendata.Dictionary {
	return opendata.Dictionary{Words: c.Languages.Find(lang), Config: c.Config}
}

// Site is the address that published things have: the one that is configured, or else that which the reader came by.
func (c *Catalogue) Site(cameBy string) string {
	if set := c.Config.OpenData.Site; set != "" {
		cameBy = set
	}
	return strings.TrimRight(cameBy, "/")
}

func (l *listed) newest() *store.Release { return &l.releases[0] }

// page is the page of open data, or the part of it that speaks of a dataset.
func (l *listed) page(dataset string) string {
	if dataset == "" {
		return l.site + "/open-data"
	}
	return l.site + "/open-data#" + dataset
}

// facts are the size and the SHA-256 in hex of a dataset's file; nothing of one that nobody has asked for yet.
func (l *listed) facts(x *store.Release, d store.Released, f table.Format) (bytes uint64, hash string) {
	return l.Shelf.Facts(x, d, f, l.dictionary(english).Meta(x, d))
}

func (l *listed) file(x *store.Release, d store.Released, f table.Format) string {
	return l.site + api.FileAddress(d.ID, x.ID, f)
}

// inAll is a message in every language.
func (l *listed) inAll(say func(opendata.Dictionary) string) []term {
	var all []term
	for _, words := range l.Languages.All() {
		if said := say(l.dictionary(words.Code)); said != "" {
			all = append(all, term{text: said, language: words.Code})
		}
	}
	return all
}

// mediaType is a format's without parameters.
func mediaType(f table.Format) string {
	kind, _, _ := mime.ParseMediaType(f.MediaType)
	return kind
}

func comma() table.Format { return table.Formats()[0] }

// keys are the columns by which each row of a dataset is told from all others.
var keys = map[string][]string{
	"observations": {"indicator", "breakdown", "region", "period_start", "period_end", "source"},
	"progress":     {"programme", "target_id", "reading", "region"},
	"index":        {"programme", "index", "edition", "region", "period"},
	"milestones":   {"programme", "id"},
	"services":     {"service", "region"},
	"processing":   {"service", "region", "month"},
	"regions":      {"code"},
	"indicators":   {"id"},
	"programmes":   {"id"},
}

// key is a dataset's key; nil where it is not known, or was released without a column of it.
func key(d store.Released) []string {
	for _, name := range keys[d.ID] {
		if !slices.ContainsFunc(d.Columns, func(c store.ReleasedColumn) bool { return c.Name == name }) {
			return nil
		}
	}
	return keys[d.ID]
}
