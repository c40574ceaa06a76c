package embedded_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/postup/postup/store/embedded"
)

// childFolder tells a re-executed test binary to be the child, and which folder is its.
const childFolder = "POSTUP_TEST_CHILD_FOLDER"

const (
	childBatch   = 200
	childWriters = 3
)

// TestChildInserts is the process that TestKilledProcessLosesNothing kills. Its writers insert batches
// for ever and print the number of each one that was acknowledged.
func TestChildInserts(t *testing.T) {
	dir := os.Getenv(childFolder)
	if dir == "" {
		t.Skip("runs only as a child of another test")
	}
	conn := openClient(t, openEngine(t, dir, childWriters))
	execute(t, conn, "CREATE TABLE IF NOT EXISTS acknowledged (batch UInt64, row UInt64) ENGINE = MergeTree ORDER BY (batch, row)")
	var last atomic.Uint64
	last.Store(number(t, conn, "SELECT max(batch) FROM acknowledged"))
	var group errgroup.Group
	for range childWriters {
		group.Go(func() error {
			for {
				n := last.Add(1)
				batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO acknowledged (batch, row)")
				if err != nil {
					return err
				}
				for row := range uint64(childBatch) {
					if err := batch.Append(n, row); err != nil {
						return err
					}
				}
				if err := batch.Send(); err != nil {
					return err
				}
				if _, err := fmt.Printf("\nacknowledged %d\n", n); err != nil {
					return err
				}
			}
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
}

// insertAndKill runs the child on dir until it has acknowledged so many batches, kills it in the middle
// of its work, and returns the numbers of all the batches it acknowledged.
func insertAndKill(t *testing.T, dir string, batches int, alive func(pid int)) []uint64 {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestChildInserts$", "-test.v")
	child.Env = append(os.Environ(), childFolder+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []uint64
	var said strings.Builder
	lines := bufio.NewScanner(io.TeeReader(out, &said))
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), "acknowledged ")
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if acknowledged = append(acknowledged, n); len(acknowledged) == batches {
			alive(child.Process.Pid)
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait() // killed
	if len(acknowledged) < batches {
		t.Fatalf("the child ended by itself after %d batches:\n%s", len(acknowledged), said.String())
	}
	return acknowledged
}

func TestKilledProcessLosesNothing(t *testing.T) {
	dir := t.TempDir()
	openEngine(t, dir, 1).Close() // skips without the library
	acknowledged := map[uint64]bool{}
	for round := range 4 {
		for _, n := range insertAndKill(t, dir, 5+17*round, func(pid int) { refusesFolderOf(t, dir, pid) }) {
			acknowledged[n] = true
		}
		e := openEngine(t, dir, 2)
		rows, err := openClient(t, e).Query(t.Context(), "SELECT batch, count(), uniqExact(row) FROM acknowledged GROUP BY batch")
		if err != nil {
			t.Fatal(err)
		}
		stored := 0
		for rows.Next() {
			var batch, n, different uint64
			if err := rows.Scan(&batch, &n, &different); err != nil {
				t.Fatal(err)
			}
			if n != childBatch || different != childBatch {
				t.Errorf("round %d: batch %d has %d rows, %d of them different, want %d", round, batch, n, different, childBatch)
			}
			if acknowledged[batch] {
				stored++
			}
		}
		if err := errors.Join(rows.Close(), rows.Err(), e.Close()); err != nil {
			t.Fatal(err)
		}
		if stored != len(acknowledged) {
			t.Errorf("round %d: %d batches were acknowledged and %d of them are there after the kill", round, len(acknowledged), stored)
		}
	}
}

func refusesFolderOf(t *testing.T, dir string, pid int) {
	_, err := embedded.Open(embedded.Options{Dir: dir})
	if !errors.Is(err, embedded.ErrInUse) || !strings.Contains(err.Error(), fmt.Sprint("process ", pid)) {
		t.Errorf("folder of process %d opened a second time: %v; a user could not tell who has it", pid, err)
	}
}
