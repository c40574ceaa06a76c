package opendata

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// keptContents are a store of contents by their hashes, which are written in pieces of some bytes.
type keptContents struct {
	Store
	byHash map[string]string
	pieces int
}

func (c keptContents) Content(_ context.Context, hash string, to io.Writer) error {
	for piece := range slices.Chunk([]byte(c.byHash[hash]), c.pieces) {
		if _, err := to.Write(bytes.Clone(piece)); err != nil {
			return err
		}
	}
	return nil
}

func (c keptContents) ContentOf(ctx context.Context, d store.Released, to io.Writer) error {
	return c.Content(ctx, d.Hash, to)
}

var mixed = []table.Column{
	{Name: "text", Type: table.TypeText}, {Name: "count", Type: table.TypeInteger}, {Name: "value", Type: table.TypeNumber},
	{Name: "open", Type: table.TypeBoolean}, {Name: "day", Type: table.TypeDate}, {Name: "at", Type: table.TypeTime},
}

// mixedRows have each kind of value in each form that it is kept in.
func mixedRows() [][]table.Cell {
	day, at := kpi.MustDate("2024-02-29"), time.Date(2026, 9, 30, 1, 2, 3, 4000, time.UTC)
	rows := [][]table.Cell{
		{table.Text("Дніпро"), table.Integer(math.MaxInt64), table.Number(0.1), table.Bool(true), table.Day(day), table.Moment(at)},
		{table.Text(""), table.Integer(math.MinInt64), table.Number(-1e300), table.Bool(false), table.Day(kpi.MustDate("0001-01-01")), table.Moment(at.Truncate(time.Second))},
		{{}, {}, {}, {}, {}, {}},
	}
	for _, text := range []string{`a "word"`, `{"text":`, `,"count":7`, "}", "null", "a\nb", `\`, `\"`, "[1,2]", "\u2028", "\x00", strings.Repeat("довгий ", 1000)} {
		rows = append(rows, []table.Cell{table.Text(text), table.Integer(0), table.Number(12345678901234567890), table.Bool(true), {}, table.Moment(at)})
	}
	for _, f := range []float64{0, -0.5, 1e21, 5.746011679211961e190, 4.9696597073968495e85, math.MaxFloat64, math.SmallestNonzeroFloat64, 9007199254740993, 1.0 / 3} {
		rows = append(rows, []table.Cell{table.Text("number"), table.Integer(-1), table.Number(f), {}, table.Day(day), {}})
	}
	return rows
}

