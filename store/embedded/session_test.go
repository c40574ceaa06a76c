package embedded_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

func TestSettingHoldsForItsQueryOnly(t *testing.T) {
	conn := openClient(t, openEngine(t, t.TempDir(), 1))
	const query = "SELECT getSetting('max_block_size')::UInt64"
	usual := number(t, conn, query)
	var n uint64
	if err := conn.QueryRow(withSetting(t, "max_block_size", 123), query).Scan(&n); err != nil || n != 123 {
		t.Errorf("the query's own setting is %d, want 123 (%v)", n, err)
	}
	if err := conn.Exec(withSetting(t, "max_bloc_size", 5), "SELECT 1"); err == nil {
		t.Error("a misspelt setting was taken")
	}
	if n := number(t, conn, query); n != usual {
		t.Errorf("the setting of an earlier query stayed: %d, want %d", n, usual)
	}
}

func TestSettingOfOursCanBeOverriddenAndComesBack(t *testing.T) {
	conn := openClient(t, openEngine(t, t.TempDir(), 1))
	const query = "SELECT toUInt64(getSetting('async_insert'))"
	var n uint64
	if err := conn.QueryRow(withSetting(t, "async_insert", 1), query).Scan(&n); err != nil || n != 1 {
		t.Errorf("async_insert is %d, want 1 (%v)", n, err)
	}
	if n := number(t, conn, query); n != 0 {
		t.Error("inserts are acknowledged before they are written")
	}
}

func TestTimesAreUTCWhateverTheMachine(t *testing.T) {
	t.Setenv("TZ", "Asia/Vladivostok")
	conn := open(t)
	var at time.Time
	if err := conn.QueryRow(t.Context(), "SELECT toDateTime('2023-09-30 12:00:00')").Scan(&at); err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2023, 9, 30, 12, 0, 0, 0, time.UTC); !at.Equal(want) {
		t.Errorf("noon is %v, want %v", at, want)
	}
}

func TestDatabaseOfTheClientIsUsed(t *testing.T) {
	e := openEngine(t, t.TempDir(), 1)
	plain := openClient(t, e)
	execute(t, plain, "CREATE DATABASE `it's;`")
	named, err := clickhouse.Open(&clickhouse.Options{
		Protocol:      clickhouse.HTTP,
		Addr:          []string{"embedded"},
		Auth:          clickhouse.Auth{Database: "it's;"},
		TransportFunc: func(*http.Transport) (http.RoundTripper, error) { return e.Transport(), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer named.Close()
	execute(t, named, "CREATE TABLE here (n UInt64) ENGINE = MergeTree ORDER BY n")
	execute(t, named, "INSERT INTO here VALUES (1)")
	if n := number(t, plain, "SELECT count() FROM `it's;`.here"); n != 1 {
		t.Errorf("%d rows in the client's database, want 1", n)
	}
	var ex *clickhouse.Exception
	if err := plain.Exec(t.Context(), "SELECT * FROM here"); !errors.As(err, &ex) || ex.Code != 60 {
		t.Errorf("another client's database stayed on the connection: %v", err)
	}
}

func TestServerSideParameters(t *testing.T) {
	conn := openClient(t, openEngine(t, t.TempDir(), 1))
	for _, want := range []string{"Київ", "it's; -- no"} {
		ctx := clickhouse.Context(t.Context(), clickhouse.WithParameters(clickhouse.Parameters{"name": want}))
		var got string
		if err := conn.QueryRow(ctx, "SELECT {name:String}").Scan(&got); err != nil || got != want {
			t.Errorf("parameter %q came as %q (%v)", want, got, err)
		}
	}
}

func TestCompressionIsRefused(t *testing.T) {
	e := openEngine(t, t.TempDir(), 1)
	conn, err := clickhouse.Open(&clickhouse.Options{
		Protocol:      clickhouse.HTTP,
		Addr:          []string{"embedded"},
		Compression:   &clickhouse.Compression{Method: clickhouse.CompressionLZ4},
		TransportFunc: func(*http.Transport) (http.RoundTripper, error) { return e.Transport(), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "Compression") {
		t.Errorf("a client with compression: %v; it must be told to leave it off", err)
	}
}
