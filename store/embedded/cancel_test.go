package embedded_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// running counts the queries that the engine runs whose text holds mark.
func running(tb testing.TB, conn driver.Conn, mark string) uint64 {
	tb.Helper()
	return number(tb, conn, "SELECT count() FROM system.processes WHERE position(query, ?) > 0 AND position(query, 'system.processes') = 0", mark)
}

// The engine would need hours for each of these.
func TestCancellationStopsQuery(t *testing.T) {
	conn := open(t)
	execute(t, conn, "CREATE TABLE big (n UInt64) ENGINE = MergeTree ORDER BY n")
	for name, statement := range map[string]string{
		"no rows until the end": "SELECT /* mark */ sum(cityHash64(number)) FROM numbers(1000000000000000)",
		"rows all the time":     "SELECT /* mark */ number FROM numbers(1000000000000000) WHERE number % 100000 = 0",
		"scalar before rows":    "SELECT /* mark */ (SELECT sum(cityHash64(number)) FROM numbers(1000000000000000))",
		"insert":                "INSERT INTO big SELECT /* mark */ number FROM numbers(1000000000000000) WHERE cityHash64(number) = 1",
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			result := make(chan error, 1)
			go func() { result <- drain(ctx, conn, statement) }()
			waitUntil(t, "the query runs", func() bool { return running(t, conn, "/* mark */") == 1 })
			cancel()
			if err := <-result; !errors.Is(err, context.Canceled) {
				t.Errorf("a cancelled query ended with %v", err)
			}
			if n := running(t, conn, "/* mark */"); n != 0 {
				t.Errorf("%d queries run on after their caller has gone", n)
			}
		})
	}
	execute(t, conn, "SELECT 1")
}

func drain(ctx context.Context, conn driver.Conn, statement string) error {
	rows, err := conn.Query(ctx, statement)
	if err != nil {
		return err
	}
	for rows.Next() {
		continue
	}
	return errors.Join(rows.Close(), rows.Err())
}

func TestDeadlineStopsQuery(t *testing.T) {
	conn := open(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if err := drain(ctx, conn, "SELECT sum(cityHash64(number)) FROM numbers(1000000000000000)"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline's error", err)
	}
}

func TestMaxExecutionTimeHoldsForOneQuery(t *testing.T) {
	e := openEngine(t, t.TempDir(), 1)
	conn := openClient(t, e)
	ctx := withSetting(t, "max_execution_time", 0.05)
	err := drain(ctx, conn, "SELECT sum(cityHash64(number)) FROM numbers(1000000000000000)")
	var ex *clickhouse.Exception
	if !errors.As(err, &ex) || ex.Code != 159 {
		t.Fatalf("got %v, want *clickhouse.Exception with code 159", err)
	}
	if n := number(t, conn, "SELECT toUInt64(getSetting('max_execution_time'))"); n != 0 {
		t.Errorf("the next query on the connection is bounded to %d s", n)
	}
}

func TestCancellationStopsInsertThatWaitsForData(t *testing.T) {
	e := openEngine(t, t.TempDir(), 0)
	conn := openClient(t, e)
	execute(t, conn, "CREATE TABLE narrow (n UInt64) ENGINE = MergeTree ORDER BY n")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	body, writer := io.Pipe()
	defer writer.Close()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://embedded/?query=INSERT+INTO+narrow+(n)+FORMAT+Native", body)
	if err != nil {
		t.Fatal(err)
	}
	result := make(chan error, 1)
	go func() {
		_, err := e.Transport().RoundTrip(req)
		result <- err
	}()
	if _, err := io.WriteString(writer, "\x01\x01\x01n\x06UInt64\x07\x00\x00\x00\x00\x00\x00\x00"); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "the insert runs", func() bool { return running(t, conn, "INTO narrow") == 1 })
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled insert ended with %v", err)
	}
	if n := number(t, conn, "SELECT count() FROM narrow"); n != 0 {
		t.Errorf("%d rows of a cancelled insert went in", n)
	}
}

func TestClosedBodyEndsQuery(t *testing.T) {
	e := openEngine(t, t.TempDir(), 1)
	conn := openClient(t, e)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://embedded/", stringBody("SELECT number FROM numbers(1000000000000000)"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := e.Transport().RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(resp.Body, make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if n := number(t, conn, "SELECT 7::UInt64"); n != 7 {
		t.Errorf("the connection gives %d after a query was left", n)
	}
}
