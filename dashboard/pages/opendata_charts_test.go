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
