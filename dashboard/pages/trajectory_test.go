package pages

import (
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
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
