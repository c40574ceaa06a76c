package pages

import (
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// speaker is a request in a language on a day, on an empty board.
func speaker(t *testing.T, code, today string) *request {
	t.Helper()
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	return newRequest(languages.Find(code), &board.Board{Config: &config.Config{}, Today: kpi.MustDate(today)}, "", asked{})
}

// children is a promise of a programme of A that its child B is to keep.
func children() *board.Progress {
	return &board.Progress{
		Programme: &config.Programme{Region: "A"}, Region: &config.Region{Code: "B", Name: config.Text{"en": "Bee"}},
		Target:    &config.Target{},
		Indicator: &config.Indicator{Unit: "days", Direction: kpi.Down, Frequency: kpi.Monthly, Nature: kpi.Stock},
	}
}

func TestRowsNameRegionsThatAreNotTheProgrammes(t *testing.T) {
	r, p := speaker(t, "en", "2023-10-14"), children()
	if s := r.standing(p); s.Region != "Bee" {
		t.Errorf("the promise to a child of the programme's region names %q", s.Region)
	}
	p.Region.Code = "A"
	if s := r.standing(p); s.Region != "" {
		t.Errorf("the programme's own region needs no naming, got %q", s.Region)
	}
}

func TestPaceSaysWhichWay(t *testing.T) {
	pace := func(required, observed float64) *board.Progress {
		p, goal := children(), 10.0
		p.Value, p.State, p.Deadline = &goal, kpi.Behind, kpi.MustDate("2023-12-31")
		p.Latest = &kpi.DatedValue{Date: kpi.MustDate("2023-09-30"), Value: 20}
		p.RequiredPace, p.ObservedPace = &required, &observed
		return p
	}
	met := pace(2, 0.5)
	met.Latest.Value = 9
	equal := pace(0, 0.5)
	equal.Target.Comparison, equal.Latest.Value = kpi.LessThan, 10
	for _, c := range []struct {
		code, today string
		p           *board.Progress
		want        string
	}{
		{"en", "2023-10-14", pace(-3, 0.5), "keeping the promise takes a fall of 3.0\u00a0days a month; the recent pace is a rise of 0.5"},
		{"en", "2023-10-14", pace(-3, -0.004), "keeping the promise takes a fall of 36.0\u00a0days a year; the recent pace is a fall of 0.05"},
		{"ru", "2023-10-14", pace(-3, 0), "чтобы сдержать обещание, нужно снижение на 3,0\u00a0дня в месяц; по последним данным значение не меняется"},
		{"uk", "2023-10-14", met, "щоб дотримати обіцянки, більше нічого не потрібно; останній відомий темп — зростання на 0,5\u00a0дня за місяць"},
		{"en", "2023-10-14", equal, "the recent pace is a rise of 0.5\u00a0days a month"},
		{"en", "2024-01-14", pace(-3, 0.5), ""},
	} {
		if got := speaker(t, c.code, c.today).pace(c.p); got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.code, c.today, got, c.want)
		}
	}
}

func TestCountsOfCommitmentsAgreeWithTheirNumber(t *testing.T) {
	for code, want := range map[string][3]string{
		"en": {"B: 1 of 9 commitments was not kept in time.", "B: 2 of 9 commitments were not kept in time.", "B: 5 of 9 commitments were not kept in time."},
		"uk": {"B: 1 зобов’язання із 9 не дотримано в строк.", "B: 2 зобов’язань із 9 не дотримано в строк.", "B: 5 зобов’язань із 9 не дотримано в строк."},
		"ru": {"B: 1 обязательство из 9 не соблюдено в срок.", "B: 2 обязательства из 9 не соблюдены в срок.", "B: 5 обязательств из 9 не соблюдено в срок."},
	} {
		r := speaker(t, code, "2023-10-14")
		for i, n := range []float64{1, 2, 5} {
			if got := r.N("region.missed", n, 0, "Region", "B", "Known", "9"); got != want[i] {
				t.Errorf("%s: %q, want %q", code, got, want[i])
			}
		}
	}
}

func TestNoDocumentIsNoBlock(t *testing.T) {
	if d := speaker(t, "en", "2023-10-14").document(&config.Programme{}); d != nil {
		t.Errorf("a programme without a document has the block %+v", d)
	}
}

func TestPacesThatMoveDoNotReadAsZero(t *testing.T) {
	for _, c := range []struct {
		frequency kpi.Frequency
		pace      float64
		every     kpi.Frequency
		decimals  int
	}{
		{kpi.Monthly, -1.1, kpi.Monthly, 1},
		{kpi.Monthly, 0, kpi.Monthly, 1},
		{kpi.Monthly, 0.02, kpi.Yearly, 1},
		{kpi.Monthly, 0.0004, kpi.Yearly, 3},
		{kpi.Yearly, 0.04, kpi.Yearly, 2},
	} {
		every, times := legible(c.frequency, 1, 1.7, c.pace)
		if decimals := digits(c.pace*times, 1); every != c.every || decimals != c.decimals {
			t.Errorf("%v by %s is written by %s with %d decimals, want %s and %d", c.pace, c.frequency, every, decimals, c.every, c.decimals)
		}
	}
}

