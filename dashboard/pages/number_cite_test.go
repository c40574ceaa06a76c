package pages_test

import (
	"strings"
	"testing"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestCitationsCarryTheirMarks: who reads a number that was copied from its page learns that its month still ran, of how many regions it was made, and
// that it was corrected.
func TestCitationsCarryTheirMarks(t *testing.T) {
	p := newPublishing(t)
	must(t, "applications of some regions in a month that runs", func() error {
		var rows []store.Observation
		for _, region := range []string{plain, "UA-46", "UA-26"} {
			rows = append(rows, store.Observation{
				Indicator: "services_online_share", Region: region, Period: kpi.Month(kpi.MustDate("2023-10-01")), Status: kpi.Present, Value: ptr(40),
				Numerator: ptr(40), Denominator: ptr(100), Origin: store.Origin{Source: "reported"},
			})
		}
		rows = append(rows, store.Observation{
			Indicator: "applications", Region: plain, Period: kpi.Month(kpi.MustDate("2023-08-01")), Status: kpi.NoData, Reason: kpi.ReasonNotHeard,
			Origin: store.Origin{Source: store.DerivedSource(false)},
		})
		_, err := p.s.WriteObservations(t.Context(), rows)
		return err
	})
	first := p.publish("", "")
	second := p.publish(first, "")
	p.settle(second)
	for lang, says := range map[string][]string{
		"en": {"40.0% (period still runs; not of all regions; 3 of ", " regions)", "release " + first + " (corrected by release " + second + ")"},
		"uk": {"(період триває; неповне охоплення; 3 з ", " регіонів)", "випуск " + first + " (виправлено випуском " + second + ")"},
		"ru": {"(период идёт; неполный охват; 3 из ", " регионов)", "выпуск " + first + " (исправлен выпуском " + second + ")"},
	} {
		page := get(t, p.at+in("/n/services_online_share/UA/2023-10@"+first, lang))
		cited := (answer{body: page.part(`<section aria-labelledby="cite-title"`, "</section>")}).text()
		for _, text := range says {
			if !strings.Contains(strings.ReplaceAll(cited, "\u00a0", " "), text) {
				t.Errorf("%s: it is cited without %q: %s", lang, text, cited)
			}
		}
		whole := map[string]string{"en": "Regions", "uk": "Регіони", "ru": "Регионы"}[lang]
		if !strings.Contains(page.body, "<dt>"+whole+"</dt>") {
			t.Errorf("%s: nothing says what reported: %s", lang, page.text())
		}
	}
	unheard := get(t, p.at+in("/n/applications/"+plain+"/2023-08@"+second, "en"))
	if cited := unheard.part("<blockquote>", "</blockquote>"); !strings.Contains(cited, "no data (not all of its sources have been heard since the period ended)") {
		t.Errorf("it is not cited why there is no figure: %s", cited)
	}
	plainly := get(t, p.at+in("/n/services_online_share/"+plain+"/2023-10@"+second, "ru"))
	if cited := plainly.part("<blockquote>", "</blockquote>"); !strings.Contains(cited, "(период идёт)") || strings.Contains(cited, "исправлен") {
		t.Errorf("another number has other marks: %s", cited)
	}
	if !strings.Contains(plainly.text(), ". Октябрь 2023.") {
		t.Errorf("a sentence begins small: %s", plainly.text())
	}
}
