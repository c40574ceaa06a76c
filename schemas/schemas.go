// Package schemas holds everything that has a schema: the migrations that make the tables, in the order of
// their numbers, and the named queries. Both keep to the SQL that every supported ClickHouse understands.
package schemas

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql queries/*.sql
var files embed.FS

// Migration is one step of the tables' history. A step that was applied somewhere is never edited: a change
// is a new step.
type Migration struct {
	Number     uint32
	Name       string // the file's name without .sql: "0001_observations"
	Checksum   string // SHA-256 of the file, in hex
	Statements []string
}

// Migrations are the shipped steps, ordered by number.
func Migrations() ([]Migration, error) {
	folder, err := fs.Sub(files, "migrations")
	if err != nil {
		return nil, err
	}
	return ReadMigrations(folder)
}

var migrationName = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+\.sql$`)

// ReadMigrations reads the steps of a folder. Names are NNNN_name.sql; numbers start at 1 and have no gaps.
func ReadMigrations(folder fs.FS) ([]Migration, error) {
	names, err := fs.Glob(folder, "*.sql") // sorted
	if err != nil {
		return nil, err
	}
	steps := make([]Migration, 0, len(names))
	for i, name := range names {
		m := migrationName.FindStringSubmatch(name)
		if m == nil {
			return nil, fmt.Errorf("migration %s: the name is not NNNN_name.sql", name)
		}
		number, err := strconv.Atoi(m[1])
		if err != nil || number != i+1 {
			return nil, fmt.Errorf("migration %s: expected number %04d here; numbers start at 0001 and have no gaps", name, i+1)
		}
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("read migration %s: %w", name, err)
		}
		sum := sha256.Sum256(text)
		steps = append(steps, Migration{
			Number:     uint32(number),
			Name:       strings.TrimSuffix(name, ".sql"),
			Checksum:   hex.EncodeToString(sum[:]),
			Statements: statements(string(text)),
		})
	}
	return steps, nil
}

// Query is the text of a named query. An unknown name is a mistake in the program, so it panics.
func Query(name string) string {
	text, err := files.ReadFile(path.Join("queries", name+".sql"))
	if err != nil {
		panic(fmt.Sprintf("schemas: there is no query %q", name))
	}
	return statements(string(text))[0]
}

// statements splits a file at the semicolons that end a line and drops whole-line comments.
func statements(text string) []string {
	var all []string
	var lines []string
	end := func() {
		if s := strings.TrimSpace(strings.Join(lines, "\n")); s != "" {
			all = append(all, s)
		}
		lines = lines[:0]
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		if strings.HasPrefix(strings.TrimSpace(line), "--") {
			continue
		}
		body, last := strings.CutSuffix(line, ";")
		lines = append(lines, body)
		if last {
			end()
		}
	}
	end()
	return all
}
