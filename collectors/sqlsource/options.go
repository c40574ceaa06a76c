// Package sqlsource asks databases, PostgreSQL and MariaDB or MySQL, with a read-only query that stands in a file beside
// the configuration. Rows become NDJSON as they come, so that they are kept, replayed and explained like any other payload.
package sqlsource

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/collectors/window"
	"github.com/postup/postup/config"
)

// Options are what a source of kind sql says under the key sql.
type Options struct {
	DSN    config.Secret  `yaml:"dsn"`   // postgres://user:password@host:port/database, mysql://…, mariadb://…
	Query  string         `yaml:"query"` // the file; {from} and {to} in it are the window's days
	Window *window.Window `yaml:"window"`
	TLS    string         `yaml:"tls"` // verify (default), off
	CA     string         `yaml:"ca"`  // file of certificates that the server's is held against, in place of the system's
}

// Check tells whether a source's options can be used.
func Check(node ast.Node) error {
	_, _, err := decode(node)
	return err
}

func decode(node ast.Node) (Options, address, error) {
	var o Options
	if err := config.Decode(node, &o); err != nil {
		return o, address{}, err
	}
	a, err := addressOf(o.DSN.Reveal())
	mistakes := []error{err}
	if o.Query == "" {
		mistakes = append(mistakes, errors.New("query is missing: name the .sql file, beside this one or by an absolute path"))
	}
	switch o.TLS = cmp.Or(o.TLS, "verify"); {
	case o.TLS != "verify" && o.TLS != "off":
		mistakes = append(mistakes, fmt.Errorf("tls can't be %q; write verify, or off where the network between is trusted", o.TLS))
	case o.TLS == "off" && o.CA != "":
		mistakes = append(mistakes, errors.New("ca has no use: tls is off"))
	}
	return o, a, errors.Join(mistakes...)
}

// The engines, and the port where each listens if none is given.
const (
	postgres = "postgres"
	mysql    = "mysql"
)

var ports = map[string]string{postgres: "5432", mysql: "3306"}

// address is a DSN taken apart.
type address struct {
	engine         string
	host, port     string
	database       string
	user, password string
}

// addressOf takes a DSN apart. It is a secret: no message quotes it.
func addressOf(dsn string) (address, error) {
	if dsn == "" {
		return address{}, errors.New("dsn is missing: write ${env:NAME} or ${file:PATH}, with postgres://user:password@host/database in it, or mysql:// or mariadb://")
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return address{}, errors.New("dsn: it can't be read as an address; characters such as @ / : # % in a password are written as %40 %2F %3A %23 %25")
	}
	a := address{host: u.Hostname(), database: strings.TrimPrefix(u.Path, "/"), user: u.User.Username()}
	a.password, _ = u.User.Password()
	switch u.Scheme {
	case "postgres", "postgresql":
		a.engine = postgres
	case "mysql", "mariadb":
		a.engine = mysql
	default:
		return a, errors.New("dsn: it begins with none of postgres://, mysql://, mariadb://")
	}
	a.port = cmp.Or(u.Port(), ports[a.engine])
	for _, part := range []struct{ name, value string }{
		{"host", a.host}, {"database", a.database}, {"user", a.user}, {"password", a.password}} {
		if part.value == "" {
			return a, fmt.Errorf("dsn: there is no %s in it; it is written as %s://user:password@host/database", part.name, a.engine)
		}
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return a, errors.New("dsn: nothing can follow the database's name; see the options tls and ca")
	}
	return a, nil
}

// String names the database in messages, without who asks it.
func (a address) String() string {
	return a.engine + "://" + a.hostPort() + "/" + a.database
}

func (a address) hostPort() string { return net.JoinHostPort(a.host, a.port) }
