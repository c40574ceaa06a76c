package collectors_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestWhatFailedQuotesNoRecord: what a collection ended with is on pages and in the API, so it must not say what stood in a record.
func TestWhatFailedQuotesNoRecord(t *testing.T) {
	const private = "Марія Приватна"
	for name, payload := range map[string]string{
		"a value":  strings.NewReplacer(`"value":1`, `"value":"`+private+`"`, `"value":2`, `"value":"`+private+`"`).Replace(goodJSON),
		"a period": strings.NewReplacer("2024-01", private, "2024-02", private).Replace(goodJSON),
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t, answer(http.StatusOK, payload))
			w := newWorld(t, storetest.Embedded(t), load(t, visitsSource(p.URL, "json", "")))
			out := w.once(t, "portal")
			if out.Status != store.CollectionFailed || out.Rejected == 0 || out.Accepted != 0 {
				t.Fatalf("it ended %s %q", counts(out), out.Error)
			}
			if strings.Contains(out.Error, private) || !strings.Contains(out.Error, "postup replay --collection") {
				t.Errorf("it says %q", out.Error)
			}
		})
	}
}
