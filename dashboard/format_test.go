package dashboard

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/postup/postup/dashboard/api"
)

// TestUnknownFormatsAreAnsweredWithThoseThereAre: who asks a list for a format that it has not got learns what it can be had as.
func TestUnknownFormatsAreAnsweredWithThoseThereAre(t *testing.T) {
	s := ready(t)
	for address, want := range map[string]string{
		"/api/v1/observations.xml":         "there is no .xml of this list; there are application/json at /api/v1/observations and text/csv at /api/v1/observations.csv",
		"/api/v1/observations.sdmx.json":   "there is no .sdmx.json of this list; there are application/json at /api/v1/observations and",
		"/api/v1/observations/history.xml": "text/csv at /api/v1/observations/history.csv",
		"/api/v1/index.%ff":                "there is no",
		"/api/v1/nothing.xml":              "there is nothing at this address",
	} {
		res, body := s.get(t, address, "")
		var problem api.Problem
		if err := json.Unmarshal([]byte(body), &problem); err != nil || res.StatusCode != http.StatusNotFound || res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d, %s, %v: %s", address, res.StatusCode, res.Header.Get("Content-Type"), err, body)
		}
		if !strings.Contains(problem.Detail, want) {
			t.Errorf("%s says %q, want %q", address, problem.Detail, want)
		}
	}
}
