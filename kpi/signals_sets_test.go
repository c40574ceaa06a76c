package kpi

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumeratorOver(t *testing.T) {
	share := func(numerator, denominator float64) []Figure {
		return withParts(figuresOf(1), numerator, denominator)
	}
	for name, tt := range map[string]struct {
		figures []Figure
		want    []string
	}{
		"more than there were":      {share(11, 10), []string{"2023-01 11 not 10"}},
		"all of them":               {share(10, 10), []string{}},
		"some of none":              {share(3, 0), []string{"2023-01 3 not 0"}},
		"none of none":              {share(0, 0), []string{}},
		"what rounding leaves":      {share(0.1+0.2, 0.3), []string{}},
		"a share without its parts": {figuresOf(110), []string{}},
		"parts that are no numbers": {share(math.NaN(), 10), []string{}},
	} {
		if diff := cmp.Diff(tt.want, toldOf(NumeratorOver(tt.figures))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestPartsWhole(t *testing.T) {
	for name, tt := range map[string]struct {
		whole []Figure
		parts [][]Figure
		slack float64
		want  []string
	}{
		"they make the whole": {whole: figuresOf(10, 12), parts: [][]Figure{figuresOf(4, 5), figuresOf(6, 7)}},
		"one month they don't": {
			whole: figuresOf(10, 12, 14), parts: [][]Figure{figuresOf(4, 5, 6), figuresOf(6, 6, 8)},
			want: []string{"2023-02 11 not 12"},
		},
		"more than the whole":              {whole: figuresOf(10), parts: [][]Figure{figuresOf(4), figuresOf(7)}, want: []string{"2023-01 11 not 10"}},
		"more, though one is missing":      {whole: figuresOf(10, 10), parts: [][]Figure{figuresOf(11, 4), figuresOf(gap, 6)}, want: []string{"2023-01 11 not 10"}},
		"less, and one is missing":         {whole: figuresOf(10, 10), parts: [][]Figure{figuresOf(4, 4), figuresOf(6, gap)}},
		"a part of less than nothing":      {whole: figuresOf(10, 10), parts: [][]Figure{figuresOf(11, 11), figuresOf(gap, -1)}},
		"parts that were never all":        {whole: figuresOf(10, 12, 14), parts: [][]Figure{figuresOf(1, 2, 3), figuresOf(1, 2, 3)}},
		"without the whole there is none":  {parts: [][]Figure{figuresOf(4), figuresOf(7)}},
		"without parts there is none":      {whole: figuresOf(10)},
		"what rounding of each explains":   {whole: figuresOf(10), parts: [][]Figure{figuresOf(3.3), figuresOf(3.3), figuresOf(3.3)}, slack: 0.05},
		"what rounding does not explain":   {whole: figuresOf(10, 10), parts: [][]Figure{figuresOf(3.2, 3.3), figuresOf(3.2, 3.3), figuresOf(3.2, 3.4)}, slack: 0.05, want: []string{"2023-01 9.6 not 10"}},
		"sums too great to be told":        {whole: figuresOf(1), parts: [][]Figure{figuresOf(math.MaxFloat64), figuresOf(math.MaxFloat64)}},
		"zero is a part like any other":    {whole: figuresOf(10, 10), parts: [][]Figure{figuresOf(0, 4), figuresOf(6, 6)}, want: []string{"2023-01 6 not 10"}},
		"halves right are enough to judge": {whole: figuresOf(10, 10), parts: [][]Figure{figuresOf(10, 9)}, want: []string{"2023-02 9 not 10"}},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.want == nil {
				tt.want = []string{}
			}
			got := toldOf(PartsWhole(tt.whole, tt.parts, tt.slack))
			if len(got) == 1 && got[0] == "2023-01 9.600000000000001 not 10" {
				got[0] = "2023-01 9.6 not 10"
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parts and whole (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRestated(t *testing.T) {
	may := Month(day("2023-05-01"))
	for _, tt := range []struct {
		first, now float64
		want       bool
		size       float64
	}{
		{100, 110, false, 0.1}, {100, 111, true, 0.11}, {100, 89, true, 0.11}, {100, 90, false, 0.1}, {0.3, 0.33, false, 0.1},
		{-100, -111, true, 0.11}, {100, 100, false, 0}, {0, 0, false, 0},
		{0, 4, true, 0}, // of nothing there is no share
		{4, 0, true, 1}, {5e-324, 1e300, true, 0}, {math.NaN(), 1, false, 0}, {1, math.Inf(1), false, 0},
	} {
		s, got := Restated(may, tt.first, tt.now, SignalOptions{})
		if got != tt.want || math.Abs(s.Size-tt.size) > 1e-9 {
			t.Errorf("from %v to %v: got %v by %v, want %v by %v", tt.first, tt.now, got, s.Size, tt.want, tt.size)
		}
		if got && (s.Seen != tt.now || s.Expected != tt.first || s.Period != may || s.Limit != 0.1) {
			t.Errorf("from %v to %v is told as %+v", tt.first, tt.now, s)
		}
	}
}

func TestDisagree(t *testing.T) {
	may := Month(day("2023-05-01"))
	for _, tt := range []struct {
		chosen, other, slack float64
		want                 bool
	}{
		{41, 41, 0, false}, {41, 42, 0, true}, {41.2, 41.3, 0.1, false}, {41.2, 41.4, 0.1, true}, {0, 3, 0, true}, {math.NaN(), 1, 0, false},
	} {
		if s, got := Disagree(may, tt.chosen, tt.other, tt.slack); got != tt.want || got && (s.Seen != tt.chosen || s.Expected != tt.other) {
			t.Errorf("%v beside %v: got %v, %+v, want %v", tt.chosen, tt.other, got, s, tt.want)
		}
	}
}

func TestNotUsed(t *testing.T) {
	use := func(m string, all, known, online uint64) MonthOfUse {
		return MonthOfUse{Month: day(m), Applications: all, KnownChannel: known, Online: online}
	}
	none := []MonthOfUse{use("2023-05-01", 9, 9, 2), use("2023-06-01", 8, 8, 0), use("2023-07-01", 0, 0, 0), use("2023-08-01", 12, 12, 0), use("2023-09-01", 9, 9, 0)}
	with := func(more ...MonthOfUse) []MonthOfUse { return append(append([]MonthOfUse{}, none...), more...) }
	for name, tt := range map[string]struct {
		since, today string
		months       []MonthOfUse
		want         bool
		days         float64
	}{
		// 1 June to 15 October: 30 + 31 + 31 + 30 + 15 days.
		"since June":                       {"2023-01-01", "2023-10-15", with(use("2023-10-01", 1, 1, 0)), true, 137},
		"the running month is not here":    {"2023-01-01", "2023-10-15", none, true, 137},
		"one this month":                   {"2023-01-01", "2023-10-15", with(use("2023-10-01", 4, 4, 1)), false, 0},
		"online for ninety days":           {"2023-07-18", "2023-10-15", none, true, 90},
		"for eighty-nine":                  {"2023-07-19", "2023-10-15", none, false, 89},
		"not yet":                          {"2023-11-01", "2023-10-15", none, false, 0},
		"a channel is not known":           {"2023-01-01", "2023-10-15", with(use("2023-10-01", 4, 3, 0)), false, 0},
		"September is not here":            {"2023-01-01", "2023-10-15", none[:4], false, 0},
		"a month that must not be told":    {"2023-01-01", "2023-10-15", []MonthOfUse{none[1], none[2], {Month: day("2023-08-01"), Unknown: true}, none[4]}, false, 45},
		"nothing is known of applications": {"2023-01-01", "2023-10-15", nil, false, 0},
		"nobody knows since when":          {"", "2023-10-15", none, false, 137},
	} {
		since := Date(0)
		if tt.since != "" {
			since = day(tt.since)
		}
		s, got := NotUsed(since, day(tt.today), tt.months, SignalOptions{})
		if got != tt.want || s.Size != tt.days {
			t.Errorf("%s: got %v after %v days, want %v after %v", name, got, s.Size, tt.want, tt.days)
		}
		if got && (s.Period.End != day(tt.today) || s.Period.Days() != int(tt.days) || s.Seen != 0 || s.Expected != 1) {
			t.Errorf("%s is told as %+v", name, s)
		}
	}
}

// wildFigures are of all sorts: few and many, odd periods, zeros, huge and impossible numbers.
func wildFigures(r *rand.Rand) []Figure {
	_, points, _ := wild(r)
	if r.IntN(2) == 0 { // mostly months in a row, so that there is something to find
		level := math.Round(r.NormFloat64() * 100)
		points = nil
		for i := range r.IntN(40) {
			v := level
			if r.IntN(4) == 0 {
				v = math.Round(r.NormFloat64() * 1000)
			}
			p := Month(day("2020-01-01").AddMonths(i))
			points = append(points, Point{Period: p, At: p.End, Value: v})
		}
	}
	figures := make([]Figure, len(points))
	for i, p := range points {
		figures[i] = Figure{Period: p.Period, Value: p.Value}
		if r.IntN(2) == 0 {
			figures[i].Numerator, figures[i].Denominator = num(p.Value), num(math.Round(r.NormFloat64()*100))
		}
	}
	return figures
}

// signalsOf are those of a series and of its first half beside the second.
func signalsOf(figures []Figure, part [][]Figure) []Signal {
	var all []Signal
	all = append(all, Flat(figures, Monthly, Bounds{}, SignalOptions{})...)
	all = append(all, RoundJump(figures, Bounds{}, 1, SignalOptions{})...)
	all = append(all, Outlier(figures, Monthly, 1, SignalOptions{})...)
	all = append(all, NumeratorOver(figures)...)
	return append(all, PartsWhole(figures, part, 0)...)
}

func TestSignalsAreNumbersInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	kinds := map[SignalKind]int{}
	for range rounds {
		figures, parts := wildFigures(r), [][]Figure{wildFigures(r), wildFigures(r)}
		want := signalsOf(figures, parts)
		for _, s := range want {
			kinds[s.Kind]++
			if path := notFinite(reflect.ValueOf(s), string(s.Kind)); path != "" || s.Kind == "" || s.Period.End < s.Period.Start {
				t.Fatalf("%+v is no signal (%s), of %v", s, path, figures)
			}
		}
		before := [][]Figure{append([]Figure{}, figures...)}
		for _, list := range append(parts, figures) {
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		}
		parts[0], parts[1] = parts[1], parts[0]
		if diff := cmp.Diff(want, signalsOf(figures, parts)); diff != "" {
			t.Fatalf("signals depend on the order of figures (-want +got):\n%s\nof %v", diff, before)
		}
	}
	for _, k := range []SignalKind{SignalFlat, SignalRoundJump, SignalOutlier, SignalNumeratorOver, SignalPartsWhole} {
		if kinds[k] == 0 {
			t.Errorf("no %s was among them, so nothing was tried", k)
		}
	}
}

// A unit is a choice: thousandths in place of wholes change no signal of shares.
func TestSignalsDoNotDependOnTheUnit(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range rounds / 3 {
		figures := wildFigures(r)
		scaled := make([]Figure, len(figures))
		for i, f := range figures {
			figures[i] = Figure{Period: f.Period, Value: f.Value} // parts have no unit of their own
			scaled[i] = Figure{Period: f.Period, Value: f.Value * 1024}
		}
		for kind, find := range map[SignalKind]func([]Figure) []Signal{
			SignalFlat:    func(f []Figure) []Signal { return Flat(f, Monthly, Bounds{}, SignalOptions{}) },
			SignalOutlier: func(f []Figure) []Signal { return Outlier(f, Monthly, 0, SignalOptions{}) },
		} {
			a, b := find(figures), find(scaled)
			for i := range a {
				if len(a) != len(b) || a[i].Period != b[i].Period {
					t.Fatalf("%s: %v in one unit, %v in another", kind, a, b)
				}
			}
		}
	}
}
