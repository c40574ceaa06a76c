package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/postup/postup/kpi"
)

func openParquet(t *testing.T, b []byte) *parquet.File {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// parquetRows reads all rows as they were before they were written.
func parquetRows(t *testing.T, f *parquet.File, m Meta) [][]any {
	t.Helper()
	var all [][]any
	for _, group := range f.RowGroups() {
		rows := group.Rows()
		buf := make([]parquet.Row, 100)
		for {
			n, err := rows.ReadRows(buf)
			for _, r := range buf[:n] {
				all = append(all, parquetRow(r, m))
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func parquetRow(r parquet.Row, m Meta) []any {
	row := make([]any, len(r))
	for i, v := range r {
		if v.IsNull() {
			continue
		}
		switch m.Columns[i].Type {
		case TypeText:
			row[i] = string(v.ByteArray())
		case TypeInteger:
			row[i] = v.Int64()
		case TypeNumber:
			row[i] = v.Double()
		case TypeBoolean:
			row[i] = v.Boolean()
		case TypeDate:
			row[i] = kpi.Date(v.Int32())
		case TypeTime:
			row[i] = time.UnixMicro(v.Int64()).UTC()
		}
	}
	return row
}

// TestParquet: a file holds all values and knows their types, for a reader of other hands than the writer.
func TestParquet(t *testing.T) {
	f := openParquet(t, written(t, "parquet", wild, wildRows))
	if diff := cmp.Diff(wildRows, parquetRows(t, f, wild)); diff != "" {
		t.Error(diff)
	}
	want := `message table {
	optional binary zone (STRING);
	optional binary text (STRING);
	optional int64 services (INT(64,true));
	optional double share;
	optional boolean open;
	optional int32 day (DATE);
	optional int64 collected_at (TIMESTAMP(isAdjustedToUTC=true,unit=MICROS));
}`
	if diff := cmp.Diff(want, f.Schema().String()); diff != "" {
		t.Error(diff)
	}
	if by := f.Metadata().CreatedBy; by != "postup version 1(build 0)" {
		t.Errorf("made by %s", by)
	}
	for key, want := range map[string]string{"title": wild.Title, "description": wild.Description, "licence": wild.Licence, "version": wild.Version} {
		if got, _ := f.Lookup(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

// TestParquetGroups: a long table is cut into groups, and each row is in one of them, whether or not a column's values are
// so many that they have no dictionary.
func TestParquetGroups(t *testing.T) {
	m := Meta{Columns: []Column{{Name: "n", Type: TypeInteger}, {Name: "text", Type: TypeText}, {Name: "few", Type: TypeText}}}
	var rows [][]any
	for i := range int64(2*groupRows + 10) {
		row := []any{i, fmt.Sprintf("text %d, which is in no other row", i), fmt.Sprint(i % 7)}
		if i%5 == 0 {
			row[1], row[2] = nil, ""
		}
		rows = append(rows, row)
	}
	f := openParquet(t, written(t, "parquet", m, rows))
	if n := len(f.RowGroups()); n != 3 {
		t.Errorf("%d groups", n)
	}
	got := parquetRows(t, f, m)
	if len(got) != len(rows) {
		t.Fatalf("%d rows of %d", len(got), len(rows))
	}
	for i := range rows {
		if diff := cmp.Diff(rows[i], got[i]); diff != "" {
			t.Fatalf("row %d: %s", i, diff)
		}
	}
}

// TestParquetLongTexts: long texts make a group end sooner.
func TestParquetLongTexts(t *testing.T) {
	m := Meta{Columns: []Column{{Name: "text", Type: TypeText}}}
	var rows [][]any
	for i := range 20 {
		rows = append(rows, []any{strings.Repeat(string(rune('a'+i)), 1<<20)})
	}
	f := openParquet(t, written(t, "parquet", m, rows))
	if n := len(f.RowGroups()); n != 2 {
		t.Errorf("%d groups", n)
	}
	if diff := cmp.Diff(rows, parquetRows(t, f, m)); diff != "" {
		t.Error("the texts are not the same")
	}
}

// TestParquetEmpty: a table without rows still has its columns.
func TestParquetEmpty(t *testing.T) {
	f := openParquet(t, written(t, "parquet", wild, nil))
	if f.NumRows() != 0 || len(f.Schema().Columns()) != len(wild.Columns) {
		t.Errorf("%d rows of %v", f.NumRows(), f.Schema())
	}
}
