package pages

import (
	"strings"
	"testing"

	"github.com/postup/postup/config"
)

// TestSharesAreComparedFirst: without a choice, regions are compared by a share where there is one.
func TestSharesAreComparedFirst(t *testing.T) {
	for units, want := range map[string]string{"number days percent hours percent": "percent number days hours percent", "percent number": "percent number", "number days": "number days", "": ""} {
		var list []*config.Indicator
		for _, unit := range strings.Fields(units) {
			list = append(list, &config.Indicator{Unit: unit})
		}
		sharesFirst(list)
		var got []string
		for _, i := range list {
			got = append(got, string(i.Unit))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("of %q the order is %q, want %q", units, got, want)
		}
	}
}
