package servertest

import (
	"database/sql"
	"net"
	"net/url"
	"path/filepath"
	"testing"

	mysql "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib" // database/sql's driver "pgx"
)

// Database is a running server with one database, a user who may even write, and an administrator.
type Database struct {
	Engine      string // postgres, mariadb
	Certificate []byte // its own, in PEM
	Port        string
	Admin       *sql.DB
	Stop        func() // at once, as if its machine lost power
}

// The reader of every database.
const (
	Reader   = "reader"
	Password = "p@ss/wörd'of tests"
	Name     = "registry"
)

// DSN is how the reader connects.
func (d *Database) DSN() string { return d.DSNAs(Reader, Password, Name) }

// DSNAs is how someone else connects, or to another database.
func (d *Database) DSNAs(user, password, database string) string {
	u := url.URL{Scheme: d.Engine, User: url.UserPassword(user, password), Host: net.JoinHostPort("127.0.0.1", d.Port), Path: "/" + database}
	return u.String()
}

// Exec runs statements as the administrator.
func (d *Database) Exec(t testing.TB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := d.Admin.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// Databases are both engines, to be started in a subtest each.
var Databases = map[string]func(testing.TB) *Database{"postgres": Postgres, "mariadb": MariaDB}

// Postgres starts PostgreSQL. Its time zone is far from UTC, so that a time which leans on it shows.
func Postgres(t testing.TB) *Database {
	t.Helper()
	server := binary(t, "postgres", "postgresql", "/usr/lib/postgresql/*/bin")
	h := newHome(t, "postgres")
	d := &Database{Engine: "postgres", Port: freePort(t)}
	certificate, key := Certificate(t)
	d.Certificate = certificate
	data := filepath.Join(h.dir, "data")
	h.run(t, filepath.Join(filepath.Dir(server), "initdb"), "-D", data, "-U", "admin", "-E", "UTF8", "--locale=C", "--no-sync",
		"--auth=scram-sha-256", "--pwfile="+h.write(t, "password", []byte("admin")))
	c := h.command(server, "-D", data, "-p", d.Port, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
		"-c", "fsync=off", "-c", "timezone=Pacific/Auckland", "-c", "datestyle=German", "-c", "ssl=on", "-c", "log_destination=stderr",
		"-c", "ssl_cert_file="+h.write(t, "cert.pem", certificate), "-c", "ssl_key_file="+h.write(t, "key.pem", key))
	admin := func(database string) *sql.DB {
		return open(t, "pgx", "postgres://admin:admin@127.0.0.1:"+d.Port+"/"+database+"?sslmode=disable")
	}
	d.Admin = admin("postgres")
	d.Stop = h.start(t, c, d.Admin.Ping)
	d.Exec(t, "CREATE DATABASE "+Name, "CREATE USER "+Reader+" PASSWORD '"+escaped+"'")
	d.Admin = admin(Name)
	return d
}

const escaped = "p@ss/wörd''of tests"

// MariaDB starts MariaDB, likewise.
func MariaDB(t testing.TB) *Database {
	t.Helper()
	server := binary(t, "mariadbd", "mariadb-server", "/usr/sbin")
	install := binary(t, "mariadb-install-db", "mariadb-server")
	h := newHome(t, "mysql")
	d := &Database{Engine: "mariadb", Port: freePort(t)}
	certificate, key := Certificate(t)
	d.Certificate = certificate
	data, socket := filepath.Join(h.dir, "data"), filepath.Join(h.dir, "socket")
	h.run(t, install, "--no-defaults", "--datadir="+data, "--skip-test-db", "--auth-root-authentication-method=normal")
	begin := h.write(t, "begin.sql", []byte("CREATE DATABASE "+Name+" CHARACTER SET utf8mb4;\n"+
		"CREATE USER admin@'%' IDENTIFIED BY 'admin';\nGRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION;\n"+
		"CREATE USER "+Reader+"@'%' IDENTIFIED BY '"+escaped+"';\nGRANT ALL ON "+Name+".* TO "+Reader+"@'%';\n"))
	c := h.command(server, "--no-defaults", "--datadir="+data, "--port="+d.Port, "--bind-address=127.0.0.1", "--socket="+socket,
		"--skip-name-resolve", "--init-file="+begin, "--default-time-zone=+13:00", "--innodb-flush-log-at-trx-commit=0",
		"--ssl-cert="+h.write(t, "cert.pem", certificate), "--ssl-key="+h.write(t, "key.pem", key))
	d.Admin = open(t, "mysql", "admin:admin@tcp(127.0.0.1:"+d.Port+")/"+Name)
	d.Stop = h.start(t, c, d.Admin.Ping)
	return d
}

func open(t testing.TB, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // its server may have been stopped
	return db
}

func init() { _ = mysql.SetLogger(&mysql.NopLogger{}) } // what is said while a server starts is no news
