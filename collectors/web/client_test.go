package web

import (
	"net/url"
	"testing"

	"github.com/postup/postup/config"
)

// TestPatience: a portal may need a while before its first byte, to make a report; the source's timeout alone bounds it.
func TestPatience(t *testing.T) {
	c, err := NewNet(nil, config.Hosts{}).Client(Options{}, &url.URL{Scheme: "https", Host: "portal.example"})
	if err != nil {
		t.Fatal(err)
	}
	if wait := c.transport.ResponseHeaderTimeout; wait != 0 {
		t.Errorf("a portal that is silent for %s is given up, whatever the source's timeout", wait)
	}
}
