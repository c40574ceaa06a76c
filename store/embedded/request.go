package embedded

import (
	"errors"
	"net/http"
	"strings"
)

// parameterPrefix begins the names of a query's server-side parameters, in the address and in SET alike.
const parameterPrefix = "param_"

// meaningless are those of a request's arguments that concern a connection to a server, its users or its
// accounting. They change nothing here: a query id in particular is the engine's own.
var meaningless = map[string]bool{
	"buffer_size": true, "client_protocol_version": true, "password": true, "query_id": true,
	"quota_key": true, "role": true, "session_check": true, "session_id": true, "session_timeout": true,
	"stacktrace": true, "user": true, "wait_end_of_query": true,
}

// request is what clickhouse-go asks for. Settings reach the engine as they are, max_execution_time
// among them, and hold for this query only.
type request struct {
	insert   string // the statement of an insert whose data is the body; empty: the body is the statement
	database string
	format   string // of the result
	settings map[string]string
}

func parse(req *http.Request) (request, error) {
	r := request{format: "Native", settings: map[string]string{}}
	if strings.HasPrefix(req.Header.Get("Content-Type"), "multipart/") {
		return r, errors.New("the embedded engine takes no external tables: write the rows to a table first")
	}
	for name, values := range req.URL.Query() {
		switch value := values[len(values)-1]; {
		case name == "query":
			r.insert = value
		case name == "database":
			r.database = value
		case name == "default_format":
			r.format = value
		case name == "compress" || name == "decompress":
			return r, errors.New("the embedded engine takes no compression: leave clickhouse.Options.Compression empty")
		case !meaningless[name]:
			r.settings[name] = value
		}
	}
	if req.Header.Get("Content-Encoding") != "" {
		return r, errors.New("the embedded engine takes no compression: leave clickhouse.Options.Compression empty")
	}
	return r, nil
}
