package xroadsource_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml/parser"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/collectors/xroadsource"
	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/kpi"
)

// soapSource asks a server for the service with the element in the file.
func soapSource(t *testing.T, server, service, element string) (*xroadsource.Source, error) {
	t.Helper()
	file, err := parser.ParseBytes([]byte("server: "+server+"\nprotocol: soap\nclient: SIM/GOV/1 & 2/postup\nservice: SIM/GOV/UA-05/portal/"+service+
		"\nversion: v1\nbody: request.xml\nuser_id: UA1\n"), 0)
	if err != nil {
		t.Fatal(err)
	}
	src := &config.Source{Options: file.Docs[0].Body, Format: config.Format{Type: "xml"},
		FS: fstest.MapFS{"request.xml": {Data: []byte(element)}}}
	if strings.Contains(element, "{") {
		file, _ := parser.ParseBytes([]byte(file.String()+"\nwindow: {first: 2024-01-01}\n"), 0)
		src.Options = file.Docs[0].Body
	}
	return xroadsource.New(src, web.NewNet(collectors.SystemClock{}, nil))
}

var request = fetch.Request{Format: "xml", MaxBytes: 1 << 20, From: kpi.MustDate("2024-06-01"), To: kpi.MustDate("2024-06-03")}

// read asks once and reads the answer to its end.
func read(t *testing.T, s *xroadsource.Source) (string, error) {
	t.Helper()
	answer, err := s.Fetch(context.Background(), request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	return string(b), err
}

func securityServer(t *testing.T) string {
	t.Helper()
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC)
	server := httptest.NewServer(regionsim.XRoad(regionsim.New(regionsim.Options{Seed: 1, Config: cfg, Now: func() time.Time { return now }})))
	t.Cleanup(server.Close)
	return server.URL
}

// The payload is the response's element alone: the message's headers are others each time, so the same data would
// never be unchanged.
func TestSOAP(t *testing.T) {
	s, err := soapSource(t, securityServer(t), "applications", "<p:applications xmlns:p='http://sim.example/portal'><from>{from}</from><to>{to}</to></p:applications>")
	if err != nil {
		t.Fatal(err)
	}
	first, err := read(t, s)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(first, "<sim:applicationsResponse><item>") || !strings.HasSuffix(first, "</item>\n</sim:applicationsResponse>") {
		t.Errorf("it is not the response's element: %.100s", first)
	}
	var items struct {
		Items []struct {
			Submitted string `xml:"submitted"`
		} `xml:"item"`
	}
	if err := xml.Unmarshal([]byte(first), &items); err != nil || len(items.Items) == 0 {
		t.Fatalf("%d applications: %v", len(items.Items), err)
	}
	second, err := read(t, s)
	if err != nil || first != second {
		t.Errorf("the same data came as another payload: %v", err)
	}
}

func TestSOAPFaults(t *testing.T) {
	simulated := securityServer(t)
	fault := func(name string) string { return "<counts><fault>" + name + "</fault></counts>" }
	tests := []struct {
		name, service, element, want string
		retry                        bool
	}{
		{"Denied", "counts", fault("denied"), "refuses it: Server.ServerProxy.AccessDenied (simulated); have the provider grant", false},
		{"Network", "counts", fault("network"), "the provider's security server failed", true},
		{"Ours", "counts", fault("globalconf"), "our own security server failed", false},
		{"UnknownService", "visits", "<visits/>", "has no such service", false},
		{"ProviderRefuses", "applications", "<applications><from>June</from></applications>", "the provider failed: SOAP-ENV:Client (from: ", false},
		{"Cut", "counts", fault("cut"), "did not arrive whole", true},
		{"Down", "counts", fault("500"), "is no security server, or one in trouble", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := soapSource(t, simulated, test.service, test.element)
			if err != nil {
				t.Fatal(err)
			}
			_, err = read(t, s)
			var e *fetch.Error
			if err == nil || !strings.Contains(err.Error(), test.want) || (errors.As(err, &e) && e.Retry) != test.retry {
				t.Errorf("it ends with %v; it should say %q, and that another attempt is worth it: %v", err, test.want, test.retry)
			}
		})
	}
}

