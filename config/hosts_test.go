package config

import "testing"

// A host that a pattern does not mean must not be reached, whatever it is called.
func TestHostsMatch(t *testing.T) {
	hosts := Hosts{"data.example.org", "Api.Example.org:8443", "*.gov.example", "[::1]:80", "10.0.0.1"}
	for _, test := range []struct {
		host, port       string
		allowed, exactly bool
	}{
		{"data.example.org", "443", true, true},
		{"DATA.example.org.", "80", true, true},
		{"evil-data.example.org", "443", false, false},
		{"data.example.org.evil.test", "443", false, false},
		{"api.example.org", "8443", true, true},
		{"api.example.org", "443", false, false},
		{"x.gov.example", "80", true, false},
		{"a.b.gov.example", "80", true, false},
		{"gov.example", "80", false, false},
		{"evilgov.example", "80", false, false},
		{"::1", "80", true, true},
		{"::1", "81", false, false},
		{"10.0.0.1", "8123", true, true},
		{"10.0.0.10", "80", false, false},
	} {
		if allowed, exactly := hosts.Match(test.host, test.port); allowed != test.allowed || exactly != test.exactly {
			t.Errorf("%s:%s: allowed %v, exactly %v", test.host, test.port, allowed, exactly)
		}
	}
}
