package table

import (
	"bytes"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
)

// TestParquetInArrow: who reads a file into Arrow, as pandas and R do, has the same types and values.
func TestParquetInArrow(t *testing.T) {
	f, err := file.NewParquetReader(bytes.NewReader(written(t, "parquet", wild, wildRows)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	reader, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	read, err := reader.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer read.Release()
	types := []string{}
	for _, field := range read.Schema().Fields() {
		types = append(types, field.Name+" "+field.Type.String())
	}
	want := []string{"zone utf8", "text utf8", "services int64", "share float64", "open bool", "day date32", "collected_at timestamp[us, tz=UTC]"}
	if diff := cmp.Diff(want, types); diff != "" {
		t.Error(diff)
	}
	got := make([][]any, read.NumRows())
	for i := range int(read.NumCols()) {
		row := 0
		for _, chunk := range read.Column(i).Data().Chunks() {
			for n := range chunk.Len() {
				got[row] = append(got[row], ofArrow(chunk, n))
				row++
			}
		}
	}
	if diff := cmp.Diff(wildRows, got); diff != "" {
		t.Error(diff)
	}
}

// ofArrow is a value as the tests write it; nil where it is missing.
func ofArrow(a arrow.Array, n int) any {
	if a.IsNull(n) {
		return nil
	}
	switch a := a.(type) {
	case *array.String:
		return a.Value(n)
	case *array.Int64:
		return a.Value(n)
	case *array.Float64:
		return a.Value(n)
	case *array.Boolean:
		return a.Value(n)
	case *array.Date32:
		return kpi.Date(a.Value(n))
	case *array.Timestamp:
		return time.UnixMicro(int64(a.Value(n))).UTC()
	}
	return a.DataType()
}
