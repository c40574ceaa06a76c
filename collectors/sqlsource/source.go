package sqlsource

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/postup/postup/collectors/beside"
	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// maxRow bounds one row as it comes; a record may be smaller still, but then only it is rejected.
const maxRow = 16 << 20

// maxColumns bounds the columns of a row.
const maxColumns = 1000

// Source is one source.
type Source struct {
	options Options
	address address
	query   query
	text    string // the query as it was written
	tls     *tls.Config
	dial    web.Dial
}

// New prepares a source and reads its query.
func New(src *config.Source, net *web.Net) (*Source, error) {
	o, a, err := decode(src.Options)
	if err != nil {
		return nil, err
	}
	s := &Source{options: o, address: a}
	if src.Format.Type != "ndjson" {
		return nil, fmt.Errorf("the rows of a query come as NDJSON and the format is %s; write format: {type: ndjson}", src.Format.Type)
	}
	if src.Format.Packed != "" {
		return nil, errors.New("the rows of a query are not packed; remove packed")
	}
	if s.text, err = beside.Read(src, o.Query); err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	if s.query, err = compile(s.text, a.engine); err != nil {
		return nil, fmt.Errorf("query: %s: %w", o.Query, err)
	}
	if err := o.Window.Validate(len(s.query.days) > 0, "a query"); err != nil {
		return nil, err
	}
	if s.dial, err = net.Dialer(a.host, a.port); err != nil {
		return nil, err
	}
	s.tls, err = s.transport(src)
	return s, err
}

// transport is how the connection is encrypted; nil: not at all.
func (s *Source) transport(src *config.Source) (*tls.Config, error) {
	if s.options.TLS == "off" {
		return nil, nil
	}
	c := &tls.Config{ServerName: s.address.host, MinVersion: tls.VersionTLS12}
	if s.options.CA == "" {
		return c, nil
	}
	certificates, err := beside.Read(src, s.options.CA)
	if err != nil {
		return nil, fmt.Errorf("ca: %w", err)
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM([]byte(certificates)) {
		return nil, fmt.Errorf("ca: %s holds no certificate in PEM", s.options.CA)
	}
	return c, nil
}

// Place is the database and the query.
func (s *Source) Place() string { return s.address.String() + "\n" + s.text }

// Windowed tells whether it is asked for a window of days.
func (s *Source) Windowed() bool { return s.options.Window != nil }

// Window is the days to ask for, given the day of the last success, if there was one.
func (s *Source) Window(last, today kpi.Date) (from, to kpi.Date) {
	return s.options.Window.Days(last, today)
}

// Chunk is how many days of a long window are asked for at once.
func (s *Source) Chunk() int { return s.options.Window.ChunkDays() }

// rows are a query's rows, one at a time.
type rows interface {
	columns() []column
	// next gives the next row's values as text, nil for NULL, valid until it is called again; io.EOF once the
	// engine said that there are no more.
	next() ([][]byte, error)
	// close ends the connection at once, whatever is still to come.
	close()
}

// Fetch asks once. ctx bounds the time of all rows.
func (s *Source) Fetch(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	open := openPostgres
	if s.address.engine == mysql {
		open = openMySQL
	}
	q := question{address: s.address, tls: s.tls, dial: s.dial, text: s.query.text}
	for _, day := range s.query.days {
		value := r.From
		if day == "to" {
			value = r.To
		}
		q.days = append(q.days, value.String())
	}
	found, err := open(ctx, q)
	if err != nil {
		return nil, s.failed(err)
	}
	if err := judge(found.columns()); err != nil {
		found.close()
		return nil, fmt.Errorf("ask %s with %s: %w", s.address, s.options.Query, err)
	}
	b := &body{source: s, rows: found}
	if err := b.fill(); err != nil {
		found.close()
		if err == io.EOF {
			return &fetch.Response{NoContent: true}, nil
		}
		return nil, err
	}
	return &fetch.Response{Body: b, ContentType: "application/x-ndjson"}, nil
}

// question is what a database is asked.
type question struct {
	address address
	tls     *tls.Config
	dial    web.Dial
	text    string
	days    []string // bound in order
}

// judge refuses columns that would lose something or could not be told apart.
func judge(columns []column) error {
	var mistakes []error
	seen := map[string]bool{}
	for _, c := range columns {
		switch {
		case seen[c.name]:
			mistakes = append(mistakes, fmt.Errorf("two columns are called %q; give one of them another name with AS", c.name))
		case strings.Contains(c.name, "."):
			mistakes = append(mistakes, fmt.Errorf("the column %q has a dot in its name; give it another with AS", c.name))
		case c.is == bytes:
			mistakes = append(mistakes, fmt.Errorf("the column %q holds bytes (%s), not text; leave it out, or turn it into text in the query", c.name, c.typeName))
		}
		seen[c.name] = true
	}
	switch {
	case len(columns) == 0:
		return errors.New("the query gives no columns; it has to be a SELECT")
	case len(columns) > maxColumns:
		return fmt.Errorf("the query gives %d columns; at most %d are read; name those that you need", len(columns), maxColumns)
	}
	return errors.Join(mistakes...)
}
