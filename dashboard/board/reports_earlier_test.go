package board

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// earlierOf writes the reports before the newest one, each as its period, its state and how many figures were corrected.
func earlierOf(r Report) string {
	var list []string
	for i := range r.Earlier {
		e := &r.Earlier[i]
		word := short(e.Period) + " " + string(e.State)
		if e.DaysLate > 0 {
			word += fmt.Sprintf(" +%d", e.DaysLate)
		}
		if e.Corrected > 0 {
			word += fmt.Sprintf(" corrected %d", e.Corrected)
		}
		list = append(list, word)
	}
	return strings.Join(list, ", ")
}

// TestEarlierReports: the months before the newest report are judged as they would have been then, from when the rule begins; where it
// doesn't say, from when anybody looked.
func TestEarlierReports(t *testing.T) {
	flow := func(period, found string, value float64) store.Observation {
		o := said(t, "flow", period, kpi.Present, found)
		o.Value = &value
		return o
	}
	const june = "2023-06-01..2023-06-30"
	history := []store.Observation{
		flow(june, "2023-07-05T10:00:00Z", 1),
		flow(july, "2023-08-11T10:00:00Z", 1), // looked for in vain on the 9th
		flow(sept, "2023-10-05T10:00:00Z", 1),
		flow(june, "2023-10-05T11:00:00Z", 2), // corrected
	}
	looks := looked(t, "2023-07-05T10:00:00Z", "2023-08-09T10:00:00Z", "2023-08-11T10:00:00Z", "2023-09-20T10:00:00Z", "2023-10-05T10:00:00Z", "2023-10-05T11:00:00Z")
	const judged = "2023-08 missing +37, 2023-07 late +3, 2023-06 on_time corrected 1"
	for _, test := range []struct{ name, rule, want string }{
		{"since anybody looked", monthly, judged},
		{"since the rule begins", monthly + ", from: 2023-07-01", "2023-08 missing +37, 2023-07 late +3"},
		{"also before anybody looked", monthly + ", from: 2023-05-01", judged + ", 2023-05 missing +129"},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := moment(t, "2023-10-15T12:00:00Z")
			b, err := Build(t.Context(), &world{history: history, looks: looks}, owingSettings(t, test.rule), 0, kpi.DateOf(now), now)
			if err != nil {
				t.Fatal(err)
			}
			newest := b.Sources[1].Reports[0]
			if got := earlierOf(newest); got != test.want || newest.State != kpi.ReportOnTime || newest.Corrected != 0 {
				t.Errorf("before %s: %s, want %s", wordsOf(newest), got, test.want)
			}
		})
	}
}

// TestEarlierReportsAreTwelveAtMost: more would fit no page; and a source that always gives everything keeps them all.
func TestEarlierReportsAreTwelveAtMost(t *testing.T) {
	w := &world{}
	for n := range 30 {
		month := kpi.Month(kpi.MustDate("2021-04-01").AddMonths(n))
		found := month.End.AddDays(3).Time().Add(10 * time.Hour).Format(time.RFC3339)
		w.history = append(w.history, said(t, "flow", month.Start.String()+".."+month.End.String(), kpi.Present, found))
		w.looks = append(w.looks, looked(t, found)...)
	}
	now := moment(t, "2023-10-15T12:00:00Z")
	b, err := Build(t.Context(), w, owingSettings(t, monthly), 0, kpi.DateOf(now), now)
	if err != nil {
		t.Fatal(err)
	}
	earlier := b.Sources[1].Reports[0].Earlier
	if len(earlier) != 11 || short(earlier[10].Period) != "2022-10" {
		t.Fatalf("%d reports before the newest: %s", len(earlier), earlierOf(b.Sources[1].Reports[0]))
	}
	for i := range earlier {
		if earlier[i].State != kpi.ReportOnTime || earlier[i].Lacking != 0 {
			t.Errorf("%s is %s and lacks %d, though it came in time like all the others", short(earlier[i].Period), earlier[i].State, earlier[i].Lacking)
		}
	}
}

// TestCorrected: a figure is corrected where another value, or none, stands in the place of the first one from after the period's end,
// whatever the order in which a board comes to know of the versions.
func TestCorrected(t *testing.T) {
	version := func(status kpi.Status, found string, value float64) store.Observation {
		o := said(t, "flow", sept, status, found)
		if status == kpi.Present {
			o.Value = &value
		}
		return o
	}
	const running, first, second, third = "2023-09-20T10:00:00Z", "2023-10-03T10:00:00Z", "2023-10-04T10:00:00Z", "2023-10-05T10:00:00Z"
	for _, test := range []struct {
		name     string
		versions []store.Observation
		want     bool
	}{
		{"once", []store.Observation{version(kpi.Present, first, 1)}, false},
		{"the same again", []store.Observation{version(kpi.Present, first, 1), version(kpi.Present, second, 1)}, false},
		{"another value", []store.Observation{version(kpi.Present, first, 1), version(kpi.Present, second, 2)}, true},
		{"and back", []store.Observation{version(kpi.Present, first, 1), version(kpi.Present, second, 2), version(kpi.Present, third, 1)}, true},
		{"taken back", []store.Observation{version(kpi.Present, first, 1), version(kpi.Withdrawn, second, 0)}, true},
		{"while the month ran", []store.Observation{version(kpi.Present, running, 1), version(kpi.Present, first, 2)}, false},
		{"no data first", []store.Observation{version(kpi.NoData, first, 0), version(kpi.Present, second, 2)}, false},
		{"no data first, then corrected", []store.Observation{version(kpi.NoData, first, 0), version(kpi.Present, second, 2), version(kpi.Present, third, 3)}, true},
	} {
		region := owingSettings(t, monthly).Region("UA-1")
		for _, turned := range []bool{false, true} {
			versions := slices.Clone(test.versions)
			if turned {
				slices.Reverse(versions)
			}
			a := &arrivals{figures: map[reportKey]map[seriesOf]*owedFigure{}}
			for i := range versions {
				o := &versions[i]
				a.take(o, region, foundAt(o, nil))
				a.take(o, region, foundAt(o, nil))
			}
			o := &versions[0]
			f := a.figures[reportKey{o.Source, o.Region, o.Period.End}][seriesOf{o.Indicator, o.Breakdown, o.Period.Start}]
			if f.corrected != test.want {
				t.Errorf("%s (newest first: %v): corrected is %v", test.name, turned, f.corrected)
			}
		}
	}
}
