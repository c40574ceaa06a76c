package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"golang.org/x/sync/errgroup"
)

func stringBody(s string) io.ReadCloser { return io.NopCloser(strings.NewReader(s)) }

// Eight writers and readers at once, with errors and cancelled queries between, on fewer connections.
func TestConcurrentUse(t *testing.T) {
	conn := openClient(t, openEngine(t, t.TempDir(), 5))
	execute(t, conn, "CREATE TABLE shared (worker UInt64, n UInt64, s String) ENGINE = MergeTree ORDER BY (worker, n)")
	const workers, rounds, perRound = 8, 12, 500
	var group errgroup.Group
	for worker := range uint64(workers) {
		group.Go(func() error {
			for round := range uint64(rounds) {
				if err := writeAndRead(t.Context(), conn, worker, round, perRound); err != nil {
					return fmt.Errorf("worker %d, round %d: %w", worker, round, err)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if n := number(t, conn, "SELECT count() FROM (SELECT DISTINCT worker, n, s FROM shared)"); n != workers*rounds*perRound {
		t.Errorf("%d different rows, want %d", n, workers*rounds*perRound)
	}
}

func writeAndRead(ctx context.Context, conn driver.Conn, worker, round, n uint64) error {
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO shared (worker, n, s)")
	if err != nil {
		return err
	}
	for i := range n {
		if err := batch.Append(worker, round*n+i, fmt.Sprintf("%d;%d", worker, round*n+i)); err != nil {
			return errors.Join(err, batch.Abort())
		}
	}
	if err := batch.Send(); err != nil {
		return err
	}
	var count uint64
	if err := conn.QueryRow(ctx, "SELECT count() FROM shared WHERE worker = ?", worker).Scan(&count); err != nil {
		return err
	}
	if count != (round+1)*n {
		return fmt.Errorf("reads %d rows of its own, has written %d", count, (round+1)*n)
	}
	var ex *clickhouse.Exception
	if err := conn.Exec(ctx, "SELECT throwIf(1)"); !errors.As(err, &ex) || ex.Code != 395 {
		return fmt.Errorf("got %v, want code 395", err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := conn.Exec(gone, "SELECT sleep(3)"); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("got %v, want a cancelled query", err)
	}
	return nil
}

func TestNoGoroutineStays(t *testing.T) {
	before := runtime.NumGoroutine()
	e := openEngine(t, t.TempDir(), 4)
	conn := openClient(t, e)
	execute(t, conn, wideTable)
	for range 20 {
		if err := newWideColumns(0, 100).write(t, conn); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		rows, err := conn.Query(ctx, "SELECT number FROM numbers(1000000000000000)")
		if err != nil {
			t.Fatal(err)
		}
		rows.Next()
		cancel()
		_ = rows.Close()
		_ = conn.Exec(t.Context(), "SELECT * FROM nowhere")
	}
	if err := errors.Join(conn.Close(), e.Close()); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "as many goroutines as before the engine was opened", func() bool { return runtime.NumGoroutine() <= before })
}

func TestGoFaultsArePanicsAfterOpen(t *testing.T) {
	open(t)
	defer func() {
		if recover() == nil {
			t.Error("no panic: the Go runtime has lost its signal handlers, faults kill the process without a trace")
		}
	}()
	var nothing *[1 << 20]byte
	nothing[4321] = 1
}
