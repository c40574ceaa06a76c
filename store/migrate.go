package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/schemas"
)

// Migrate brings the tables up to date and tells which steps it applied. Every statement can be repeated, so
// a step that was cut short is simply applied again. A step that was applied and has changed since, or is not
// shipped any more, is an Error with CodeConflict, and nothing is applied.
func (s *Store) Migrate(ctx context.Context) ([]string, error) {
	steps, err := schemas.Migrations()
	if err != nil {
		return nil, &Error{Code: CodeInternal, Message: "read the shipped migrations", Err: err}
	}
	return s.migrate(ctx, steps)
}

func (s *Store) migrate(ctx context.Context, steps []schemas.Migration) ([]string, error) {
	if err := s.exec(ctx, "make the table of migrations", schemas.Query("migrations_table")); err != nil {
		return nil, err
	}
	applied, err := s.appliedSteps(ctx, steps)
	if err != nil {
		return nil, err
	}
	var done []string
	for _, step := range steps {
		if applied[step.Number] {
			continue
		}
		for _, statement := range step.Statements {
			if err := s.exec(ctx, "apply migration "+step.Name, statement); err != nil && !columnIsThere(statement, err) {
				return done, err
			}
		}
		values := []any{[]uint32{step.Number}, []string{step.Name}, []string{step.Checksum}, []time.Time{stored(s.now())}}
		err := s.insert(ctx, "migrations", []string{"number", "name", "checksum", "applied_at"}, func(i int) any { return values[i] })
		if err != nil {
			return done, err
		}
		s.log.Info("applied a migration", "name", step.Name)
		done = append(done, step.Name)
	}
	if len(done) == 0 {
		return nil, nil
	}
	return done, s.recall(ctx) // of the tables that are there now
}

// columnIsThere tells that a column was added before: by this step when it was cut short, or by another process.
// ADD COLUMN IF NOT EXISTS is not known to the oldest engine that is supported.
func columnIsThere(statement string, err error) bool {
	number, ok := exceptionCode(err)
	return ok && (number == 15 || number == 44) && // DUPLICATE_COLUMN, ILLEGAL_COLUMN
		strings.HasPrefix(statement, "ALTER TABLE ") && strings.Contains(statement, " ADD COLUMN ")
}

// appliedSteps tells which steps were applied, and refuses if one of them is not what is shipped.
func (s *Store) appliedSteps(ctx context.Context, steps []schemas.Migration) (map[uint32]bool, error) {
	shipped := make(map[uint32]schemas.Migration, len(steps))
	for _, step := range steps {
		shipped[step.Number] = step
	}
	applied := make(map[uint32]bool)
	err := s.query(ctx, "read the applied migrations", schemas.Query("migrations_applied"), nil, func(rows driver.Rows) error {
		var number uint32
		var name, checksum string
		if err := rows.Scan(&number, &name, &checksum); err != nil {
			return s.failed("read the applied migrations", err)
		}
		step, ok := shipped[number]
		switch {
		case !ok:
			return conflict("migration %s was applied to this database, but this version of Postup does not have it: use the version that made the database, or a newer one", name)
		case step.Name != name || step.Checksum != checksum:
			return conflict("migration %s was applied to this database, but its file has changed since (applied as %s with checksum %.12s, now %s with %.12s): restore the file and make the change in a new migration", name, name, checksum, step.Name, step.Checksum)
		}
		applied[number] = true
		return nil
	})
	return applied, err
}

func conflict(format string, args ...any) error {
	return &Error{Code: CodeConflict, Message: fmt.Sprintf(format, args...)}
}
