package collectors_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/servertest"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// asking is a source of kind sql: what differs between tests.
type asking struct {
	dsn     string
	query   string
	options string // more of the kind's
	source  string // more of the source's
	format  string // more of the format's
	ca      []byte
}

func (a asking) config(t *testing.T) (*config.Config, error) {
	t.Helper()
	t.Setenv("REGISTRY_DSN", a.dsn)
	return config.Load(fstest.MapFS{
		"postup.yaml":            {Data: []byte("packs: [world]\n")},
		"packs/world/a.yaml":     {Data: []byte(pack)},
		"packs/world/visits.sql": {Data: []byte(a.query)},
		"packs/world/ca.pem":     {Data: a.ca},
		"packs/world/src.yaml": {Data: []byte(`
sources:
  - id: registry
    kind: sql
    regions: [UA-05]
    sql: {dsn: "${env:REGISTRY_DSN}", query: visits.sql` + a.options + `}
    format: {type: ndjson` + a.format + `}
` + a.source + `
    records:
      - as: observations
        fields: {indicator: {const: visits}, period: {from: period, layout: month}, value: {from: visits}}
`)},
	}, "", nil, config.WithKinds(collectors.Kinds()), config.WithSourceCheck(collectors.CheckSource))
}

func (a asking) world(t *testing.T, st collectors.Store) *world {
	t.Helper()
	cfg, err := a.config(t)
	if err != nil {
		t.Fatal(err)
	}
	return newWorldOn(t, st, cfg)
}

