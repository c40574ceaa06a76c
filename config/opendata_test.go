package config

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestSiteIsAHost: pages link to each other from the host's root, so a dashboard below a path would not be found by its own addresses.
func TestSiteIsAHost(t *testing.T) {
	for site, wrong := range map[string]string{
		"https://postup.example": "", "https://postup.example/": "", "https://postup.example/sub/": "has a path", "https://postup.example?x=1": "has a path", "postup.example": "is no address",
	} {
		_, err := Load(fstest.MapFS{"postup.yaml": {Data: []byte("open_data: {site: \"" + site + "\"}\n")}}, "", nil)
		switch {
		case wrong == "" && err != nil:
			t.Errorf("%s is refused: %v", site, err)
		case wrong != "" && (err == nil || !strings.Contains(err.Error(), wrong)):
			t.Errorf("%s: %v, want that it %s", site, err, wrong)
		}
	}
}
