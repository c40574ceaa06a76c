package collectors_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The example that people copy from docs/sources/http.md collects from a portal that is as it says.
func TestDocumentedExample(t *testing.T) {
	page, err := os.ReadFile("../docs/sources/http.md")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)```yaml\n(sources:.*?)```").FindStringSubmatch(string(page))[1]
	var asked []string
	p := newPortal(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = append(asked, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Authorization")+" "+string(body))
		switch w.Header().Set("Content-Type", "application/json"); {
		case r.URL.Path == "/oauth/token":
			_, _ = io.WriteString(w, `{"access_token":"t","token_type":"Bearer","expires_in":60}`)
		case strings.Contains(string(body), `"after": ""`):
			_, _ = fmt.Fprintf(w, `{"items":[%s],"meta":{"next":"n"}}`, `{"number":"1","service":"birth","submitted":"2024-05-01T10:00:00Z","completed":null,"outcome":null}`)
		default:
			_, _ = io.WriteString(w, `{"items":[],"meta":{"next":null}}`)
		}
	})
	t.Setenv("PORTAL_SECRET", secret)
	for old, with := range map[string]string{"https://portal.example": p.URL, "https://login.example": p.URL, "XX-01": "UA-05", `      tls: {ca: "${file:secrets/portal-ca.pem}"}` + "\n": ""} {
		if !strings.Contains(example, old) {
			t.Fatalf("the example no longer holds %s", old)
		}
		example = strings.ReplaceAll(example, old, with)
	}
	w := newWorldOn(t, &remembering{}, load(t, example))
	if out := w.once(t, "applications"); counts(out) != "ok: 1 = 1 accepted + 0 rejected + 0 unchanged" {
		t.Errorf("%s %s %v", counts(out), out.Error, out.Rejections)
	}
	want := []string{
		"POST /oauth/token Basic cG9zdHVwOnMzY3JldC1vZi10aGUtcG9ydGFs grant_type=client_credentials&scope=statistics",
		`POST /api/search?lang=en Bearer t {"from": "2024-01-01", "to": "2024-06-15", "size": 500, "after": ""}`,
		`POST /api/search?lang=en Bearer t {"from": "2024-01-01", "to": "2024-06-15", "size": 500, "after": "n"}`,
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}