func (w *world) payload(t *testing.T, hash string) string {
	t.Helper()
	r, err := w.payloads.Open(hash)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSQL(t *testing.T) {
	for name, start := range servertest.Databases {
		t.Run(name, func(t *testing.T) {
			d := start(t)
			d.Exec(t, visitsTable...)
			if name == "postgres" {
				d.Exec(t, "GRANT ALL ON visits TO "+servertest.Reader, "CREATE TABLE closed (x int)", "REVOKE ALL ON closed FROM "+servertest.Reader)
			}
			t.Run("Collected", func(t *testing.T) { sqlCollected(t, d) })
			t.Run("Window", func(t *testing.T) { sqlWindow(t, d) })
			t.Run("Exact", func(t *testing.T) { sqlExact(t, d) })
			t.Run("Encoding", func(t *testing.T) { sqlEncoding(t, d) })
			t.Run("Faults", func(t *testing.T) { sqlFaults(t, d) })
			t.Run("Cut", func(t *testing.T) { sqlCut(t, d) })
			t.Run("ServerDies", func(t *testing.T) { sqlServerDies(t, d) }) // the last: it is gone then
		})
	}
}

var visitsTable = []string{
	"CREATE TABLE visits (period varchar(7), visits int, updated_at date)",
	"INSERT INTO visits VALUES ('2024-01', 10, '2024-02-01'), ('2024-02', 20, '2024-03-01'), ('2024-03', NULL, '2024-04-01'), ('2024-13', 5, '2024-04-02')",
}

const visitsQuery = "SELECT period, visits FROM visits ORDER BY period;\n"

// What a registry's table holds arrives, and the same rows a second time change nothing.
func sqlCollected(t *testing.T, d *servertest.Database) {
	st := &remembering{}
	w := asking{dsn: d.DSN(), query: visitsQuery, options: ", ca: ca.pem", ca: d.Certificate}.world(t, st)
	out := w.once(t, "registry")
	if got := counts(out); got != "partial: 4 = 3 accepted + 1 rejected + 0 unchanged" {
		t.Errorf("the rows became %s: %s %v", got, out.Error, out.Rejections)
	}
	want := `{"period":"2024-01","visits":10}
{"period":"2024-02","visits":20}
{"period":"2024-03","visits":null}
{"period":"2024-13","visits":5}
`
	if diff := cmp.Diff(want, w.payload(t, out.Payload)); diff != "" {
		t.Errorf("what is kept is not what the database said (-want +got):\n%s", diff)
	}
	if out := w.once(t, "registry"); out.Status != store.CollectionUnchanged {
		t.Errorf("the same rows again: %s %s", counts(out), out.Error)
	}
}

// Only what changed in the days since the last success is asked for, by bound values, and by a new process too.
func sqlWindow(t *testing.T, d *servertest.Database) {
	a := asking{dsn: d.DSN(), options: ", tls: off, window: {first: 2024-02-15, overlap: 1d}",
		query: "-- changed from {from}\nSELECT period, visits, CAST({from} AS date) AS a, CAST({to} AS date) AS b FROM visits WHERE updated_at >= {from} AND updated_at < CAST({to} AS date) + INTERVAL '1' DAY /* {to} */ ORDER BY period"}
	st := &remembering{}
	w := a.world(t, st)
	first := w.once(t, "registry")
	if counts(first) != "partial: 3 = 2 accepted + 1 rejected + 0 unchanged" || !strings.Contains(w.payload(t, first.Payload), `"a":"2024-02-15","b":"2024-06-15"`) {
		t.Errorf("the first window: %s %s", counts(first), first.Error)
	}
	d.Exec(t, "INSERT INTO visits VALUES ('2024-05', 50, '2024-06-14')")
	w = a.world(t, st) // after a restart
	second := w.once(t, "registry")
	if second.Error != "" || w.payload(t, second.Payload) != `{"period":"2024-05","visits":50,"a":"2024-06-14","b":"2024-06-15"}`+"\n" {
		t.Errorf("after a restart: %s %s %s", counts(second), second.Error, w.payload(t, second.Payload))
	}
}

// A digit that is lost or an hour that is shifted on the way is a wrong number on a page.
func sqlExact(t *testing.T, d *servertest.Database) {
	query := `SELECT 12345678901234567890.12345678901234567890::numeric AS money, 9223372036854775807::int8 AS big, 0.1::float8 AS share,
		0.1::float4 AS small, 'NaN'::numeric AS nothing, DATE '2024-02-29' AS day, 'infinity'::date AS always, TIMESTAMP '2024-01-15 08:30:00.125' AS local,
		TIMESTAMPTZ '2024-01-15 08:30:00+02' AS moment, true AS yes, false AS no, NULL AS none, '' AS blank,
		E'a"b\\c\n\tї{from'::varchar AS words, '{"a": 1.50}'::jsonb AS json, ARRAY[1,2] AS list, 5::int2 AS "№"`
	want := `{"money":12345678901234567890.12345678901234567890,"big":9223372036854775807,"share":0.1,"small":0.1,"nothing":"NaN",` +
		`"day":"2024-02-29","always":"infinity","local":"2024-01-15 08:30:00.125","moment":"2024-01-15T06:30:00Z","yes":true,"no":false,` +
		`"none":null,"blank":"","words":"a\"b\\c\u000a\u0009ї{from","json":"{\"a\": 1.50}","list":"{1,2}","№":5}` + "\n"
	if d.Engine == "mariadb" {
		d.Exec(t, "CREATE TABLE exact (money decimal(40,20), big bigint unsigned, share double, small float, day date, local datetime(3), moment timestamp, yes bool, none int, blank text, words varchar(20), y year)",
			`INSERT INTO exact VALUES (12345678901234567890.12345678901234567890, 18446744073709551615, 0.1, 16777217, '2024-02-29', '2024-01-15 08:30:00.125', '2024-01-15 19:30:00', true, NULL, '', 'a"b\\c\n\tї?', 2024)`)
		query = "SELECT *, 'a?{' AS `№` FROM exact # {from}"
		want = `{"money":12345678901234567890.12345678901234567890,"big":18446744073709551615,"share":0.1,"small":1.6777216e+07,` +
			`"day":"2024-02-29","local":"2024-01-15 08:30:00.125","moment":"2024-01-15T06:30:00Z","yes":1,"none":null,"blank":"",` +
			`"words":"a\"b\\c\u000a\u0009ї?","y":2024,"№":"a?{"}` + "\n"
	}
	w := asking{dsn: d.DSN(), query: query, options: ", tls: off", source: "    retries: 0"}.world(t, &capturing{})
	out := w.once(t, "registry")
	if out.Payload == "" {
		t.Fatal(out.Error)
	}
	if diff := cmp.Diff(want, w.payload(t, out.Payload)); diff != "" {
		t.Errorf("values change on their way (-want +got):\n%s", diff)
	}
}

// Letters of the query and of the rows are what they are, whatever the database keeps them in: a condition that is misread
// finds no rows, which looks as if there were none.
func sqlEncoding(t *testing.T, d *servertest.Database) {
	database, query := "windows", "SELECT '2024-01' AS period, length('так') AS visits, chr(226) AS word"
	if d.Engine == "mariadb" {
		d.Exec(t, "CREATE DATABASE windows CHARACTER SET cp1251")
		query = "SELECT '2024-01' AS period, char_length('так') AS visits, CONVERT(x'E2' USING cp1251) AS word"
	} else {
		d.Exec(t, "CREATE DATABASE windows ENCODING 'WIN1251' LOCALE 'C' TEMPLATE template0")
	}
	w := asking{dsn: d.DSNAs("admin", "admin", database), query: query, options: ", tls: off"}.world(t, &capturing{})
	out := w.once(t, "registry")
	if out.Payload == "" {
		t.Fatal(out.Error)
	}
	if diff := cmp.Diff(`{"period":"2024-01","visits":3,"word":"в"}`+"\n", w.payload(t, out.Payload)); diff != "" {
		t.Errorf("in a database of windows-1251 (-want +got):\n%s", diff)
	}
}

func sqlFaults(t *testing.T, d *servertest.Database) {
	sleep, bytes, value := "SELECT pg_sleep(60)::text AS period, 1 AS visits", "'\\x00'::bytea", "SELECT 1/(visits-10) AS visits FROM visits"
	closed := "SELECT x AS visits FROM closed"
	if d.Engine == "mariadb" {
		sleep, bytes = "SELECT SLEEP(60) AS visits, '' AS period", "x'00'"
		value = "SELECT CAST(9223372036854775807 AS SIGNED) + visits AS visits FROM visits"
		closed = "SELECT user AS visits FROM mysql.user"
	}
	stranger, _ := servertest.Certificate(t)
	type fault struct {
		name     string
		a        asking
		status   store.CollectionStatus
		error    string // part of it
		attempts uint32
	}
	tests := []fault{
		{"NoRows", asking{query: "SELECT period, visits FROM visits WHERE visits > 999"}, "ok", "", 1},
		{"WrongPassword", asking{dsn: d.DSNAs(servertest.Reader, "hunter-guess", servertest.Name)}, "failed", "refuses the user or the password", 1},
		{"NoSuchUser", asking{dsn: d.DSNAs("hunter-user", "hunter-guess", servertest.Name)}, "failed", "refuses the user or the password", 1},
		{"NoSuchDatabase", asking{dsn: d.DSNAs(servertest.Reader, servertest.Password, "elsewhere")}, "failed", "elsewhere", 1},
		{"NoSuchTable", asking{query: "SELECT period, visits FROM vizits"}, "failed", "vizits", 1},
		{"NoSuchColumn", asking{query: "SELECT periot FROM visits"}, "failed", "periot", 1},
		{"NotAllowed", asking{query: closed}, "failed", "granted SELECT", 1},
		{"NoSQL", asking{query: "SELEKT 1"}, "failed", "correct the query", 1},
		{"Writes", asking{query: "DELETE FROM visits"}, "failed", "only reading is allowed", 1},
		{"Empties", asking{query: "TRUNCATE visits"}, "failed", "only reading is allowed", 1},
		{"TwoStatements", asking{query: "SELECT 1; DELETE FROM visits"}, "failed", "correct the query", 1},
		{"EndsTheTransaction", asking{query: "COMMIT"}, "failed", "it has to be a SELECT", 1},
		{"Bytes", asking{query: "SELECT " + bytes + " AS photo"}, "failed", `"photo" holds bytes`, 1},
		{"TwoAlike", asking{query: "SELECT period, visits, visits FROM visits"}, "failed", `two columns are called "visits"`, 1},
		{"ValueFails", asking{query: value}, "failed", "fails on a value in a row", 1},
		{"Slow", asking{query: sleep, source: "    timeout: 700ms\n    retries: 1"}, "failed", "timeout", 2},
		{"TooLarge", asking{query: "SELECT period, visits FROM visits", source: "    max_bytes: 20"}, "failed", "max_bytes", 1},
		{"NotTrusted", asking{options: ", ca: ca.pem", ca: stranger}, "failed", "certificate is not to be trusted", 1},
	}
	if d.Engine == "mariadb" {
		tests = append(tests, fault{"EndsTheTransactionAndWrites", asking{query: "BEGIN NOT ATOMIC COMMIT; DELETE FROM visits; SELECT '2024-01' AS period, 1 AS visits; END"},
			"failed", "only reading is allowed", 1})
	}
	if d.Engine == "postgres" { // MariaDB bounds its packets itself
		tests = append(tests, fault{"RowTooLarge", asking{query: "SELECT repeat('x', 20000000) AS period"}, "failed", "a row has more than 16777216 bytes", 1})
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := test.a
			if a.dsn == "" {
				a.dsn = d.DSN()
			}
			if a.query == "" {
				a.query = visitsQuery
			}
			if a.options == "" {
				a.options = ", tls: off"
			}
			out := a.world(t, &capturing{}).once(t, "registry")
			if out.Status != test.status || !strings.Contains(out.Error, test.error) || out.Attempts != test.attempts || out.Accepted > 0 {
				t.Errorf("it ended %s after %d attempts (%q); it should be %s after %d with an error about %q",
					counts(out), out.Attempts, out.Error, test.status, test.attempts, test.error)
			}
			for _, secret := range []string{"hunter", servertest.Reader, servertest.Password} {
				if strings.Contains(out.Error, secret) {
					t.Errorf("the error shows what is secret: %s", out.Error)
				}
			}
		})
	}
	var n int
	if err := d.Admin.QueryRowContext(t.Context(), "SELECT count(*) FROM visits").Scan(&n); err != nil || n == 0 {
		t.Errorf("a query that was to read has deleted rows: %d are left, %v", n, err)
	}
}

