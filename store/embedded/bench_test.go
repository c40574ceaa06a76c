package embedded_test

import (
	"testing"
)

func BenchmarkSelectOne(b *testing.B) {
	conn := open(b)
	for b.Loop() {
		if n := number(b, conn, "SELECT 1::UInt64"); n != 1 {
			b.Fatal(n)
		}
	}
}

// BenchmarkInsertMillion writes a million rows of six columns in batches of 100,000, as collecting does.
func BenchmarkInsertMillion(b *testing.B) {
	const rows, perBatch = 1_000_000, 100_000
	conn := open(b)
	execute(b, conn, wideTable)
	var batches []*wideColumns
	for from := 0; from < rows; from += perBatch {
		batches = append(batches, newWideColumns(from, perBatch))
	}
	for b.Loop() {
		for _, w := range batches {
			if err := w.write(b, conn); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkInsertSmallBatch(b *testing.B) {
	conn := open(b)
	execute(b, conn, wideTable)
	w := newWideColumns(0, 100)
	for b.Loop() {
		if err := w.write(b, conn); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadMillion(b *testing.B) {
	const rows = 1_000_000
	conn := open(b)
	execute(b, conn, wideTable)
	if err := newWideColumns(0, rows).write(b, conn); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		got, err := conn.Query(b.Context(), "SELECT id, name FROM wide")
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		var id uint64
		var name string
		for ; got.Next(); n++ {
			if err := got.Scan(&id, &name); err != nil {
				b.Fatal(err)
			}
		}
		if err := got.Close(); err != nil || n != rows {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkOpen opens and closes a folder that has data, its library loaded already.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	e := openEngine(b, dir, 0)
	conn := openClient(b, e)
	execute(b, conn, wideTable)
	if err := newWideColumns(0, 100_000).write(b, conn); err != nil {
		b.Fatal(err)
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := openEngine(b, dir, 0).Close(); err != nil {
			b.Fatal(err)
		}
	}
}
