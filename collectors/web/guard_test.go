package web

import (
	"net/netip"
	"net/url"
	"testing"

	"github.com/postup/postup/config"
)

func TestReach(t *testing.T) {
	for address, want := range map[string]reach{
		"8.8.8.8": public, "2606:4700::1111": public, "::ffff:8.8.8.8": public, "64:ff9b::808:808": public,
		"10.1.2.3": inside, "172.16.0.1": inside, "192.168.1.1": inside, "100.64.0.1": inside, "fd12::1": inside, "0.1.2.3": inside,
		"192.0.2.1": inside, "2001:db8::1": inside, "64:ff9b::a00:1": inside, "::ffff:10.0.0.1": inside, "255.255.255.255": inside,
		"127.0.0.1": local, "127.8.8.8": local, "::1": local, "0.0.0.0": local, "::": local, "169.254.169.254": local, "fe80::1": local,
		"fe80::1%eth0": local, "::ffff:127.0.0.1": local, "64:ff9b::7f00:1": local, "fd00:ec2::254": local, "100.100.100.200": local, "224.0.0.1": local, "ff02::1": local,
	} {
		if got := reachOf(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is taken for %d, it is %d", address, got, want)
		}
	}
}

// What a name turns out to mean when it is dialled decides, not what it was believed to mean.
func TestGuardJudgesTheAddressThatIsDialled(t *testing.T) {
	own := &url.URL{Scheme: "https", Host: "Portal.example"}
	literal := &url.URL{Scheme: "http", Host: "127.0.0.1:8090"}
	g := newGuard(config.Hosts{"inner.example", "*.wide.example"}, []*url.URL{own, literal})
	g.trust(&url.URL{Scheme: "http", Host: "proxy.example:3128"})
	for _, test := range []struct {
		asked, dialled string
		fine           bool
	}{
		{"portal.example:443", "8.8.8.8:443", true},
		{"portal.example:443", "10.0.0.1:443", true},         // declared, so it may be inside
		{"portal.example:8443", "10.0.0.1:8443", false},      // another port is another service
		{"portal.example:443", "127.0.0.1:443", false},       // rebinding: a name never means this machine
		{"portal.example:443", "169.254.169.254:443", false}, // nor what tells a cloud's secrets
		{"127.0.0.1:8090", "127.0.0.1:8090", true},
		{"127.0.0.1:8091", "127.0.0.1:8091", false},
		{"inner.example:80", "192.168.0.1:80", true},
		{"a.wide.example:80", "192.168.0.1:80", false}, // an asterisk names nobody
		{"a.wide.example:80", "8.8.8.8:80", true},
		{"proxy.example:3128", "127.0.0.1:3128", true},
	} {
		if err := g.leads(test.asked, test.dialled); (err == nil) != test.fine {
			t.Errorf("%s that means %s: %v", test.asked, test.dialled, err)
		}
	}
}
