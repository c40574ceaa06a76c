// Package xroadsource asks services of X-Road and its kin (Trembita among them) through one's own security server: by
// its message protocol for REST, and by SOAP 4.0.
package xroadsource

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/collectors/window"
	"github.com/postup/postup/config"
)

// Options are what a source of kind xroad says under the key xroad.
type Options struct {
	Server      string            `yaml:"server"`   // our own security server
	Client      string            `yaml:"client"`   // who asks: INSTANCE/CLASS/MEMBER/SUBSYSTEM
	Service     string            `yaml:"service"`  // what is asked: INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE
	Protocol    string            `yaml:"protocol"` // rest (default), soap
	Path        string            `yaml:"path"`     // rest: below the service
	Query       map[string]string `yaml:"query"`    // rest
	Version     string            `yaml:"version"`  // soap: of the service
	Body        string            `yaml:"body"`     // soap: file of the request's element
	UserID      string            `yaml:"user_id"`  // whose action it is, where the provider wants to know
	Window      *window.Window    `yaml:"window"`   // where {from} or {to} stand in path, query or body
	CA          string            `yaml:"ca"`       // file of certificates that the security server's is held against
	Certificate string            `yaml:"certificate"`
	Key         config.Secret     `yaml:"key"` // of the certificate that the security server knows us by
}

// The protocols.
const (
	rest = "rest"
	soap = "soap"
)

// Check tells whether a source's options can be used.
func Check(node ast.Node) error {
	_, err := decode(node)
	return err
}

func decode(node ast.Node) (Options, error) {
	var o Options
	if err := config.Decode(node, &o); err != nil {
		return o, err
	}
	o.Protocol = cmp.Or(o.Protocol, rest)
	mistakes := []error{o.checkServer(),
		checkParts("client", o.Client, "INSTANCE/CLASS/MEMBER/SUBSYSTEM", 3, 4),
		checkParts("service", o.Service, "INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE", 4, 5),
		o.checkProtocol()}
	if (o.Certificate == "") != (o.Key.Reveal() == "") {
		mistakes = append(mistakes, errors.New("certificate and key go together: one of them is missing"))
	}
	return o, errors.Join(mistakes...)
}

func (o *Options) checkServer() error {
	u, err := url.Parse(o.Server)
	switch {
	case o.Server == "":
		return errors.New("server is missing: the address of your own security server, such as https://ss.example")
	case err != nil:
		return errors.New("server: it can't be read as an address")
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return fmt.Errorf("server: %q is no address such as https://ss.example", o.Server)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return errors.New("server: only scheme, host and port stand in it; what is asked stands in service, path and query")
	case u.Scheme == "http" && (o.CA != "" || o.Certificate != ""):
		return errors.New("ca and certificate have no use: server begins with http://, so nothing is encrypted")
	}
	return nil
}

// checkParts judges an identifier. Its parts are written as they are; they are encoded when they are sent.
func checkParts(key, id, shape string, least, most int) error {
	parts := strings.Split(id, "/")
	switch {
	case id == "":
		return fmt.Errorf("%s is missing: %s", key, shape)
	case len(parts) < least || len(parts) > most:
		return fmt.Errorf("%s: %q has %d parts; it is written %s, of which the subsystem may be left out", key, id, len(parts), shape)
	}
	for _, part := range parts {
		if part == "" || part == "." || part == ".." || strings.TrimSpace(part) != part || strings.ContainsFunc(part, badInPart) {
			return fmt.Errorf("%s: the part %q of %q can't be used: parts are not empty, and hold none of : ; %% \\ and no control characters", key, part, id)
		}
	}
	return nil
}

// badInPart are the characters that X-Road forbids in identifiers.
func badInPart(r rune) bool { return r < ' ' || r == 0x7f || strings.ContainsRune(`:;%\`, r) }

func (o *Options) checkProtocol() error {
	var mistakes []error
	unused := func(key, value string) {
		if value != "" {
			mistakes = append(mistakes, fmt.Errorf("%s has no use: the protocol is %s", key, o.Protocol))
		}
	}
	switch o.Protocol {
	case rest:
		unused("version", o.Version)
		unused("body", o.Body)
		if strings.ContainsAny(o.Path, "?#") || slices.ContainsFunc(strings.Split(o.Path, "/"), func(s string) bool { return s == "." || s == ".." }) {
			mistakes = append(mistakes, fmt.Errorf("path: %q can't be used; what follows a ? stands in query", o.Path))
		}
	case soap:
		unused("path", o.Path)
		if len(o.Query) > 0 {
			unused("query", "set")
		}
		if o.Body == "" {
			mistakes = append(mistakes, errors.New("body is missing: name the file that holds the request's element, beside this one or by an absolute path"))
		}
	default:
		mistakes = append(mistakes, fmt.Errorf("protocol can't be %q; write rest or soap", o.Protocol))
	}
	return errors.Join(mistakes...)
}

// escaped is an identifier or a path with each part encoded by itself.
func escaped(id string) string {
	parts := strings.Split(id, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}
