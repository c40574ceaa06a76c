package xroadsource

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/postup/postup/collectors/fetch"
)

// serviceCode is the last part of the service's name.
func (o *Options) serviceCode() string { return o.Service[strings.LastIndex(o.Service, "/")+1:] }

// checkBody judges the request's element: security servers want it to be called like the service.
func checkBody(text, service string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	depth, roots := 0, 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("it is no well-formed XML: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > 1 {
				continue
			}
			if roots++; t.Name.Local != service {
				return fmt.Errorf("its element is called %s; it has to be called %s, like the service", t.Name.Local, service)
			}
		case xml.EndElement:
			depth--
		case xml.Directive, xml.ProcInst:
			return errors.New("it holds only the request's element: no <?xml?> and no <!DOCTYPE> before it")
		}
	}
	if roots != 1 {
		return fmt.Errorf("it holds %d elements; it has to hold one, called %s", roots, service)
	}
	return nil
}

// The namespaces of messages.
const (
	envelopeSpace    = "http://schemas.xmlsoap.org/soap/envelope/"
	xroadSpace       = "http://x-road.eu/xsd/xroad.xsd"
	identifiersSpace = "http://x-road.eu/xsd/identifiers"
	soapVersion      = "4.0"
)

// askSOAP posts an envelope with X-Road's headers and the request's element.
func (s *Source) askSOAP(ctx context.Context, r fetch.Request, id string) (*http.Request, error) {
	var e strings.Builder
	e.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<soapenv:Envelope xmlns:soapenv="` + envelopeSpace +
		`" xmlns:xrd="` + xroadSpace + `" xmlns:id="` + identifiersSpace + `"><soapenv:Header>`)
	e.WriteString(identifier("client", s.options.Client, ""))
	e.WriteString(identifier("service", s.options.Service, s.options.Version))
	e.WriteString(element("xrd:id", id))
	if s.options.UserID != "" {
		e.WriteString(element("xrd:userId", s.options.UserID))
	}
	e.WriteString(element("xrd:protocolVersion", soapVersion))
	e.WriteString(`</soapenv:Header><soapenv:Body>` + days(s.body, r) + `</soapenv:Body></soapenv:Envelope>`)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(s.options.Server, "/")+"/", strings.NewReader(e.String()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "text/xml; charset=utf-8")
	req.Header.Set("SOAPAction", `""`)
	return req, nil
}

// identifier writes a client or a service, part by part. The subsystem may be left out of both.
func identifier(field, id, version string) string {
	names := []string{"xRoadInstance", "memberClass", "memberCode", "subsystemCode"}
	parts, kind := strings.Split(id, "/"), "SUBSYSTEM"
	switch {
	case field == "service":
		kind = "SERVICE"
		names = append(names[:min(4, len(parts)-1)], "serviceCode")
	case len(parts) == 3:
		kind = "MEMBER"
	}
	out := `<xrd:` + field + ` id:objectType="` + kind + `">`
	for i, part := range parts {
		out += element("id:"+names[i], part)
	}
	if version != "" {
		out += element("id:serviceVersion", version)
	}
	return out + `</xrd:` + field + `>`
}

func element(name, value string) string {
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(value)) // into memory: cannot fail
	return "<" + name + ">" + escaped.String() + "</" + name + ">"
}

// acceptSOAP finds the response's element in the envelope, or the fault in its place.
func (s *Source) acceptSOAP(resp *http.Response, r fetch.Request, id string) (*fetch.Response, error) {
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")) // what can't be read is none of the known
	switch {
	case strings.HasPrefix(media, "multipart/"):
		return nil, errors.New("the answer has attachments, which are not read; have the provider put the records into the response")
	case media != "text/xml" && media != "application/xml" && media != "application/soap+xml":
		err := fmt.Errorf("what answers with %q and status %d is no security server, or one in trouble; see xroad.server", media, resp.StatusCode)
		if resp.StatusCode >= 500 {
			return nil, fetch.Worth(err)
		}
		return nil, err
	}
	if err := s.wellSent(resp, r); err != nil {
		return nil, err
	}
	e := newEnvelope(&body{Reader: resp.Body, closer: resp.Body})
	switch err := e.open(id); {
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, s.refused(resp)
	}
	return &fetch.Response{Body: e, ContentType: media}, nil
}