func as(t testing.TB, f table.Format, rows [][]table.Cell) string {
	t.Helper()
	var out bytes.Buffer
	w, err := table.New(f, &out, table.Meta{Columns: mixed})
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range rows {
		if err := w.Row(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func frozen(text string, pieces int) (keptContents, store.Released) {
	d := store.Released{ID: "mixed", Hash: "it"}
	for _, c := range mixed {
		d.Columns = append(d.Columns, store.ReleasedColumn{Name: c.Name, Type: c.Type.String()})
	}
	return keptContents{byHash: map[string]string{"it": text}, pieces: pieces}, d
}

// TestFilesAreOfTheRowsThatWereFrozen: in every format, to the last bit of a number, wherever the content is cut, and however few rows there are.
func TestFilesAreOfTheRowsThatWereFrozen(t *testing.T) {
	all := mixedRows()
	for _, rows := range [][][]table.Cell{all, all[:1], nil} {
		text := as(t, Kept(), rows)
		for _, pieces := range []int{1, 7, 100, 1 << 20} {
			from, d := frozen(text, pieces)
			for _, f := range table.Formats() {
				var out bytes.Buffer
				if err := Copy(t.Context(), from, d, f, table.Meta{}, &out); err != nil {
					t.Fatalf("%s: %v", f.ID, err)
				}
				if want := as(t, f, rows); want != out.String() {
					t.Errorf("%s of %d rows in pieces of %d bytes is not what the rows are written as: %d bytes, want %d", f.ID, len(rows), pieces, out.Len(), len(want))
				}
			}
		}
	}
}

// TestWhatStaysIsWritten: most cells are as in the row before, over thousands of rows and from one row group of Parquet into the next, be there a value
// or none.
func TestWhatStaysIsWritten(t *testing.T) {
	var rows [][]table.Cell
	for i := range 150_000 {
		row := []table.Cell{
			table.Text(strconv.Itoa(i / 40_000)), table.Integer(int64(i / 3)), table.Number(float64(i/70_000) / 3), table.Bool(i/50_000 == 1),
			table.Day(kpi.MustDate("2023-01-01").AddDays(i / 30_000)), table.Moment(time.Unix(int64(i/100_000), 0)),
		}
		for n := range row {
			if i/10_000%len(row) == n {
				row[n] = table.Cell{}
			}
		}
		rows = append(rows, row)
	}
	from, d := frozen(as(t, Kept(), rows), 1<<16)
	for _, f := range table.Formats() {
		if f.ID == "xlsx" {
			continue // which is slow, and looks at no row but the one that it writes
		}
		var out bytes.Buffer
		if err := Copy(t.Context(), from, d, f, table.Meta{}, &out); err != nil {
			t.Fatalf("%s: %v", f.ID, err)
		}
		if as(t, f, rows) != out.String() {
			t.Errorf("%s is not what the rows are written as", f.ID)
		}
	}
}

// TestRowsOutliveTheNext: who keeps a row's texts has them unchanged.
func TestRowsOutliveTheNext(t *testing.T) {
	all := mixedRows()
	from, d := frozen(as(t, Kept(), all), 100)
	var got [][]table.Cell
	err := rowsOf(t.Context(), from, d, mixed, func(cells []table.Cell) error {
		got = append(got, slices.Clone(cells))
		return nil
	})
	if diff := cmp.Diff(all, got, cmp.AllowUnexported(table.Cell{})); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

// TestReadingEndsWithTheFirstError: of who takes the rows, and of a row that can't be read, which is named.
func TestReadingEndsWithTheFirstError(t *testing.T) {
	text := as(t, Kept(), mixedRows())
	from, d := frozen(text, 10)
	enough := errors.New("enough")
	if err := rowsOf(t.Context(), from, d, mixed, func([]table.Cell) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	for _, c := range []struct{ spoil, says string }{
		{strings.Replace(text, `"value":0.1`, `"value":"0.1"`, 1), "row 1 as it is kept, value"},
		{strings.Replace(text, `"day":"0001-01-01"`, `"day":"2023-02-30"`, 1), "row 2 as it is kept, day"},
		{text + "{", "as it is kept"},
	} {
		from, d := frozen(c.spoil, 1000)
		if err := rowsOf(t.Context(), from, d, mixed, func([]table.Cell) error { return nil }); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v, want %q", err, c.says)
		}
	}
}

// TestRowsOfOtherHands: columns in another order, spaces, columns that are not asked for, and those that a row has not got.
func TestRowsOfOtherHands(t *testing.T) {
	from, d := frozen(`{ "count": 3, "other": [1, {}], "text": "t" }`+"\n"+`{"value":1e2,"count":null}`, 5)
	var got [][]table.Cell
	err := rowsOf(t.Context(), from, d, mixed, func(cells []table.Cell) error {
		got = append(got, slices.Clone(cells))
		return nil
	})
	want := [][]table.Cell{{table.Text("t"), table.Integer(3), {}, {}, {}, {}}, {{}, {}, table.Number(100), {}, {}, {}}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(table.Cell{})); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

// FuzzPlainRows: what the quick reader takes is what JSON says.
func FuzzPlainRows(f *testing.F) {
	for line := range strings.Lines(as(f, Kept(), mixedRows())) {
		f.Add(strings.TrimSuffix(line, "\n"))
	}
	f.Fuzz(func(t *testing.T, line string) {
		quick, careful := newRowReader(mixed, false), newRowReader(mixed, false)
		if strings.Contains(line, `\`) || !quick.plain(line) || careful.any(line) != nil {
			return
		}
		if diff := cmp.Diff(careful.cells, quick.cells, cmp.AllowUnexported(table.Cell{})); diff != "" {
			t.Errorf("%s\n%s", line, diff)
		}
	})
}
