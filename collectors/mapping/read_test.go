package mapping

import (
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

func TestParseNumber(t *testing.T) {
	tests := []struct {
		text    string
		decimal byte
		want    float64
		ok      bool
	}{
		{"12", '.', 12, true}, {"-1.5", '.', -1.5, true}, {"+3", '.', 3, true}, {"1e3", '.', 1000, true}, {"1.5E-1", '.', 0.15, true},
		{"1,5", ',', 1.5, true}, {"1 234,5", ',', 1234.5, true}, {"12\u00a0345", '.', 12345, true}, {"1\u202f000\u202f000", '.', 1e6, true},
		{"\u22125", '.', -5, true}, {"0.2451", '.', 0.2451, true},
		{"1,5", '.', 0, false}, {"1.5", ',', 0, false}, {"1,234,567", ',', 0, false}, {"1234 567", '.', 0, false}, {"1 23", '.', 0, false},
		{"", '.', 0, false}, {".5", '.', 0, false}, {"5.", '.', 0, false}, {"0x10", '.', 0, false}, {"NaN", '.', 0, false},
		{"Inf", '.', 0, false}, {"1e999", '.', 0, false}, {"1_000", '.', 0, false}, {"12 %", '.', 0, false}, {"--1", '.', 0, false},
		{"١٢", '.', 0, false}, {"1e", '.', 0, false}, {"1e+", '.', 0, false},
	}
	for _, test := range tests {
		got, ok := parseNumber([]byte(test.text), test.decimal)
		if ok != test.ok || ok && got != test.want {
			t.Errorf("%q with the decimal mark %q reads as %v, %v; it should be %v, %v", test.text, test.decimal, got, ok, test.want, test.ok)
		}
	}
}

func TestMonthName(t *testing.T) {
	tests := []struct{ text, want string }{
		{"січень 2024", "2024-01"}, {"Січня 2024 року", "2024-01"}, {"СЕРПЕНЬ 2023 р.", "2023-08"}, {"лист. 2024", ""}, {"лис. 2024", "2024-11"},
		{"январь 2024 г.", "2024-01"}, {"мая 2024 года", "2024-05"}, {"Июль\u00a02024г.", "2024-07"}, {"янв. 2024", "2024-01"},
		{"January 2024", "2024-01"}, {"SEP 2024", "2024-09"}, {" December  1999 ", "1999-12"},
		{"січень", ""}, {"2024 січень", ""}, {"січень 24", ""}, {"13 2024", ""}, {"1 січня 2024", ""}, {"", ""}, {"січень 2024 2025", ""},
	}
	for _, test := range tests {
		p, problem := monthName([]byte(test.text))
		got := ""
		if problem == nil {
			got = p.Start.String()[:7]
			if p != kpi.Month(p.Start) {
				t.Errorf("%q reads as %s, which is no month", test.text, p)
			}
		}
		if got != test.want {
			t.Errorf("%q reads as %q; it should be %q", test.text, got, test.want)
		}
	}
}

func TestStamp(t *testing.T) {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ text, want, reason string }{
		{"2024-06-01T10:00:00Z", "2024-06-01T10:00:00Z", ""},
		{"2024-06-01T10:00:00.999+03:00", "2024-06-01T07:00:00Z", ""},
		{"2024-06-01T10:00:00-0530", "2024-06-01T15:30:00Z", ""},
		{"2024-06-01 10:00:00", "2024-06-01T07:00:00Z", ""},
		{"2024-12-01T10:00", "2024-12-01T08:00:00Z", ""},
		{"2024-06-01", "2024-05-31T21:00:00Z", ""},
		{"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z", ""},
		{"1999-12-31T23:59:59Z", "1999-12-31T23:59:59Z", ""},
		{"2023-02-29T00:00:00Z", "", check.NoSuchDate},
		{"2024-06-01T24:00:00Z", "", check.NoSuchDate},
		{"2024-13-01", "", check.NoSuchDate},
		{"01.06.2024", "", check.BadDate},
		{"2024-06-01T10", "", check.BadDate},
		{"2024-06-01T10:00:00+3", "", check.BadDate},
		{"2024-06-01T10:00:00Zulu", "", check.BadDate},
		{"yesterday!", "", check.BadDate},
		{"", "", check.BadDate},
	}
	for _, test := range tests {
		got, problem := stamp([]byte(test.text), kyiv)
		switch {
		case problem != nil && problem.Reason != test.reason, problem == nil && test.reason != "":
			t.Errorf("%q gives the problem %v; it should be %q", test.text, problem, test.reason)
		case problem == nil && got.UTC().Format(time.RFC3339) != test.want:
			t.Errorf("%q reads as %s; it should be %s", test.text, got.UTC().Format(time.RFC3339), test.want)
		}
	}
}

