package pages

import (
	"cmp"
	"context"
	"html/template"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/catalogue"
	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Releases is what was published. *opendata.Shelf is one.
type Releases interface {
	Published(context.Context) ([]store.Release, error)
	Edition(context.Context) string // tells one state of what was published from another
	Preview(context.Context, store.Released) ([][]string, error)
	Contents(context.Context, *store.Release, store.Released) (*opendata.Contents, error)
	Facts(x *store.Release, d store.Released, f table.Format, beside table.Meta) (bytes uint64, hash string)
	Made() int // of how many files something is known
	Number(context.Context, *store.Release, opendata.Figure) (*opendata.Number, error)
	Indicator(ctx context.Context, x *store.Release, id string) (opendata.Named, error)
	Region(ctx context.Context, x *store.Release, code string) (opendata.Named, error)
	Targets(ctx context.Context, x *store.Release, programme string) (map[string]opendata.Promised, error)
	Between(ctx context.Context, from, to string) (before, after *store.Release, err error)
	Changes(ctx context.Context, from, to *store.Release) (*opendata.Changes, error)
}

// Catalogue describes what was published for machines. *catalogue.Catalogue is one.
type Catalogue interface {
	// SchemaOrg is a data block for a page in a language that was come to by site; "" before the first release.
	SchemaOrg(ctx context.Context, lang, site string) (template.JS, error)
}

// openDataBody is the page of open data: what there is of a release, and which others there are.
type openDataBody struct {
	Release   *release // nil: nothing has been published yet
	Newer     *place   // the newest release, where this is another
	Corrected *place   // the release that corrects this one
	Datasets  []publishedDataset
	Others    []release
	Publisher string
	Contact   string
	Licence   *place // nil: none is stated
	Cite      string
	SchemaOrg template.JS // what the page says, for search engines; "" of a release that isn't the newest
	Catalogue []place     // the same for other programs
	API       string      // address of its reference
	Feed      string      // address of the feed of releases
	Promises  string      // and of the page of promises
}

// release is a published release.
type release struct {
	ID, AsOf, Published string
	Review              string
	Corrects, Corrected string
	Notes, Hash         string
	Address             string  // of its page, which stays
	Changes             string  // address of what changed since the release before; "" of the first
	Files               []place // of each dataset as CSV
}

// publishedDataset is a dataset of the release.
type publishedDataset struct {
	ID, Name, About string
	Rows, Hash      string
	Files           []publishedFile
	Period          string        // that its rows speak of; "" where they speak of none
	Covers          string        // how many regions its rows are of; "" where that isn't known
	Lasting         string        // address of this release's CSV
	Described       string        // address of the description of its CSV
	Structure       string        // address of what its SDMX message is made of; "" where it has none
	Latest          string        // address that always has the newest
	Rhythm          []string      // how often it comes anew, and how often its figures do, as far as that is known
	Chart           *datasetChart // nil: there is nothing to draw
	Counting        bool          // what it holds is not counted yet, so that there is nothing to draw
	Cite            string
	Heads           []string
	Preview         [][]string
	Columns         []dictionaryEntry
}

type dictionaryEntry struct{ Name, Type, About string }

// openData serves what was published: the newest release, or the one that the address names.
func (p *Pages) openData(c *fiber.Ctx) error {
	given := c.Query("release")
	c.Locals(answeredAs, "with what is known of "+strconv.Itoa(p.Releases.Made())+" files")
	return p.page(func(r *request) (*content, error) {
		if given != "" {
			r.about = append(r.about, "release", given)
		}
		all, err := p.Releases.Published(c.UserContext())
		if err != nil {
			return nil, err
		}
		body := r.openDataBody()
		made := &content{template: "opendata", title: r.T("nav.open-data"), section: "open-data", body: body}
		if len(all) == 0 && given == "" {
			return made, nil
		}
		at, err := releaseAt(all, given)
		if err != nil {
			return nil, r.numberAbsent(err)
		}
		r.showRelease(body, all, at)
		if at > 0 {
			made.title, made.seldom = made.title+": "+r.T("data.newest", "Release", given), true
		} else if body.SchemaOrg, err = p.Catalogue.SchemaOrg(c.UserContext(), r.Code, r.site); err != nil {
			return nil, err
		}
		body.Datasets, made.passing, err = p.datasets(c.UserContext(), r, all, at, given)
		return made, err
	})(c)
}

// openDataBody says what holds for all releases.
func (r *request) openDataBody() *openDataBody {
	body := &openDataBody{Contact: r.board.Config.OpenData.Contact, API: r.link("/api"), Feed: asked{lang: r.Code}.link(feedAddress), Promises: r.link(promisesAddress)}
	body.offer(r, r.board.Config.OpenData)
	for _, a := range catalogue.Addresses {
		body.Catalogue = append(body.Catalogue, place{r.T("data.catalogue." + strings.TrimPrefix(path.Ext(a.Path), ".")), a.Path})
	}
	return body
}

// offer says whose the data is and under which licence.
func (b *openDataBody) offer(r *request, terms config.OpenData) {
	b.Publisher, b.Licence = terms.Publisher.In(r.Code), nil
	if at := terms.Licence.URL; at != "" {
		b.Licence = &place{cmp.Or(terms.Licence.Name.In(r.Code), at), at}
	}
}

// datasets are those of a release, which was asked for by the name given if by any; passing tells that some chart is still being made.
func (p *Pages) datasets(ctx context.Context, r *request, all []store.Release, at int, given string) (list []publishedDataset, passing bool, err error) {
	x := &all[at]
	counting, cancel := context.WithTimeout(ctx, countingPatience)
	defer cancel()
	for _, d := range x.Datasets {
		of := r.dataset(x, d)
		rows, err := p.Releases.Preview(ctx, d)
		if err != nil {
			return nil, false, err
		}
		of.Preview = shortened(rows)
		of.Files = p.files(r, x, d)
		holds, counted, err := p.holds(counting, x, d)
		if err != nil {
			return nil, false, err
		}
		of.Counting, passing = !counted, passing || !counted
		of.Rhythm = append(r.rhythm(d.ID, all), r.periods(d.ID, holds)...)
		of.Chart, of.Covers = r.chartOf(d.ID, holds), r.covers(holds)
		if of.Chart != nil && len(of.Chart.Bars) > 0 {
			of.Chart.Share = (&embedded{kind: embedContents, id: d.ID, release: given}).share(r)
		}
		list = append(list, of)
	}
	return list, passing, nil
}

// dataset is what is said of a released dataset without looking into it.
func (r *request) dataset(x *store.Release, d store.Released) publishedDataset {
	words := opendata.Dictionary{Words: r.Locale, Config: r.board.Config}
	of := publishedDataset{
		ID: d.ID, Name: words.Title(d.ID), About: words.About(d.ID), Rows: r.N("data.rows", float64(d.Rows), 0), Hash: d.Hash,
		Latest:    api.FileAddress(d.ID, opendata.Latest, table.Formats()[0]),
		Lasting:   api.FileAddress(d.ID, x.ID, table.Formats()[0]),
		Described: api.FileAddress(d.ID, x.ID, table.Formats()[0]) + opendata.Described,
	}
	if d.ID == sdmx.Dataset {
		of.Structure = api.FileAddress(d.ID, x.ID, sdmx.Structure)
	}
	rows := asked{site: r.publicSite()}.link(api.FileAddress(d.ID, x.ID, opendata.Kept())) // whose SHA-256 the release has
	of.Cite = r.T("data.cite.dataset", "Publisher", r.citedBy(opendata.Terms(r.board.Config, d).Publisher.In(r.Code)), "Name", of.Name, "Release", x.ID, "AsOf", r.Date(x.AsOf), "Address", rows, "Hash", d.Hash)
	if !d.From.IsZero() {
		of.Period = r.Period(kpi.Period{Start: d.From, End: d.To})
	}
	for _, column := range d.Columns {
		of.Heads = append(of.Heads, column.Name)
		of.Columns = append(of.Columns, dictionaryEntry{column.Name, r.T("data.type." + column.Type), words.Column(d.ID, column.Name)})
	}
	return of
}

// previewLetters is how much of a cell a preview shows: a list of promises, as JSON, is longer than all the rest of the page.
const previewLetters = 80

// shortened are rows whose cells have an end that fits, with … where there is more.
func shortened(rows [][]string) [][]string {
	all := make([][]string, len(rows))
	for i, row := range rows {
		all[i] = slices.Clone(row)
		for j, cell := range row {
			if letters := []rune(cell); len(letters) > previewLetters {
				all[i][j] = string(letters[:previewLetters]) + "…"
			}
		}
	}
	return all
}
