package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/go-cmp/cmp"
)

type record struct {
	ID    uint64     `ch:"id"`
	Name  string     `ch:"name"`
	Share *float64   `ch:"share"`
	Hours []uint32   `ch:"hours"`
	Words []string   `ch:"words"`
	On    time.Time  `ch:"on"`
	At    time.Time  `ch:"at"`
	Hash  string     `ch:"hash"`
	Flag  uint8      `ch:"flag"`
	Delta int64      `ch:"delta"`
	Gone  *time.Time `ch:"gone"`
}

const recordTable = `CREATE TABLE records (
	id UInt64, name String, share Nullable(Float64), hours Array(UInt32), words Array(String), on Date,
	at DateTime('UTC'), hash FixedString(16), flag UInt8, delta Int64, gone Nullable(Date)
) ENGINE = MergeTree ORDER BY id`

func sampleRecords() []record {
	share, zero := 0.2451, 0.0
	gone := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	on := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	at := time.Date(2023, 9, 30, 23, 59, 59, 0, time.UTC)
	return []record{
		{ID: 1, Name: "Приморський край", Share: &share, Hours: []uint32{1, 4294967295}, Words: []string{"a", "і"},
			On: on, At: at, Hash: "0123456789abcdef", Flag: 1, Delta: -9223372036854775808, Gone: &gone},
		{ID: 1<<64 - 1, Name: `it's "quoted" \ ; and` + "\n\n;\t" + `/* not */ -- a comment`, Hours: []uint32{}, Words: []string{},
			On: on.AddDate(0, 0, 65535), At: on.Add(4294967295 * time.Second), Hash: strings.Repeat("\x00", 16)},
		{ID: 3, Name: "", Share: &zero, Hours: []uint32{0}, Words: []string{"", "';--"}, On: on, At: on, Hash: "__exception__\r\n;"},
	}
}

func readRecords(t *testing.T, conn clickhouse.Conn, query string, args ...any) []record {
	t.Helper()
	var got []record
	if err := conn.Select(t.Context(), &got, query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return got
}

func TestTypesSurviveBatch(t *testing.T) {
	conn := open(t)
	execute(t, conn, recordTable)
	batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO records")
	if err != nil {
		t.Fatal(err)
	}
	want := sampleRecords()
	for i := range want {
		if err := batch.AppendStruct(&want[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	got := readRecords(t, conn, "SELECT * FROM records ORDER BY id = 3, id")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what was written is not what is read (-written +read):\n%s", diff)
	}
}

func TestTypesSurviveBoundArguments(t *testing.T) {
	conn := open(t)
	execute(t, conn, recordTable)
	want := sampleRecords()
	want[2].Hash = "0000000000000000"
	want[1].Hash = "fedcba9876543210"
	for _, r := range want {
		execute(t, conn, "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", r.ID, r.Name, r.Share, r.Hours, r.Words,
			r.On.Format(time.DateOnly), r.At.Unix(), r.Hash, r.Flag, r.Delta, r.Gone)
	}
	got := readRecords(t, conn, "SELECT * FROM records WHERE name IN (?, ?, ?) ORDER BY id = 3, id",
		want[0].Name, want[1].Name, want[2].Name)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what was written is not what is read (-written +read):\n%s", diff)
	}
}

func TestLargeResultComesInPieces(t *testing.T) {
	conn := open(t)
	rows, err := conn.Query(t.Context(), "SELECT number, toString(number) FROM numbers(2000000)")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var n uint64
	for rows.Next() {
		var i uint64
		var s string
		if err := rows.Scan(&i, &s); err != nil {
			t.Fatal(err)
		}
		if i != n || s != fmt.Sprint(n) {
			t.Fatalf("row %d is %d, %q: rows are lost or mixed up between pieces", n, i, s)
		}
		n++
	}
	if err := rows.Err(); err != nil || n != 2000000 {
		t.Errorf("read %d rows, want 2000000 (%v)", n, err)
	}
}

func TestResultWithoutRowsIsNoError(t *testing.T) {
	conn := open(t)
	execute(t, conn, recordTable)
	if got := readRecords(t, conn, "SELECT * FROM records"); len(got) != 0 {
		t.Errorf("an empty table gave %v", got)
	}
	for _, statement := range []string{"SHOW TABLES", "DESCRIBE TABLE records", "EXISTS TABLE records", "SELECT 1 SETTINGS max_threads = 1", "OPTIMIZE TABLE records FINAL", "WITH 1 AS x SELECT x"} {
		execute(t, conn, statement)
	}
}

func TestErrorsAreExceptionsWithCode(t *testing.T) {
	conn := open(t)
	execute(t, conn, "CREATE TABLE numbers_only (n UInt64) ENGINE = MergeTree ORDER BY n")
	tests := map[string]struct {
		run  func() error
		code int32
		text string
	}{
		"unknown table":   {func() error { return conn.Exec(t.Context(), "SELECT * FROM nowhere") }, 60, "nowhere"},
		"syntax":          {func() error { return conn.Exec(t.Context(), "SELEKT 1") }, 62, "SELEKT"},
		"not SQL at all":  {func() error { return conn.Exec(t.Context(), "hello") }, 62, "hello"},
		"table exists":    {func() error { return conn.Exec(t.Context(), "CREATE TABLE numbers_only (n UInt8) ENGINE = Memory") }, 57, "numbers_only"},
		"before any row":  {func() error { _, err := conn.Query(t.Context(), "SELECT throwIf(1)"); return err }, 395, "throwIf"},
		"unknown setting": {func() error { return conn.Exec(withSetting(t, "not_a_setting", 1), "SELECT 1") }, 115, "not_a_setting"},
		"after many rows": {func() error {
			rows, err := conn.Query(t.Context(), "SELECT throwIf(number = 1500000, 'Не сталося') FROM numbers(3000000)")
			if err != nil {
				return err
			}
			for rows.Next() {
				continue
			}
			return errors.Join(rows.Close(), rows.Err())
		}, 395, "Не сталося"},
		"values": {func() error { return conn.Exec(t.Context(), "INSERT INTO numbers_only VALUES ('x')") }, 0, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := test.run()
			var ex *clickhouse.Exception
			if !errors.As(err, &ex) {
				t.Fatalf("got %T %v, want *clickhouse.Exception", err, err)
			}
			if test.code != 0 && ex.Code != test.code {
				t.Errorf("code %d, want %d: %v", ex.Code, test.code, err)
			}
			if !strings.Contains(ex.Message, test.text) {
				t.Errorf("message %q does not say %q", ex.Message, test.text)
			}
		})
	}
	if n := number(t, conn, "SELECT count() FROM numbers_only"); n != 0 {
		t.Errorf("%d rows after errors only", n)
	}
}

func withSetting(t *testing.T, name string, value any) context.Context {
	return clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{name: value}))
}
