package config

import (
	"fmt"
	"net/netip"
	"strings"
)

// ParseNetwork reads an address, as 10.0.0.5, or all that begin alike, as 10.0.0.0/8.
func ParseNetwork(s string) (netip.Prefix, error) {
	if strings.Contains(s, "/") {
		p, err := netip.ParsePrefix(s)
		return p.Masked(), err
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	return a.Prefix(a.BitLen())
}

func (c *checker) checkVisits(s *Settings) {
	if s.APIRate < 0 {
		c.wrong(c.at(&s.APIRate), fmt.Sprintf("api_rate is %d", s.APIRate), "nobody asks less than never", "write requests a minute from one address, or 0 for any number")
	}
	for i, p := range s.TrustedProxies {
		if _, err := ParseNetwork(p); err != nil {
			c.wrong(c.at(&s.TrustedProxies[i]), fmt.Sprintf("trusted_proxies: %q is no address", p), "whoever stands there is believed where requests come from", "write 10.0.0.5, or 10.0.0.0/8 for all that begin alike")
		}
	}
}
