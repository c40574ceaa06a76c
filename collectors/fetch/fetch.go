// Package fetch is what a kind of source is asked for and what it answers with.
package fetch

import (
	"errors"
	"io"
	"time"

	"github.com/postup/postup/kpi"
)

// Request asks for a source's data once.
type Request struct {
	Collection   uint64 // that asks
	Format       string // what the bytes are: a format, or gzip or zip that holds one
	MaxBytes     int64  // of the payload, unpacked
	ETag         string // of what was stored last; "" asks unconditionally
	LastModified string
	From, To     kpi.Date // the window, for sources that take one
	// Count tells how many records a body holds, for sources that turn pages. It reads the body to its end.
	Count func(body io.Reader) (int, error)
}

// Ends tells whether a format shows by itself where it ends, so that a cut is found before anything of it is stored.
// Lines don't, and gzip doesn't either: it may lack a member.
func Ends(format string) bool {
	switch format {
	case "json", "xlsx", "xls", "ods", "dbf", "xml", "zip":
		return true
	}
	return false
}

// Response is what came. The caller reads Body to its end, which is an error where the body is not whole,
// and closes it.
type Response struct {
	Body         io.ReadCloser
	ContentType  string
	ETag         string
	LastModified string
	NotModified  bool      // nothing new: there is no Body
	NoContent    bool      // the source says that there are no records: there is no Body
	Written      time.Time // when a file was that somebody puts there: of what came later it says nothing; zero: the source answers for now
}

// Error is a fetch that failed, told apart by what is worth doing next.
type Error struct {
	Err   error
	Retry bool          // it may go better soon
	After time.Duration // at least this long from now; 0: not said
}

func (e *Error) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Worth makes an Error that is worth retrying.
func Worth(err error) error { return &Error{Err: err, Retry: true} }

// ErrCut is wrapped where a body did not arrive whole.
var ErrCut = errors.New("the body did not arrive whole")

// Refused is wrapped where what came is at fault itself: asked again, the source gives the same.
type Refused struct {
	Code string // a word for it
	Err  error
}

func (e *Refused) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *Refused) Unwrap() error { return e.Err }

// The codes of what is refused.
const (
	TooLarge     = "too_large"
	Unreadable   = "unreadable"    // not the format, cut, or without the columns that are read
	Empty        = "empty"         // no bytes, or no document
	NoneAccepted = "none_accepted" // every record was rejected
	OtherForm    = "other_form"    // a form of another version than the source's
	Fault        = "fault"         // the program failed over it
)

// Refuse makes a Refused.
func Refuse(code string, err error) error { return &Refused{Code: code, Err: err} }
