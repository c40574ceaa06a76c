package pages_test

import (
	"net/http"
	"testing"
)

// TestPublishedInABrowser: pages of what was published, with figures in it.
func TestPublishedInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	tools(t)
	p, _, second, _ := history(t)
	seen := open(t, startBrowser(t), p.at).audited(t)
	for _, lang := range languages {
		for _, path := range []string{"/open-data", "/open-data?release=" + second, "/open-data/changes", "/n/services_online_share/" + plain + "/2023-09@" + second} {
			found, err := seen.visit(p.at, visit{path, lang, http.StatusOK})
			if err != nil {
				t.Errorf("%s (%s): %v", path, lang, err)
			}
			for _, f := range found {
				t.Error(f)
			}
		}
	}
}
