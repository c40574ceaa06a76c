package table

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/kpi"
)

// wild is a table with a column of each type and the values that formats break on.
var wild = Meta{
	Title: "Послуги", Description: "Скільки послуг надано <online> & offline", Licence: "CC BY 4.0", Version: "2026-11-01",
	Notes: []Note{{"source", "https://example.org/"}},
	Columns: []Column{
		{Name: "zone", Type: TypeText, Title: "Зона", Description: "Where", Required: true},
		{Name: "text", Type: TypeText},
		{Name: "services", Type: TypeInteger, Title: "Services", Unit: "services", Description: "How many"},
		{Name: "share", Type: TypeNumber, Unit: "%"},
		{Name: "open", Type: TypeBoolean},
		{Name: "day", Type: TypeDate},
		{Name: "collected_at", Type: TypeTime},
	},
}

var wildRows = [][]any{
	{"all", "plain", int64(1), 1.5, true, day("2024-02-29"), at("2024-02-29T12:34:56Z")},
	{"missing", nil, nil, nil, nil, nil, nil},
	{"empty and zero", "", int64(0), 0.0, false, day("1970-01-02"), at("1970-01-01T00:00:00Z")},
	{"newlines", "one\ntwo\r\nthree\rfour\n", int64(-1), -0.25, true, day("1969-12-31"), at("1969-12-31T23:59:59.5Z")},
	{"quotes", `he said "no", "" and '`, int64(999999999999999), 0.1, false, day("1901-02-03"), at("1901-02-03T04:05:06Z")},
	{"separators", "a;b,c\td|e", int64(-999999999999999), 1e20, true, day("2000-02-29"), at("2000-02-29T00:00:00.001Z")},
	{"Київ, Ґалаґан, Ёж", "Ще раз «так» — 𝔘🇺🇦", int64(math.MaxInt64), 1e21, false, day("9999-12-31"), at("9999-12-31T23:59:59.999Z")},
	{"formula", "=1+1", int64(math.MinInt64), math.MaxFloat64, true, day("1900-03-01"), at("1900-03-01T00:00:00Z")},
	{"plus", "+1", int64(9007199254740993), math.SmallestNonzeroFloat64, true, day("1900-02-28"), at("1900-02-28T23:59:59Z")},
	{"minus", "-1", int64(1e15), -1.7976931348623157e308, true, day("0001-01-01"), at("0001-01-01T00:00:00.000001Z")},
	{"at", "@sum", int64(42), 2.2250738585072014e-308, true, day("1868-02-29"), at("1868-02-29T01:02:03Z")},
	{"tab", "\ttab", int64(100), 0.30000000000000004, true, day("2023-03-31"), at("2023-03-31T23:00:00Z")},
	{"return", "\rreturn", int64(7), 123456789.12345678, true, day("2023-03-31"), at("2023-03-31T23:00:00Z")},
	{"code", "00123", int64(1000), 999999999999999.9, true, day("2023-03-31"), at("2023-03-31T23:00:00Z")},
	{"spaces", "  both  ", int64(7), 100.0, true, day("2023-03-31"), at("2023-03-31T23:00:00Z")},
	{"markup", "<b>&amp;</b> ]]> _x000D_ _x00e9_ _x_ __x0041_", int64(7), 1e-7, true, day("2023-03-31"), at("2023-03-31T23:00:00Z")},
	{"lines of others", "a\u0085b\u2028c\u2029d\u00a0é\ufeff\ufffd", int64(7), 4503599627370497.5, true, day("2023-03-31"), at("2023-03-31T23:00:00Z")},
	{"control", "\x01\x0b\x1f\x7f\ufffe\uffff", int64(7), 12345.6789, true, day("2023-03-31"), at("2023-03-31T23:00:00Z")},
	{"null", "null", int64(7), 0.00001, true, day("2023-03-31"), at("2023-03-31T23:00:00Z")},
	{`\.`, `\.`, int64(7), 1.0000000000000002, true, day("2023-03-31"), at("2023-03-31T23:00:00Z")},
}

func day(s string) kpi.Date { return kpi.MustDate(s) }

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

// cellOf makes a cell of a Go value.
func cellOf(v any) Cell {
	switch v := v.(type) {
	case nil:
		return Cell{}
	case string:
		return Text(v)
	case int64:
		return Integer(v)
	case float64:
		return Number(v)
	case bool:
		return Bool(v)
	case kpi.Date:
		return Day(v)
	case time.Time:
		return Moment(v)
	}
	panic(fmt.Sprintf("no cell for a %T", v))
}

