package collectors_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/store"
)

func xroadConfig(options, format string) (*config.Config, error) {
	return config.Load(fstest.MapFS{
		"postup.yaml":              {Data: []byte("packs: [world]\n")},
		"packs/world/a.yaml":       {Data: []byte(pack)},
		"packs/world/services.txt": {Data: []byte("<p:services xmlns:p='http://sim.example/portal'/>")},
		"packs/world/src.yaml": {Data: []byte(`
sources:
  - id: stages
    kind: xroad
    regions: [UA-05]
    xroad: {` + options + `}
    format: ` + format + `
    records:
      - as: stages
        fields: {service: {from: service, codes: {ua.child_benefit: birth}}, since: {from: since}, stage: {from: stage}}
`)},
	}, "", nil, config.WithKinds(collectors.Kinds()), config.WithSourceCheck(collectors.CheckSource))
}

// securityServer is regionsim's, before the demo's portals.
func securityServer(t *testing.T) string {
	t.Helper()
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatal(err)
	}
	portal := regionsim.New(regionsim.Options{Seed: 1, Config: cfg, Now: func() time.Time { return noon }})
	server := httptest.NewServer(regionsim.XRoad(portal))
	t.Cleanup(server.Close)
	return server.URL
}

const xroadService = "client: SIM/GOV/1/postup, service: SIM/GOV/UA-05/portal/services"

// What the provider's portal says arrives unchanged through the security server.
func TestXRoad(t *testing.T) {
	server := securityServer(t)
	resp, err := http.Get(server + "/UA-05/services.json")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	want, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := xroadConfig("server: "+server+", "+xroadService, "{type: json, path: items}")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorldOn(t, &remembering{}, cfg)
	out := w.once(t, "stages")
	if out.Accepted == 0 || out.Error != "" {
		t.Fatalf("%s: %s", counts(out), out.Error)
	}
	if diff := cmp.Diff(string(want), w.payload(t, out.Payload)); diff != "" {
		t.Errorf("what came through X-Road is not what the portal said (-want +got):\n%s", diff)
	}
	if out := w.once(t, "stages"); out.Status != store.CollectionUnchanged {
		t.Errorf("the same again: %s", counts(out))
	}
}

// A service that speaks SOAP brings what it brings by REST, and nothing twice.
func TestXRoadSOAP(t *testing.T) {
	server := securityServer(t)
	var brought [2][]store.ServiceStage
	for i, way := range []struct{ options, format string }{
		{"", "{type: json, path: items}"},
		{", protocol: soap, body: services.txt", "{type: xml, path: servicesResponse/item}"},
	} {
		cfg, err := xroadConfig("server: "+server+", "+xroadService+way.options, way.format)
		if err != nil {
			t.Fatal(err)
		}
		st := &remembering{}
		w := newWorldOn(t, st, cfg)
		out := w.once(t, "stages")
		if out.Accepted == 0 || out.Error != "" {
			t.Fatalf("%s: %s", counts(out), out.Error)
		}
		for _, row := range st.stages {
			row.Collection, row.Seq = 0, 0
			brought[i] = append(brought[i], row)
		}
		if out := w.once(t, "stages"); out.Status != store.CollectionUnchanged {
			t.Errorf("the same again: %s", counts(out))
		}
	}
	if diff := cmp.Diff(brought[0], brought[1]); diff != "" {
		t.Errorf("SOAP brings something else (-REST +SOAP):\n%s", diff)
	}
}

// Whoever reads the error has to know whom to call: X-Road's codes say whose fault it is.
func TestXRoadFaults(t *testing.T) {
	server := securityServer(t)
	service := func(fault string) string {
		return "server: " + server + ", " + xroadService + ", query: {fault: " + fault + "}"
	}
	stranger := httptest.NewServer(answer(200, "[]"))
	defer stranger.Close()
	tests := []struct {
		name, options, want string
		attempts            uint32
	}{
		{"Denied", service("denied"), "the provider's security server refuses it: Server.ServerProxy.AccessDenied", 1},
		{"NotGranted", "server: " + server + ", client: SIM/GOV/1/other, service: SIM/GOV/UA-05/portal/services", "have the provider grant the service to xroad.client", 1},
		{"NoSubsystem", "server: " + server + ", client: SIM/GOV/1, service: SIM/GOV/UA-05/portal/services", "have the provider grant", 1},
		{"UnknownMember", "server: " + server + ", client: SIM/GOV/1/postup, service: SIM/GOV/UA-99/portal/services", "see the names in xroad.client and xroad.service", 1},
		{"UnknownService", "server: " + server + ", client: SIM/GOV/1/postup, service: SIM/GOV/UA-05/portal/visits", "see xroad.service, and that the provider offers it", 1},
		{"Disabled", service("disabled"), "see xroad.service", 1},
		{"ProvidersNetwork", service("network"), "the provider's security server failed: Server.ServerProxy.NetworkError (simulated)", 4},
		{"ProvidersDatabase", service("database"), "the provider's security server failed", 4},
		{"OurConfiguration", service("globalconf"), "our own security server failed", 1},
		{"OurNetwork", service("unreachable"), "our own security server failed", 4},
		{"ProviderFails", service("500"), "the provider (not X-Road) answers 500 Internal Server Error", 4},
		{"ProviderIsBusy", service("429"), "the provider (not X-Road) answers 429", 4},
		{"Cut", service("cut"), "read SIM/GOV/UA-05/portal/services: keep a payload: the body did not arrive whole", 4},
		{"HTML", service("type"), "HTML", 1},
		{"Empty", service("empty"), "empty", 1},
		{"NoSecurityServer", "server: " + stranger.URL + ", " + xroadService, "what answers is no security server", 1},
		{"NoServer", "server: http://127.0.0.1:1, " + xroadService, "ask our security server http://127.0.0.1:1: dial tcp 127.0.0.1:1: connect: connection refused", 4},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cfg, err := xroadConfig(test.options, "{type: json, path: items}")
			if err != nil {
				t.Fatal(err)
			}
			out := newWorldOn(t, &capturing{}, cfg).once(t, "stages")
			if out.Status != store.CollectionFailed || !strings.Contains(out.Error, test.want) || out.Attempts != test.attempts {
				t.Errorf("it ended %s after %d attempts (%s); it should fail after %d with %q", counts(out), out.Attempts, out.Error, test.attempts, test.want)
			}
		})
	}
}

