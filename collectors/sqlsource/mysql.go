package sqlsource

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/postup/postup/collectors/netlimit"
)

// myRows are rows of MariaDB or MySQL.
type myRows struct {
	db     *sql.DB
	cancel context.CancelFunc
	conn   *netlimit.Conn
	rows   *sql.Rows
	shape  []column
	values []sql.RawBytes
	into   []any
	given  [][]byte
}

func openMySQL(ctx context.Context, q question) (rows, error) {
	ctx, cancel := context.WithCancel(ctx)
	r := &myRows{cancel: cancel}
	a := q.address
	c := driver.NewConfig()
	c.User, c.Passwd, c.Net, c.Addr, c.DBName = a.user, a.password, "tcp", a.hostPort(), a.database
	c.TLS = q.tls
	c.Logger = &driver.NopLogger{} // errors are told where they are returned
	c.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := q.dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		r.conn = netlimit.New(conn, maxRow)
		return r.conn, nil
	}
	connector, err := driver.NewConnector(c)
	if err != nil {
		cancel()
		return nil, errDSN
	}
	r.db = sql.OpenDB(connector)
	r.db.SetMaxOpenConns(1)
	if err := r.ask(ctx, q); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// ask begins a transaction that can't write and sends the query. It is prepared, because only then do numbers
// come as they are; without preparing, a FLOAT comes rounded to six digits.
func (r *myRows) ask(ctx context.Context, q question) error {
	var version string
	if err := r.db.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
		return connecting(err)
	}
	limit := fmt.Sprintf("max_execution_time = %d", max(1, remaining(ctx).Milliseconds()))
	if strings.Contains(version, "MariaDB") {
		limit = fmt.Sprintf("max_statement_time = %.3f", max(time.Millisecond, remaining(ctx)).Seconds())
	}
	if _, err := r.db.ExecContext(ctx, "SET SESSION time_zone = '+00:00', "+limit); err != nil {
		return err
	}
	// Some statements end the transaction before they write, TRUNCATE among them: what follows can't write either.
	if _, err := r.db.ExecContext(ctx, "SET SESSION TRANSACTION READ ONLY"); err != nil {
		return err
	}
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	statement, err := tx.PrepareContext(ctx, q.text)
	if err != nil {
		return err
	}
	var days []any
	for _, day := range q.days {
		days = append(days, day)
	}
	if r.rows, err = statement.QueryContext(ctx, days...); err != nil {
		return err
	}
	return r.describe()
}

func (r *myRows) describe() error {
	types, err := r.rows.ColumnTypes()
	if err != nil {
		return err
	}
	for _, t := range types {
		r.shape = append(r.shape, myColumn(t))
	}
	r.values, r.into = make([]sql.RawBytes, len(types)), make([]any, len(types))
	r.given = make([][]byte, len(types))
	for i := range r.values {
		r.into[i] = &r.values[i]
	}
	return nil
}

func myColumn(t *sql.ColumnType) column {
	c := column{name: t.Name(), typeName: t.DatabaseTypeName()}
	switch strings.TrimPrefix(c.typeName, "UNSIGNED ") {
	case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "DECIMAL", "FLOAT", "DOUBLE", "YEAR":
		c.is = number
	case "TIMESTAMP":
		c.is = instant // the session's zone is UTC; a DATETIME belongs to no zone
	case "BLOB", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB", "BINARY", "VARBINARY", "BIT", "GEOMETRY", "VECTOR":
		c.is = bytes
	}
	return c
}

func (r *myRows) columns() []column { return r.shape }

func (r *myRows) next() ([][]byte, error) {
	r.conn.Renew()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	if err := r.rows.Scan(r.into...); err != nil {
		return nil, plain("a value can't be read as text")
	}
	for i, v := range r.values {
		r.given[i] = v
	}
	return r.given, nil
}

// close cancels first: the driver would read all rows to their end before it closes.
func (r *myRows) close() {
	r.cancel()
	_ = r.db.Close() // a transaction that only read has nothing to lose
}
