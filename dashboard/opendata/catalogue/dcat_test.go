package catalogue_test

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// triples are what rdflib, which knows nothing of Postup, reads in a text of RDF, as sorted lines of N-Triples.
func triples(t *testing.T, notation string, text []byte) []string {
	t.Helper()
	program, err := exec.LookPath("rdfpipe")
	if err != nil {
		if os.Getenv("POSTUP_REQUIRE_SERVERS") != "" {
			t.Fatal("the tests need rdfpipe: apt-get install python-rdflib-tools")
		}
		t.Skip("rdfpipe is not installed: apt-get install python-rdflib-tools")
	}
	cmd := exec.CommandContext(t.Context(), program, "-i", notation, "-o", "nt", "-")
	cmd.Env = append(os.Environ(), "PYTHONUTF8=1")
	cmd.Stdin = bytes.NewReader(text)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("rdflib does not read the %s: %v: %s", notation, err, &stderr)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(lines)
	return lines
}

// statements are values by thing and property.
type statements map[string]map[string][]string

var triple = regexp.MustCompile(`^<([^>]*)> <([^>]*)> (.*) \.$`)

func read(t *testing.T, lines []string) statements {
	t.Helper()
	all := statements{}
	for _, line := range lines {
		m := triple.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("no triple without blank nodes: %s", line)
		}
		if all[m[1]] == nil {
			all[m[1]] = map[string][]string{}
		}
		property := short(m[2])
		all[m[1]][property] = append(all[m[1]][property], m[3])
	}
	return all
}

var vocabularies = strings.NewReplacer(
	"http://www.w3.org/ns/adms#", "adms:", "http://www.w3.org/ns/dcat#", "dcat:", "http://purl.org/dc/terms/", "dct:", "http://xmlns.com/foaf/0.1/", "foaf:",
	"http://www.w3.org/2000/01/rdf-schema#", "rdfs:", "http://www.w3.org/2004/02/skos/core#", "skos:", "http://spdx.org/rdf/terms#", "spdx:",
	"http://www.w3.org/2006/vcard/ns#", "vcard:", "http://www.w3.org/2001/XMLSchema#", "xsd:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:",
)

func short(address string) string { return vocabularies.Replace(address) }

func (s statements) is(address, class string) bool {
	return slices.ContainsFunc(s[strings.Trim(address, "<>")]["rdf:type"], func(c string) bool { return short(strings.Trim(c, "<>")) == class })
}

// required are the properties that DCAT-AP 3.0 calls mandatory, for the classes that the catalogue has. The specification's shapes aren't at hand
// here: this list and those below are taken from its text.
var required = map[string][]string{
	"dcat:Catalog":      {"dct:title", "dct:description", "dct:publisher"},
	"dcat:Dataset":      {"dct:title", "dct:description"},
	"dcat:Distribution": {"dcat:accessURL"},
	"foaf:Agent":        {"foaf:name"},
	"spdx:Checksum":     {"spdx:algorithm", "spdx:checksumValue"},
	"skos:Concept":      {"skos:prefLabel"},
}

// single are the properties that DCAT-AP 3.0 allows once.
var single = []string{
	"dct:publisher", "dct:issued", "dct:modified", "foaf:homepage", "dct:license", "dcat:mediaType", "dct:format", "dcat:byteSize", "spdx:checksum",
	"spdx:algorithm", "spdx:checksumValue", "dcat:startDate", "dcat:endDate", "dcat:version", "dct:accrualPeriodicity",
}

// ranges are the classes that values have to be of, or the datatypes.
var ranges = map[string]string{
	"dct:publisher": "foaf:Agent", "dct:accrualPeriodicity": "dct:Frequency", "dct:conformsTo": "dct:Standard", "dcat:dataset": "dcat:Dataset", "dcat:distribution": "dcat:Distribution", "dct:language": "dct:LinguisticSystem",
	"foaf:homepage": "foaf:Document", "dcat:landingPage": "foaf:Document", "dct:temporal": "dct:PeriodOfTime", "dct:spatial": "dct:Location", "dcat:theme": "skos:Concept",
	"dcat:contactPoint": "vcard:Kind", "dct:provenance": "dct:ProvenanceStatement", "dct:license": "dct:LicenseDocument", "dcat:mediaType": "dct:MediaType",
	"dct:format": "dct:MediaTypeOrExtent", "spdx:checksum": "spdx:Checksum", "spdx:algorithm": "spdx:ChecksumAlgorithm", "dcat:accessURL": "rdfs:Resource",
	"dcat:downloadURL": "rdfs:Resource", "dcat:hasVersion": "dcat:Dataset", "dcat:prev": "dcat:Dataset",
}

