package dashboard

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/valyala/fasthttp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestAtHand: whoever asks for a page is answered the same, whether it is made, kept or at hand.
func TestAtHand(t *testing.T) {
	s := ready(t)
	asked := func(method, language string, more ...string) (*http.Response, string) {
		t.Helper()
		req := httptest.NewRequest(method, "/regions/TT-1", nil)
		req.Header.Set(fiber.HeaderAccept, fiber.MIMETextHTML)
		req.Header.Set(fiber.HeaderAcceptEncoding, "gzip, br")
		req.Header.Set(fiber.HeaderAcceptLanguage, language)
		for i := 0; i+1 < len(more); i += 2 {
			req.Header.Set(more[i], more[i+1])
		}
		res, body := s.ask(t, req)
		if res.Header.Get(fiber.HeaderContentEncoding) == "br" && body != "" {
			page, err := fasthttp.AppendUnbrotliBytes(nil, []byte(body))
			if err != nil {
				t.Fatal(err)
			}
			body = string(page)
		}
		res.Header.Del(fiber.HeaderDate)
		res.Header.Del(fiber.HeaderContentLength) // a page that is asked for again is compressed better
		return res, body
	}

	first, page := asked(http.MethodGet, "en")
	for range 3 {
		again, same := asked(http.MethodGet, "en")
		if diff := cmp.Diff(first.Header, again.Header); diff != "" || same != page || again.StatusCode != fiber.StatusOK {
			t.Fatalf("asked again, the answer is another one: %d, headers %s", again.StatusCode, diff)
		}
	}
	if got := routeOf(t, s, "/regions/:code"); got != "4" {
		t.Errorf("of four requests for a region's page %s are counted as such", got)
	}

	tag := first.Header.Get(fiber.HeaderETag)
	seen, body := asked(http.MethodGet, "en", fiber.HeaderIfNoneMatch, tag)
	if seen.StatusCode != fiber.StatusNotModified || body != "" || seen.Header.Get(fiber.HeaderETag) != tag || seen.Header.Get(fiber.HeaderContentEncoding) != "" {
		t.Errorf("who has the page gets %d with %d bytes, headers %v", seen.StatusCode, len(body), seen.Header)
	}
	for name, other := range map[string]string{fiber.HeaderXForwardedHost: "elsewhere.example", fiber.HeaderXForwardedProto: "https"} {
		if res, _ := asked(http.MethodGet, "en", name, other); res.Header.Get(fiber.HeaderETag) == tag {
			t.Errorf("by %s: %s comes the page that others get, whose addresses are of where they asked", name, other)
		}
	}
	if _, other := asked(http.MethodGet, "uk"); !strings.Contains(other, `lang="uk"`) {
		t.Error("who reads Ukrainian gets another language")
	}
	if res, body := asked(http.MethodHead, "en"); res.StatusCode != fiber.StatusOK || body != "" {
		t.Errorf("HEAD gets %d with %d bytes", res.StatusCode, len(body))
	}
	if res, _ := asked(http.MethodGet, "en", fiber.HeaderAcceptEncoding, "gzip"); res.Header.Get(fiber.HeaderContentEncoding) != "gzip" {
		t.Errorf("who knows only gzip gets %q", res.Header.Get(fiber.HeaderContentEncoding))
	}
	if res, _ := asked(http.MethodGet, "en", fiber.HeaderContentEncoding, "gzip"); res.StatusCode != fiber.StatusUnsupportedMediaType {
		t.Errorf("a body in a question for a page is answered with %d", res.StatusCode)
	}

	corrected := 61.0
	if _, err := s.store.WriteObservations(t.Context(), []store.Observation{{
		Indicator: "online", Region: "TT-1", Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: &corrected,
		Origin: store.Origin{Source: "trusted"},
	}}); err != nil {
		t.Fatal(err)
	}
	if err := s.keeper.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, now := asked(http.MethodGet, "en"); now == page || !strings.Contains(now, "61") {
		t.Error("a page that was at hand hides what has been corrected since")
	}
}

// routeOf is how many requests were counted under a route as answered with 200.
func routeOf(t *testing.T, s *site, route string) string {
	t.Helper()
	_, metrics := s.ask(t, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	_, after, _ := strings.Cut(metrics, `postup_requests_total{route="`+route+`",status="200"} `)
	count, _, _ := strings.Cut(after, "\n")
	return count
}
