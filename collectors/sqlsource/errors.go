package sqlsource

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"

	driver "github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/netlimit"
	"github.com/postup/postup/collectors/web"
)

// plain is an error of our own, whose words can be shown.
type plain string

func (p plain) Error() string { return string(p) }

const errDSN = plain("its DSN can't be used; see that it is written as engine://user:password@host/database")

// connectError is an error before the query was sent.
type connectError struct{ error }

func (e connectError) Unwrap() error { return e.error }

func connecting(err error) error { return connectError{err} }

// verdict is what a code of a database means: what to tell, and whether another attempt may go better.
type verdict struct {
	tell  string
	quote bool // the database's own words are about names in the query, not about values in rows
	retry bool
}

// The verdicts that both engines come to.
var (
	badLogin   = verdict{tell: "it refuses the user or the password; see the secret in sql.dsn"}
	noDatabase = verdict{tell: "there is no such database; see the last part of sql.dsn"}
	badName    = verdict{tell: "correct the query, or have the table made", quote: true}
	badSyntax  = verdict{tell: "correct the query", quote: true}
	noRight    = verdict{tell: "have the user granted SELECT on it", quote: true}
	writes     = verdict{tell: "the query would write, and only reading is allowed; it has to be a SELECT", quote: true}
	tooSlow    = verdict{tell: "the query took too long; make it cheaper (an index, fewer days), or raise the source's timeout", retry: true}
	busy       = verdict{tell: "it lacks the means now: connections, memory or disk", retry: true}
	goingDown  = verdict{tell: "it is starting or shutting down", retry: true}
	conflict   = verdict{tell: "it ended the query in favour of another", retry: true}
	badValue   = verdict{tell: "the query fails on a value in a row; run it by hand to see which (it is not repeated here: it may be personal)"}
)

// postgresVerdicts are by SQLSTATE, or by its class of two characters.
var postgresVerdicts = map[string]verdict{
	"28P01": badLogin, "28000": badLogin, "3D000": noDatabase, "42": badSyntax, "42P01": badName, "42703": badName, "3F000": badName,
	"42501": noRight, "25006": writes, "57014": tooSlow, "53300": busy, "57P01": goingDown, "57P02": goingDown, "57P03": goingDown,
	"40": conflict, "22": badValue, "53": busy, "57": goingDown, "08": goingDown,
}

var mysqlVerdicts = map[uint16]verdict{
	1045: badLogin, 1698: badLogin, 1044: noRight, 1049: noDatabase, 1146: badName, 1054: badName, 1064: badSyntax, 1305: badName,
	1142: noRight, 1143: noRight, 1792: writes, 1969: tooSlow, 3024: tooSlow, 1040: busy, 1203: busy, 1226: busy, 1053: goingDown,
	1205: conflict, 1213: conflict, 1317: conflict, 1292: badValue, 1365: badValue, 1690: badValue,
}

// failed says what went wrong on which database, and whether it is worth another attempt. What drivers say may hold
// the user, the password or values of rows, so their words are repeated only where they are known to hold none.
func (s *Source) failed(err error) error {
	v := explain(err)
	v.tell = strings.ReplaceAll(v.tell, "'"+s.address.user+"'", "'…'")
	message := fmt.Errorf("ask %s with %s: %s", s.address, s.options.Query, v.tell)
	if errors.Is(err, context.Canceled) {
		message = fmt.Errorf("ask %s: %w", s.address, context.Canceled)
	}
	if v.retry {
		return fetch.Worth(message)
	}
	return message
}

func retry(err error) bool {
	var e *fetch.Error
	return errors.As(err, &e) && e.Retry
}

func explain(err error) verdict {
	var pg *pgconn.PgError
	var my *driver.MySQLError
	switch {
	case errors.As(err, &pg):
		v, known := postgresVerdicts[pg.Code]
		if !known {
			v, known = postgresVerdicts[pg.Code[:min(2, len(pg.Code))]]
		}
		return said(v, known, "SQLSTATE "+pg.Code, pg.Message)
	case errors.As(err, &my):
		v, known := mysqlVerdicts[my.Number]
		return said(v, known, fmt.Sprintf("error %d", my.Number), my.Message)
	}
	return broken(err)
}

func said(v verdict, known bool, code, words string) verdict {
	switch {
	case !known:
		v.tell = "it answers with " + code + "; run the query by hand to see what it says"
	case v.quote:
		v.tell = fmt.Sprintf("%s (%s); %s", words, code, v.tell)
	default:
		v.tell += " (" + code + ")"
	}
	return v
}

// broken judges errors that the database did not send.
func broken(err error) verdict {
	var certificate *tls.CertificateVerificationError
	var own plain
	var large *pgproto3.ExceededMaxBodyLenErr
	var connect connectError
	text := err.Error()
	switch {
	case errors.As(err, &certificate):
		return verdict{tell: web.Untrusted(certificate, "sql.ca")}
	case errors.Is(err, driver.ErrNoTLS), strings.Contains(text, "server refused TLS connection"):
		return verdict{tell: "it does not encrypt connections; have TLS set up there, or write sql.tls: off if the network between is trusted"}
	case errors.As(err, &connect) && outOfTime(err):
		return verdict{tell: "it did not answer in time; see that it runs and that no firewall stands between", retry: true}
	case outOfTime(err):
		return tooSlow
	case errors.As(err, &large), errors.Is(err, netlimit.ErrTooMuch):
		return verdict{tell: fmt.Sprintf("a row has more than %d bytes; leave out the column that holds so much", maxRow)}
	case errors.As(err, &own):
		return verdict{tell: text}
	case errors.As(err, &connect):
		return verdict{tell: "it can't be reached" + reason(err) + "; see that it runs, listens there and lets this machine in", retry: true}
	}
	return verdict{tell: "the connection was lost", retry: true}
}

func outOfTime(err error) bool {
	var network net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout()
}

// reason is the network's own reason, less addresses.
func reason(err error) string {
	var network *net.OpError
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return ": the name " + dns.Name + " is not known"
	case errors.As(err, &network) && network.Op == "dial":
		return ": " + network.Err.Error()
	}
	return ""
}