func TestPeriodsAreMissingOnlyWhereAWholeOneIs(t *testing.T) {
	quarter := func(day string) kpi.Period {
		start := kpi.MustDate(day)
		return kpi.Period{Start: start, End: start.AddMonths(3).AddDays(-1)}
	}
	for _, c := range []struct {
		earlier, later kpi.Period
		f              kpi.Frequency
		want           bool
	}{
		{quarter("2021-01-01"), quarter("2021-04-01"), kpi.Quarterly, false},
		{quarter("2021-01-01"), quarter("2021-07-01"), kpi.Quarterly, true},
		{quarter("2021-10-01"), quarter("2022-04-01"), kpi.Quarterly, true},
		{kpi.Month(kpi.MustDate("2021-03-31")), quarter("2021-01-01"), kpi.Monthly, false}, // one within the other
	} {
		if got := skips(c.earlier, c.later, c.f); got != c.want {
			t.Errorf("between %v and %v a period is missing: %v, want %v", c.earlier, c.later, got, c.want)
		}
	}
}

// TestWhatNobodyCountedIsNotZero: collections of before what a snapshot takes back was counted don't say that it was nothing.
func TestWhatNobodyCountedIsNotZero(t *testing.T) {
	c := store.Collection{Status: store.CollectionOK, Records: 1200, Accepted: 1200}
	if got := speaker(t, "en", "2023-10-14").collection(&c); got.Withdrawn != "" || got.Totals != "" || got.Rejected != "0" {
		t.Errorf("a collection that did not count shows %+v", got)
	}
	c.Counted, c.Withdrawn, c.TotalsTaken = true, 1500, 2
	for code, want := range map[string][3]string{
		"en": {"1,500", "0", "rows taken that look like totals: 2"},
		"uk": {"1 500", "0", "прийнято рядків, схожих на підсумки: 2"},
		"ru": {"1 500", "0", "принято строк, похожих на итоги: 2"},
	} {
		out := speaker(t, code, "2023-10-14").collection(&c)
		if got := [3]string{strings.ReplaceAll(strings.ReplaceAll(out.Withdrawn, "\u00a0", " "), "\u202f", " "), out.Totals, out.Taken}; got != want {
			t.Errorf("%s shows %q, want %q", code, got, want)
		}
	}
}

func TestGrowthHasWordsOfItsOwn(t *testing.T) {
	r := speaker(t, "en", "2024-01-01")
	for state, want := range map[kpi.State]string{
		kpi.Achieved: "achieved achieved", kpi.Substantial: "on_track substantial progress", kpi.Moderate: "behind moderate progress",
		kpi.Limited: "off_track limited progress", kpi.Deterioration: "worsening deterioration",
	} {
		if m := r.growthOf(&kpi.Progress{State: state}); m.Kind+" "+m.Word != want || m.Why != "" {
			t.Errorf("%s: got %+v, want %q without a reason", state, m, want)
		}
	}
	m := r.growthOf(&kpi.Progress{State: kpi.NotAvailable, Reason: kpi.ReasonNoBaseline})
	if m.Kind != markUnknown || m.Why != r.T("reason.no_baseline") {
		t.Errorf("without a baseline: got %+v", m)
	}
}

// TestTheWidestGapIsASentence: it says what it is of, and of which part, in every language.
func TestTheWidestGapIsASentence(t *testing.T) {
	promised := 20.0
	p := &board.Progress{
		Target:    &config.Target{},
		Indicator: &config.Indicator{Name: config.Text{"en": "Services moved", "uk": "Переведені послуги", "ru": "Переведённые услуги"}, Direction: kpi.Up, Nature: kpi.Stock, Frequency: kpi.Monthly},
		Region:    &config.Region{}, Breakdown: "tier=municipal", Deadline: kpi.MustDate("2021-12-31"), Value: &promised,
	}
	p.State, p.Latest = kpi.Missed, &kpi.DatedValue{Date: kpi.MustDate("2021-12-31"), Value: 19}
	for lang, want := range map[string]string{
		"en": "The widest gap: “Services moved (level: municipal)” is 19 (31 December 2021), and 20 was promised.",
		"uk": "Найбільший розрив: «Переведені послуги (рівень: місцевий)» — 19 (31 грудня 2021), а обіцяно 20.",
		"ru": "Самый большой разрыв: «Переведённые услуги (уровень: муниципальный)» — 19 (31 декабря 2021), а обещано 20.",
	} {
		if got := speaker(t, lang, "2022-01-05").gap(p); got != want {
			t.Errorf("in %s: %q, want %q", lang, got, want)
		}
	}
}
