package pages

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

func TestErrorPages(t *testing.T) {
	p, err := New(Deps{})
	if err != nil {
		t.Fatal(err)
	}
	for status, want := range map[int]string{
		400: "This address can’t be answered", 404: "There is no such page", 405: "This address can’t be answered",
		500: "This page could not be made", 502: "This page could not be made", 503: "The figures are not ready yet",
	} {
		app := fiber.New()
		app.Get("/", func(c *fiber.Ctx) error { return p.Error(c, status, fiber.NewError(status)) })
		res, err := app.Test(httptest.NewRequest("GET", "/", nil), -1)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != status || !strings.Contains(string(body), "<h1>"+want+"</h1>") {
			t.Errorf("%d: answered %d without %q", status, res.StatusCode, want)
		}
		if res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("Content-Security-Policy") != Policy {
			t.Errorf("%d: an error must not be kept, and has the policy of every page: %v", status, res.Header)
		}
		if retry := res.Header.Get("Retry-After") != ""; retry != (status == 503) {
			t.Errorf("%d: Retry-After %q", status, res.Header.Get("Retry-After"))
		}
	}
}