var datatypes = map[string]string{
	"dct:issued": "xsd:dateTime", "dct:modified": "xsd:dateTime", "dcat:startDate": "xsd:date", "dcat:endDate": "xsd:date",
	"dcat:byteSize": "xsd:nonNegativeInteger", "spdx:checksumValue": "xsd:hexBinary",
}

// unmet tells what DCAT-AP asks for and a graph lacks.
func unmet(s statements) (wrong []string) {
	for thing, said := range s {
		for class, properties := range required {
			for _, p := range properties {
				if s.is(thing, class) && len(said[p]) == 0 {
					wrong = append(wrong, class+" "+thing+" has no "+p)
				}
			}
		}
		for property, values := range said {
			if slices.Contains(single, property) && len(values) > 1 {
				wrong = append(wrong, thing+" has several of "+property)
			}
			for _, v := range values {
				if class := ranges[property]; class != "" && !s.is(v, class) {
					wrong = append(wrong, thing+" "+property+" "+v+" is no "+class)
				}
				if kind := datatypes[property]; kind != "" && !strings.HasSuffix(short(v), "^^<"+kind+">") {
					wrong = append(wrong, thing+" "+property+" "+v+" is no "+kind)
				}
			}
		}
	}
	return wrong
}

// TestCatalogueMeetsDCATAP: two releases, the second of which corrects the first, in two notations that say the same.
func TestCatalogueMeetsDCATAP(t *testing.T) {
	w := filled(t, described)
	first := w.published(opendata.Order{Notes: "Line\nand \"quote\" \\ <b>"})
	second := w.published(opendata.Order{Corrects: first.ID})
	if res, _ := w.ask("/open-data/observations/latest.xlsx"); res.StatusCode != http.StatusOK {
		t.Fatal(res.Status)
	}
	res, linked := w.ask("/open-data/catalog.jsonld")
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/ld+json" || res.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	if again, _ := w.ask("/open-data/catalog.jsonld", "If-None-Match", res.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked whether it has changed: %d", again.StatusCode)
	}
	res, turtle := w.ask("/open-data/catalog.ttl")
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/turtle; charset=utf-8" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	lines := triples(t, "turtle", turtle)
	if diff := cmp.Diff(lines, triples(t, "json-ld", linked)); diff != "" {
		t.Errorf("Turtle and JSON-LD don't say the same:\n%s", diff)
	}
	s := read(t, lines)
	for _, wrong := range unmet(s) {
		t.Error(wrong)
	}
	page := w.address + "/open-data"
	observations, earlier := s[page+"#observations"], s[page+"#observations-"+first.ID]
	for _, c := range []struct {
		of       map[string][]string
		property string
		want     []string
	}{
		{s[page+"#catalogue"], "dcat:dataset", addresses(page+"#", "index", "indicators", "milestones", "observations", "processing", "programmes", "progress", "regions", "services")},
		{s[page+"#catalogue"], "dct:spatial", addresses(countryList, "TTO")},
		{observations, "dct:spatial", addresses(countryList, "TTO")},
		{s[countryList+"TTO"], "skos:prefLabel", []string{`"Testland"@en`, `"Тестія"@uk`, `"Тестия"@ru`}},
		{observations, "dct:title", []string{`"Observations"@en`, `"Спостереження"@uk`, `"Наблюдения"@ru`}},
		{observations, "dcat:version", []string{`"` + second.ID + `"`}},
		{observations, "dcat:prev", addresses(page, "#observations-"+first.ID)},
		{observations, "dct:replaces", addresses(page, "#observations-"+first.ID)},
		{earlier, "dct:isReplacedBy", addresses(page, "#observations")},
		{earlier, "dcat:version", []string{`"` + first.ID + `"`}},
		{earlier, "adms:versionNotes", []string{`"Line\nand \"quote\" \\ <b>"`}},
		{earlier, "dcat:distribution", addresses(w.address+"/open-data/observations/", first.ID+".csv#distribution")},
		{s[page+"#observations-"+second.ID+"-period"], "dcat:startDate", []string{`"2023-02-01"^^<http://www.w3.org/2001/XMLSchema#date>`}},
		{s[page+"#observations-"+second.ID+"-period"], "dcat:endDate", []string{`"2023-06-30"^^<http://www.w3.org/2001/XMLSchema#date>`}},
		{s[page+"#processing-"+second.ID+"-period"], "dcat:endDate", []string{`"2023-04-30"^^<http://www.w3.org/2001/XMLSchema#date>`}},
		{s[page+"#regions"], "dct:temporal", nil},
		{s[w.address+"/open-data/observations/"+second.ID+".sdmx.json#distribution"], "dcat:mediaType", addresses("https://www.iana.org/assignments/media-types/", "application/vnd.sdmx.data+json")},
		{s[w.address+"/open-data/observations/"+second.ID+".sdmx.json#distribution"], "dct:conformsTo", addresses(w.address+"/open-data/observations/", second.ID+".structure.sdmx.json")},
		{s[page+"#publisher"], "foaf:name", []string{`"Офіс показників"@uk`, `"The \"Office\" \\ <of> figures"@en`}},
		{s[page+"#contact"], "vcard:hasEmail", addresses("mailto:data@example.org", "")},
		{s[page+"#release-"+second.ID+"-review"], "rdfs:label", []string{`"Not reviewed"@en`, `"Не перевірено"@uk`, `"Не проверено"@ru`}},
	} {
		slices.Sort(c.want)
		if diff := cmp.Diff(c.want, unescaped(c.of[c.property])); diff != "" {
			t.Errorf("%s:\n%s", c.property, diff)
		}
	}
	w.checkFiles(s, page+"#observations")
}

