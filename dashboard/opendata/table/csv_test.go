package table

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
)

// asText is how a value stands in a CSV, written by Go's library.
func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		if v >= 1e21 || v <= -1e21 {
			return strconv.FormatFloat(v, 'e', -1, 64)
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case kpi.Date:
		return v.String()
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return ""
}

func asRecords(m Meta, rows [][]any, text func(any) string) [][]string {
	header := make([]string, len(m.Columns))
	for i, c := range m.Columns {
		header[i] = c.Name
	}
	records := [][]string{header}
	for _, r := range rows {
		record := make([]string, len(r))
		for i, v := range r {
			record[i] = text(v)
		}
		records = append(records, record)
	}
	return records
}

// joinLines does to a text what Go's reader does, which makes \n of \r\n in quotes.
func joinLines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// TestCSV: a reader has all values of a CSV, each as it was.
func TestCSV(t *testing.T) {
	b := written(t, "csv", wild, wildRows)
	got, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := asRecords(wild, wildRows, func(v any) string { return joinLines(asText(v)) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestExcelCSV: Excel in Ukrainian has the same values, with its comma, and runs none of them.
func TestExcelCSV(t *testing.T) {
	b, marked := bytes.CutPrefix(written(t, "excel.csv", wild, wildRows), []byte("\ufeff"))
	if !marked {
		t.Error("there is no byte order mark")
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma = ';'
	got, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := asRecords(wild, wildRows, func(v any) string {
		s := joinLines(asText(v))
		_, text := v.(string)
		_, number := v.(float64)
		switch {
		case text:
			return inExcel(s)
		case losesDigits(s):
			return "'" + s
		case number:
			return strings.Replace(s, ".", ",", 1)
		}
		return s
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// inExcel is a text as Excel is given it: it runs no formula, and loses no digits.
func inExcel(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@\t\r＝＋－＠", first) || losesDigits(s) {
		return "'" + s
	}
	return s
}

// losesDigits tells whether a spreadsheet would take a text for a whole number and keep only its first 15 digits.
func losesDigits(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return len(s) > 15 && strings.Trim(s, "0123456789") == ""
}

// TestLongNumbersInExcelCSV: no whole number loses its last digits in a spreadsheet, of whichever column, above zero or below; what it keeps stays a number.
func TestLongNumbersInExcelCSV(t *testing.T) {
	m := Meta{Columns: []Column{{Name: "a", Type: TypeInteger}, {Name: "b", Type: TypeNumber}}}
	b := written(t, "excel.csv", m, [][]any{
		{int64(9007199254740991), 9007199254740991.0}, {int64(-1234567890123456), -1234567890123456.0}, {int64(999999999999999), 999999999999999.0},
		{int64(-999999999999999), -999999999999999.0}, {int64(1), 1234567890.1234567}, {int64(2), -1e20}, {int64(3), 1e21},
	})
	want := "\ufeffa;b\r\n'9007199254740991;'9007199254740991\r\n'-1234567890123456;'-1234567890123456\r\n999999999999999;999999999999999\r\n" +
		"-999999999999999;-999999999999999\r\n1;1234567890,1234567\r\n2;'-100000000000000000000\r\n3;1e+21\r\n"
	if diff := cmp.Diff(want, string(b)); diff != "" {
		t.Error(diff)
	}
}

// TestCSVBytes: lines end as RFC 4180 has them, quotes stand where they are needed, and nothing is not an empty text.
func TestCSVBytes(t *testing.T) {
	columns := []Column{{Name: "a", Type: TypeText}, {Name: "b", Type: TypeNumber}, {Name: "c", Type: TypeText}}
	rows := [][]any{{nil, nil, nil}, {"", 0.0, "plain text"}, {"a,b", -1.5, "c;d"}, {`say "so"`, 1e6, " x"}, {"=1", 0.25, "two\nlines"}, {`\.`, nil, "00123"}}
	for id, want := range map[string]string{
		"csv": "a,b,c\r\n,,\r\n\"\",0,plain text\r\n\"a,b\",-1.5,c;d\r\n\"say \"\"so\"\"\",1000000,\" x\"\r\n=1,0.25,\"two\nlines\"\r\n\"\\.\",,00123\r\n",
		"excel.csv": "\ufeffa;b;c\r\n;;\r\n\"\";0;plain text\r\na,b;-1,5;\"c;d\"\r\n\"say \"\"so\"\"\";1000000;\" x\"\r\n'=1;0,25;\"two\nlines\"\r\n" +
			"\"\\.\";;00123\r\n",
	} {
		if diff := cmp.Diff(want, string(written(t, id, Meta{Columns: columns}, rows))); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
}

// TestCSVOfOneColumn: no row is an empty line, which readers pass over.
func TestCSVOfOneColumn(t *testing.T) {
	b := written(t, "csv", Meta{Columns: []Column{{Name: "a", Type: TypeText, Required: true}}}, [][]any{{""}, {"x"}, {""}})
	got, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil || len(got) != 4 {
		t.Errorf("%q: %v", got, err)
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"", " ", `"`, "\r\n", "\r", ",;", `\.`, "=1", "'", "\ufeff", "a\"\r\n\"b", "1700000000000001"} {
		f.Add(s, "x", s)
	}
	m := Meta{Columns: []Column{{Name: "a", Type: TypeText}, {Name: "b", Type: TypeText}, {Name: "c", Type: TypeText}}}
	f.Fuzz(func(t *testing.T, a, b, c string) {
		row := []any{strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?"), strings.ToValidUTF8(c, "?")}
		for id, comma := range map[string]rune{"csv": ',', "excel.csv": ';'} {
			r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(written(t, id, m, [][]any{row, row}), []byte("\ufeff"))))
			r.Comma = comma
			got, err := r.ReadAll()
			if err != nil || len(got) != 3 {
				t.Fatalf("%s of %q: %q, %v", id, row, got, err)
			}
			for i, v := range row {
				want, _ := v.(string)
				if id == "excel.csv" {
					want = inExcel(want)
				}
				if want = joinLines(want); got[1][i] != want || got[2][i] != want {
					t.Errorf("%s: %q and %q, want %q", id, got[1][i], got[2][i], want)
				}
			}
		}
	})
}

// TestWideSignsRunNoFormula: where letters are wide, spreadsheets take a wide sign at the beginning of a text for the sign of a formula.
func TestWideSignsRunNoFormula(t *testing.T) {
	columns := Meta{Columns: []Column{{Name: "a", Type: TypeText}, {Name: "b", Type: TypeText}}}
	for _, sign := range []string{"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"} {
		b := written(t, "excel.csv", columns, [][]any{{sign + "cmd|calc", "1 " + sign}, {sign, sign + `"x"`}})
		want := "\ufeffa;b\r\n'" + sign + "cmd|calc;1 " + sign + "\r\n'" + sign + ";\"'" + sign + "\"\"x\"\"\"\r\n"
		if string(b) != want {
			t.Errorf("%q is written as %q, want %q", sign, b, want)
		}
		if plainly := written(t, "csv", columns, [][]any{{sign, ""}}); !strings.Contains(string(plainly), "\r\n"+sign+",") {
			t.Errorf("programs get a changed %q: %q", sign, plainly)
		}
	}
}
