package embedded

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
)

// nested matches what the engine makes of an error in inserted data: the exception wrapped in another
// of the same code.
var nested = regexp.MustCompile(`(?s)^Code: \d+\. DB::Exception: (Code: \d+\. .*?)(?: \(version [^()]*\)\. \([A-Z0-9_]+\))?$`)

// infile matches where the engine names the pipe that an insert's data came through.
var infile = regexp.MustCompile(`: \(in file/uri /dev/fd/\d+\)|: data for INSERT was parsed from (?:file|query)|: While executing File\b`)

// cleaned is the engine's error text without what only we know the reason of.
func cleaned(text string) string {
	text = strings.TrimSpace(text)
	if m := nested.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	return infile.ReplaceAllString(text, "")
}

var exceptionCode = regexp.MustCompile(`^Code: (\d+)\.`)

// refusal is the response of a server that did not run the query: clickhouse-go makes a
// *clickhouse.Exception of a text that begins with "Code: N.".
func refusal(req *http.Request, text string) *http.Response {
	text = cleaned(text)
	h := http.Header{"Content-Type": {"text/plain; charset=UTF-8"}}
	if m := exceptionCode.FindStringSubmatch(text); m != nil {
		h.Set("X-ClickHouse-Exception-Code", m[1])
	}
	return response(req, http.StatusInternalServerError, h, io.NopCloser(strings.NewReader(text)), int64(len(text)))
}

// exceptionFrame is how a server reports an error after it has sent some rows: a block of text between
// markers, in place of the next rows.
func exceptionFrame(text string) []byte {
	const marker, tag = "\r\n__exception__\r\n", "postupexception!" // the tag has 16 characters
	text = cleaned(text)
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s%s\r\n%s\n%d %s%s", marker, tag, text, len(text)+1, tag, marker)
	return b.Bytes()
}

func response(req *http.Request, status int, h http.Header, body io.ReadCloser, length int64) *http.Response {
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", status, http.StatusText(status)),
		StatusCode:    status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        h,
		Body:          body,
		ContentLength: length,
		Request:       req,
	}
}

// done is the response to a statement that has no rows.
func done(req *http.Request) *http.Response {
	return response(req, http.StatusOK, http.Header{}, http.NoBody, 0)
}
