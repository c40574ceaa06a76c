package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// exceptionCode is the number of a ClickHouse exception, over either protocol.
func exceptionCode(err error) (int32, bool) {
	var e *proto.Exception
	if errors.As(err, &e) {
		return e.Code, true
	}
	return 0, false
}

// full tells that an engine has no room on its disk. It says so in several ways, most of them the system's words.
func full(err error) bool {
	var e *proto.Exception
	return errors.As(err, &e) && (e.Code == 243 /* NOT_ENOUGH_SPACE */ || strings.Contains(strings.ToLower(e.Message), syscall.ENOSPC.Error()))
}

// failed gives an engine's error its code and a line for the user; nil and errors with a code stay as they are.
func (s *Store) failed(what string, err error) error {
	if err == nil {
		return nil
	}
	var coded *Error
	if errors.As(err, &coded) {
		return err
	}
	if full(err) {
		err = fmt.Errorf("%w: %w", syscall.ENOSPC, err)
	}
	code, why := s.diagnose(err)
	message := what + " (" + s.engine + " at " + s.place + ")"
	if why != "" {
		message += ": " + why
	}
	return &Error{Code: code, Message: message, Err: err}
}

// diagnose tells an engine's error's code and what to do about it.
func (s *Store) diagnose(err error) (Code, string) {
	if errors.Is(err, syscall.ENOSPC) {
		return CodeUnavailable, "its disk is full; make room there"
	}
	if number, ok := exceptionCode(err); ok {
		return s.diagnoseException(number)
	}
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return CodeUnavailable, "it was cancelled"
	case errors.Is(err, context.DeadlineExceeded):
		return CodeUnavailable, "there was no answer in time; see whether the engine is overloaded"
	case errors.Is(err, clickhouse.ErrAcquireConnTimeout):
		return CodeUnavailable, "all connections are busy; try again"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF): // so ends a server without room, too
		return CodeUnavailable, "it does not answer; see that it runs, that its disk has room, and that store.addresses names its native port"
	case errors.As(err, &network), errors.Is(err, net.ErrClosed):
		return CodeUnavailable, "it does not answer; see that it runs, and that store.addresses names its native port"
	}
	return CodeInternal, ""
}

// diagnoseException does the same for the numbers of ClickHouse's exceptions that users can act on.
func (s *Store) diagnoseException(number int32) (Code, string) {
	switch number {
	case 192, 193, 194, 516: // UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD, AUTHENTICATION_FAILED
		return CodeForbidden, "user " + s.user + " is refused; correct store.username and store.password"
	case 497, 164: // ACCESS_DENIED, READONLY
		return CodeForbidden, "user " + s.user + " lacks the right; grant SELECT, INSERT, CREATE and ALTER on the database"
	case 60: // UNKNOWN_TABLE
		return CodeUnavailable, "a table is missing; run postup migrate"
	case 159, 160, 209: // TIMEOUT_EXCEEDED, TOO_SLOW, SOCKET_TIMEOUT
		return CodeUnavailable, "there was no answer in time; see whether the engine is overloaded"
	case 202, 241, 252: // TOO_MANY_SIMULTANEOUS_QUERIES, MEMORY_LIMIT_EXCEEDED, TOO_MANY_PARTS
		return CodeUnavailable, "it has no room for this now; try again, or give it more"
	}
	return CodeInternal, ""
}