// checkFiles downloads every distribution of a dataset: what the catalogue says of it is so, or isn't said.
func (w *world) checkFiles(s statements, dataset string) {
	w.t.Helper()
	summed := 0
	for _, d := range s[dataset]["dcat:distribution"] {
		said := s[strings.Trim(d, "<>")]
		at := strings.Trim(said["dcat:downloadURL"][0], "<>")
		res, body := w.ask(strings.TrimPrefix(at, w.address))
		kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
		if res.StatusCode != http.StatusOK || len(said["dcat:mediaType"]) > 0 && !strings.HasSuffix(said["dcat:mediaType"][0], "/"+kind+">") {
			w.t.Errorf("%s: %d %s, the catalogue says %s", at, res.StatusCode, kind, said["dcat:mediaType"])
		}
		if said["spdx:checksum"] == nil {
			continue
		}
		summed++
		if sum := s[strings.Trim(said["spdx:checksum"][0], "<>")]["spdx:checksumValue"][0]; !strings.EqualFold(sum[:66], `"`+hashOf(body)+`"`) {
			w.t.Errorf("%s has the SHA-256 %s, the catalogue says %s", at, hashOf(body), sum)
		}
	}
	if summed != 2 { // NDJSON is kept as it is, and the workbook was asked for
		w.t.Errorf("%d files have a checksum", summed)
	}
}

func addresses(before string, names ...string) []string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = "<" + before + n + ">"
	}
	return all
}

var escaped = regexp.MustCompile(`\\u[0-9A-Fa-f]{4}`)

// unescaped undoes what N-Triples may do to letters that aren't ASCII.
func unescaped(values []string) []string {
	for i, v := range values {
		values[i] = escaped.ReplaceAllStringFunc(v, func(e string) string {
			var r rune
			for _, c := range strings.ToLower(e[2:]) {
				r = r<<4 | rune(strings.IndexRune("0123456789abcdef", c))
			}
			return string(r)
		})
	}
	slices.Sort(values)
	return values
}

