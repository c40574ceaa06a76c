package pages

import (
	"testing"

	"github.com/postup/postup/kpi"
)

func TestPacesThatMoveDoNotReadAsZero(t *testing.T) {
	for _, c := range []struct {
		frequency kpi.Frequency
		paces     []float64
		every     kpi.Frequency
		decimals  int
	}{
		{kpi.Monthly, []float64{1.7, -1.1}, kpi.Monthly, 1},
		{kpi.Monthly, []float64{1.7, 0}, kpi.Monthly, 1},
		{kpi.Monthly, []float64{1.7, 0.02}, kpi.Yearly, 1},
		{kpi.Monthly, []float64{0.0004}, kpi.Yearly, 3},
		{kpi.Yearly, []float64{0.04}, kpi.Yearly, 2},
	} {
		if every, _, decimals := legible(c.frequency, 1, c.paces...); every != c.every || decimals != c.decimals {
			t.Errorf("%v by %s is written by %s with %d decimals, want %s and %d", c.paces, c.frequency, every, decimals, c.every, c.decimals)
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
