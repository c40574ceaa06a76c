package store

import "errors"

// ErrTooLarge is wrapped where a payload is larger than it may be.
var ErrTooLarge = errors.New("larger than it may be")

// Code says what kind of failure an error is; one place of the dashboard maps codes to HTTP statuses.
type Code string

// The codes.
const (
	CodeInvalid     Code = "invalid"     // the caller gave something that can't be right
	CodeNotFound    Code = "not_found"   // it is not there
	CodeConflict    Code = "conflict"    // what is stored contradicts what was asked
	CodeUnavailable Code = "unavailable" // the engine does not answer, or not in time; trying again may help
	CodeForbidden   Code = "forbidden"   // the engine refuses this user
	CodeInternal    Code = "internal"    // anything else: a fault of Postup's or of the engine's
)

// Error is a failure with its code. Message says on one line what was tried, on what, and what to do;
// Err is the cause, for logs.
type Error struct {
	Code    Code
	Message string
	Err     error
}

func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return e.Message + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf tells an error's code: "" for nil, internal for an error without one.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
