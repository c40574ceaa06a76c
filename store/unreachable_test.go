package store_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// oneLine checks an error that a user sees: its code, no line break, and the words that help.
func oneLine(t *testing.T, err error, code store.Code, words ...string) {
	t.Helper()
	if store.CodeOf(err) != code {
		t.Fatalf("error %v has the code %q, want %q", err, store.CodeOf(err), code)
	}
	var e *store.Error
	if !errors.As(err, &e) || strings.ContainsAny(e.Message, "\n\r") {
		t.Errorf("the message is not one line: %q", err)
	}
	for _, word := range words {
		if !strings.Contains(e.Message, word) {
			t.Errorf("the message does not say %q: %s", word, e.Message)
		}
	}
}

func TestServerThatIsNotThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), store.Options{Engine: store.EngineClickHouse, Addresses: []string{address}, Username: "u"})
	oneLine(t, err, store.CodeUnavailable, address, "does not answer", "store.addresses")
}

// TestServerThatIsSilent accepts connections and never says a word.
func TestServerThatIsSilent(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err = store.Open(ctx, store.Options{Engine: store.EngineClickHouse, Addresses: []string{l.Addr().String()}, Username: "u"})
	oneLine(t, err, store.CodeUnavailable, l.Addr().String())
}

func TestWrongPassword(t *testing.T) {
	t.Parallel()
	o := storetest.ServerOptions(t)
	o.Password = "guessed-secret"
	_, err := store.Open(t.Context(), o)
	oneLine(t, err, store.CodeForbidden, o.Addresses[0], o.Username, "store.password")
	if strings.Contains(err.Error(), "guessed-secret") {
		t.Errorf("the error tells the password: %v", err)
	}
}

func TestBadOptions(t *testing.T) {
	for name, o := range map[string]store.Options{
		"engine":   {Engine: "sqlite"},
		"address":  {Engine: store.EngineClickHouse},
		"database": {Engine: store.EngineClickHouse, Addresses: []string{"127.0.0.1:1"}, Database: "a; DROP TABLE b"},
	} {
		_, err := store.Open(t.Context(), o)
		if store.CodeOf(err) != store.CodeInvalid {
			t.Errorf("%s: error %v, want one that says invalid", name, err)
		}
	}
}

func TestReadBeforeMigrateSaysWhatToDo(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := opened(t, o)
		err := s.Observations(t.Context(), store.Filter{}, 0, func(*store.Observation) error { return nil })
		oneLine(t, err, store.CodeUnavailable, "postup migrate")
	})
}

func TestStatementsEndWithTheirDeadline(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		err := s.Exec(ctx, "CREATE TABLE slow ENGINE = MergeTree ORDER BY n AS SELECT sleepEachRow(1) AS n FROM numbers(3)")
		if store.CodeOf(err) != store.CodeUnavailable {
			t.Errorf("a slow statement ends in %v, want unavailable", err)
		}
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("after a deadline the store does not answer: %v", err)
		}
	})
}
