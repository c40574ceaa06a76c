package catalogue

import (
	"slices"

	"golang.org/x/text/language"

	"github.com/postup/postup/config"
)

// countries are those that the configured regions lie in, in order of code.
func (l *listed) countries() (codes []string) {
	for _, r := range l.Config.Regions {
		if r.Country != "" && !slices.Contains(codes, r.Country) {
			codes = append(codes, r.Country)
		}
	}
	slices.Sort(codes)
	return codes
}

// spatial says which countries the figures are of. The catalogue is of all that are configured. A dataset's rows may be of any of several, so it is
// said of the datasets only where there is one.
func (l *listed) spatial(g *graph, catalog *node, datasets []*node) {
	codes := l.countries()
	for _, code := range codes {
		place := l.place(g, code)
		if place == nil {
			continue
		}
		catalog.say("dct:spatial", address(place.id))
		if len(codes) > 1 {
			continue
		}
		for _, n := range datasets {
			n.say("dct:spatial", address(place.id))
		}
	}
}

// place is a country as the European authority's list names it, by its code of three letters; nil of what is no country's code.
func (l *listed) place(g *graph, code string) *node {
	country, err := language.ParseRegion(code)
	if err != nil || !country.IsCountry() {
		return nil
	}
	n := g.thing(authority+"country/"+country.ISO3(), "dct:Location")
	if n.said == nil {
		n.say("skos:prefLabel", texts(l.nameOf(code))...)
	}
	return n
}

// nameOf is what the configuration calls a country; nothing where it has no region for it.
func (l *listed) nameOf(country string) config.Text {
	for _, r := range l.Config.Regions {
		if r.Kind == "country" && r.Country == country {
			return r.Name
		}
	}
	return nil
}
