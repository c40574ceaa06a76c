package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

const (
	mediaTypes = "https://www.iana.org/assignments/media-types/"
	authority  = "http://publications.europa.eu/resource/authority/"
	sumBySHA   = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
)

// tongues are the European authority's names of the languages that texts are in.
var tongues = map[string]string{"en": "ENG", "uk": "UKR", "ru": "RUS"}

// graph says all of a catalogue in the words of DCAT-AP 3.
func (l *listed) graph() *graph {
	g := &graph{}
	newest := l.newest()
	catalog := g.thing(l.page("catalogue"), "dcat:Catalog")
	catalog.say("dct:title", l.inAll(func(d opendata.Dictionary) string { return d.Words.T("data.catalogue.title") })...)
	catalog.say("dct:description", l.inAll(func(d opendata.Dictionary) string { return d.Words.T("data.text") })...)
	l.agents(g, catalog, l.Config.OpenData.Publisher)
	l.languages(g, catalog)
	homepage := g.thing(l.page(""), "foaf:Document")
	catalog.say("foaf:homepage", address(homepage.id))
	published := store.InOrderOfPublication(l.releases)
	catalog.say("dct:issued", moment(published[len(published)-1].Published))
	catalog.say("dct:modified", moment(published[0].Published))
	var datasets []*node
	for _, d := range newest.Datasets {
		catalog.say("dcat:dataset", address(l.page(d.ID)))
		n := l.dataset(g, newest, d, l.page(d.ID), api.FormatsOf(d.ID))
		datasets = append(datasets, n)
		if every := opendata.RhythmOf(d.ID, l.releases).Every; every != "" {
			n.say("dct:accrualPeriodicity", address(g.thing(authority+"frequency/"+every, "dct:Frequency").id))
		}
		l.versions(g, d.ID)
	}
	l.spatial(g, catalog, datasets)
	return g
}

// dataset says what a release has of a dataset.
func (l *listed) dataset(g *graph, x *store.Release, d store.Released, id string, formats []table.Format) *node {
	n := g.thing(id, "dcat:Dataset")
	n.say("dct:title", l.inAll(func(in opendata.Dictionary) string { return in.Title(d.ID) })...)
	n.say("dct:description", l.inAll(func(in opendata.Dictionary) string { return in.About(d.ID) })...)
	n.say("dct:identifier", plain(id))
	l.agents(g, n, opendata.Terms(l.Config, d).Publisher)
	l.contact(g, n)
	l.languages(g, n)
	theme := g.thing(authority+"data-theme/GOVE", "skos:Concept")
	theme.said = []statement{{"skos:prefLabel", []term{{text: "Government and public sector", language: english}}}}
	n.say("dcat:theme", address(theme.id))
	n.say("dcat:landingPage", address(l.page("")))
	n.say("dcat:version", plain(x.ID))
	n.say("dct:issued", moment(x.Published))
	n.say("dct:modified", moment(x.Published))
	if x.Notes != "" {
		n.say("adms:versionNotes", plain(x.Notes))
	}
	if !d.From.IsZero() {
		period := g.thing(l.page(d.ID+"-"+x.ID+"-period"), "dct:PeriodOfTime")
		period.say("dcat:startDate", day(d.From))
		period.say("dcat:endDate", day(d.To))
		n.say("dct:temporal", address(period.id))
	}
	review := g.thing(l.page("release-"+x.ID+"-review"), "dct:ProvenanceStatement")
	if review.said == nil {
		review.say("rdfs:label", l.inAll(func(in opendata.Dictionary) string { return in.Review(x) })...)
	}
	n.say("dct:provenance", address(review.id))
	for _, f := range formats {
		n.say("dcat:distribution", address(l.distribution(g, x, d, f).id))
	}
	return n
}

// distribution says what is known of a dataset's file.
func (l *listed) distribution(g *graph, x *store.Release, d store.Released, f table.Format) *node {
	at := l.file(x, d, f)
	n := g.thing(at+"#distribution", "dcat:Distribution")
	if n.said != nil {
		return n
	}
	n.say("dct:title", l.inAll(func(in opendata.Dictionary) string { return in.Words.T("data.format." + f.ID) })...)
	file := g.thing(at, "rdfs:Resource")
	n.say("dcat:accessURL", address(file.id))
	n.say("dcat:downloadURL", address(file.id))
	l.kind(g, n, f)
	l.licence(g, n, opendata.Terms(l.Config, d).Licence)
	if f.ID == sdmx.Data.ID {
		n.say("dct:conformsTo", address(g.thing(l.file(x, d, sdmx.Structure), "dct:Standard").id))
	}
	n.say("dct:issued", moment(x.Published))
	bytes, hash := l.facts(x, d, f)
	if hash == "" {
		return n
	}
	n.say("dcat:byteSize", size(bytes))
	sum := g.thing(at+"#sha256", "spdx:Checksum")
	sum.say("spdx:algorithm", address(g.thing(sumBySHA, "spdx:ChecksumAlgorithm").id))
	sum.say("spdx:checksumValue", hexadecimal(hash))
	n.say("spdx:checksum", address(sum.id))
	return n
}

