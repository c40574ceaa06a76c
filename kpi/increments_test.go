package kpi

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// levelsOf reads "2026-01 100", "2026-01-01/2026-02-28 210" and "2026-03 -", which has no value.
func levelsOf(t *testing.T, texts ...string) (levels []Level) {
	t.Helper()
	for _, text := range texts {
		days, said, _ := strings.Cut(text, " ")
		from, to, spans := strings.Cut(days, "/")
		l := Level{Period: Period{MustDate(from), MustDate(to)}}
		if !spans {
			t.Fatalf("%q has no period", text)
		}
		if said != "-" {
			var v float64
			if _, err := fmt.Sscan(said, &v); err != nil {
				t.Fatal(err)
			}
			l.Value = &v
		}
		levels = append(levels, l)
	}
	return levels
}

// What was counted since January becomes what was counted in each month, and never more than is known: a month whose level or
// the one before is missing has no value, nor zero.
func TestIncrements(t *testing.T) {
	for name, test := range map[string]struct {
		f      Frequency
		levels []string
		want   []string
	}{
		"months": {Monthly, []string{"2026-01-01/2026-01-31 100", "2026-02-01/2026-02-28 190", "2026-03-01/2026-03-31 290", "2026-04-01/2026-04-30 290"},
			[]string{"2026-01 100", "2026-02 90", "2026-03 100", "2026-04 0"}},
		"written from the year's beginning": {Monthly, []string{"2026-01-01/2026-01-31 100", "2026-01-01/2026-02-28 190", "2026-01-01/2026-03-31 290"},
			[]string{"2026-01 100", "2026-02 90", "2026-03 100"}},
		"a month is missing": {Monthly, []string{"2026-01-01/2026-01-31 100", "2026-03-01/2026-03-31 290", "2026-04-01/2026-04-30 400"},
			[]string{"2026-01 100", "2026-03 no_previous", "2026-04 110"}},
		"the first months are missing": {Monthly, []string{"2026-03-01/2026-03-31 290", "2026-04-01/2026-04-30 400"}, []string{"2026-03 no_previous", "2026-04 110"}},
		"a level has no value": {Monthly, []string{"2026-01-01/2026-01-31 100", "2026-02-01/2026-02-28 -", "2026-03-01/2026-03-31 290"},
			[]string{"2026-01 100", "2026-02 no_data", "2026-03 no_previous"}},
		"each year begins at nothing": {Monthly, []string{"2025-12-01/2025-12-31 900", "2026-01-01/2026-01-31 70", "2026-02-01/2026-02-28 80"},
			[]string{"2025-12 no_previous", "2026-01 70", "2026-02 10"}},
		"out of order, and a level fell": {Monthly, []string{"2026-02-01/2026-02-28 90", "2026-01-01/2026-01-31 100"}, []string{"2026-01 100", "2026-02 -10"}},
		"a year from April": {Monthly, []string{"2025-04-01/2026-03-31 500", "2026-04-01/2026-04-30 20", "2026-04-01/2026-05-31 50", "2025-04-01/2026-02-28 450"},
			[]string{"2026-02 no_previous", "2026-03 50", "2026-04 20", "2026-05 30"}},
		"both ways, the longer one leaves no doubt": {Monthly, []string{"2026-01-01/2026-01-31 5", "2026-01-01/2026-02-28 9", "2026-02-01/2026-02-28 7"}, []string{"2026-01 5", "2026-02 4"}},
		"years that begin in two months":            {Monthly, []string{"2026-01-01/2026-06-30 10", "2026-04-01/2026-07-31 20"}, nil},
		"a quarter among months since January":      {Monthly, []string{"2026-03-01/2026-03-31 30", "2026-04-01/2026-04-30 40", "2026-04-01/2026-06-30 60"}, nil},
		"half a year among quarters":                {Quarterly, []string{"2026-04-01/2026-06-30 30", "2026-07-01/2026-09-30 40", "2026-07-01/2026-12-31 60"}, nil},
		"within a month, or not from its beginning": {Monthly, []string{"2026-01-01/2026-01-31 5", "2026-01-01/2026-02-15 7", "2026-02-10/2026-02-28 8", "2026-03-01/2026-03-31 9"},
			[]string{"2026-01 5", "2026-03 no_previous"}},
		"quarters": {Quarterly, []string{"2026-01-01/2026-03-31 10", "2026-01-01/2026-06-30 25", "2026-07-01/2026-09-30 25", "2026-01-01/2026-08-31 24"},
			[]string{"2026-01 10", "2026-04 15", "2026-07 0"}},
		"years": {Yearly, []string{"2026-01-01/2026-12-31 10"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			levels := levelsOf(t, test.levels...)
			var got []string
			for _, one := range Increments(levels, test.f) {
				said := string(one.Reason)
				if one.Value != nil {
					said += fmt.Sprint(*one.Value)
				}
				got = append(got, one.Period.Start.String()[:7]+" "+said)
				if one.Period.End != levels[one.Of].Period.End {
					t.Errorf("%v is said to follow from %v", one.Period, levels[one.Of].Period)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A level that is no number, or a step that is too large for one, says why there is no increment.
func TestIncrementsOfWhatIsNoNumber(t *testing.T) {
	levels := levelsOf(t, "2026-01-01/2026-01-31 1", "2026-01-01/2026-02-28 1", "2026-01-01/2026-03-31 1")
	*levels[0].Value, *levels[1].Value, *levels[2].Value = -math.MaxFloat64, math.MaxFloat64, math.NaN()
	for i, one := range Increments(levels, Monthly) {
		if i > 0 && (one.Value != nil || one.Reason != ReasonNotComparable) {
			t.Errorf("%s: %v (%s), want %s", one.Period, show(one.Value), one.Reason, ReasonNotComparable)
		}
	}
}

// Whatever is missing, what is told adds up to what was counted, and nothing is told that a missing level hides.
func TestIncrementsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	for range 500 {
		counted := map[Date]float64{}
		var levels []Level
		begin := random.IntN(12) + 1
		for year := 2024; year < 2027; year++ {
			start, _ := NewDate(year, 1, 1)
			start = start.AddMonths(begin - 1)
			sum := 0.0
			for m := range 12 {
				month := Month(start.AddMonths(m))
				counted[month.Start] = float64(random.IntN(50))
				sum += counted[month.Start]
				if random.IntN(4) > 0 {
					v := sum
					levels = append(levels, Level{Period{start, month.End}, &v})
				}
			}
		}
		random.Shuffle(len(levels), func(i, j int) { levels[i], levels[j] = levels[j], levels[i] })
		all := Increments(levels, Monthly)
		if len(all) != len(levels) {
			t.Fatalf("%d levels give %d months", len(levels), len(all))
		}
		for _, one := range all {
			first := int(one.Period.Start.Time().Month()) == begin
			known := first || slices.ContainsFunc(levels, func(l Level) bool { return l.Period.End == one.Period.Start.AddDays(-1) })
			switch {
			case known && (one.Value == nil || *one.Value != counted[one.Period.Start]):
				t.Fatalf("in %v %v were counted, and %v is told", one.Period, counted[one.Period.Start], one)
			case !known && (one.Value != nil || one.Reason != ReasonNoPrevious):
				t.Fatalf("of %v nothing can be known, and %v is told", one.Period, one)
			}
		}
	}
}
