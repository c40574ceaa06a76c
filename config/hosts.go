package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Hosts are patterns of the hosts that sources may reach: host, host:port, *.host, *.host:port. Empty: none is named,
// and every source reaches what itself declares.
type Hosts []string

// Match tells whether one of the patterns names the host, and whether one names it without an asterisk.
func (h Hosts) Match(host, port string) (allowed, exactly bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, pattern := range h {
		name, only := splitHost(strings.ToLower(pattern))
		if only != "" && only != port {
			continue
		}
		suffix, wild := strings.CutPrefix(name, "*")
		switch {
		case name == host:
			return true, true
		case wild && strings.HasPrefix(suffix, ".") && strings.HasSuffix(host, suffix):
			allowed = true
		}
	}
	return allowed, false
}

// splitHost parts host:port, where there is a port; an IPv6 address may stand in brackets.
func splitHost(s string) (host, port string) {
	if host, port, err := net.SplitHostPort(s); err == nil {
		return host, port
	}
	return strings.Trim(s, "[]"), ""
}

// PortOf is the port of an address, by default that of its scheme.
func PortOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

var hostPattern = regexp.MustCompile(`^(\*\.)?[\p{L}\p{N}]([\p{L}\p{N}._-]*[\p{L}\p{N}])?$`)

func (c *checker) checkHosts(hosts Hosts) {
	for i, pattern := range hosts {
		host, port := splitHost(pattern)
		_, err := strconv.ParseUint(port, 10, 16)
		if hostPattern.MatchString(host) && (port == "" || err == nil) || net.ParseIP(host) != nil && (port == "" || err == nil) {
			continue
		}
		c.wrong(c.at(&hosts[i]), fmt.Sprintf("hosts: %q names no host", pattern), "sources may reach only what is named here", "write it as data.example.org, data.example.org:8080 or *.example.org")
	}
}

// checkReach finds addresses in a source's options that the setting hosts does not allow. A proxy is on the way, and
// not what is reached.
func (l *loader) checkReach(n ast.Node, file string) {
	if len(l.config.Hosts) == 0 {
		return
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, e := range n.Values {
			if keyText(e.Key) != "proxy" {
				l.checkReach(e.Value, file)
			}
		}
	case *ast.SequenceNode:
		for _, v := range n.Values {
			l.checkReach(v, file)
		}
	default:
		l.checkReached(n, file)
	}
}

func (l *loader) checkReached(n ast.Node, file string) {
	text, _ := textOf(n)
	if !strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "https://") {
		return
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return // its kind says so
	}
	if allowed, _ := l.config.Hosts.Match(u.Hostname(), PortOf(u)); allowed {
		return
	}
	host := strconv.Quote(u.Host)
	if fromOutside(n) {
		host = "of this address" // it may hold what is secret
	}
	l.wrong(placeOf(file, n), fmt.Sprintf("the host %s may not be reached", host), "the setting hosts names all that may, and not this one", "add it to hosts in postup.yaml, or correct the address")
}
