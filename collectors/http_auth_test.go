package collectors_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
)

// secret is what no error, log or metadata may show.
const secret = "s3cret-of-the-portal"

// secretly collects once and sees that the secret shows nowhere.
func secretly(t *testing.T, source string) collectors.Outcome {
	t.Helper()
	t.Setenv("SECRET", secret)
	var log bytes.Buffer
	w := newWorldOn(t, &remembering{}, load(t, source))
	w.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	out := w.once(t, "portal")
	if shown := fmt.Sprintf("%+v %s", out, &log); strings.Contains(shown, secret) {
		t.Errorf("the secret shows: %s", shown)
	}
	return out
}

func TestCredentials(t *testing.T) {
	for name, test := range map[string]struct {
		auth string
		fits func(r *http.Request) bool
	}{
		"Basic": {"auth: {basic: {username: postup, password: '${env:SECRET}'}}", func(r *http.Request) bool {
			user, password, _ := r.BasicAuth()
			return user == "postup" && password == secret
		}},
		"Bearer":       {"auth: {bearer: '${env:SECRET}'}", func(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer "+secret }},
		"KeyInHeader":  {"auth: {api_key: {header: x-api-key, value: '${env:SECRET}'}}", func(r *http.Request) bool { return r.Header.Get("X-Api-Key") == secret }},
		"KeyInAddress": {"auth: {api_key: {query: key, value: '${env:SECRET}'}}", func(r *http.Request) bool { return r.FormValue("key") == secret }},
		"OwnHeader":    {"headers: {Authorization: 'Key ${env:SECRET}'}", func(r *http.Request) bool { return r.Header.Get("Authorization") == "Key "+secret }},
		"InTheQuery":   {"query: {key: '${env:SECRET}'}", func(r *http.Request) bool { return r.FormValue("key") == secret }},
	} {
		t.Run(name, func(t *testing.T) {
			fits := test.fits
			p := newPortal(t, func(w http.ResponseWriter, r *http.Request) {
				if !fits(r) {
					http.Error(w, "who are you?", http.StatusUnauthorized)
					return
				}
				_, _ = io.WriteString(w, goodJSON)
			})
			if out := secretly(t, httpSource(p.URL, test.auth, "type: json")); out.Status != store.CollectionOK {
				t.Errorf("%s %s", out.Status, out.Error)
			}
			// What goes wrong must not show it either: refused, redirected with it, broken off, not there.
			fits = func(*http.Request) bool { return false }
			if out := secretly(t, httpSource(p.URL, test.auth, "type: json")); !strings.Contains(out.Error, "other credentials") {
				t.Errorf("refused: %s", out.Error)
			}
			echo := func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "http://[broken/"+secret)
				w.WriteHeader(http.StatusFound)
			}
			p.answers = []http.HandlerFunc{echo}
			secretly(t, httpSource(p.URL+"/${env:SECRET}/x", test.auth+", allow_redirects: true", "type: json"))
			p.Close()
			if out := secretly(t, httpSource(p.URL+"/${env:SECRET}/x", test.auth, "type: json")); !strings.Contains(out.Error, "/${env:SECRET}/x") {
				t.Errorf("the error should name the place as it was written: %s", out.Error)
			}
		})
	}
}

// A redirect to another host must not take the credentials along, and not the address that held a key.
func TestRedirectLeavesCredentialsBehind(t *testing.T) {
	t.Setenv("SECRET", secret)
	var got string
	other := newPortal(t, func(w http.ResponseWriter, r *http.Request) {
		got = fmt.Sprint(r.URL, r.Header)
		_, _ = io.WriteString(w, goodJSON)
	})
	p := newPortal(t, answer(302, "", "Location", other.URL))
	hosts := "\nhosts: [" + strings.TrimPrefix(p.URL, "http://") + ", " + strings.TrimPrefix(other.URL, "http://") + "]\n"
	for _, auth := range []string{"auth: {bearer: '${env:SECRET}'}", "auth: {api_key: {header: X-Key, value: '${env:SECRET}'}}",
		"auth: {api_key: {query: key, value: '${env:SECRET}'}}", "headers: {X-Own: '${env:SECRET}', Cookie: '${env:SECRET}'}"} {
		got = ""
		w := newWorldOn(t, &remembering{}, loadWith(t, hosts, httpSource(p.URL, auth+", allow_redirects: true", "type: json")))
		if out := w.once(t, "portal"); out.Status != store.CollectionOK || got == "" || strings.Contains(got, secret) {
			t.Errorf("%s: %s %s; the other host was asked with %s", auth, out.Status, out.Error, got)
		}
	}
}