// FuzzStamp holds the written-out reader against the standard library's.
func FuzzStamp(f *testing.F) {
	for _, seed := range []string{"2024-06-01T10:00:00Z", "2024-02-30T10:00:00+03:00", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.5-12:00", "2024-06-01T10:00:00+00:60"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, err := time.Parse(time.RFC3339, text)
		if err != nil || text[13] != ':' || strings.HasSuffix(text, ":60") {
			return // an hour of one digit, and 60 minutes of an offset, which the library lets pass
		}
		got, problem := stamp([]byte(text), time.UTC)
		if problem != nil || !got.Equal(want.Truncate(time.Second)) && want.Year() > 0 {
			t.Fatalf("%q reads as %s (%v); the standard library says %s", text, got, problem, want)
		}
	})
}

// TestDaysOfMoments: a portal writes the midnight with which a day begins in Kyiv as 21:00 of the day before, in UTC.
func TestDaysOfMoments(t *testing.T) {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ layout, text, want string }{
		{time.RFC3339, "2026-03-31T21:00:00.000Z", "2026-04-01"}, {time.RFC3339, "2026-03-31T20:59:59Z", "2026-03-31"},
		{time.RFC3339, "2026-04-01T00:00:00+03:00", "2026-04-01"}, {"02.01.2006 15:04 -0700", "31.03.2026 23:30 +0200", "2026-04-01"},
		{"02.01.2006 15:04", "31.03.2026 23:59", "2026-03-31"}, {"02.01.2006", "31.03.2026", "2026-03-31"},
	} {
		f := &field{layout: test.layout}
		if p, problem := f.parsePeriod("since", []byte(test.text), kyiv); problem != nil || p.Start.String() != test.want {
			t.Errorf("%s is on %s in Kyiv (%v); it should be on %s", test.text, p.Start, problem, test.want)
		}
	}
}

func TestPeriods(t *testing.T) {
	fiscal := &field{layout: layoutFiscalYear, year: yearStart{time.April, 1}}
	plain := &field{}
	tests := []struct {
		f                  *field
		text, want, reason string
	}{
		{fiscal, "2023-2024", "2023-04-01..2024-03-31", ""}, {fiscal, "2023/24", "2023-04-01..2024-03-31", ""},
		{fiscal, "2023–2024", "2023-04-01..2024-03-31", ""}, {fiscal, "2023", "2023-04-01..2024-03-31", ""},
		{fiscal, "1999-00", "1999-04-01..2000-03-31", ""}, {fiscal, "2023-2025", "", check.BadDate}, {fiscal, "FY23", "", check.BadDate},
		{fiscal, "2023-", "", check.BadDate},
		{plain, "2023", "2023-01-01..2023-12-31", ""}, {plain, "2023-Q2", "2023-04-01..2023-06-30", ""},
		{plain, "2024-02", "2024-02-01..2024-02-29", ""}, {plain, "2024-02-29", "2024-02-29..2024-02-29", ""},
		{plain, "2024-02-29T00:00:00Z", "2024-02-29..2024-02-29", ""}, {plain, "2023-01-01..2023-03-31", "2023-01-01..2023-03-31", ""},
		{plain, "2023-Q5", "", check.NoSuchDate}, {plain, "2023-13", "", check.NoSuchDate}, {plain, "2023-02-29", "", check.NoSuchDate},
		{plain, "2023-01-01..2023-02-30", "", check.NoSuchDate}, {plain, "23", "", check.BadDate}, {plain, "2023-2024", "", check.BadDate},
		{&field{layout: "02.01.2006"}, "29.02.2024", "2024-02-29..2024-02-29", ""},
		{&field{layout: "02.01.2006"}, "30.02.2024", "", check.NoSuchDate}, {&field{layout: "02.01.2006"}, "2024-02-29", "", check.BadDate},
		{&field{layout: layoutMonth}, "2024-02", "2024-02-01..2024-02-29", ""}, {&field{layout: layoutMonth}, "2024", "", check.BadDate},
	}
	for _, test := range tests {
		got, problem := test.f.parsePeriod("period", []byte(test.text), time.UTC)
		switch {
		case problem != nil && problem.Reason != test.reason, problem == nil && test.reason != "":
			t.Errorf("%q (%s) gives the problem %v; it should be %q", test.text, test.f.layout, problem, test.reason)
		case problem == nil && got.String() != test.want:
			t.Errorf("%q (%s) reads as %s; it should be %s", test.text, test.f.layout, got, test.want)
		}
	}
}

