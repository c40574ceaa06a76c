package pages_test

import (
	"strings"
	"testing"
)

// TestRhythmOfDatasets: how often one comes anew is said once enough releases show it, and of what never changed it isn't.
func TestRhythmOfDatasets(t *testing.T) {
	p := newPublishing(t)
	for n := range 4 {
		p.came(plain, ptr(float64(n)))
		newest := p.publish("", "")
		p.settle(newest)
		page := get(t, p.at+"/open-data?lang=en")
		if said := strings.Contains(page.part(`id="observations">`, "</article>"), "So far it has come anew about every day. Measured on 4 releases"); said != (n == 3) {
			t.Errorf("after %d releases it is said to be daily: %v", n+1, said)
		}
		if strings.Contains(page.part(`id="regions">`, "</article>"), "So far") {
			t.Error("regions are said to come anew")
		}
	}
	for lang, says := range map[string][2]string{
		"en": {"the median distance is 1\u00a0day.", "Indicators by the period of their values: "}, "uk": {"приблизно щодня. Виміряно за 4 випусками", "Показники за періодом значень: "},
		"ru": {"примерно ежедневно. Измерено по 4 выпускам", "Показатели по периоду значений: "},
	} {
		of := get(t, p.at+"/open-data?lang="+lang).part(`id="observations">`, "</article>")
		for _, s := range says {
			if !strings.Contains(of, s) {
				t.Errorf("%s: it does not say %q: %s", lang, s, of[:min(len(of), 1500)])
			}
		}
	}
}

// TestPeriodsOfWhatIsThere: how many indicators there are of each period is counted of those that have rows in the release, not of those that are
// configured today.
func TestPeriodsOfWhatIsThere(t *testing.T) {
	p := newPublishing(t)
	says := map[string]string{"en": "period of their", "uk": "за періодом", "ru": "по периоду"}
	of := func(lang, release, dataset string) string {
		return (answer{body: get(t, p.at+"/open-data?lang="+lang+"&release="+release).part(`id="`+dataset+`">`, "</article>")}).text()
	}
	empty := p.publish("", "")
	p.came(plain, ptr(40))
	filled := p.publish("", "")
	p.settle(filled)
	for lang, words := range says {
		if said := of(lang, empty, "observations"); strings.Contains(said, words) {
			t.Errorf("%s: a release without observations is said to have indicators: %s", lang, said[:min(len(said), 600)])
		}
	}
	for lang, words := range map[string]string{"en": "values: month – 1.", "uk": "значень: місяць – 1.", "ru": "значений: месяц – 1."} {
		if said := of(lang, filled, "observations"); !strings.Contains(said, words) {
			t.Errorf("%s: it does not say %q: %s", lang, words, said[:min(len(said), 600)])
		}
	}
}
