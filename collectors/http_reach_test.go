package collectors_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/store"
)

func hostOf(s *portal) string { return strings.TrimPrefix(s.URL, "http://") }

// An answer must not lead a source to what it was not meant to reach.
func TestRedirectsStayWhereTheyMay(t *testing.T) {
	inner := newPortal(t, answer(200, goodJSON))
	for name, test := range map[string]struct {
		to, hosts, error string
		reached          int
	}{
		"ToItself":        {"/elsewhere", "", "", 0},
		"ToAnotherPort":   {inner.URL, "", "name both under hosts", 0},
		"ToMetadata":      {"http://169.254.169.254/latest/meta-data", "", "name both under hosts", 0},
		"ToANamedHost":    {inner.URL, "hosts: [HERE, " + hostOf(inner) + "]\n", "", 1},
		"ToWhatIsUnnamed": {inner.URL, "hosts: [HERE]\n", "not named under hosts", 0},
		"ByAnAsterisk":    {"http://localhost.localdomain:1/", "hosts: [HERE, '*.localdomain']\n", "failed", 0},
		"ToAFile":         {"file:///etc/passwd", "", "can't be followed", 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t, answer(302, "", "Location", test.to), answer(200, goodJSON))
			before := inner.requests()
			w := newWorldOn(t, &capturing{}, loadWith(t, strings.Replace(test.hosts, "HERE", hostOf(p), 1),
				strings.Replace(httpSource(p.URL, "allow_redirects: true", "type: json"), "retries: 1", "retries: 0", 1)))
			out := w.once(t, "portal")
			fails := test.error != ""
			if (out.Status == store.CollectionFailed) != fails || !strings.Contains(string(out.Status)+out.Error, test.error) || inner.requests()-before != test.reached {
				t.Errorf("%s %q; the other server was asked %d times", out.Status, out.Error, inner.requests()-before)
			}
		})
	}
}

// A name that is allowed and means this machine: only the address itself, declared, reaches it.
func TestNameThatMeansThisMachine(t *testing.T) {
	here := thisMachine(t)
	if here == "" {
		t.Skip("the system has no second name of this machine")
	}
	w := newWorldOn(t, &capturing{}, load(t, httpSource("http://"+here+":9", "", "type: json")))
	if out := w.once(t, "portal"); !strings.Contains(out.Error, "an address of this machine") || out.Attempts != 1 {
		t.Errorf("after %d attempts: %s", out.Attempts, out.Error)
	}
}

func TestProxy(t *testing.T) {
	var through []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		credentials, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.Header.Get("Proxy-Authorization"), "Basic "))
		through = append(through, r.URL.Host+" by "+string(credentials))
		if !strings.HasSuffix(string(credentials), ":"+secret) {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		resp, err := http.Get("http://" + portalBehind + r.URL.Path)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		_, _ = io.Copy(w, resp.Body)
	}))
	t.Cleanup(proxy.Close)
	p := newPortal(t, answer(200, goodJSON))
	portalBehind = hostOf(p)
	t.Setenv("WRONG", "another-password")
	options := "proxy: {url: '" + proxy.URL + "', username: postup, password: '${env:SECRET}'}"
	if out := secretly(t, httpSource("http://data.example/x", options, "type: json")); out.Status != store.CollectionOK {
		t.Errorf("through a proxy: %s %s", out.Status, out.Error)
	}
	if out := secretly(t, httpSource("http://data.example/x", strings.Replace(options, "SECRET", "WRONG", 1), "type: json")); !strings.Contains(out.Error, "the proxy wants other credentials") {
		t.Errorf("with a wrong password: %s", out.Error)
	}
	if diff := cmp.Diff([]string{"data.example by postup:" + secret, "data.example by postup:another-password"}, through); diff != "" {
		t.Errorf("through the proxy (-want +got):\n%s", diff)
	}
	// What is encrypted goes through a tunnel, which the proxy refuses in the same way.
	if out := secretly(t, httpSource("https://data.example/x", strings.Replace(options, "SECRET", "WRONG", 1), "type: json")); out.Attempts != 1 ||
		!strings.Contains(out.Error, "407 Proxy Authentication Required: it wants other credentials; see proxy") {
		t.Errorf("to a tunnel with a wrong password: %d attempts, %s", out.Attempts, out.Error)
	}
	through = through[:2]
	if out := secretly(t, httpSource(p.URL, "proxy: {url: none}", "type: json")); out.Status != store.CollectionOK || len(through) != 2 {
		t.Errorf("without a proxy: %s %s, through %v", out.Status, out.Error, through)
	}
}

// portalBehind is what the test's proxy asks for everything.
var portalBehind string

// Two sources of one host share its rate; a page is asked for no sooner than one of another source.
func TestRateIsTheHosts(t *testing.T) {
	var w *world
	var at []string
	p := newPortal(t, func(rw http.ResponseWriter, r *http.Request) {
		at = append(at, fmt.Sprint(w.clock.Now().Sub(noon)))
		if n := number(r, "p", 9); n < 3 {
			_, _ = io.WriteString(rw, slice(n, n+1))
			return
		}
		_, _ = io.WriteString(rw, "[]")
	})
	paged := httpSource(p.URL, "rate: 2/s, pages: {by: page, parameter: p}", "type: json")
	other := strings.Replace(strings.Replace(httpSource(p.URL, "", "type: json"), "\nsources:\n", "", 1), "id: portal", "id: other", 1)
	w = newWorldOn(t, &remembering{}, load(t, paged+other))
	w.once(t, "portal")
	w.once(t, "other")
	want := []time.Duration{0, time.Second / 2, time.Second, 3 * time.Second / 2}
	if diff := cmp.Diff(fmt.Sprint(want), fmt.Sprint(at)); diff != "" {
		t.Errorf("when the host was asked (-want +got):\n%s", diff)
	}
}
