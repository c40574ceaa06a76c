package opendata

import (
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/store"
)

// Dictionary says in a language what datasets and their columns are.
type Dictionary struct {
	Words  *locale.Locale
	Config *config.Config
}

// Title names a dataset.
func (d Dictionary) Title(dataset string) string { return d.Words.T("data." + dataset) }

// About says what a row of a dataset is.
func (d Dictionary) About(dataset string) string { return d.Words.T("data." + dataset + ".about") }

// Column says what a column of a dataset holds, "" where nothing is known of it: an older release may have others.
func (d Dictionary) Column(dataset, name string) string {
	for _, key := range []string{"column." + dataset + "." + name, "column." + name} {
		if d.Words.Has(key) {
			return d.Words.T(key)
		}
	}
	return ""
}

// Licence is what others may do with the data, and where that is read; "" where it is not said.
func (d Dictionary) Licence() string {
	l := d.Config.OpenData.Licence
	return strings.TrimSpace(l.Name.In(d.Words.Code) + " " + l.URL)
}

// Review says who reviewed a release's figures, or that nobody did.
func (d Dictionary) Review(x *store.Release) string {
	if x.ReviewedBy == "" {
		return d.Words.T("data.not_reviewed")
	}
	return d.Words.T("data.reviewed", "By", x.ReviewedBy)
}

// Meta is what stands beside the rows of a released dataset: what stood there when it was published, where that was kept.
func (d Dictionary) Meta(x *store.Release, of store.Released) table.Meta {
	if of.Said != nil && len(of.Said.Columns) == len(of.Columns) {
		return metaOf(x, of)
	}
	m := table.Meta{
		Title: d.Title(of.ID), Description: d.About(of.ID), Licence: d.Licence(), Version: x.ID,
		Notes: []table.Note{{Label: d.Words.T("data.as_of"), Text: d.Words.Date(x.AsOf)}, {Label: d.Words.T("data.review"), Text: d.Review(x)}},
	}
	if x.Corrects != "" {
		m.Notes = append(m.Notes, table.Note{Label: d.Words.T("data.correction"), Text: d.Words.T("data.corrects", "Release", x.Corrects)})
	}
	if x.Notes != "" {
		m.Notes = append(m.Notes, table.Note{Label: d.Words.T("data.notes"), Text: x.Notes})
	}
	if by := d.Config.OpenData.Publisher.In(d.Words.Code); by != "" {
		m.Notes = append(m.Notes, table.Note{Label: d.Words.T("data.publisher"), Text: by})
	}
	for _, c := range of.Columns {
		m.Columns = append(m.Columns, table.Column{Name: c.Name, Description: d.Column(of.ID, c.Name)})
	}
	return m
}

func metaOf(x *store.Release, of store.Released) table.Meta {
	m := table.Meta{Title: of.Said.Title, Description: of.Said.Description, Licence: of.Said.Licence, Version: x.ID}
	for _, n := range of.Said.Notes {
		m.Notes = append(m.Notes, table.Note(n))
	}
	for i, c := range of.Columns {
		m.Columns = append(m.Columns, table.Column{Name: c.Name, Description: of.Said.Columns[i]})
	}
	return m
}

// Terms are whose a released dataset is and what others may do with it: what was configured when it was published, where that was kept.
func Terms(cfg *config.Config, of store.Released) config.OpenData {
	terms := cfg.OpenData
	if said := of.Said; said != nil {
		terms.Publisher, terms.Licence = said.Publisher, config.Licence{Name: said.LicenceName, URL: said.LicenceURL}
	}
	return terms
}

// TermsOf are those of a release.
func TermsOf(cfg *config.Config, x *store.Release) config.OpenData {
	if len(x.Datasets) == 0 {
		return cfg.OpenData
	}
	return Terms(cfg, x.Datasets[0]) // as of all others: they were published together
}

func saidOf(m table.Meta, terms config.OpenData) *store.Said {
	s := &store.Said{
		Title: m.Title, Description: m.Description, Licence: m.Licence,
		Publisher: terms.Publisher, LicenceName: terms.Licence.Name, LicenceURL: terms.Licence.URL,
	}
	for _, n := range m.Notes {
		s.Notes = append(s.Notes, store.Note(n))
	}
	for _, c := range m.Columns {
		s.Columns = append(s.Columns, c.Description)
	}
	return s
}

// Describe is what stands beside the rows of a dataset that was not released.
func (d Dictionary) Describe(of api.Dataset) table.Meta {
	m := table.Meta{Title: d.Title(of.ID), Description: d.About(of.ID), Licence: d.Licence()}
	for _, c := range of.Columns {
		c.Description = d.Column(of.ID, c.Name)
		m.Columns = append(m.Columns, c)
	}
	return m
}