// TestFrequencyIsSaidOnceItIsKnown: by the European list, of what came anew often enough, and of the dataset itself, not of its versions.
func TestFrequencyIsSaidOnceItIsKnown(t *testing.T) {
	w := filled(t, described)
	const frequency = "<http://publications.europa.eu/resource/authority/frequency/WEEKLY>"
	for n := range 5 {
		v := float64(n)
		o := store.Observation{Indicator: "online", Region: "TT-2", Period: kpi.Month(kpi.MustDate("2023-06-01")), Status: kpi.Present, Value: &v, Origin: store.Origin{Source: "trusted"}}
		if _, err := w.store.WriteObservations(t.Context(), []store.Observation{o}); err != nil {
			t.Fatal(err)
		}
		w.day = w.day.AddDays(6)
		x := w.published(opendata.Order{})
		_, turtle := w.ask("/open-data/catalog.ttl")
		s := read(t, triples(t, "turtle", turtle))
		for _, wrong := range unmet(s) {
			t.Error(wrong)
		}
		page := w.address + "/open-data"
		got := strings.Join(s[page+"#observations"]["dct:accrualPeriodicity"], " ")
		if n < 3 && got != "" || n >= 3 && got != frequency {
			t.Errorf("after %d releases it is said to come %s", n+1, got)
		}
		if said := s[page+"#regions"]["dct:accrualPeriodicity"]; said != nil {
			t.Errorf("regions never changed and are said to come %s", said)
		}
		if n > 3 && s[page+"#observations-"+x.ID]["dct:accrualPeriodicity"] != nil {
			t.Error("a version that never changes is said to come again")
		}
	}
}

// TestWhatIsNotConfiguredIsNotSaid: no licence and no publisher are made up, though DCAT-AP asks for one.
func TestWhatIsNotConfiguredIsNotSaid(t *testing.T) {
	w := filled(t, config.OpenData{Site: "https://postup.example/"})
	w.published(opendata.Order{})
	_, turtle := w.ask("/open-data/catalog.ttl")
	for _, word := range []string{"license", "publisher", "contactPoint", w.address} {
		if bytes.Contains(turtle, []byte(word)) {
			t.Errorf("the catalogue says something of %s", word)
		}
	}
	if !bytes.Contains(turtle, []byte("<https://postup.example/open-data/observations/")) {
		t.Error("addresses are not those of the configured site")
	}
	if got, want := unmet(read(t, triples(t, "turtle", turtle))), "dcat:Catalog https://postup.example/open-data#catalogue has no dct:publisher"; len(got) != 1 || got[0] != want {
		t.Errorf("%q, want %q alone", got, want)
	}
	_, page := w.ask("/open-data/datapackage.json")
	_, csvw := w.ask("/open-data/observations/latest.csv-metadata.json")
	for _, word := range []string{"license", "publisher", "contributors"} {
		if bytes.Contains(page, []byte(word)) || bytes.Contains(csvw, []byte(word)) {
			t.Errorf("a description says something of %s", word)
		}
	}
}

// TestNothingIsDescribedBeforeTheFirstRelease: and it says so.
func TestNothingIsDescribedBeforeTheFirstRelease(t *testing.T) {
	w := newWorld(t, described)
	for _, path := range []string{"/open-data/catalog.jsonld", "/open-data/catalog.ttl", "/open-data/datapackage.json", "/open-data/observations/latest.csv-metadata.json"} {
		if res, body := w.ask(path); res.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "no release has been published yet") {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
}

// TestDescriptionsTakeNoParameters: who asks for that of a release, or of a language, is not given that of everything for it.
func TestDescriptionsTakeNoParameters(t *testing.T) {
	w := newWorld(t, described)
	for _, path := range []string{"/open-data/catalog.jsonld", "/open-data/catalog.ttl", "/open-data/datapackage.json"} {
		if res, body := w.ask(path + "?release=2023-07-05"); res.StatusCode == http.StatusNotFound || !strings.HasPrefix(string(body), "release: there is no such parameter") {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
}
