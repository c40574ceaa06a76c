package servertest

import (
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Script runs a file of SQL as the administrator with the engine's own client, which Debian installs with the server, as the
// official images do at their first start. env are more variables that the client sees.
func (d *Database) Script(t testing.TB, path string, env ...string) {
	t.Helper()
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	client := []string{"psql", "-v", "ON_ERROR_STOP=1", "--no-psqlrc", "-q", "postgres://admin:admin@127.0.0.1:" + d.Port + "/" + Name}
	if d.Engine == "mariadb" {
		client = []string{"mariadb", "--no-defaults", "-h127.0.0.1", "-P" + d.Port, "-uadmin", "-padmin", "--comments"}
	}
	c := exec.CommandContext(t.Context(), client[0], client[1:]...)
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LC_ALL=C"}, env...)
	c.Stdin = bytes.NewReader(script)
	if output, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s on %s: %v\n%s", filepath.Base(path), d.Engine, err, output)
	}
}

// As opens the database as a user, as a DSN says.
func (d *Database) As(t testing.TB, user, password, database string) *sql.DB {
	t.Helper()
	if d.Engine == "postgres" {
		return open(t, "pgx", d.DSNAs(user, password, database)+"?sslmode=disable")
	}
	return open(t, "mysql", user+":"+password+"@tcp(127.0.0.1:"+d.Port+")/"+database)
}