// kind says what format a file has: by the register of media types where it has the format, else by the name that it goes by.
func (l *listed) kind(g *graph, n *node, f table.Format) {
	kind := mediaType(f)
	if strings.HasPrefix(kind, "application/x-") {
		format := g.thing(l.page("format-"+f.ID), "dct:MediaTypeOrExtent")
		if format.said == nil {
			format.say("rdfs:label", plain(kind))
		}
		n.say("dct:format", address(format.id))
		return
	}
	n.say("dcat:mediaType", address(g.thing(mediaTypes+kind, "dct:MediaType").id))
}

// versions says what there was of a dataset before, how the releases follow each other, and which was corrected by which.
func (l *listed) versions(g *graph, dataset string) {
	newest, later := g.thing(l.page(dataset)), (*node)(nil)
	byRelease := map[string]*node{}
	for i := range l.releases {
		x := &l.releases[i]
		for _, d := range x.Datasets {
			if d.ID != dataset {
				continue
			}
			n := newest
			if i > 0 {
				n = l.dataset(g, x, d, l.page(dataset+"-"+x.ID), []table.Format{comma()})
				n.say("dcat:isVersionOf", address(newest.id))
				newest.say("dcat:hasVersion", address(n.id))
			}
			if later != nil {
				later.say("dcat:prev", address(n.id))
			}
			later, byRelease[x.ID] = n, n
		}
	}
	for _, x := range l.releases {
		n := byRelease[x.ID]
		if n == nil {
			continue
		}
		if wrong := byRelease[x.Corrects]; wrong != nil {
			n.say("dct:replaces", address(wrong.id))
		}
		if by := store.CorrectedBy(x.ID, l.releases); by != nil && byRelease[by.ID] != nil {
			n.say("dct:isReplacedBy", address(byRelease[by.ID].id))
		}
	}
}

// agents says whose the data is, where that is known. Who publishes now has an address; who did before is told apart by the name.
func (l *listed) agents(g *graph, n *node, publisher config.Text) {
	names := texts(publisher)
	if len(names) == 0 {
		return
	}
	id := l.page("publisher")
	if !maps.Equal(publisher, l.Config.OpenData.Publisher) {
		sum := sha256.Sum256([]byte(fmt.Sprint(publisher)))
		id += "-" + hex.EncodeToString(sum[:4])
	}
	agent := g.thing(id, "foaf:Agent")
	if agent.said == nil {
		agent.say("foaf:name", names...)
	}
	n.say("dct:publisher", address(agent.id))
}

// contact says where questions go: an address of e-mail or of a page.
func (l *listed) contact(g *graph, n *node) {
	at := l.Config.OpenData.Contact
	if at == "" {
		return
	}
	kind := g.thing(l.page("contact"), "vcard:Kind")
	if kind.said == nil {
		kind.say("vcard:fn", texts(l.Config.OpenData.Publisher)...)
		if strings.Contains(at, "://") {
			kind.say("vcard:hasURL", address(at))
		} else {
			kind.say("vcard:hasEmail", address("mailto:"+strings.TrimPrefix(at, "mailto:")))
		}
	}
	n.say("dcat:contactPoint", address(kind.id))
}

// licence says what others may do with the data, where that is known.
func (l *listed) licence(g *graph, n *node, said config.Licence) {
	if said.URL == "" {
		return
	}
	text := g.thing(said.URL, "dct:LicenseDocument")
	if text.said == nil {
		text.say("dct:title", texts(said.Name)...)
	}
	n.say("dct:license", address(text.id))
}

func (l *listed) languages(g *graph, n *node) {
	for _, words := range l.Languages.All() {
		if name, known := tongues[words.Code]; known {
			n.say("dct:language", address(g.thing(authority+"language/"+name, "dct:LinguisticSystem").id))
		}
	}
}
