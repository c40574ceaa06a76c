package opendata

import (
	"net/http"
	"strings"
	"testing"
)

// TestFilesTakeNoParameters: who asks for some columns, or for an earlier day, is not given the whole file of the newest release for it.
func TestFilesTakeNoParameters(t *testing.T) {
	s := newServed(t)
	first, second := twoReleases(s.archive)
	s.soon("the releases are there", func() bool {
		res, _ := s.ask(http.MethodGet, "/open-data/regions/"+second.ID+".csv")
		return res.StatusCode == http.StatusOK
	})
	for path, want := range map[string]struct {
		status int
		says   string
	}{
		"/open-data/progress/latest.csv?fields=value":                  {400, "fields: a file has all columns"},
		"/open-data/observations/latest.sdmx.json?as_of=2023-01-01":    {400, "/api/v1/observations?fields="},
		"/open-data/regions/" + first.ID + ".csv?lang=uk&limit=5":      {400, "limit: "},
		"/open-data/regions/latest.csv?%zz":                            {400, "percent signs"},
		"/open-data/regions/latest.csv?lang=uk":                        {200, "TT-1"},
		"/open-data/regions/latest.doc?fields=code":                    {404, ".csv"},
		"/open-data/changes.csv?from=" + first.ID + "&dataset=regions": {400, "dataset: there is no such parameter; from and to"},
		"/open-data/changes.csv?lang=uk&to=" + second.ID:               {200, "dataset,change"},
	} {
		if res, body := s.ask(http.MethodGet, path); res.StatusCode != want.status || !strings.Contains(string(body), want.says) {
			t.Errorf("%s: %d %.200s", path, res.StatusCode, body)
		}
	}
}
