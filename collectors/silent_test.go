package collectors_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/postup/postup/config"
)

// TestSilence: a server that takes a request and says nothing may just be slow; the message says what would help.
func TestSilence(t *testing.T) {
	for name, configure := range map[string]func(address string) (*config.Config, error){
		"portal": func(address string) (*config.Config, error) { return configuration(visitsSource(address, "json", "")) },
		"stages": func(address string) (*config.Config, error) {
			return xroadConfig("server: "+address+", "+xroadService, "{type: json}")
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
			cfg, err := configure(p.URL)
			if err != nil {
				t.Fatal(err)
			}
			none := 0
			cfg.Sources[0].Retries, cfg.Sources[0].Timeout = &none, config.Duration(200e6)
			out := newWorldOn(t, &capturing{}, cfg).once(t, name)
			if !strings.Contains(out.Error, "no answer in time; raise the source's timeout if it is just slow") {
				t.Errorf("it ended %s: %s", out.Status, out.Error)
			}
		})
	}
}