const envelope = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><x:id xmlns:x="http://x-road.eu/xsd/xroad.xsd">%s</x:id></s:Header><s:Body>%s</s:Body></s:Envelope>`

// What comes instead of a good answer never becomes a payload.
func TestSOAPAnswers(t *testing.T) {
	tests := []struct {
		name, contentType, answer, want, payload string
	}{
		{"OK", "text/xml", fmt.Sprintf(envelope, "ID", "<aResponse><b> c</b><!-- d --><e/></aResponse>"), "", "<aResponse><b> c</b><!-- d --><e/></aResponse>"},
		{"Nothing", "text/xml; charset=utf-8", "\ufeff<?xml version='1.0'?>" + fmt.Sprintf(envelope, "ID", " <aResponse/> "), "", "<aResponse/>"},
		{"OtherMessage", "text/xml", fmt.Sprintf(envelope, "other", "<aResponse/>"), "belongs to another message", ""},
		{"TwoResponses", "text/xml", fmt.Sprintf(envelope, "ID", "<aResponse/><bResponse/>"), "more than the response's element", ""},
		{"EmptyBody", "text/xml", fmt.Sprintf(envelope, "ID", ""), "there is no response in it", ""},
		{"EndsEarly", "text/xml", strings.TrimSuffix(fmt.Sprintf(envelope, "ID", "<aResponse/>"), "</s:Envelope>"), "the message ends too early", ""},
		{"NoSOAP", "text/xml", "<aResponse/>", "is no SOAP message: it holds the element aResponse", ""},
		{"Malformed", "text/xml", fmt.Sprintf(envelope, "ID", "<aResponse><b></aResponse>"), "can't be read as XML", ""},
		{"Entities", "text/xml", `<!DOCTYPE a [<!ENTITY b "c">]>` + fmt.Sprintf(envelope, "ID", "<aResponse>&b;</aResponse>"), "document type", ""},
		{"Deep", "text/xml", fmt.Sprintf(envelope, "ID", strings.Repeat("<a>", 200)), "nested more than 100 deep", ""},
		{"HugeText", "text/xml", fmt.Sprintf(envelope, "ID", "<aResponse>"+strings.Repeat("x", 5<<20)), "a tag or a text of more than", ""},
		{"Attachments", `multipart/related; boundary="x"`, "--x", "has attachments", ""},
		{"HTML", "text/html", "<html>", "is no security server", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				_, after, _ := bytes.Cut(body, []byte("<xrd:id>"))
				id, _, _ := bytes.Cut(after, []byte("</xrd:id>"))
				w.Header().Set("Content-Type", test.contentType)
				_, _ = io.WriteString(w, strings.Replace(test.answer, "ID", string(id), 1))
			}))
			defer server.Close()
			s, err := soapSource(t, server.URL, "a", "<a/>")
			if err != nil {
				t.Fatal(err)
			}
			r := request
			r.MaxBytes = 1 << 30
			got, err := "", error(nil)
			answer, err := s.Fetch(t.Context(), r)
			if err == nil {
				var b []byte
				b, err = io.ReadAll(answer.Body)
				got = string(b)
				_ = answer.Body.Close() // read to its end
			}
			if test.want == "" && (err != nil || got != test.payload) || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("%.200q, %v; it should be %q, %q", got, err, test.payload, test.want)
			}
		})
	}
}

// The headers are those of message protocol 4.0, in its order, with what is special in XML escaped.
func TestSOAPRequest(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.RequestURI + " " + r.Header.Get("Content-Type") + " " + r.Header.Get("Soapaction") + "\n" + string(body)
	}))
	defer server.Close()
	s, err := soapSource(t, server.URL, "a", "<a><b>{from}</b></a>")
	if err != nil {
		t.Fatal(err)
	}
	_, err = read(t, s)
	_, id, _ := strings.Cut(fmt.Sprint(err), "(message ")
	want := `POST / text/xml; charset=utf-8 ""` + "\n" + `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xrd="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"><soapenv:Header>` +
		`<xrd:client id:objectType="SUBSYSTEM"><id:xRoadInstance>SIM</id:xRoadInstance><id:memberClass>GOV</id:memberClass><id:memberCode>1 &amp; 2</id:memberCode><id:subsystemCode>postup</id:subsystemCode></xrd:client>` +
		`<xrd:service id:objectType="SERVICE"><id:xRoadInstance>SIM</id:xRoadInstance><id:memberClass>GOV</id:memberClass><id:memberCode>UA-05</id:memberCode><id:subsystemCode>portal</id:subsystemCode><id:serviceCode>a</id:serviceCode><id:serviceVersion>v1</id:serviceVersion></xrd:service>` +
		`<xrd:id>` + strings.TrimSuffix(id, ")") + `</xrd:id><xrd:userId>UA1</xrd:userId><xrd:protocolVersion>4.0</xrd:protocolVersion></soapenv:Header><soapenv:Body><a><b>2024-06-01</b></a></soapenv:Body></soapenv:Envelope>`
	if got != want {
		t.Errorf("the request is\n%s\nit should be\n%s", got, want)
	}
}

func TestSOAPMistakes(t *testing.T) {
	for element, want := range map[string]string{
		"":                          "it holds 0 elements",
		"<a/><a/>":                  "it holds 2 elements",
		"<b/>":                      "it has to be called a, like the service",
		"<a>":                       "no well-formed XML",
		"<?xml version='1.0'?><a/>": "no <?xml?>",
		"<!DOCTYPE a><a/>":          "no <!DOCTYPE>",
	} {
		if _, err := soapSource(t, "http://ss.example", "a", element); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is told as %v; it should say %q", element, err, want)
		}
	}
}
