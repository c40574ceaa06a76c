package collectors_test

import (
	"net"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/config"
)

// reaching are sources that don't go over HTTP, or not as others do, with a host of their own.
var reaching = map[string]string{
	"postgres": `{id: it, kind: sql, regions: [UA-05], sql: {dsn: "${env:REACH_DSN}", query: q.sql, tls: "off"}, format: {type: ndjson}, records: [` + reachRecord + `]}`,
	"mariadb":  `{id: it, kind: sql, regions: [UA-05], sql: {dsn: "${env:REACH_DSN}", query: q.sql, tls: "off"}, format: {type: ndjson}, records: [` + reachRecord + `]}`,
	"sftp":     `{id: it, kind: sftp, regions: [UA-05], sftp: {host: HOST, port: 9, user: u, password: "${env:REACH_DSN}", host_key: "KEY", path: a.csv}, format: {type: csv}, records: [` + reachRecord + `]}`,
	"xroad":    `{id: it, kind: xroad, regions: [UA-05], xroad: {server: "http://HOST:9", client: S/G/1/p, service: S/G/2/p/s}, format: {type: json}, records: [` + reachRecord + `]}`,
}

const (
	reachRecord = `{as: observations, fields: {indicator: {const: visits}, period: {from: period, layout: month}, value: {from: value}}}`
	reachKey    = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIDIBJFHtLo9SX+hRzXvRTJoKvbsRCfL0AmMrKMt4a3v"
)

func reachConfig(t *testing.T, name, host, settings string) (*config.Config, error) {
	t.Helper()
	t.Setenv("REACH_DSN", name+"://u:p@"+host+":9/d")
	return config.Load(fstest.MapFS{
		"postup.yaml":          {Data: []byte("packs: [world]\n" + settings)},
		"packs/world/a.yaml":   {Data: []byte(pack)},
		"packs/world/q.sql":    {Data: []byte("SELECT 1 AS period, 2 AS value")},
		"packs/world/src.yaml": {Data: []byte("sources:\n  - " + strings.NewReplacer("HOST", host, "KEY", reachKey).Replace(reaching[name]) + "\n")},
	}, "", nil, config.WithKinds(collectors.Kinds()), config.WithSourceCheck(collectors.CheckSource))
}

// thisMachine is a name other than localhost that means this machine, "" where the system has none.
func thisMachine(t *testing.T) string {
	own, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{own, "ip6-localhost"} {
		addresses, err := net.DefaultResolver.LookupHost(t.Context(), name)
		for _, address := range addresses {
			if err == nil && net.ParseIP(address).IsLoopback() {
				return name
			}
		}
	}
	return ""
}

// TestHostsHoldForEveryKind: a host that the settings don't name is a mistake of the configuration, and a name that
// turns out to mean this machine is not connected to.
func TestHostsHoldForEveryKind(t *testing.T) {
	here := thisMachine(t)
	for name := range reaching {
		t.Run(name, func(t *testing.T) {
			if _, err := reachConfig(t, name, "db.example.org", "hosts: [data.example.org]\n"); err == nil || !strings.Contains(err.Error(), "hosts") {
				t.Errorf("a host that is not named is no mistake: %v", err)
			}
			if _, err := reachConfig(t, name, "db.example.org", "hosts: [\"*.example.org:9\"]\n"); err != nil {
				t.Errorf("a host that is named is a mistake: %v", err)
			}
			if here == "" {
				t.Skip("the system has no second name of this machine")
			}
			cfg, err := reachConfig(t, name, here, "")
			if err != nil {
				t.Fatal(err)
			}
			if out := newWorldOn(t, &capturing{}, cfg).once(t, "it"); !strings.Contains(out.Error, "this machine") {
				t.Errorf("it ended in %s", out.Error)
			}
		})
	}
}

// TestPackedWhereNothingIs: a packing that a kind can't bring is a mistake of the configuration, not of every collection.
func TestPackedWhereNothingIs(t *testing.T) {
	soap := "server: https://ss.example, protocol: soap, body: services.txt, user_id: UA1, client: S/G/1/p, service: S/G/2/p/services"
	if _, err := xroadConfig(soap, "{type: xml, path: a/b, packed: zip}"); err == nil || !strings.Contains(err.Error(), "SOAP's answers are not packed") {
		t.Errorf("SOAP that is packed: %v", err)
	}
	query := asking{dsn: "postgres://u:p@db.example/d", query: "SELECT 1 AS period, 2 AS visits", options: `, tls: "off"`, format: ", packed: gzip"}
	if _, err := query.config(t); err == nil || !strings.Contains(err.Error(), "rows of a query are not packed") {
		t.Errorf("rows that are packed: %v", err)
	}
}
