package table

import (
	"bytes"
	"io"
	"math"
	"runtime"
	"testing"
	"time"
)

// TestSameBytes: who makes a table anew has the same file, and so the same checksum, at another time and on other cores.
func TestSameBytes(t *testing.T) {
	defer func(rows int) { sheetRows = rows }(sheetRows)
	sheetRows = 5 // several sheets
	for _, f := range Formats() {
		first := written(t, f.ID, wild, wildRows)
		for _, cores := range []int{1, 4} {
			before := runtime.GOMAXPROCS(cores)
			for range 3 {
				if !bytes.Equal(first, written(t, f.ID, wild, wildRows)) {
					t.Errorf("%s: the bytes are not the same", f.ID)
				}
			}
			runtime.GOMAXPROCS(before)
		}
	}
}

// TestMemory: a table three times as long takes no more memory, so that who asks for a long one does not stop the others.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes long tables")
	}
	m, rows := published()
	for _, f := range Formats() {
		t.Run(f.ID, func(t *testing.T) {
			w, err := New(f, io.Discard, m)
			if err != nil {
				t.Fatal(err)
			}
			var held [2]uint64
			const long = 6 * groupRows
			for i := range long {
				if err := w.Row(rows[i%len(rows)]); err != nil {
					t.Fatal(err)
				}
				if at := i + 1; at == long/3 || at == long {
					held[at/long] = heldNow()
				}
			}
			if held[1] > held[0]+8<<20 {
				t.Errorf("%d MB after %d rows, %d MB after %d", held[0]>>20, long/3, held[1]>>20, long)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// heldNow is the least of some looks at the heap, between which what is written beside the rows comes to its end.
func heldNow() uint64 {
	least := uint64(math.MaxUint64)
	for range 5 {
		time.Sleep(50 * time.Millisecond)
		runtime.GC()
		runtime.GC() // twice: pools let go of what they hold at the second
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		least = min(least, s.HeapAlloc)
	}
	return least
}

// TestNoAllocations: the formats that are text take nothing from the collector for a row.
func TestNoAllocations(t *testing.T) {
	m, rows := published()
	for _, id := range []string{"csv", "excel.csv", "json", "ndjson"} {
		w, err := New(format(t, id), io.Discard, m)
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		if n := testing.AllocsPerRun(10_000, func() {
			i++
			if err := w.Row(rows[i%len(rows)]); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %g allocations a row", id, n)
		}
	}
}