func TestOAuth2(t *testing.T) {
	asked := 0
	token := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		id, password, _ := r.BasicAuth()
		if id != "postup" || password != secret || r.FormValue("grant_type") != "client_credentials" || r.FormValue("scope") != "a b" || r.FormValue("audience") != secret {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = fmt.Fprintf(w, `{"error":"invalid_client","error_description":"not %s"}`, password)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"bearer","expires_in":600}`, asked)
	})
	issuer := httptest.NewServer(token)
	t.Cleanup(issuer.Close)
	var with []string
	refuse := ""
	p := newPortal(t, func(w http.ResponseWriter, r *http.Request) {
		with = append(with, r.Header.Get("Authorization"))
		if r.Header.Get("Authorization") == refuse {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = io.WriteString(w, goodJSON)
	})
	t.Setenv("SECRET", secret)
	oauth := "auth: {oauth2: {token_url: '" + issuer.URL + "/token', client_id: postup, client_secret: '${env:SECRET}', scopes: [a, b], parameters: {audience: '${env:SECRET}'}}}"
	w := newWorldOn(t, &remembering{}, load(t, httpSource(p.URL, oauth, "type: json")))
	w.clock.end = noon.AddDate(1, 0, 0)
	for _, later := range []time.Duration{0, time.Minute, 9 * time.Minute} { // the last when the token is about to end
		w.clock.now = w.clock.now.Add(later)
		w.once(t, "portal")
	}
	refuse = "Bearer token-2" // taken back before its time: a new one, without an attempt being lost
	if out := w.once(t, "portal"); out.Status == store.CollectionFailed || out.Attempts != 1 {
		t.Errorf("a token that was taken back: %s %s", out.Status, out.Error)
	}
	if diff := cmp.Diff([]string{"Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2", "Bearer token-3"}, with); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
	wrong := strings.Replace(oauth, "client_id: postup", "client_id: other", 1)
	if out := secretly(t, httpSource(p.URL, wrong, "type: json")); out.Status != store.CollectionFailed || out.Attempts != 1 ||
		!strings.Contains(out.Error, "401 Unauthorized (invalid_client)") || !strings.Contains(out.Error, issuer.URL+"/token") {
		t.Errorf("wrong credentials: %d attempts, %s", out.Attempts, out.Error)
	}
	token = func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>"+secret) }
	issuer.Config.Handler = token
	if out := secretly(t, httpSource(p.URL, oauth, "type: json")); out.Status != store.CollectionFailed {
		t.Errorf("an issuer that gives no token: %s", out.Status)
	}
	issuer.Close()
	if out := secretly(t, httpSource(p.URL, oauth, "type: json")); out.Status != store.CollectionFailed || out.Attempts != 2 || !strings.Contains(out.Error, "connection refused") {
		t.Errorf("no issuer: %d attempts, %s", out.Attempts, out.Error)
	}
}

// authority signs certificates for tests.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	a := &authority{}
	a.certificate, a.key, _ = a.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: "test authority"}, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	return a
}

// sign makes a certificate, by itself where there is no authority yet, and gives it as a pair too.
func (a *authority) sign(t *testing.T, template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey, tls.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber, template.NotBefore, template.NotAfter = big.NewInt(1), time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := template, key
	if a.certificate != nil {
		parent, signer = a.certificate, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate, key, tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func inPEM(t *testing.T, pair tls.Certificate) (certificate, key string) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func TestTLS(t *testing.T) {
	a := newAuthority(t)
	_, _, server := a.sign(t, &x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	_, _, client := a.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: "postup"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	_, _, stranger := newAuthority(t).sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: "stranger"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	p := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) != 1 || r.TLS.PeerCertificates[0].Subject.CommonName != "postup" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, goodJSON)
	}))
	p.TLS = &tls.Config{Certificates: []tls.Certificate{server}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	p.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	p.StartTLS()
	t.Cleanup(p.Close)
	ca, _ := inPEM(t, tls.Certificate{Certificate: [][]byte{a.certificate.Raw}, PrivateKey: a.key})
	t.Setenv("CA", ca)
	for name, test := range map[string]struct {
		options string
		pair    tls.Certificate
		error   string
	}{
		"OK":            {"tls: {ca: '${env:CA}', certificate: '${env:CERT}', key: '${env:KEY}'}", client, ""},
		"NoCA":          {"tls: {certificate: '${env:CERT}', key: '${env:KEY}'}", client, "tls.ca"},
		"NoCertificate": {"tls: {ca: '${env:CA}'}", client, "tls.certificate"},
		"Stranger":      {"tls: {ca: '${env:CA}', certificate: '${env:CERT}', key: '${env:KEY}'}", stranger, "tls.certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			certificate, key := inPEM(t, test.pair)
			t.Setenv("CERT", certificate)
			t.Setenv("KEY", key)
			out := secretly(t, httpSource(p.URL, test.options, "type: json"))
			if (out.Status == store.CollectionOK) != (test.error == "") || !strings.Contains(out.Error, test.error) || out.Attempts != 1 {
				t.Errorf("%s after %d attempts: %q; want %q", out.Status, out.Attempts, out.Error, test.error)
			}
		})
	}
}
