package pages

import (
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

func TestLinesEndWhereNothingIsKnown(t *testing.T) {
	for _, tc := range []struct {
		name      string
		nature    kpi.Nature
		frequency kpi.Frequency
		periods   string // first and last day of each that is known
		want      string // . a value, | a gap
	}{
		{"every month", kpi.Stock, kpi.Monthly, "2022-11-01/2022-11-30 2022-12-01/2022-12-31 2023-01-01/2023-01-31", "..."},
		{"a month is missing", kpi.Stock, kpi.Monthly, "2022-11-01/2022-11-30 2023-01-01/2023-01-31", ".|."},
		{"a day of each month", kpi.Stock, kpi.Monthly, "2022-11-10/2022-11-10 2022-12-28/2022-12-28", ".."},
		{"a quarter is missing", kpi.Flow, kpi.Quarterly, "2022-01-01/2022-03-31 2022-07-01/2022-09-30 2022-10-01/2022-12-31", ".|.."},
		{"a year is missing", kpi.Flow, kpi.Yearly, "2019-01-01/2019-12-31 2021-01-01/2021-12-31", ".|."},
		{"a day is missing", kpi.Stock, kpi.Daily, "2022-11-01/2022-11-01 2022-11-03/2022-11-03 2022-11-04/2022-11-04", ".|.."},
		{"the count begins anew", kpi.YearToDate, kpi.Monthly, "2022-11-01/2022-11-30 2022-12-01/2022-12-31 2023-01-01/2023-01-31", "..|."},
		{"the count from 1 January begins anew", kpi.YearToDate, kpi.Monthly, "2022-01-01/2022-11-30 2022-01-01/2022-12-31 2023-01-01/2023-01-31", "..|."},
		{"what has not come yet is no gap", kpi.Stock, kpi.Monthly, "2022-11-01/2022-11-30 2023-06-01/2023-06-30", "."},
	} {
		value, s := 1.0, &board.Series{}
		for _, p := range strings.Fields(tc.periods) {
			from, to, _ := strings.Cut(p, "/")
			s.Cells = append(s.Cells, board.Cell{Observation: &store.Observation{
				Period: kpi.Period{Start: kpi.MustDate(from), End: kpi.MustDate(to)}, Value: &value, Status: kpi.Present,
			}})
		}
		var got strings.Builder
		for _, p := range pointsOf(s, &config.Indicator{Nature: tc.nature, Frequency: tc.frequency}, kpi.MustDate("2023-01-31")) {
			got.WriteString(map[bool]string{true: ".", false: "|"}[p.Value != nil])
		}
		if got.String() != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got.String(), tc.want)
		}
	}
}

func TestNoLineLeadsAcrossABreak(t *testing.T) {
	years := "2020-01-01/2020-12-31 2021-01-01/2021-12-31 2022-01-01/2022-12-31"
	for _, tc := range []struct {
		name   string
		nature kpi.Nature
		breaks string
		want   string
	}{
		{"none", kpi.Flow, "", "..."},
		{"at a year's beginning", kpi.Flow, "2021-01-01", ".|.."},
		{"within a year, which is then of neither", kpi.Flow, "2021-07-01", ".|.|."},
		{"within a year, at whose end a stock is measured anew", kpi.Stock, "2021-07-01", ".|.."},
		{"on the last day of a year, a stock", kpi.Stock, "2021-12-31", ".|.."},
		{"two", kpi.Flow, "2021-01-01 2022-01-01", ".|.|."},
		{"before and after it all", kpi.Flow, "2019-01-01 2023-01-01", "..."},
	} {
		i := &config.Indicator{Nature: tc.nature, Frequency: kpi.Yearly}
		for _, d := range strings.Fields(tc.breaks) {
			i.Breaks = append(i.Breaks, config.Break{On: kpi.MustDate(d)})
		}
		value, s := 1.0, &board.Series{}
		p := &board.Progress{Indicator: i}
		for _, y := range strings.Fields(years) {
			from, to, _ := strings.Cut(y, "/")
			period := kpi.Period{Start: kpi.MustDate(from), End: kpi.MustDate(to)}
			s.Cells = append(s.Cells, board.Cell{Observation: &store.Observation{Period: period, Value: &value, Status: kpi.Present}})
			p.Measured = append(p.Measured, kpi.Point{Period: period, At: period.End, Value: value})
		}
		for kind, points := range map[string][]chart.Point{"series": pointsOf(s, i, kpi.MustDate("2024-01-31")), "what was judged": measured(p)} {
			var got strings.Builder
			for _, point := range points {
				got.WriteString(map[bool]string{true: ".", false: "|"}[point.Value != nil])
			}
			if got.String() != tc.want {
				t.Errorf("%s, %s: %s, want %s", tc.name, kind, got.String(), tc.want)
			}
		}
	}
	// Nor does the promise: what came after the break is not on the way from the old baseline.
	value := 100.0
	p := &board.Progress{Value: &value, Deadline: kpi.MustDate("2025-12-31")}
	p.Progress.Baseline = &kpi.DatedValue{Date: kpi.MustDate("2020-12-31"), Value: 10}
	if line := promisedLine(p); len(line) != 2 {
		t.Errorf("without a break the promise is %v, want a line of two points", line)
	}
	p.Progress.Reason = kpi.ReasonNotComparable
	if line := promisedLine(p); len(line) != 1 || line[0].Value != 100 {
		t.Errorf("across a break the promise is %v, want the goal alone", line)
	}
}

func TestALogisticForecastIsDrawnAsACurve(t *testing.T) {
	f := &kpi.Forecast{
		From: kpi.DatedValue{Date: kpi.MustDate("2023-12-31"), Value: 200.0 / 3}, At: kpi.MustDate("2025-12-31"),
		Low: 80, Value: 800.0 / 9, High: 95, Ceiling: 100,
	}
	fan := fanOf(f)
	if len(fan.Between) != bends-1 {
		t.Fatalf("the curve has %d points between its ends, want %d", len(fan.Between), bends-1)
	}
	half := fan.Between[bends/2-1]
	if straight := (f.From.Value + f.Value) / 2; half.Value <= straight || half.Low > half.Value || half.Value > half.High {
		t.Errorf("halfway the curve is at %+v, want it above the straight line's %v, for it levels off", half, straight)
	}
	f.Ceiling = 0
	if fan = fanOf(f); fan.Between != nil {
		t.Errorf("a straight course has the points %v between its ends", fan.Between)
	}
}
