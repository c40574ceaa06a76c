package store

import (
	"context"

	"github.com/postup/postup/schemas"
)

// MigrateWith applies steps other than the shipped ones.
func (s *Store) MigrateWith(ctx context.Context, steps []schemas.Migration) ([]string, error) {
	return s.migrate(ctx, steps)
}

// Exec runs a statement past the typed access, to set up what it would not write.
func (s *Store) Exec(ctx context.Context, statement string) error {
	return s.exec(ctx, "set up", statement)
}
