package embedded

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
)

// baseSettings make every connection behave like a server's, wherever the process runs.
var baseSettings = map[string]string{
	// An insert that was acknowledged is on its way to the disk, not waiting for company.
	"async_insert": "0",
	// Text that isn't SQL is a syntax error, not a list of columns.
	"implicit_select": "0",
	// Times are UTC, whatever the machine's zone.
	"session_timezone": "UTC",
	// The profiler works by signals, which belong to the Go runtime here.
	"query_profiler_real_time_period_ns": "0",
	"query_profiler_cpu_time_period_ns":  "0",
	// A misspelt column in inserted data is an error, not a column of zeros.
	"input_format_skip_unknown_fields": "0",
}

// conn is one connection of the library: one query at a time, with a session of its own.
type conn struct {
	lib      *library
	raw      *handle
	database string
	settings map[string]string // those that the session has, apart from the engine's defaults
}

func newConn(lib *library, raw *handle) *conn {
	return &conn{lib: lib, raw: raw, database: "default", settings: map[string]string{}}
}

func (c *conn) close() { c.lib.closeConn(c.raw) }

// exec runs a statement whose result is of no interest.
func (c *conn) exec(statement string) error {
	_, err := c.text(statement)
	return err
}

// text runs a statement and returns its result as text, without the last line's end.
func (c *conn) text(statement string) (string, error) {
	r := c.lib.run(c.lib.query, *c.raw, statement, "TabSeparatedRaw")
	defer c.lib.destroy(r)
	if failure := c.lib.failure(r); failure != "" {
		return "", errors.New(cleaned(failure))
	}
	return string(bytes.TrimSuffix(c.lib.bytes(r), []byte("\n"))), nil
}

// settle makes the library let go of a query that failed: it keeps one, with its place among the running
// queries and what it has in memory, until the connection's next statement. This is the cheapest one;
// should it fail, the next query says why.
func (c *conn) settle() {
	_ = c.exec("SET log_comment = ''")
	delete(c.settings, "log_comment")
}

// prepare brings the session to where a query wants it: its database, and its settings over ours. What
// an earlier query set and this one does not is set back. Each SET is a statement of its own, so that
// one that is refused leaves the session as we know it.
func (c *conn) prepare(database string, settings map[string]string) error {
	if database == "" {
		database = "default"
	}
	if database != c.database {
		if err := c.exec("USE " + quotedName(database)); err != nil {
			return err
		}
		c.database = database
	}
	wanted := maps.Clone(baseSettings)
	maps.Copy(wanted, settings)
	for _, name := range slices.Sorted(maps.Keys(c.settings)) {
		if _, ok := wanted[name]; ok || strings.HasPrefix(name, parameterPrefix) {
			continue
		}
		if err := c.exec("SET " + quotedName(name) + " = DEFAULT"); err != nil {
			return err
		}
		delete(c.settings, name)
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		value := wanted[name]
		if has, ok := c.settings[name]; ok && has == value {
			continue
		}
		if err := c.exec("SET " + quotedName(name) + " = " + quotedText(value)); err != nil {
			return err
		}
		c.settings[name] = value
	}
	return nil
}

func quotedText(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

func quotedName(s string) string {
	return "`" + strings.NewReplacer(`\`, `\\`, "`", "\\`").Replace(s) + "`"
}
