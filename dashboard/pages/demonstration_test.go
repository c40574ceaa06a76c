package pages_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestDemonstration: a demonstration says that it is one and calls no real figure simulated; maps and comparisons that have simulated
// regions beside real ones are marked.
func TestDemonstration(t *testing.T) {
	p := publishingOn(t, true)
	p.came(plain, ptr(40.25))
	id := p.publish("", "")
	p.settle(id)
	must(t, "a simulated figure", func() error {
		_, err := p.s.WriteObservations(t.Context(), []store.Observation{{
			Indicator: "services_online_share", Region: lateReport, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: ptr(51), Origin: simulated,
		}})
		return err
	})
	if err := p.k.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	real := []string{"/n/services_online_share/" + plain + "/2023-09@" + id, "/embed/tile/services_online_share/" + plain, trajectoryOfPlain, trajectoryOfPlain + ".svg", "/open-data"}
	mixed := []string{"/embed/map?target=ua_services_online_90", "/embed/map.svg?target=ua_services_online_90", "/embed/ranks", "/embed/trajectories", "/embed/trajectories.svg"}
	for lang, said := range map[string]struct{ demo, marked, tag string }{
		"en": {"demonstration", "what is marked as simulated", "simulated data"},
		"uk": {"демонстрація", "позначене як симульоване", "симульовані дані"},
		"ru": {"демонстрация", "помеченное как симулированное", "симулированные данные"},
	} {
		for _, path := range slices.Concat(real, mixed) {
			a := image(t, p.at+path+"?lang="+lang)
			text := a.body
			if !strings.HasSuffix(path, ".svg") {
				a = get(t, p.at+in(path, lang))
				text = a.text()
			}
			text = strings.ToLower(text)
			if a.status != http.StatusOK || !strings.Contains(text, said.demo) || !strings.Contains(text, said.marked) {
				t.Errorf("%s (%s) does not say that it is a demonstration (%d): %s", path, lang, a.status, beginning(text))
			}
			if path != "/open-data" && strings.Contains(text, said.tag) != slices.Contains(mixed, path) {
				t.Errorf("%s (%s): that its figures are simulated is said or not, falsely", path, lang)
			}
		}
	}
}