// Each part of an identifier is encoded by itself, the window's days are in their places, and redirects are not followed.
func TestXRoadRequest(t *testing.T) {
	var asked []*http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r)
		w.Header().Set("X-Road-Id", r.Header.Get("X-Road-Id"))
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusFound)
	}))
	defer server.Close()
	cfg, err := xroadConfig("server: "+server.URL+`, client: SIM/GOV/1 2/поступ, service: SIM/GOV/7/реєстр/get data, path: "v1/{from}/a b", query: {to: "{to}", q: "a&b"},`+
		" user_id: UA1, window: {first: 2024-06-01}", "{type: csv}")
	if err != nil {
		t.Fatal(err)
	}
	out := newWorldOn(t, &capturing{}, cfg).once(t, "stages")
	if !strings.Contains(out.Error, "redirects are not followed") || len(asked) != 1 {
		t.Fatalf("%d requests: %s", len(asked), out.Error)
	}
	r := asked[0]
	got := []string{r.Method, r.RequestURI, r.Header.Get("X-Road-Client"), r.Header.Get("X-Road-Userid"), r.Header.Get("Accept")}
	want := []string{"GET", "/r1/SIM/GOV/7/" + url.PathEscape("реєстр") + "/get%20data/v1/2024-06-01/a%20b?q=a%26b&to=2024-06-15",
		"SIM/GOV/1%202/" + url.PathEscape("поступ"), "UA1", "text/csv"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the request (-want +got):\n%s", diff)
	}
	if id := r.Header.Get("X-Road-Id"); len(id) != 36 || !strings.Contains(out.Error, id) {
		t.Errorf("the message can't be traced: its id is %q, the error %q", id, out.Error)
	}
}

func TestXRoadMistakes(t *testing.T) {
	tests := []struct{ name, options, want string }{
		{"NoServer", xroadService, "server is missing"},
		{"NoAddress", "server: ss.example, " + xroadService, "is no address such as https://ss.example"},
		{"ServerWithPath", "server: https://ss.example/r1, " + xroadService, "only scheme, host and port"},
		{"NoClient", "server: https://ss.example, service: A/B/C/D/E", "client is missing"},
		{"ShortService", "server: https://ss.example, client: A/B/C, service: A/B/C", "has 3 parts"},
		{"Encoded", "server: https://ss.example, client: A/B/C, service: A/B/C/D/E%20F", "parts are not empty, and hold none of"},
		{"EmptyPart", "server: https://ss.example, client: A//C, service: A/B/C/D/E", `the part "" of "A//C"`},
		{"QueryInPath", "server: https://ss.example, path: a?b=1, " + xroadService, "stands in query"},
		{"NoWindow", `server: https://ss.example, path: "{from}", ` + xroadService, "window is missing"},
		{"Protocol", "server: https://ss.example, protocol: grpc, " + xroadService, "write rest or soap"},
		{"BodyForREST", "server: https://ss.example, body: a.xml, " + xroadService, "body has no use: the protocol is rest"},
		{"SOAPWithoutBody", "server: https://ss.example, protocol: soap, " + xroadService, "body is missing"},
		{"SOAPWithoutXML", "server: https://ss.example, protocol: soap, body: a.xml, " + xroadService, "write format: {type: xml}"},
		{"CertificateWithoutKey", "server: https://ss.example, certificate: a.pem, " + xroadService, "go together"},
		{"NoTLS", "server: http://ss.example, ca: a.pem, " + xroadService, "have no use"},
		{"NoCA", "server: https://ss.example, ca: a.pem, " + xroadService, "ca: a.pem can't be read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := xroadConfig(test.options, "{type: json}")
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(fmt.Sprint(err), "src.yaml:6: ") {
				t.Errorf("the mistake is told as %v; it should say %q", err, test.want)
			}
		})
	}
}
