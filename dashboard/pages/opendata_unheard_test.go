package pages_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestMonthsOfWhichNotAllWereHeardAreNoPlainColumns: a region that has no rows in a month leaves its sum too short, so its column is an outline, and
// the words, the table and what is read out say of how many regions it is.
func TestMonthsOfWhichNotAllWereHeardAreNoPlainColumns(t *testing.T) {
	p := newPublishing(t)
	rows := []store.Processing{
		{Region: "UA-12", Month: kpi.MustDate("2023-04-01"), Applications: 32}, {Region: "UA-12", Month: kpi.MustDate("2023-05-01"), Applications: 33},
		{Region: plain, Month: kpi.MustDate("2023-04-01"), Applications: 20}, {Region: plain, Month: kpi.MustDate("2023-05-01"), Applications: 21},
		{Region: plain, Month: kpi.MustDate("2023-06-01"), Applications: 22},
	}
	for n := range rows {
		rows[n].Service, rows[n].At, rows[n].Origin = p.cfg.Services[0].ID, rows[n].Month.MonthEnd(), store.Origin{Source: store.DerivedSource(false)}
	}
	must(t, "processing", func() error { _, err := p.s.WriteProcessing(t.Context(), rows); return err })
	p.settle(p.publish("", ""))
	for lang, says := range map[string][]string{
		"en": {"In 1 month not all regions were heard", "not all regions were heard: 1 of 2"},
		"uk": {"За 1 місяць відповіли не всі регіони", "відповіли не всі регіони: 1 з 2"},
		"ru": {"За 1 месяц ответили не все регионы", "ответили не все регионы: 1 из 2"},
	} {
		of := get(t, p.at+"/open-data?lang="+lang).part(`<article class="target" id="processing">`, "</article>")
		chart := regexp.MustCompile(`(?s)<figure class="contents">.*?</figure>`).FindString(of)
		if strings.Count(chart, `<rect class="known"`) != 2 || strings.Count(chart, `<rect class="lacking"`) != 1 || strings.Count(chart, says[1]) != 1 {
			t.Errorf("%s: %s", lang, chart)
		}
		for _, where := range []string{`<figcaption>.*</figcaption>`, `aria-label="[^"]*"`} {
			if in := regexp.MustCompile(where).FindString(chart); !strings.Contains(in, says[0]) {
				t.Errorf("%s: %s does not say it: %s", lang, where, in)
			}
		}
		if !strings.Contains(chart, `class="key-lacking"`) {
			t.Errorf("%s: nobody says what the outline is", lang)
		}
	}
}