func TestIDHashes(t *testing.T) {
	h := newIDHasher([]byte("a key for tests only"))
	one := h.sum("UA-05", "birth", []byte("1"))
	for what, other := range map[string][16]byte{
		"another id":      h.sum("UA-05", "birth", []byte("2")),
		"another region":  h.sum("UA-07", "birth", []byte("1")),
		"another service": h.sum("UA-05", "permit", []byte("1")),
		"another key":     newIDHasher([]byte("another key for tests")).sum("UA-05", "birth", []byte("1")),
	} {
		if other == one {
			t.Errorf("%s gives the same hash", what)
		}
	}
	if h.sum("UA-05", "birth", []byte("1")) != one {
		t.Error("the same application gets another hash: it would be stored twice")
	}
}

// TestWholePeriods: tables write a month as its first or last day, or as 05.2025, and workbooks store one of its days. Each new
// month is read without anybody's adding it to a list.
func TestWholePeriods(t *testing.T) {
	for _, test := range []struct {
		layout, whole, text string
		stored              bool
		want                string
	}{
		{"02.01.2006", "month", "01.05.2025", false, "2025-05-01..2025-05-31"},
		{"02.01.2006", "month", "31.05.2025", false, "2025-05-01..2025-05-31"},
		{"02.01.2006", "quarter", "31.05.2025", false, "2025-04-01..2025-06-30"},
		{"02.01.2006", "year", "31.05.2025", false, "2025-01-01..2025-12-31"},
		{"02.01.2006", "", "31.05.2025", false, "2025-05-31..2025-05-31"},
		{"02.01.2006", "month", "2025-05-31", true, "2025-05-01..2025-05-31"},
		{"", "month", "2025-05-31", false, "2025-05-01..2025-05-31"},
		{"", "month", "2025-Q2", false, "2025-04-01..2025-06-30"}, // it says itself what it is
		{"01.2006", "", "05.2025", false, "2025-05-01..2025-05-31"},
		{"1/2006", "", "5/2025", false, "2025-05-01..2025-05-31"},
		{"01.2006", "", "2025-05-01", true, "2025-05-01..2025-05-31"},
		{"month_name", "", "2025-05-01", true, "2025-05-01..2025-05-31"},
		{"quarter", "", "2025-05-01", true, "2025-04-01..2025-06-30"},
		{"01.2006", "", "13.2025", false, "there is no such day or time"},
	} {
		c := &config.Field{Layout: test.layout, Whole: kpi.Frequency(test.whole)}
		f := &field{layout: test.layout}
		if err := f.compileDates(c); err != nil {
			t.Fatal(err)
		}
		read := func(text []byte) (kpi.Period, *check.Problem) { return f.parsePeriod("period", text, time.UTC) }
		if test.stored {
			read = f.around
		}
		p, problem := read([]byte(test.text))
		got := p.String()
		if problem != nil {
			got = problem.Detail
		}
		if got != test.want {
			t.Errorf("%q (layout %q, whole %q, stored %v) is read as %s, want %s", test.text, test.layout, test.whole, test.stored, got, test.want)
		}
	}
}
