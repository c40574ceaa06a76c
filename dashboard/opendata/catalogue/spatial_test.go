package catalogue_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/opendata"
)

const countryList = "http://publications.europa.eu/resource/authority/country/"

// TestOneOfSeveralCountriesIsNotGuessed: the catalogue is of all; a dataset is said to be of none, for its rows may be of any. What is no country's
// code is not made one.
func TestOneOfSeveralCountriesIsNotGuessed(t *testing.T) {
	w := filled(t, described)
	for _, code := range []string{"UA", "nowhere"} {
		w.Config.Regions = append(w.Config.Regions, &config.Region{Code: code, Kind: "country", Country: code, Name: config.Text{"en": code}})
	}
	w.published(opendata.Order{})
	_, turtle := w.ask("/open-data/catalog.ttl")
	s := read(t, triples(t, "turtle", turtle))
	for _, wrong := range unmet(s) {
		t.Error(wrong)
	}
	if diff := cmp.Diff(addresses(countryList, "TTO", "UKR"), s[w.address+"/open-data#catalogue"]["dct:spatial"]); diff != "" {
		t.Error(diff)
	}
	if said := s[w.address+"/open-data#observations"]["dct:spatial"]; said != nil {
		t.Errorf("the observations are said to be of %v", said)
	}
}