// many is a query of a hundred thousand rows.
func many(d *servertest.Database) string {
	if d.Engine == "mariadb" {
		return "SELECT '2024-01' AS period, seq AS visits, REPEAT('x', 100) AS pad FROM seq_1_to_100000"
	}
	return "SELECT '2024-01' AS period, n AS visits, repeat('x', 100) AS pad FROM generate_series(1, 100000) n"
}

// A connection that is lost in the middle leaves nothing behind: half of a table is a wrong number.
func sqlCut(t *testing.T, d *servertest.Database) {
	cut := newCutter(t, "127.0.0.1:"+d.Port, 1<<20)
	dsn := strings.Replace(d.DSN(), ":"+d.Port+"/", ":"+cut.port()+"/", 1)
	st := &capturing{}
	w := asking{dsn: dsn, query: many(d), options: ", tls: off", source: "    retries: 1"}.world(t, st)
	out := w.once(t, "registry")
	if out.Status != store.CollectionFailed || !strings.Contains(out.Error, "did not arrive whole") || out.Attempts != 2 || len(st.observations) > 0 || out.Payload != "" {
		t.Errorf("a cut in the middle: %s after %d attempts, %q, %d observations", counts(out), out.Attempts, out.Error, len(st.observations))
	}
	cut.after.Store(1 << 40)
	if out := w.once(t, "registry"); out.Payload == "" || out.Records != 100000 {
		t.Errorf("once the line holds: %s %s", counts(out), out.Error)
	}
}

