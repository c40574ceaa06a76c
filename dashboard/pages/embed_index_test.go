package pages

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// oneBoard is of every day.
type oneBoard struct{ of *board.Board }

func (b oneBoard) Board(context.Context, kpi.Date, kpi.Date) (*board.Board, error) { return b.of, nil }

// unpublished has no release.
type unpublished struct{ Releases }

func (unpublished) Edition(context.Context) string { return "" }

// asker asks pages of a board, as a browser in English does.
func asker(t *testing.T, b *board.Board) func(path string) string {
	t.Helper()
	app := fiber.New(fiber.Config{Immutable: true})
	if _, err := Register(app, Deps{Boards: oneBoard{b}, Releases: unpublished{}}); err != nil {
		t.Fatal(err)
	}
	return func(path string) string {
		t.Helper()
		res, err := app.Test(httptest.NewRequest(http.MethodGet, path, nil), -1)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", path, res.StatusCode, err)
		}
		return strings.Join(strings.Fields(html.UnescapeString(string(body))), " ")
	}
}

// TestAnIndexIsEmbedded: the places of an index, and a region's over time, with each form of them offered where they stand. A region without a
// place has none there either, and no number.
func TestAnIndexIsEmbedded(t *testing.T) {
	ask := asker(t, governor(t).board)
	for page, offer := range map[string]string{
		"/programmes/p?lang=en": "/share/index/p", "/regions/TT-1?lang=en": "/share/place/x/TT-1", "/share/place/x/TT-1?lang=en": "/embed/place/x/TT-1.png", "/share/index/p?lang=en": "/embed/index/p.svg",
	} {
		if !strings.Contains(ask(page), offer) {
			t.Errorf("%s does not offer %s", page, offer)
		}
	}
	for _, form := range []string{"", ".svg"} {
		places := ask("/embed/index/p" + form + "?lang=en")
		for _, want := range []string{"Seven", "99.0", ">One<", "40.0", "Eight", "no data", "down 1", "Source:", "September 2023"} {
			if !strings.Contains(places, want) {
				t.Errorf("the places%s lack %q: %s", form, want, places)
			}
		}
		one := ask("/embed/place/x/TT-1" + form + "?lang=en")
		for _, want := range []string{"5th of 7", "40.0 of 100", "August 2023: 4th of 6; September 2023: 5th of 7", "M30 48L312 60", "Source:"} {
			if !strings.Contains(one, want) {
				t.Errorf("a region's place%s lacks %q: %s", form, want, one)
			}
		}
		if eight := ask("/embed/place/x/TT-8" + form + "?lang=en"); !strings.Contains(eight, "no data") || !strings.Contains(eight, ">–<") || strings.Contains(eight, " of 7") || strings.Contains(eight, "M30 ") {
			t.Errorf("a region without a place%s: %s", form, eight)
		}
	}
}

// TestOverdueIsEmbedded: every part of the bar is there with its number.
func TestOverdueIsEmbedded(t *testing.T) {
	ask := asker(t, governor(t).board)
	for _, form := range []string{"", ".svg"} {
		late := ask("/embed/late/TT-1" + form + "?lang=en")
		for _, want := range []string{"30 open applications are past their legal deadline", "the longest by 100 days", ">15<", "up to 7 days", "8–30 days", "31–90 days", "more than 90 days"} {
			if !strings.Contains(late, want) {
				t.Errorf("what is overdue%s lacks %q: %s", form, want, late)
			}
		}
	}
}
