package sqlsource

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// hangUp is how long a connection may take to say goodbye.
const hangUp = time.Second

// pgRows are rows in PostgreSQL's text form, which is exact for every type: values are never turned into Go's.
type pgRows struct {
	conn   *pgconn.PgConn
	result *pgconn.ResultReader
	shape  []column
}

func openPostgres(ctx context.Context, q question) (rows, error) {
	a := q.address
	// Everything is given, so that no variable of the environment decides.
	c, err := pgconn.ParseConfig(fmt.Sprintf("host=%s port=%s user=%s password=%s dbname=%s sslmode=disable target_session_attrs=any",
		quoted(a.host), quoted(a.port), quoted(a.user), quoted(a.password), quoted(a.database)))
	if err != nil {
		return nil, errDSN // the parser's error may quote it
	}
	c.TLSConfig, c.Fallbacks = q.tls, nil
	c.RuntimeParams = map[string]string{"application_name": "postup"}
	c.DialFunc, c.LookupFunc = pgconn.DialFunc(q.dial), asItIs
	c.MaxProtocolMessageBodyLen = maxRow
	conn, err := pgconn.ConnectConfig(ctx, c)
	if err != nil {
		return nil, connecting(err)
	}
	r := &pgRows{conn: conn}
	if err := r.ask(ctx, q); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// asItIs leaves a name to whoever dials it, who judges what it turns out to mean.
func asItIs(_ context.Context, host string) ([]string, error) { return []string{host}, nil }

// quoted is a value in a connection string of keywords.
func quoted(v string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
}

// ask begins a transaction that can't write and sends the query. What is set ends with the transaction, so that
// poolers do no harm.
func (r *pgRows) ask(ctx context.Context, q question) error {
	begin := fmt.Sprintf("BEGIN READ ONLY; SET LOCAL statement_timeout = %d; SET LOCAL TimeZone = 'UTC'; "+
		"SET LOCAL DateStyle = 'ISO'; SET LOCAL extra_float_digits = 1; SET LOCAL client_encoding = 'UTF8'", max(1, remaining(ctx).Milliseconds()))
	if _, err := r.conn.Exec(ctx, begin).ReadAll(); err != nil {
		return err
	}
	var values [][]byte
	for _, day := range q.days {
		values = append(values, []byte(day))
	}
	r.result = r.conn.ExecParams(ctx, q.text, values, nil, nil, nil)
	for _, f := range r.result.FieldDescriptions() {
		r.shape = append(r.shape, pgColumn(f))
	}
	if len(r.shape) == 0 { // an error, or nothing that gives rows
		_, err := r.result.Close()
		return err
	}
	return nil
}

func pgColumn(f pgconn.FieldDescription) column {
	c := column{name: strings.Clone(f.Name)}
	switch f.DataTypeOID {
	case pgtype.BoolOID:
		c.is = boolean
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.OIDOID, pgtype.NumericOID, pgtype.Float4OID, pgtype.Float8OID:
		c.is = number
	case pgtype.TimestamptzOID:
		c.is = instant
	case pgtype.ByteaOID, pgtype.ByteaArrayOID:
		c.is, c.typeName = bytes, "bytea"
	}
	return c
}

func (r *pgRows) columns() []column { return r.shape }

func (r *pgRows) next() ([][]byte, error) {
	if r.result.NextRow() {
		return r.result.Values(), nil
	}
	if _, err := r.result.Close(); err != nil {
		return nil, err
	}
	return nil, io.EOF
}

func (r *pgRows) close() {
	ctx, cancel := context.WithTimeout(context.Background(), hangUp)
	defer cancel()
	_ = r.conn.Close(ctx) // a transaction that only read has nothing to lose
}

// remaining is the time until the deadline: the database gives up at the same time as whoever asked it.
func remaining(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return time.Hour
	}
	return time.Until(deadline)
}