// sqlServerDies asks a server that is no longer there.
func sqlServerDies(t *testing.T, d *servertest.Database) {
	d.Stop()
	out := asking{dsn: d.DSN(), query: visitsQuery, options: ", tls: off"}.world(t, &capturing{}).once(t, "registry")
	if out.Status != store.CollectionFailed || !strings.Contains(out.Error, "can't be reached: connect: connection refused") || out.Attempts != 4 {
		t.Errorf("without a server: %s after %d attempts, %q", counts(out), out.Attempts, out.Error)
	}
}

// cutter hands a connection on and breaks it once so many bytes came from the server.
type cutter struct {
	net.Listener
	after atomic.Int64
}

func newCutter(t *testing.T, server string, after int64) *cutter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{Listener: l}
	c.after.Store(after)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go c.serve(client, server)
		}
	}()
	return c
}

func (c *cutter) port() string {
	_, port, _ := net.SplitHostPort(c.Addr().String())
	return port
}

func (c *cutter) serve(client net.Conn, address string) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer server.Close()
	go func() { _, _ = io.Copy(server, client); _ = server.Close() }()
	_, _ = io.Copy(client, io.LimitReader(server, c.after.Load()))
}

// What can't work is said before anything runs, and the secret is in none of it.
func TestSQLMistakes(t *testing.T) {
	const dsn = "postgres://reader:hunter2@db.example/registry"
	tests := []struct {
		name string
		a    asking
		want string
	}{
		{"OtherScheme", asking{dsn: "oracle://reader:hunter2@db.example/registry"}, "begins with none of postgres://"},
		{"NoPassword", asking{dsn: "postgres://reader@db.example/registry"}, "there is no password in it"},
		{"NoDatabase", asking{dsn: "mysql://reader:hunter2@db.example"}, "there is no database in it"},
		{"Unreadable", asking{dsn: "postgres://reader:hunter2%@db.example/registry"}, "can't be read as an address"},
		{"Options", asking{dsn: dsn + "?sslmode=disable"}, "nothing can follow the database's name"},
		{"TLSWord", asking{dsn: dsn, options: ", tls: prefer"}, `tls can't be "prefer"`},
		{"NoCA", asking{dsn: dsn, options: ", ca: other.pem"}, "ca: other.pem can't be read"},
		{"CAIsNone", asking{dsn: dsn, options: ", ca: visits.sql"}, "holds no certificate"},
		{"NoWindow", asking{dsn: dsn, query: "SELECT 1 WHERE a > {from}"}, "window is missing"},
		{"WindowForNothing", asking{dsn: dsn, options: ", window: {first: 2024-01-01}"}, "window has no use"},
		{"Quoted", asking{dsn: dsn, query: "SELECT 1 WHERE a > '{from}'", options: ", window: {first: 2024-01-01}"}, "stand in quotes"},
		{"NoQuery", asking{dsn: dsn, query: "-- nothing yet\n;"}, "there is no query in it"},
		{"Unknown", asking{dsn: dsn, options: ", cursor: {column: x}"}, `unknown key "cursor"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.a.query == "" {
				test.a.query = visitsQuery
			}
			_, err := test.a.config(t)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "src.yaml:6: ") {
				t.Errorf("the mistake is told as %v; it should say %q", err, test.want)
			}
			if err != nil && strings.Contains(fmt.Sprint(err), "hunter2") {
				t.Errorf("the mistake shows the password: %v", err)
			}
		})
	}
}
