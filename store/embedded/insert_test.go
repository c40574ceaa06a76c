package embedded_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/store/embedded"
)

const wideTable = `CREATE TABLE wide (
	id UInt64, name String, share Nullable(Float64), on Date, at DateTime('UTC'), hash FixedString(16)
) ENGINE = MergeTree ORDER BY id`

// wideColumns are the columns of rows from..from+n of the wide table.
type wideColumns struct {
	id    []uint64
	name  []string
	share []*float64
	on    []time.Time
	at    []time.Time
	hash  []string
}

func newWideColumns(from, n int) *wideColumns {
	w := &wideColumns{}
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := from; i < from+n; i++ {
		share := float64(i%1000) / 1000
		w.id = append(w.id, uint64(i))
		w.name = append(w.name, []string{"послуга;", "service\n\n", "'quoted'", ""}[i%4])
		w.share = append(w.share, []*float64{&share, nil}[i%2])
		w.on = append(w.on, start.AddDate(0, 0, i%365))
		w.at = append(w.at, start.Add(time.Duration(i)*time.Second))
		w.hash = append(w.hash, "0123456789abcdef")
	}
	return w
}

// write inserts the columns and returns what Send says.
func (w *wideColumns) write(tb testing.TB, conn driver.Conn) error {
	tb.Helper()
	batch, err := conn.PrepareBatch(tb.Context(), "INSERT INTO wide (id, name, share, on, at, hash)")
	if err != nil {
		return err
	}
	defer batch.Close()
	for i, column := range []any{w.id, w.name, w.share, w.on, w.at, w.hash} {
		if err := batch.Column(i).Append(column); err != nil {
			return err
		}
	}
	return batch.Send()
}

func TestMillionRowsByColumn(t *testing.T) {
	conn := open(t)
	execute(t, conn, wideTable)
	if err := newWideColumns(0, 1_000_000).write(t, conn); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]uint64{
		"SELECT count() FROM wide":                                                     1_000_000,
		"SELECT sum(id) FROM wide":                                                     499_999_500_000,
		"SELECT countIf(share IS NULL) FROM wide":                                      500_000,
		"SELECT countIf(name = 'послуга;') FROM wide":                                  250_000,
		"SELECT uniqExact(on) FROM wide":                                               365,
		"SELECT countIf(at = toDateTime('2023-01-01 00:00:00', 'UTC') + id) FROM wide": 1_000_000,
		"SELECT countIf(hash = '0123456789abcdef') FROM wide":                          1_000_000,
	} {
		if n := number(t, conn, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
}

func TestBatchWithUnevenColumnsIsAnError(t *testing.T) {
	conn := open(t)
	execute(t, conn, wideTable)
	w := newWideColumns(0, 10)
	w.name = w.name[:9]
	if err := w.write(t, conn); err == nil {
		t.Error("a batch whose columns differ in length was taken for written: its rows are lost")
	}
	if n := number(t, conn, "SELECT count() FROM wide"); n != 0 {
		t.Errorf("%d rows of a batch that failed", n)
	}
	if err := newWideColumns(0, 10).write(t, conn); err != nil {
		t.Errorf("the next batch: %v", err)
	}
}

func TestBatchRefusedByEngine(t *testing.T) {
	conn := open(t)
	execute(t, conn, wideTable)
	execute(t, conn, "ALTER TABLE wide ADD CONSTRAINT small CHECK id < 900000")
	err := newWideColumns(0, 1_000_000).write(t, conn)
	var ex *clickhouse.Exception
	if !errors.As(err, &ex) || ex.Code != 469 {
		t.Fatalf("got %v, want *clickhouse.Exception with code 469", err)
	}
	if strings.Contains(ex.Message, "/dev/fd") || strings.Contains(ex.Message, "Code:") {
		t.Errorf("the message tells of pipes or repeats itself: %q", ex.Message)
	}
}

func TestInsertOfMisspeltColumnIsAnError(t *testing.T) {
	conn := open(t)
	execute(t, conn, "CREATE TABLE narrow (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
	ctx := clickhouse.Context(t.Context(), clickhouse.WithColumnNamesAndTypes([]clickhouse.ColumnNameAndType{
		{Name: "nn", Type: "UInt64"}, {Name: "s", Type: "String"},
	}))
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO narrow (n, s)")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(batch.Append(uint64(7), "x"), batch.Send()); err == nil {
		t.Error("data of an unknown column was dropped without a word")
	}
}

// post sends an insert as clickhouse-go does, with a body of our making.
func post(t *testing.T, e *embedded.Engine, statement string, body io.Reader) (*http.Response, error) {
	t.Helper()
	address := "http://embedded/?query=" + url.QueryEscape(statement)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, body)
	if err != nil {
		t.Fatal(err)
	}
	return e.Transport().RoundTrip(req)
}

func TestInsertOfBrokenBodyWritesNothing(t *testing.T) {
	e := openEngine(t, t.TempDir(), 0)
	conn := openClient(t, e)
	execute(t, conn, "CREATE TABLE narrow (n UInt64) ENGINE = MergeTree ORDER BY n")
	const into = "INSERT INTO narrow (n) FORMAT Native"
	const whole = "\x01\x01\x01n\x06UInt64\x07\x00\x00\x00\x00\x00\x00\x00"
	broken := errors.New("the line went dead")
	cut, writer := io.Pipe()
	go func() {
		_, _ = io.WriteString(writer, whole[:len(whole)-3])
		writer.CloseWithError(broken)
	}()

	if _, err := post(t, e, into, cut); !errors.Is(err, broken) {
		t.Errorf("a body that broke off: %v, want its own error", err)
	}
	if resp, err := post(t, e, into, strings.NewReader(whole[:len(whole)-3])); err == nil && resp.StatusCode == http.StatusOK {
		t.Error("a truncated body was taken for whole")
	}
	if resp, err := post(t, e, "INSERT INTO nowhere FORMAT Native", strings.NewReader(strings.Repeat(whole, 1_000_000))); err != nil || resp.StatusCode == http.StatusOK {
		t.Errorf("a large insert into an unknown table: %v, %v", resp, err)
	}
	if n := number(t, conn, "SELECT count() FROM narrow"); n != 0 {
		t.Errorf("%d rows came of broken inserts", n)
	}
	if resp, err := post(t, e, into, strings.NewReader(whole)); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("a whole body after broken ones: %v, %v", resp, err)
	}
	if n := number(t, conn, "SELECT sum(n) FROM narrow"); n != 7 {
		t.Errorf("stored %d, want 7", n)
	}
}

func TestInlineDataIsRefused(t *testing.T) {
	conn := open(t)
	execute(t, conn, "CREATE TABLE narrow (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
	if err := conn.Exec(t.Context(), `INSERT INTO narrow FORMAT JSONEachRow {"n":1,"s":"a;b"}`); err == nil {
		t.Error("data behind FORMAT was accepted, which the library may cut at a semicolon")
	}
	execute(t, conn, "INSERT INTO narrow VALUES (1, 'a; FORMAT x y'), (2, ';\n\n;')")
	execute(t, conn, "INSERT INTO narrow SELECT n + 2, s FROM narrow")
	if n := number(t, conn, "SELECT count() FROM narrow"); n != 4 {
		t.Errorf("%d rows, want 4", n)
	}
}
