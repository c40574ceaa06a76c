package collectors_test

import (
	"strings"
	"testing"
)

// Whoever makes one of these mistakes is told at the check, and not by wrong or missing figures.
func TestMistakesInOptions(t *testing.T) {
	t.Setenv("SECRET", secret)
	t.Setenv("LINES", "a\nb-"+secret)
	const auth = "auth: {bearer: '${env:SECRET}'"
	for _, test := range []struct{ options, want string }{
		{"method: PUT", `method "PUT" is neither GET nor POST`},
		{"body: x", "body needs method: POST"},
		{"content_type: text/plain", "content_type has no use"},
		{"query: {a: '{from}'}", "window is missing"},
		{"query: {a: '{page}'}", "query: a: only {from} and {to}"},
		{"window: {first: 2024-01-01}", "window has no use"},
		{"pages: {by: cursors}", `pages: by is "cursors"; write one of page, offset, cursor, link, next`},
		{"pages: {by: page}", "write the parameter that takes the page"},
		{"pages: {by: page, parameter: p}, query: {p: '1'}", `query gives the parameter "p" already`},
		{"pages: {by: page, parameter: p}, query: {q: '{page}'}", "and not both"},
		{"pages: {by: link, parameter: p}", "pages: parameter has no use"},
		{"pages: {by: link, at: x}", "pages: at and may_be_missing are for cursor and next"},
		{"pages: {by: next}", "at is missing: the dotted path to the next address"},
		{"pages: {by: cursor, parameter: p, at: x, first: 1}", "pages: first has no use"},
		{"pages: {by: offset, parameter: p, first: -1}", "first can't be below zero"},
		{"pages: {by: page, parameter: p, empty_ends: true}", "empty_ends has no use"},
		{"pages: {by: page, parameter: p, max: 1000000}", "pages: max is 1000000; write 1 to 100000"},
		{"pages: {by: page, parameter: p, size: 5}", `unknown key "size"`},
		{"auth: {bearer: plain}", "bearer is a secret in plain text"},
		{"auth: {}", "exactly one of basic, bearer, api_key, oauth2"},
		{auth + ", basic: {username: a, password: '${env:SECRET}'}}", "exactly one of basic, bearer, api_key, oauth2"},
		{auth + "}, headers: {authorization: '${env:SECRET}'}", "auth and headers both give authorization"},
		{"auth: {bearer: '${env:LINES}'}", "bearer holds what a header can't"},
		{"headers: {X-A: '${env:LINES}'}", "the value of X-A holds what a header can't"},
		{"headers: {'X A': '${env:SECRET}'}", `"X A" can't be the name of one`},
		{"auth: {basic: {username: a}}", "basic needs username and password"},
		{"auth: {api_key: {value: '${env:SECRET}'}}", "write header or query"},
		{"auth: {oauth2: {token_url: 'ftp://x', client_id: a, client_secret: '${env:SECRET}'}}", `token_url: scheme "ftp"`},
		{"auth: {oauth2: {token_url: 'https://x'}}", "oauth2 needs client_id and client_secret"},
		{"auth: {oauth2: {token_url: 'https://x', client_id: a, client_secret: '${env:SECRET}', secret_in: query}}", "neither header nor body"},
		{"tls: {}", "tls: write ca, or certificate and key"},
		{"tls: {ca: nothing}", "no certificate in ca"},
		{"tls: {certificate: x}", "certificate and key need each other"},
		{"tls: {certificate: x, key: '${env:SECRET}'}", "not a pair in PEM"},
		{"proxy: {url: proxy:3128}", "write url as http://proxy.example.org:3128"},
		{"proxy: {url: 'http://${env:SECRET}:x@proxy:1'}", "in username and password"},
		{"proxy: {url: none, username: x}", "none needs no username"},
		{"rate: often", "such as 2/s, 30/m or 100/h"},
		{"rate: 0/s", "such as 2/s, 30/m or 100/h"},
	} {
		_, err := configuration(httpSource("https://portal.example/x", test.options, "type: json"))
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "src.yaml:") || strings.Contains(err.Error(), secret) {
			t.Errorf("%s:\n  told %v\n  want %s", test.options, err, test.want)
		}
	}
	for _, test := range []struct{ kind, options, want string }{
		{"ckan", "url: https://x.example", "package is missing"},
		{"ckan", "package: a, url: 'https://x.example/api/3/action'", "the portal's own address"},
		{"ckan", "package: a, url: 'https://x.example', name: '('", "not a regular expression"},
		{"igov", "url: https://x.example/wf", `call is ""; write counts or statistic`},
		{"igov", "url: https://x.example/wf, call: counts", "services is missing"},
		{"igov", "url: https://x.example/wf, call: counts, services: [1, 1]", "listed twice"},
		{"igov", "url: https://x.example/wf, call: statistic", "first is missing"},
		{"igov", "url: 'https://x.example/wf/service/action/event/getServiceHistoryReport', call: statistic, first: 2024-01-01", "what stands before /service/action"},
	} {
		source := strings.Replace(httpSource("x", "", "type: csv"), "kind: http", "kind: "+test.kind, 1)
		source = strings.Replace(source, `http: {url: "x"}`, test.kind+": {"+test.options+"}", 1)
		if _, err := configuration(source); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %s:\n  told %v\n  want %s", test.kind, test.options, err, test.want)
		}
	}
}