func format(t testing.TB, id string) Format {
	t.Helper()
	for _, f := range Formats() {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("no format %q", id)
	return Format{}
}

// written is a table in a format.
func written(t testing.TB, id string, m Meta, rows [][]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(format(t, id), &b, m)
	if err != nil {
		t.Fatal(err)
	}
	cells := make([]Cell, len(m.Columns)) // the same for each row: writers must not keep them
	for _, r := range rows {
		for i, v := range r {
			cells[i] = cellOf(v)
		}
		if err := w.Row(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// saved is a table in a file, in a folder of its own.
func saved(t *testing.T, f Format, m Meta, rows [][]any) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table."+f.Extension)
	if err := os.WriteFile(path, written(t, f.ID, m, rows), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRowErrors: what is not to be published stops the file, and whoever looks into it is told the row and the column.
func TestRowErrors(t *testing.T) {
	good := []Cell{Text("a"), {}, {}, {}, {}, {}, {}}
	for _, test := range []struct {
		name, says string
		row        []Cell
	}{
		{"too few cells", "row 2: there are 1 cells for 7 columns", []Cell{Text("a")}},
		{"required", `row 2: column "zone": a required value is missing`, []Cell{{}, {}, {}, {}, {}, {}, {}}},
		{"type", `row 2: column "services": the column is of type integer, the cell is of type number`, []Cell{Text("a"), {}, Number(1), {}, {}, {}, {}}},
		{"text for a day", `row 2: column "day": the column is of type date, the cell is of type text`, []Cell{Text("a"), {}, {}, {}, {}, Text("2024-01-01"), {}}},
		{"NaN", `row 2: column "share": the number is not finite`, []Cell{Text("a"), {}, {}, Number(math.NaN()), {}, {}, {}}},
		{"infinity", `row 2: column "share": the number is not finite`, []Cell{Text("a"), {}, {}, Number(math.Inf(-1)), {}, {}, {}}},
		{"not UTF-8", `row 2: column "text": the text is not UTF-8`, []Cell{Text("a"), Text("\xff"), {}, {}, {}, {}, {}}},
		{"day", `row 2: column "day": the year is before 1 or after 9999`, []Cell{Text("a"), {}, {}, {}, {}, Day(day("9999-12-31") + 1), {}}},
		{"time", `row 2: column "collected_at": the year is before 1 or after 9999`, []Cell{Text("a"), {}, {}, {}, {}, {}, Moment(time.Date(-300000, 1, 1, 0, 0, 0, 0, time.UTC))}},
	} {
		for _, f := range Formats() {
			t.Run(f.ID+"/"+test.name, func(t *testing.T) {
				var b bytes.Buffer
				w, err := New(f, &b, wild)
				if err != nil {
					t.Fatal(err)
				}
				if err := w.Row(good); err != nil {
					t.Fatal(err)
				}
				for range 2 {
					if err := w.Row(test.row); err == nil || err.Error() != test.says {
						t.Errorf("Row: %v, want %s", err, test.says)
					}
				}
				if err := w.Row(good); err == nil {
					t.Error("there is a row after one that failed")
				}
				if err := w.Close(); err == nil || err.Error() != test.says {
					t.Errorf("Close: %v, want %s", err, test.says)
				}
			})
		}
	}
}

// TestNewErrors: a table that readers would mistake is not begun.
func TestNewErrors(t *testing.T) {
	one := []Column{{Name: "a", Type: TypeText}}
	for _, test := range []struct {
		format  Format
		columns []Column
		says    string
	}{
		{Format{ID: "dbf"}, one, `"dbf" is not one of the formats`},
		{format(t, "csv"), nil, "there are no columns"},
		{format(t, "csv"), one, "a missing value would be an empty line"},
		{format(t, "excel.csv"), one, "a missing value would be an empty line"},
		{format(t, "json"), []Column{{Name: "regionName", Type: TypeText}}, `column 1: "regionName" is no name in snake_case`},
		{format(t, "json"), []Column{{Name: "a", Type: TypeText}, {Name: "a", Type: TypeText}}, `column 2: there is another "a"`},
		{format(t, "json"), []Column{{Name: "a"}}, `column "a": missing is no type of a column`},
		{format(t, "json"), []Column{{Name: "a", Type: 9}}, `column "a": type 9 is no type of a column`},
		{format(t, "xlsx"), make([]Column, 20000), "there are"},
	} {
		if test.columns != nil && test.columns[0].Name == "" {
			for i := range test.columns {
				test.columns[i] = Column{Name: fmt.Sprintf("c%d", i), Type: TypeText}
			}
		}
		if _, err := New(test.format, &bytes.Buffer{}, Meta{Columns: test.columns}); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %s", test.format.ID, err, test.says)
		}
	}
}

type full struct{ left int }

var errFull = errors.New("no space left")

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

// TestFullDisk: what could not be written whole is never taken for whole.
func TestFullDisk(t *testing.T) {
	for _, f := range Formats() {
		for _, room := range []int{0, 100, 100_000} {
			w, err := New(f, &full{room}, wild)
			for i := 0; err == nil && i < 50_000; i++ {
				err = w.Row([]Cell{Text("a"), Text(fmt.Sprint(i * 7919)), Integer(int64(i)), Number(math.Sqrt(float64(i))), {}, {}, {}})
			}
			if err == nil {
				err = w.Close()
			}
			if !errors.Is(err, errFull) {
				t.Errorf("%s, %d bytes: %v", f.ID, room, err)
			}
			if w != nil {
				if err := w.Close(); !errors.Is(err, errFull) {
					t.Errorf("%s, %d bytes, closed again: %v", f.ID, room, err)
				}
			}
		}
	}
}

// TestClosed: a closed table is closed once, and takes no more.
func TestClosed(t *testing.T) {
	for _, f := range Formats() {
		var b bytes.Buffer
		w, err := New(f, &b, wild)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Close(), w.Close()); err != nil {
			t.Errorf("%s: %v", f.ID, err)
		}
		n := b.Len()
		if err := w.Row(make([]Cell, 7)); err == nil || b.Len() != n {
			t.Errorf("%s: a row after the end: %v", f.ID, err)
		}
	}
}

// TestMissingByNature: no date and no time are missing values, not days in 1970 or in the year 1.
func TestMissingByNature(t *testing.T) {
	if Day(0) != (Cell{}) || Moment(time.Time{}) != (Cell{}) {
		t.Error("no date or no time is a value")
	}
	if Text("") == (Cell{}) || Integer(0) == (Cell{}) || Number(0) == (Cell{}) || Bool(false) == (Cell{}) {
		t.Error("an empty text, zero or false is missing")
	}
	if Number(math.Copysign(0, -1)) != Number(0) {
		t.Error("there is a negative zero")
	}
}
