package opendata

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/valyala/fastjson"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestContentsAreThoseOfTheRelease: counted from its rows, once, and what is missing apart from what is there.
func TestContentsAreThoseOfTheRelease(t *testing.T) {
	s, x := observed(t)
	shelf, err := NewShelf(s.s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	made, err := shelf.Contents(t.Context(), &x, *x.Dataset("observations"))
	if err != nil || made == nil || made.By != ByMonth {
		t.Fatalf("%+v, %v", made, err)
	}
	want := map[string][2]uint64{}
	for _, row := range s.rows(x, "observations") {
		month := row["period_end"].(string)[:7]
		n := want[month]
		if row["value"] == nil {
			n[1]++
		} else {
			n[0]++
		}
		want[month] = n
	}
	got := map[string][2]uint64{}
	for _, b := range made.Bars {
		got[b.Key] = [2]uint64{uint64(b.Value), b.Missing}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) < 2 {
		t.Errorf("(-the rows +the chart)\n%s", diff)
	}
	seen := map[any]bool{}
	for _, row := range s.rows(x, "observations") {
		seen[row["indicator"]] = true
	}
	every := map[kpi.Frequency]int{}
	for _, row := range s.rows(x, "indicators") {
		if seen[row["id"]] {
			every[kpi.Frequency(row["frequency"].(string))]++
		}
	}
	if diff := cmp.Diff(every, made.Every); diff != "" || len(every) == 0 || len(seen) == len(s.rows(x, "indicators")) {
		t.Errorf("indicators with rows, by frequency (-the rows +the contents)\n%s", diff)
	}
	again, err := shelf.Contents(t.Context(), &x, *x.Dataset("observations"))
	if err != nil || again != made {
		t.Errorf("they were counted again: %v", err)
	}
	for _, d := range x.Datasets {
		c, err := shelf.Contents(t.Context(), &x, d)
		if err != nil || (d.Rows > 0) != (c != nil) {
			t.Errorf("%s with %d rows has %+v, %v", d.ID, d.Rows, c, err)
		}
	}
	if c, err := shelf.Contents(t.Context(), &x, store.Released{ID: "of later versions", Hash: x.Datasets[0].Hash}); c != nil || err != nil {
		t.Errorf("a dataset that nobody knows has %+v, %v", c, err)
	}
}

func countedRows(t *testing.T, c counter, rows ...string) *Contents {
	t.Helper()
	for _, row := range rows {
		if err := c.add(fastjson.MustParse(row)); err != nil {
			t.Fatal(err)
		}
	}
	return c.contents()
}

// TestApplicationsAreNotCountedTwice: a country's own row is left out where its regions have theirs, and is counted where it is alone. What is
// withheld adds nothing and is told, and a month that still ran on the release's day is none, whatever day a row was written on.
func TestApplicationsAreNotCountedTwice(t *testing.T) {
	regions := map[string]sdmx.Item{"TT-1": {Parent: "TT"}, "TT-2": {Parent: "TT"}, "TT": {}}
	c := countedRows(t, counterOf("processing", kpi.MustDate("2023-04-30"), regions),
		`{"service":"a","region":"TT","month":"2023-01-01","at":"2023-01-12","applications":30}`,
		`{"service":"a","region":"TT","month":"2023-04-01","at":"2023-04-30","applications":3}`,
		`{"service":"a","region":"TT-1","month":"2023-01-01","applications":10}`,
		`{"service":"a","region":"TT-2","month":"2023-01-01","applications":20}`,
		`{"service":"b","region":"TT","month":"2023-01-01","applications":5}`,
		`{"service":"a","region":"TT-1","month":"2023-03-01","applications":null}`)
	want := []Bar{{Key: "2023-01", Value: 35, Known: 3, Heard: 3, Asked: 3}, {Key: "2023-02", Asked: 3}, {Key: "2023-03", Missing: 1, Heard: 1, Asked: 3}}
	if diff := cmp.Diff(want, c.Bars); diff != "" {
		t.Error(diff)
	}
}

// TestMonthsInWhichNotAllWereHeard: a region without the rows that it had in an earlier month makes a sum too short, which is said; one that has
// not begun, or that others within it speak for, is not waited for, and a withheld row is one.
func TestMonthsInWhichNotAllWereHeard(t *testing.T) {
	var rows []string
	add := func(region, service, n string, months ...string) {
		for _, m := range months {
			rows = append(rows, `{"service":"`+service+`","region":"`+region+`","month":"`+m+`-01","applications":`+n+`}`)
		}
	}
	add("TT-1", "a", "32", "2023-03", "2023-04", "2023-05")
	add("TT-2", "a", "0", "2023-03", "2023-04", "2023-06", "2023-07", "2023-08")
	add("TT-2", "a", "null", "2023-05")
	add("TT-2", "b", "1", "2023-04", "2023-05", "2023-08")
	add("TT-3", "b", "5", "2023-08")
	add("TT", "b", "9", "2023-03") // then its regions say it themselves
	regions := map[string]sdmx.Item{"TT-1": {Parent: "TT"}, "TT-2": {Parent: "TT"}, "TT-3": {Parent: "TT"}, "TT": {}}
	c := countedRows(t, counterOf("processing", kpi.MustDate("2026-06-30"), regions), rows...)
	want := []Bar{
		{Key: "2023-03", Value: 41, Known: 3, Heard: 3, Asked: 3},
		{Key: "2023-04", Value: 33, Known: 3, Heard: 3, Asked: 3},
		{Key: "2023-05", Value: 33, Known: 2, Missing: 1, Heard: 3, Asked: 3},
		{Key: "2023-06", Value: 0, Known: 1, Heard: 0, Asked: 3},
		{Key: "2023-07", Value: 0, Known: 1, Heard: 0, Asked: 3},
		{Key: "2023-08", Value: 6, Known: 3, Heard: 3, Asked: 4},
	}
	if diff := cmp.Diff(want, c.Bars); diff != "" {
		t.Error(diff)
	}
	add("TT-3", "b", "5", "2026-05")
	c = countedRows(t, counterOf("processing", kpi.MustDate("2026-06-30"), regions), rows...)
	years := []Bar{{Key: "2023", Value: 113, Known: 13, Missing: 1, Heard: 0, Asked: 4}, {Key: "2024", Asked: 4}, {Key: "2025", Asked: 4}, {Key: "2026", Value: 5, Known: 1, Asked: 4}}
	if diff := cmp.Diff(years, c.Bars); diff != "" || c.By != ByYear {
		t.Errorf("by %s: %s", c.By, diff)
	}
}

// TestManyMonthsAreYears: more columns than can be told apart say nothing.
func TestManyMonthsAreYears(t *testing.T) {
	c := countedRows(t, counterOf("observations", 0, nil), `{"period_end":"2020-01-31","value":1}`, `{"period_end":"2021-05-31","value":0}`, `{"period_end":"2023-02-28","value":null}`)
	want := []Bar{{Key: "2020", Value: 1, Known: 1}, {Key: "2021", Value: 1, Known: 1}, {Key: "2022"}, {Key: "2023", Missing: 1}}
	if diff := cmp.Diff(want, c.Bars); diff != "" || c.By != ByYear {
		t.Errorf("by %s: %s", c.By, diff)
	}
}

// TestScoresAreOfTheNewestPeriod: not of earlier ones, nor of an edition that doesn't hold; a region without a score has no bar.
func TestScoresAreOfTheNewestPeriod(t *testing.T) {
	row := func(region, score, end string, recomputed bool) string {
		return `{"programme":"plan","index":"maturity","region":"` + region + `","score":` + score + `,"period_start":"2023-0` + end[6:7] + `-01","period_end":"` + end + `","recomputed":` + strconv.FormatBool(recomputed) + `}`
	}
	regions := map[string]sdmx.Item{"TT-1": {Name: config.Text{"en": "First"}}}
	c := countedRows(t, counterOf("index", 0, regions), row("TT-1", "61.5", "2023-06-30", false), row("TT-2", "null", "2023-06-30", false), row("TT-3", "9", "2023-06-30", true), row("TT-1", "50", "2023-05-31", false))
	want := &Contents{By: ByRegion, Bars: []Bar{{Key: "TT-1", Name: config.Text{"en": "First"}, Value: 61.5}}, Missing: 1, Programme: "plan", Period: kpi.Month(kpi.MustDate("2023-06-01"))}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
	var many []string
	for i := range 20 {
		many = append(many, row("R-"+strconv.Itoa(i), strconv.Itoa(10+i*4), "2023-06-30", false))
	}
	c = countedRows(t, counterOf("index", 0, nil), many...)
	total := 0.0
	for i, b := range c.Bars {
		total += b.Value
		if b.High-b.Low != 10 || i > 0 && c.Bars[i-1].High != b.Low {
			t.Errorf("a band from %g to %g", b.Low, b.High)
		}
	}
	if c.By != ByScore || total != 20 || c.Bars[0].Low != 10 || c.Bars[0].Value != 3 {
		t.Errorf("%d regions of 20 are in bands: %+v", int(total), c.Bars)
	}
}

// TestTargetsAreCounted: of each programme, also of one without.
func TestTargetsAreCounted(t *testing.T) {
	c := countedRows(t, counterOf("programmes", 0, nil), `{"id":"a","name_en":"A","targets":"[{\"id\":\"x\"},{\"id\":\"y\"}]"}`, `{"id":"b","targets":null}`)
	want := []Bar{{Key: "a", Name: config.Text{"en": "A"}, Value: 2}, {Key: "b", Name: config.Text{}}}
	if diff := cmp.Diff(want, c.Bars); diff != "" {
		t.Error(diff)
	}
}

// TestStatesAreCountedByReason: where nothing could be judged or confirmed, what is withheld, was not heard and is silent are told apart, as in the file.
func TestStatesAreCountedByReason(t *testing.T) {
	c := countedRows(t, counterOf("progress", kpi.MustDate("2023-04-30"), nil),
		`{"status":"unknown","reason":"not_heard"}`, `{"status":"unknown","reason":"not_heard"}`, `{"status":"unknown","reason":"suppressed"}`,
		`{"status":"unconfirmed","reason":"suppressed"}`, `{"status":"unconfirmed","reason":"division_by_zero"}`, `{"status":"achieved","reason":"no_baseline"}`)
	got := map[[2]string]float64{}
	for _, b := range c.Bars {
		state, reason := b.State()
		got[[2]string{state, reason}] = b.Value
	}
	want := map[[2]string]float64{{"unknown", "not_heard"}: 2, {"unknown", "suppressed"}: 1, {"unconfirmed", "suppressed"}: 1, {"unconfirmed", ""}: 1, {"achieved", ""}: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
