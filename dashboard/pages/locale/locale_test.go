package locale

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/kpi"
)

func languages(t *testing.T) *Languages {
	t.Helper()
	l, err := Load(os.DirFS(".."), "messages")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestNumbers(t *testing.T) {
	l := languages(t)
	for _, tc := range []struct {
		name       string
		write      func(*Locale) string
		en, uk, ru string
	}{
		{"a place", func(l *Locale) string { return l.Ordinal(7) }, "7th", "7-\u2060ме", "7-\u2060е"},
		{"the 22nd", func(l *Locale) string { return l.Ordinal(22) }, "22nd", "22-\u2060ге", "22-\u2060е"},
		{"the 13th", func(l *Locale) string { return l.Ordinal(13) }, "13th", "13-\u2060те", "13-\u2060е"},
		{"the 40th", func(l *Locale) string { return l.Ordinal(140) }, "140th", "140-\u2060ве", "140-\u2060е"},
		{"grouped", func(l *Locale) string { return l.Number(41167335, 0) }, "41,167,335", "41\u202f167\u202f335", "41\u202f167\u202f335"},
		{"decimals", func(l *Locale) string { return l.Number(1234.56, 1) }, "1,234.6", "1\u202f234,6", "1\u202f234,6"},
		{"negative", func(l *Locale) string { return l.Number(-0.21, 2) }, "−0.21", "−0,21", "−0,21"},
		{"no negative zero", func(l *Locale) string { return l.Number(-0.04, 1) }, "0.0", "0,0", "0,0"},
		{"signed", func(l *Locale) string { return l.Signed(6.3, 1) }, "+6.3", "+6,3", "+6,3"},
		{"per cent", func(l *Locale) string { return l.Value(63.4, "percent", 1) }, "63.4%", "63,4\u202f%", "63,4\u202f%"},
		{"promised without idle zeros", func(l *Locale) string { return l.Promised(90, "percent") }, "90%", "90\u202f%", "90\u202f%"},
		{"a third", func(l *Locale) string { return l.Promised(1.0/3, "ratio") }, "0.33", "0,33", "0,33"},
		{"one day", func(l *Locale) string { return l.Value(1, "days", 0) }, "1\u00a0day", "1\u00a0день", "1\u00a0день"},
		{"three days", func(l *Locale) string { return l.Value(3, "days", 0) }, "3\u00a0days", "3\u00a0дні", "3\u00a0дня"},
		{"eleven days", func(l *Locale) string { return l.Value(11, "days", 0) }, "11\u00a0days", "11\u00a0днів", "11\u00a0дней"},
		{"twenty-one days", func(l *Locale) string { return l.Value(21, "days", 0) }, "21\u00a0days", "21\u00a0день", "21\u00a0день"},
		{"a day and a bit", func(l *Locale) string { return l.Value(1.5, "days", 1) }, "1.5\u00a0days", "1,5\u00a0дня", "1,5\u00a0дня"},
		{"pace", func(l *Locale) string { return l.Pace(2, "percent", "quarter", 0) }, "2\u00a0percentage points a quarter", "2\u00a0відсоткові пункти за квартал", "2\u00a0процентных пункта в квартал"},
	} {
		for code, want := range map[string]string{"en": tc.en, "uk": tc.uk, "ru": tc.ru} {
			if got := tc.write(l.Find(code)); got != want {
				t.Errorf("%s in %s: %q, want %q", tc.name, code, got, want)
			}
		}
	}
}

func TestDates(t *testing.T) {
	l := languages(t)
	day := kpi.MustDate("2023-09-30")
	quarter := kpi.Period{Start: kpi.MustDate("2023-07-01"), End: day}
	fiscal := kpi.Period{Start: kpi.MustDate("2023-04-01"), End: kpi.MustDate("2024-03-31")}
	for _, tc := range []struct {
		name       string
		write      func(*Locale) string
		en, uk, ru string
	}{
		{"day", func(l *Locale) string { return l.Date(day) }, "30 September 2023", "30 вересня 2023", "30 сентября 2023"},
		{"month", func(l *Locale) string { return l.Period(kpi.Month(day)) }, "September 2023", "вересень 2023", "сентябрь 2023"},
		{"quarter", func(l *Locale) string { return l.Period(quarter) }, "quarter 3 of 2023", "III квартал 2023 року", "III квартал 2023 года"},
		{"fiscal year", func(l *Locale) string { return l.Period(fiscal) }, "1 April 2023 – 31 March 2024", "1 квітня 2023 – 31 березня 2024", "1 апреля 2023 – 31 марта 2024"},
		{"inferred year", func(l *Locale) string { return l.Bracketed(kpi.MustDate("2019-06-12"), "day") }, "12 June [2019]", "12 червня [2019]", "12 июня [2019]"},
		{"only a year", func(l *Locale) string { return l.Dated(day, "year") }, "2023", "2023", "2023"},
		{"ago", func(l *Locale) string { return l.Ago(day.AddDays(-3).Time(), day.Time().Add(time.Hour)) }, "3 days ago", "3 дні тому", "3 дня назад"},
	} {
		for code, want := range map[string]string{"en": tc.en, "uk": tc.uk, "ru": tc.ru} {
			if got := tc.write(l.Find(code)); got != want {
				t.Errorf("%s in %s: %q, want %q", tc.name, code, got, want)
			}
		}
	}
}

// TestGlue: no line ends between a number and what it is of, in messages and in configured texts alike.
func TestGlue(t *testing.T) {
	if got, want := Glued("90 % of 34"), "90\u202f% of 34"; got != want {
		t.Errorf("a configured text reads %q, want %q", got, want)
	}
	for _, loc := range languages(t).All() {
		for _, key := range []string{"means.method.signals", "explain.result.rank_low"} {
			if got := loc.T(key); strings.Contains(got, " %") {
				t.Errorf("%s in %s lets a line end before a per cent sign: %s", key, loc.Code, got)
			}
		}
	}
}

// TestQuotesWithinQuotes: a title that has quotation marks gets others where it is itself quoted.
func TestQuotesWithinQuotes(t *testing.T) {
	if got, want := Quoted("Меморандум «Про співпрацю» з iGov"), "«Меморандум „Про співпрацю“ з iGov»"; got != want {
		t.Errorf("a quote reads %q, want %q", got, want)
	}
	l := languages(t)
	for code, want := range map[string]string{"en": "“Law ‘On services’” expects nothing here.", "uk": "«Закон „Про послуги“» тут нічого не очікує."} {
		name := map[string]string{"en": "Law “On services”", "uk": "Закон «Про послуги»"}[code]
		if got := l.Find(code).T("region.not_expected", "Programme", name); got != want {
			t.Errorf("in %s a programme is quoted as %q, want %q", code, got, want)
		}
	}
}

func TestMatch(t *testing.T) {
	l := languages(t)
	for header, want := range map[string]string{
		"":                            "en",
		"uk-UA,uk;q=0.9,en;q=0.5":     "uk",
		"ru,en;q=0.8":                 "ru",
		"fr-CA, fr;q=0.9":             "en",
		"de;q=0.9, uk;q=0.8, ru;q=.7": "uk",
		"not a header ;;;":            "en",
	} {
		if got := l.Match(header).Code; got != want {
			t.Errorf("a browser that asks for %q gets %s, want %s", header, got, want)
		}
	}
}

func TestMissingMessageIsSeen(t *testing.T) {
	if got := languages(t).Find("uk").T("no.such.key"); got != "⟦no.such.key⟧" {
		t.Errorf("a missing message reads %q: it would go unnoticed", got)
	}
}
