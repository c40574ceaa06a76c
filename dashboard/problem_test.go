package dashboard

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/postup/postup/config"
)

// Whatever goes wrong below /api/v1, the answer is the object that the OpenAPI description has for it.
func TestProblemsAreAsDescribed(t *testing.T) {
	s := openWith(t, func(c *config.Config) { c.APIRate = 6 })
	_, body := s.get(t, "/api/v1/openapi.json", "")
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	is, err := compiler.Compile("openapi.json#/components/schemas/Problem")
	if err != nil {
		t.Fatal(err)
	}
	for _, ask := range []struct {
		method, address, body string
		status                int
	}{
		{http.MethodGet, "/api/v1/regions?x=1", "", 400}, {http.MethodGet, "/api/v1/nothing", "", 404}, {http.MethodDelete, "/api/v1/regions", "", 405},
		{http.MethodPost, "/api/v1/whatif", "changes", 415}, {http.MethodGet, "/api/v1/regions.csv", "", 503}, {http.MethodGet, "/api/v1/regions.csv", "", 429},
	} {
		req := httptest.NewRequest(ask.method, ask.address, strings.NewReader(ask.body))
		req.Header.Set("Accept", "text/html") // programs are answered, whatever they say they take
		res, body := s.ask(t, req)
		if res.StatusCode != ask.status || res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d %s, want %d", ask.method, ask.address, res.StatusCode, res.Header.Get("Content-Type"), ask.status)
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
		if err == nil {
			err = is.Validate(v)
		}
		if err != nil {
			t.Errorf("%s %s: %v: %s", ask.method, ask.address, err, body)
		}
	}
}
