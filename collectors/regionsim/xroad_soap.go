package regionsim

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// maxEnvelope bounds a request.
const maxEnvelope = 1 << 20

// member is an identifier as it stands in a message's header.
type member struct {
	Instance  string `xml:"http://x-road.eu/xsd/identifiers xRoadInstance"`
	Class     string `xml:"http://x-road.eu/xsd/identifiers memberClass"`
	Code      string `xml:"http://x-road.eu/xsd/identifiers memberCode"`
	Subsystem string `xml:"http://x-road.eu/xsd/identifiers subsystemCode"`
	Service   string `xml:"http://x-road.eu/xsd/identifiers serviceCode"`
}

// soapRequest is a request of X-Road's message protocol 4.0.
type soapRequest struct {
	XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
	Header  struct {
		Inner   []byte `xml:",innerxml"`
		Client  member `xml:"http://x-road.eu/xsd/xroad.xsd client"`
		Service member `xml:"http://x-road.eu/xsd/xroad.xsd service"`
		ID      string `xml:"http://x-road.eu/xsd/xroad.xsd id"`
		Version string `xml:"http://x-road.eu/xsd/xroad.xsd protocolVersion"`
	} `xml:"http://schemas.xmlsoap.org/soap/envelope/ Header"`
	Body struct {
		Request struct {
			XMLName xml.Name
			From    string `xml:"from"`
			To      string `xml:"to"`
			Fault   string `xml:"fault"`
		} `xml:",any"`
	} `xml:"http://schemas.xmlsoap.org/soap/envelope/ Body"`
}

func (p *Portal) xroadSOAP(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(io.LimitReader(r.Body, maxEnvelope))
	var q soapRequest
	if err == nil {
		err = xml.Unmarshal(text, &q)
	}
	h, asked := q.Header, q.Body.Request
	client, service := h.Client, h.Service
	call := xroadCall{id: h.ID, query: url.Values{},
		client:  []string{client.Instance, client.Class, client.Code, client.Subsystem},
		service: []string{service.Instance, service.Class, service.Code, service.Subsystem, service.Service}}
	for name, value := range map[string]string{"from": asked.From, "to": asked.To, "fault": asked.Fault} {
		if value != "" {
			call.query.Set(name, value)
		}
	}
	code, message := p.judge(call)
	switch {
	case err != nil:
		code, message = "Client.InvalidSoap", err.Error()
	case h.ID == "" || h.Version != "4.0":
		code, message = "Client.MissingHeaderField", "Required field 'id' or 'protocolVersion' is missing"
	case asked.XMLName.Local != service.Service:
		code, message = "Client.InconsistentHeaders", "The body's element does not match the service code"
	}
	if code != "" {
		sendFault(w, code, message)
		return
	}
	p.answerSOAP(w, call, q, text)
}

// sendFault answers as security servers do: with a fault and status 200.
func sendFault(w http.ResponseWriter, code, message string) {
	var said bytes.Buffer
	_ = xml.EscapeText(&said, []byte(message)) // into memory: cannot fail
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	_, _ = fmt.Fprintf(w, `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault>`+
		`<faultcode>%s</faultcode><faultstring>%s</faultstring><faultactor></faultactor></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>`,
		code, said.Bytes()) // the client may have gone
}

func (p *Portal) answerSOAP(w http.ResponseWriter, c xroadCall, q soapRequest, request []byte) {
	fault := c.query.Get("fault")
	if failBefore(w, fault) {
		return
	}
	asked := &http.Request{URL: &url.URL{RawQuery: c.query.Encode()}}
	t, err := p.table(p.o.Config.Region(c.service[2]), c.service[4], asked)
	if err != nil {
		sendFault(w, "SOAP-ENV:Client", err.Error())
		return
	}
	if fault == FaultBad {
		t.spoil()
	}
	hash := sha512.Sum512(request)
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"` +
		` xmlns:xrd="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers" xmlns:sim="http://sim.example/portal"><SOAP-ENV:Header>`)
	b.Write(q.Header.Inner)
	b.WriteString(`<xrd:requestHash algorithmId="http://www.w3.org/2001/04/xmlenc#sha512">` + base64.StdEncoding.EncodeToString(hash[:]) +
		`</xrd:requestHash></SOAP-ENV:Header><SOAP-ENV:Body><sim:` + c.service[4] + `Response>`)
	t.writeXML(&b)
	b.WriteString(`</sim:` + c.service[4] + `Response></SOAP-ENV:Body></SOAP-ENV:Envelope>`)
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	sendWith(fault, w, asked, b.Bytes())
}
