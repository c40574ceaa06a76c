package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/postup/postup/config"
)

// guard keeps a source to the hosts that it may reach: by name before it asks, and by address when it is connected,
// so that a name which suddenly means an address inside helps nobody.
type guard struct {
	hosts config.Hosts    // that the settings name
	own   map[string]bool // host:port that the source declares

	mu      sync.Mutex
	proxies map[string]bool // host:port of proxies, which whoever runs Postup chose
}

func newGuard(hosts config.Hosts, declared []*url.URL) *guard {
	g := &guard{hosts: hosts, own: map[string]bool{}, proxies: map[string]bool{}}
	for _, u := range declared {
		g.own[hostPort(u)] = true
	}
	return g
}

// hostPort is where an address leads.
func hostPort(u *url.URL) string {
	return net.JoinHostPort(strings.ToLower(u.Hostname()), config.PortOf(u))
}

// unreachable says that a source may not go somewhere.
type unreachable struct{ why string }

func (u *unreachable) Error() string { return u.why }

// allows judges an address by its host's name.
func (g *guard) allows(u *url.URL) error {
	if len(g.hosts) == 0 {
		if g.own[hostPort(u)] {
			return nil
		}
		return &unreachable{fmt.Sprintf("the host %s is not the one that the source declares; if it is to be reached, name both under hosts in postup.yaml", u.Host)}
	}
	return g.names(u.Hostname(), config.PortOf(u))
}

// names tells whether the settings name a host, where they name any.
func (g *guard) names(host, port string) error {
	if allowed, _ := g.hosts.Match(host, port); len(g.hosts) > 0 && !allowed {
		return &unreachable{fmt.Sprintf("the host %s is not named under hosts in postup.yaml; add it there, or correct the address", net.JoinHostPort(host, port))}
	}
	return nil
}

// Dial connects to the address that a source declares.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// Dialer is how a source that declares one host and port connects to it: for kinds that don't go over HTTP. It fails
// where the settings name hosts, and not this one.
func (n *Net) Dialer(host, port string) (Dial, error) {
	g := &guard{hosts: n.hosts, own: map[string]bool{strings.ToLower(net.JoinHostPort(host, port)): true}}
	return g.dial, g.names(host, port)
}

// trust notes the way to a proxy.
func (g *guard) trust(proxy *url.URL) {
	port := config.PortOf(proxy)
	if proxy.Port() == "" && (proxy.Scheme == "socks5" || proxy.Scheme == "socks5h") {
		port = "1080"
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.proxies[net.JoinHostPort(strings.ToLower(proxy.Hostname()), port)] = true
}

// dial connects, if the address that the name turned out to mean may be reached under this name.
func (g *guard) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		return g.leads(strings.ToLower(addr), address)
	}}
	return dialer.DialContext(ctx, network, addr)
}

// leads judges the address that is dialled for what was asked for.
func (g *guard) leads(asked, dialled string) error {
	g.mu.Lock()
	proxy := g.proxies[asked]
	g.mu.Unlock()
	if proxy {
		return nil
	}
	to, err := netip.ParseAddrPort(dialled)
	if err != nil {
		return fmt.Errorf("the address %s can't be judged: %w", dialled, err)
	}
	host, port, err := net.SplitHostPort(asked)
	if err != nil {
		return err
	}
	_, exactly := g.hosts.Match(host, port)
	named := exactly || g.own[asked]
	switch reach := reachOf(to.Addr()); {
	case reach == public, reach == inside && named:
		return nil
	case reach == inside:
		return &unreachable{fmt.Sprintf("the host %s means %s, an address of an internal network; if it is to be reached, name it under hosts in postup.yaml, without an asterisk", host, to.Addr())}
	case named && means(host, to.Addr()):
		return nil
	}
	return &unreachable{fmt.Sprintf("the host %s means %s, an address of this machine or its surroundings; only who declares that very address reaches it", host, to.Addr())}
}

// means tells whether a host is written as the address itself.
func means(host string, addr netip.Addr) bool {
	if host == "localhost" {
		return addr.Unmap().IsLoopback()
	}
	written, err := netip.ParseAddr(host)
	return err == nil && written.Unmap() == addr.Unmap()
}

// reach is what an address leads to.
type reach int

const (
	public reach = iota
	inside       // networks of organisations, and ranges that lead nowhere in public
	local        // this machine, its link, the data of its cloud
)

var (
	insides = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"240.0.0.0/4", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10")
	locals = prefixes("100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128", "fd20:ce::254/128") // metadata of clouds
	nat64  = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(all ...string) (out []netip.Prefix) {
	for _, p := range all {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

func reachOf(addr netip.Addr) reach {
	addr = addr.Unmap().WithZone("")
	if nat64.Contains(addr) {
		b := addr.As16()
		return reachOf(netip.AddrFrom4([4]byte(b[12:])))
	}
	for _, p := range locals {
		if p.Contains(addr) {
			return local
		}
	}
	if addr.IsLoopback() || addr.IsUnspecified() || addr.IsLinkLocalUnicast() || addr.IsMulticast() {
		return local
	}
	for _, p := range insides {
		if p.Contains(addr) {
			return inside
		}
	}
	if addr.IsPrivate() || !addr.IsGlobalUnicast() {
		return inside
	}
	return public
}

// notReachable finds the reason why a source may not go where it wanted to.
func notReachable(err error) *unreachable {
	var u *unreachable
	if errors.As(err, &u) {
		return u
	}
	return nil
}
