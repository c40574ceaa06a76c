package pages_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/catalogue"
	"github.com/postup/postup/dashboard/pages"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/store"
)

// TestDatasetsHaveCharts: drawn on the server, from the release's own rows, with a table and with words for who does not see them.
func TestDatasetsHaveCharts(t *testing.T) {
	p, _, _, _ := history(t)
	titles := map[string]bool{}
	for _, lang := range languages {
		page := get(t, p.at+"/open-data?lang="+lang)
		observations := page.part(`<article class="target" id="observations">`, "</article>")
		chart := regexp.MustCompile(`(?s)<figure class="contents">.*?</figure>`).FindString(observations)
		if !strings.Contains(chart, `<rect class="known"`) || !strings.Contains(chart, `role="img" aria-label="`) || !strings.Contains(chart, "<table>") || strings.Contains(chart, "style=") || strings.Contains(chart, "⟦") {
			t.Errorf("%s: %s", lang, chart)
		}
		titles[chart] = true
		for _, id := range []string{"progress", "milestones", "regions", "indicators", "programmes"} {
			of := page.part(`<article class="target" id="`+id+`">`, "</article>")
			if !strings.Contains(of, `<table class="bars">`) || !strings.Contains(of, `<rect class="by"`) {
				t.Errorf("%s: %s has no chart", lang, id)
			}
		}
	}
	if len(titles) != len(languages) {
		t.Error("the languages have the same chart")
	}
}

// TestDatasetsAreEmbedded: what a dataset holds is drawn elsewhere from the same rows, of the newest release or of the one that the address names,
// with the release's own day. What is not counted in time is said to be so, and is no empty chart.
func TestDatasetsAreEmbedded(t *testing.T) {
	p, first, _, third := history(t)
	for address, release := range map[string]string{"/embed/contents/observations": third, "/embed/contents/observations?release=" + first: first} {
		page := get(t, p.at+in(address, "en"))
		drawn := svgTexts(t, image(t, p.at+asImage(address, "en")))
		for form, text := range map[string]string{"page": page.text(), "image": drawn} {
			for _, want := range []string{"Release " + release, "Observations by the month", "With a value", "Source: Postup"} {
				if !strings.Contains(text, want) {
					t.Errorf("the %s of %s lacks %q: %s", form, address, want, text)
				}
			}
		}
		if strings.Count(page.body, `class="rowed `) != 2 || !strings.Contains(page.body, `<th scope="row">September 2023</th>`) {
			t.Errorf("%s has no drawing or no table: %s", address, page.body)
		}
	}
	page := get(t, p.at+"/open-data?lang=uk&release="+first)
	if !strings.Contains(page.body, `href="/share/contents/observations?lang=uk&amp;release=`+first) {
		t.Error("the page of a release does not offer the charts of that release")
	}
}

// slow is what was published, whose contents are not counted in time.
type slow struct{ pages.Releases }

func (slow) Contents(ctx context.Context, _ *store.Release, _ store.Released) (*opendata.Contents, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestChartsThatAreNotCountedYet: nobody waits for them, and the page without them is kept nowhere.
func TestChartsThatAreNotCountedYet(t *testing.T) {
	p, _, _, _ := history(t)
	shelf, err := opendata.NewShelf(p.s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New(fiber.Config{Immutable: true})
	list := &catalogue.Catalogue{Shelf: shelf, Config: p.cfg, Languages: languages}
	if _, err := pages.Register(app, pages.Deps{Boards: p.k, Records: p.s, Releases: slow{shelf}, Catalogue: list}); err != nil {
		t.Fatal(err)
	}
	res, err := app.Test(httptest.NewRequest(http.MethodGet, "/embed/contents/observations.svg", nil), -1)
	if err = errors.Join(err, res.Body.Close()); err != nil || res.StatusCode == http.StatusOK {
		t.Errorf("a chart that is not counted is answered with %d, %v", res.StatusCode, err)
	}
	for lang, says := range map[string]string{"en": "still being counted", "uk": "ще підраховується", "ru": "ещё подсчитывается"} {
		res, err := app.Test(httptest.NewRequest(http.MethodGet, "/open-data?lang="+lang, nil), -1)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err = errors.Join(err, res.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(body), says) {
			t.Errorf("%s: the page does not say why it has no charts", lang)
		}
		if res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("ETag") != "" || !strings.Contains(string(body), `id="observations"`) || strings.Contains(string(body), `class="contents"`) {
			t.Errorf("%d %v", res.StatusCode, res.Header)
		}
	}
	if a := get(t, p.at+"/open-data?lang=en"); strings.Contains(a.text(), "still being counted") {
		t.Error("what is counted is said to be still counted")
	}
}
