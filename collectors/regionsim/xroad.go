package regionsim

import (
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// The names under which the simulated regions are members of X-Road: SIM/GOV/{region}/portal. Every client of the same
// instance whose subsystem is called postup may ask.
const (
	XRoadInstance = "SIM"
	xroadClass    = "GOV"
	xroadProvider = "portal"
	xroadAllowed  = "postup"
)

// XRoad is a security server before the portals: X-Road's paths, headers and faults, by REST (/r1/…) and by SOAP
// (POST /). Everything else goes to the portals themselves.
//
//	GET /r1/SIM/GOV/{region}/portal/{services|applications|counts}
//
// Besides a portal's faults, ?fault= takes one of XRoadFaults; for SOAP the element fault does.
func XRoad(p *Portal) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/r1/"):
			p.xroadREST(w, r)
		case r.Method == http.MethodPost && r.URL.Path == "/":
			p.xroadSOAP(w, r)
		default:
			p.ServeHTTP(w, r)
		}
	})
}

// XRoadFaults are faults of X-Road itself, each with the code that it answers with.
var XRoadFaults = map[string]string{
	"denied":      "Server.ServerProxy.AccessDenied",
	"disabled":    "Server.ServerProxy.ServiceDisabled",
	"network":     "Server.ServerProxy.NetworkError",
	"database":    "Server.ServerProxy.DatabaseError",
	"globalconf":  "Server.ClientProxy.OutdatedGlobalConf",
	"unreachable": "Server.ClientProxy.NetworkError",
}

// xroadCall is what is asked of whom.
type xroadCall struct {
	client, service []string
	id              string
	query           url.Values // the days and the fault
}

// judge is the code of the fault that stands in a call's way, "" where there is none.
func (p *Portal) judge(c xroadCall) (code, message string) {
	switch {
	case len(c.client) < 3 || len(c.client) > 4 || slices.Contains(c.client, ""):
		return "Client.BadRequest", "Error parsing the client's identifier"
	case len(c.service) < 5:
		return "Client.BadRequest", "Error parsing the service's identifier"
	case XRoadFaults[c.query.Get("fault")] != "":
		return XRoadFaults[c.query.Get("fault")], "simulated"
	case c.client[0] != XRoadInstance:
		return "Server.ClientProxy.UnknownMember", "Client '" + strings.Join(c.client, "/") + "' not found"
	case c.service[0] != XRoadInstance || c.service[1] != xroadClass || c.service[3] != xroadProvider || p.o.Config.Region(c.service[2]) == nil:
		return "Server.ClientProxy.UnknownMember", "Could not find addresses for service provider \"SUBSYSTEM:" + strings.Join(c.service[:4], "/") + "\""
	case !slices.Contains([]string{"services", "applications", "counts"}, c.service[4]):
		return "Server.ServerProxy.UnknownService", "Unknown service: SERVICE:" + strings.Join(c.service[:5], "/")
	case len(c.client) < 4 || c.client[3] != xroadAllowed:
		return "Server.ServerProxy.AccessDenied", "Request is not allowed: SERVICE:" + strings.Join(c.service[:5], "/")
	}
	return "", ""
}

// split takes an identifier apart whose parts are encoded each by itself.
func split(id string) []string {
	parts := strings.Split(id, "/")
	for i, part := range parts {
		decoded, err := url.PathUnescape(part)
		if err != nil {
			return nil
		}
		parts[i] = decoded
	}
	return parts
}

func (p *Portal) xroadREST(w http.ResponseWriter, r *http.Request) {
	c := xroadCall{client: split(r.Header.Get("X-Road-Client")), service: split(strings.TrimPrefix(r.URL.EscapedPath(), "/r1/")),
		id: r.Header.Get("X-Road-Id"), query: r.URL.Query()}
	if code, message := p.judge(c); code != "" {
		w.Header().Set("X-Road-Error", code)
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		w.WriteHeader(faultStatus(code))
		_ = json.NewEncoder(w).Encode(map[string]string{"type": code, "message": message, "detail": rand.Text()}) // the client may have gone
		return
	}
	if c.id == "" {
		c.id = rand.Text()
	}
	hash := sha512.Sum512([]byte(r.Method + r.URL.RequestURI()))
	for name, value := range map[string]string{
		"X-Road-Id": c.id, "X-Road-Request-Id": rand.Text(), "X-Road-Client": r.Header.Get("X-Road-Client"),
		"X-Road-Service": strings.Join(c.service[:5], "/"), "X-Road-Request-Hash": base64.StdEncoding.EncodeToString(hash[:]),
	} {
		w.Header().Set(name, value)
	}
	asked := r.Clone(r.Context())
	asked.URL.Path = path.Join("/", c.service[2], c.service[4]+extension(r.Header.Get("Accept")))
	p.ServeHTTP(w, asked)
}

func faultStatus(code string) int {
	if strings.HasPrefix(code, "Client.") {
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}

// extension is the ending of the portal's file in the form that is accepted.
func extension(accept string) string {
	switch {
	case strings.Contains(accept, "csv"):
		return ".csv"
	case strings.Contains(accept, "ndjson"):
		return ".ndjson"
	}
	return ".json"
}
