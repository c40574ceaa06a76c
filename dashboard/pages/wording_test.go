package pages

import (
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
)

// "More" is said only where some are listed before.
func TestWithheldServicesAreMoreOnlyBesideOthers(t *testing.T) {
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string][2]string{
		"en": {"Of 14 services the number is withheld.", "Of 14 more services the number is withheld."},
		"uk": {"За 14 послугами кількість приховано.", "Ще за 14 послугами кількість приховано."},
		"ru": {"По 14 услугам число скрыто.", "Ещё по 14 услугам число скрыто."},
	} {
		r := &request{Locale: languages.Find(lang)}
		alone, beside, none := &late{}, &late{Rows: make([]lateRow, 2)}, &late{}
		alone.withhold(r, 14)
		beside.withhold(r, 14)
		none.withhold(r, 0)
		if alone.More != want[0] || beside.More != want[1] || none.More != "" {
			t.Errorf("%s: %q, %q, %q", lang, alone.More, beside.More, none.More)
		}
	}
}

// Sentences of comparisons agree with the number of regions, whether one is named or several.
func TestSentencesOfComparisonsAgreeWithTheirNumber(t *testing.T) {
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		lang, key string
		n         float64
		want      string
	}{
		{"uk", "compare.scattered", 1, "«X» і «Y»: обидва відомі для 1 регіону"},
		{"uk", "compare.scattered", 3, "«X» і «Y»: обидва відомі для 3 регіонів"},
		{"uk", "compare.scattered", 24, "«X» і «Y»: обидва відомі для 24 регіонів"},
		{"uk", "compare.scattered", 5, "«X» і «Y»: обидва відомі для 5 регіонів"},
		{"ru", "compare.scattered", 24, "«X» и «Y»: оба известны по 24 регионам"},
		{"en", "compare.scattered", 24, "“X” and “Y”: both are known of 24 regions"},
		{"uk", "compare.rose_most", 2, "Найбільший підйом — на 2 місця (порівняно з періодом: S): R."},
		{"ru", "compare.rose_most", 5, "Наибольший подъём — на 5 мест (по сравнению с периодом: S): R."},
	} {
		if got := languages.Find(test.lang).N(test.key, test.n, 0, "X", "X", "Y", "Y", "Regions", "R", "Since", "S"); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// A change has its unit, and one that can't be seen in the figures has no sign.
func TestChangesHaveUnits(t *testing.T) {
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := &request{Locale: languages.Find("ru")}
	for _, test := range []struct {
		i    *config.Indicator
		by   float64
		want string
	}{
		{&config.Indicator{Unit: "percent", Decimals: 1}, 5.9, "+5,9 процентного пункта"},
		{&config.Indicator{Unit: "percent"}, -2, "−2 процентных пункта"},
		{&config.Indicator{Unit: "hours"}, 48, "+2,0\u00a0дня"},
		{&config.Indicator{Unit: "percent", Decimals: 1}, -0.01, "0,0 процентного пункта"},
	} {
		if got := r.movedBy(test.i, test.by); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// TestPaceAndForecastAreToldHonestly: a change that is too small to see is none of nought, and an interval without width no interval.
func TestPaceAndForecastAreToldHonestly(t *testing.T) {
	pace := func(slope, low, high float64) *board.Progress {
		goal, required := 90.0, 2.4
		return &board.Progress{
			Target:    &config.Target{Comparison: kpi.AtLeast},
			Indicator: &config.Indicator{Unit: "percent", Direction: kpi.Up, Frequency: kpi.Monthly, Decimals: 1}, Deadline: kpi.MustDate("2024-12-31"),
			Value: &goal, Progress: kpi.Progress{
				State: kpi.OffTrack, Latest: &kpi.DatedValue{Value: 64.7}, RequiredPace: &required, ObservedPace: &slope,
				Forecast: &kpi.Forecast{Value: 64.7, Low: low, High: high},
			},
		}
	}
	for _, c := range []struct {
		what, lang          string
		slope, low, high    float64
		recent, expectation string
	}{
		{"nothing moves", "en", 0, 64.7, 64.7, "the value does not change", "≈\u00a064.7%"},
		{"it moves about no trend", "en", 0, 64.2, 65.2, "changes by less than 0.1\u00a0percentage points a month", "≈\u00a064.7% (64.2–65.2)"},
		{"it moves about no trend, closely", "uk", 1e-9, 64.69, 64.71, "змінюється менш ніж на 0,1\u00a0відсоткового пункту за місяць", "≈\u00a064,7\u202f%"},
		{"it moves", "ru", 0.02, 64.2, 65.2, "рост на 0,2", "≈\u00a064,7\u202f% (64,2–65,2)"},
	} {
		r, p := speaker(t, c.lang, "2024-02-23"), pace(c.slope, c.low, c.high)
		if got := r.pace(p); !strings.Contains(got, c.recent) {
			t.Errorf("%s: %q does not say %q", c.what, got, c.recent)
		}
		if got := r.expected(p.Forecast, p.Indicator); got != c.expectation {
			t.Errorf("%s: it is expected to be %q, want %q", c.what, got, c.expectation)
		}
	}
}

// TestFallingPromisesAreDrawnByWhatIsDone: a bar that is the longer the slower things go would read as more is better.
func TestFallingPromisesAreDrawnByWhatIsDone(t *testing.T) {
	goal, half, due := 10.0, 0.5, 18.0
	promise := &board.Progress{
		Target: &config.Target{Comparison: kpi.AtMost}, Indicator: &config.Indicator{Unit: "days", Direction: kpi.Down}, Value: &goal, Deadline: kpi.MustDate("2024-12-31"),
		Progress: kpi.Progress{
			Latest: &kpi.DatedValue{Date: kpi.MustDate("2023-12-31"), Value: 20}, Baseline: &kpi.DatedValue{Value: 30}, Attainment: &half, Ideal: &due,
		},
	}
	if got, want := *wayOf(promise, "behind"), (way{Length: 500, Goal: 995, Ideal: 600, HasIdeal: true, Kind: "behind"}); got != want {
		t.Errorf("with a beginning the way is %+v, want %+v", got, want)
	}
	promise.Progress.Baseline, promise.Attainment, promise.Ideal = nil, nil, nil
	if got, want := *wayOf(promise, "unknown"), (way{Length: 1000, Goal: 500, Falling: true, Kind: "unknown"}); got != want || got.Point() != 984 {
		t.Errorf("without one the way is %+v, want %+v", got, want)
	}
	promise.Target.Comparison = kpi.AtLeast
	if got := wayOf(promise, "unknown"); got.Falling {
		t.Error("a promise that rises is drawn as one that falls")
	}
}
