package pages_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// shortLived is an indicator that a later configuration hasn't got.
const shortLived = `
indicators:
  - id: short_lived
    name: {en: Short-lived, uk: Недовговічний, ru: Недолговечный}
    meaning: {en: Counted, uk: Пораховано, ru: Посчитано}
    unit: percent
    decimals: 1
    direction: up
    frequency: month
    nature: stock
`

// reconfigured is the configuration of a later day: other names, units and decimals, and one indicator less.
func reconfigured(t *testing.T) *config.Config {
	cfg := demoConfig(t)
	other := config.Text{"en": "Renamed", "uk": "Renamed", "ru": "Renamed"}
	i := cfg.Indicator("services_online_share")
	i.Name, i.Unit, i.Decimals = other, "points", 4
	cfg.Region(plain).Name, cfg.Region("UA").Name = other, other
	target := cfg.Target("ua_services_online_90")
	target.Name = other
	for n := range target.Readings {
		target.Readings[n].Name = other
	}
	return cfg
}

// TestReleasesStayAsTheyWere: neither the page of a number nor that of changes moves with what is configured later.
func TestReleasesStayAsTheyWere(t *testing.T) {
	p := publishingAs(t, false, demoConfig(t, config.WithDraft("short.yaml", []byte(shortLived))))
	come := func(indicator, region string, value float64) {
		must(t, "a figure", func() error {
			_, err := p.s.WriteObservations(t.Context(), []store.Observation{{
				Indicator: indicator, Region: region, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: &value, Origin: store.Origin{Source: "reported"},
			}})
			return err
		})
	}
	come("services_online_share", "UA", 34.25)
	come("short_lived", plain, 7.125)
	first := p.publish("", "")
	come("services_online_share", "UA", 36.75)
	come("services_online_share", plain, 40.25)
	come("short_lived", plain, 8.125)
	second := p.publish("", "")
	p.settle(second)
	if err := p.k.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, later := p.served(false, reconfigured(t))
	number := "/n/services_online_share/" + plain + "/2023-09-01..2023-09-30@" + second
	changes := "/open-data/changes?from=" + first + "&to=" + second
	for _, lang := range []string{"en", "uk", "ru"} {
		for _, path := range []string{number, changes} {
			before, after := get(t, p.at+in(path, lang)), get(t, later+in(path, lang))
			if before.status != http.StatusOK || after.status != http.StatusOK || before.part("<main", "</main>") != strings.ReplaceAll(after.part("<main", "</main>"), later, p.at) {
				t.Errorf("%s in %s was %s\nand is %s", path, lang, before.text(), after.text())
			}
			if strings.Contains(after.text(), "Renamed") {
				t.Errorf("%s in %s has today's names: %s", path, lang, after.text())
			}
		}
	}
	for lang, says := range map[string]string{"en": "read as: by the start of 2024", "uk": "якщо розуміти як «до початку 2024 року»", "ru": "если понимать как «к началу 2024 года»"} {
		if a := get(t, p.at+in(changes, lang)); !strings.Contains(a.text(), says) || strings.Contains(a.text(), "«start»") || strings.Contains(a.text(), "as: start") {
			t.Errorf("%s: readings are not named: %s", lang, a.text())
		}
	}
	p.cfg = reconfigured(t)
	third := p.publish("", "")
	p.settle(third)
	for at, says := range map[string][2]string{second: {": 40.3%", "40.2500"}, third: {": 40.2500", "40.3%"}} {
		a := get(t, p.at+in("/n/services_online_share/"+plain+"/2023-09@"+at, "en"))
		if !strings.Contains(a.part("<h1>", "</h1>"), says[0]) || !strings.Contains(a.part("<tbody", "</tbody>"), says[1]) {
			t.Errorf("release %s: releases' own units and decimals are not told apart: %s", at, a.text())
		}
	}
	testNoLongerExplained(t, p.at, later, "/n/short_lived/"+plain+"/2023-09-01..2023-09-30@"+second)
}

// testNoLongerExplained: of what is no longer configured the number stays, and no link leads to an explanation that isn't there.
func testNoLongerExplained(t *testing.T, before, later, path string) {
	explanation := func(at string) *string {
		var n struct{ Explain *string }
		a := get(t, at+path, "Accept", "application/json")
		if err := json.Unmarshal([]byte(a.body), &n); err != nil || a.status != http.StatusOK {
			t.Fatalf("%d %s: %v", a.status, a.body, err)
		}
		return n.Explain
	}
	if a := get(t, before+in(path, "en")); !strings.Contains(a.body, `href="/explain/short_lived/`) || strings.Contains(a.text(), "no longer") || explanation(before) == nil {
		t.Errorf("while it is configured: %s", a.text())
	}
	for lang, says := range map[string]string{"en": "the indicator is not in the configuration any more", "uk": "цього показника в конфігурації більше немає", "ru": "этого показателя в конфигурации больше нет"} {
		a := get(t, later+in(path, lang))
		if a.status != http.StatusOK || !strings.Contains(a.text(), says) || !strings.Contains(strings.ReplaceAll(a.text(), ",", "."), "8.1") || strings.Contains(a.body, "/explain/") {
			t.Errorf("%s: %d %s", lang, a.status, a.text())
		}
	}
	if at := explanation(later); at != nil {
		t.Errorf("programs are told of the explanation %s", *at)
	}
}
