package board

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

const owingConfig = `
calendars: [{id: ua, holidays: [2023-10-05, 2024-01-01], years: [2023]}]
regions:
  - {code: UA, name: U, kind: country, calendar: ua, time_zone: Europe/Kyiv}
  - {code: UA-1, name: One, kind: region, parent: UA}
  - {code: UA-2, name: Two, kind: region, parent: UA, to: 2023-08-15}
indicators:
  - {id: flow, name: F, unit: count, direction: up, frequency: month, nature: flow}
  - {id: other, name: O, unit: count, direction: up, frequency: month, nature: flow}
  - {id: ytd, name: Y, unit: count, direction: up, frequency: month, nature: year_to_date}
sources:
  - id: s
    kind: file
    file: {path: a.csv}
    regions: [UA-1, UA-2]
    reporting: {%s}
    format: {type: csv}
    records: [{as: observations, fields: {indicator: {from: i}, region: {from: r}, period: {from: p}, value: {from: v}}}]
  - id: free
    kind: file
    file: {path: a.csv}
    regions: [UA-1]
    format: {type: csv}
    records: [{as: observations, fields: {indicator: {from: i}, period: {from: p}, value: {from: v}}}]
`

func owingSettings(t *testing.T, rule string) *config.Config {
	t.Helper()
	return loaded(t, fmt.Sprintf(owingConfig, rule))
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// said is a version of an observation of UA-1 that a collection brought.
func said(t *testing.T, indicator, period string, status kpi.Status, found string) store.Observation {
	t.Helper()
	first, last, _ := strings.Cut(period, "..")
	p := kpi.Period{Start: kpi.MustDate(first), End: kpi.MustDate(last)}
	id := uint64(moment(t, found).UnixMicro())
	o := store.Observation{Indicator: indicator, Region: "UA-1", Period: p, Status: status, Origin: store.Origin{Seq: id + 1, Source: "s", Collection: id}}
	if status == kpi.Present {
		o.Value = number(1)
	}
	return o
}

func looked(t *testing.T, times ...string) []store.Look {
	t.Helper()
	var looks []store.Look
	for _, text := range times {
		looks = append(looks, store.Look{Source: "s", First: moment(t, text), Last: moment(t, text)})
	}
	return looks
}

const (
	monthly = "period: month, due: 8th day after"
	july    = "2023-07-01..2023-07-31"
	august  = "2023-08-01..2023-08-31"
	sept    = "2023-09-01..2023-09-30"
)

func TestReports(t *testing.T) {
	type versions = []store.Observation
	present := func(indicator, period, found string) store.Observation {
		return said(t, indicator, period, kpi.Present, found)
	}
	tests := []struct {
		name    string
		rule    string
		history versions
		looks   []store.Look
		now     string
		want    string
	}{
		{"never collected", monthly, nil, nil, "2023-10-15T12:00:00Z",
			"2023-09 missing 2023-10-08 +7, next 2023-10 by 2023-11-08"},
		{"nothing yet, on the due day's last minute in Kyiv", monthly, versions{present("flow", august, "2023-09-03T10:00:00Z")}, looked(t, "2023-09-03T10:00:00Z"), "2023-10-08T20:59:59Z",
			"2023-08 on_time 2023-09-08, next 2023-09 by 2023-10-08"},
		{"nothing yet, a second later", monthly, versions{present("flow", august, "2023-09-03T10:00:00Z")}, looked(t, "2023-09-03T10:00:00Z"), "2023-10-08T21:00:00Z",
			"2023-09 missing 2023-10-08 +1 lacking 1, next 2023-10 by 2023-11-08"},
		{"on the due day's last minute", monthly, versions{present("flow", sept, "2023-10-08T20:59:59Z")}, looked(t, "2023-10-08T20:00:00Z", "2023-10-08T20:59:59Z"), "2023-10-15T12:00:00Z",
			"2023-09 on_time 2023-10-08, next 2023-10 by 2023-11-08"},
		{"a second later, and looked for in vain after midnight", monthly, versions{present("flow", sept, "2023-10-08T22:00:00Z")}, looked(t, "2023-10-08T21:00:00Z", "2023-10-08T22:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 late 2023-10-08 +1, next 2023-10 by 2023-11-08"},
		{"found by the first look since it was due", monthly, versions{present("flow", sept, "2023-10-12T10:00:00Z")}, looked(t, "2023-10-08T20:00:00Z", "2023-10-12T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 unknown 2023-10-08 +4, next 2023-10 by 2023-11-08"},
		{"connected long after", monthly, versions{present("flow", sept, "2023-10-12T10:00:00Z")}, looked(t, "2023-10-12T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 unknown 2023-10-08 +4, next 2023-10 by 2023-11-08"},
		{"asked for another window meanwhile", monthly, versions{present("flow", sept, "2023-10-12T10:00:00Z")},
			append(looked(t, "2023-10-12T10:00:00Z"), store.Look{Source: "s", First: moment(t, "2023-10-10T10:00:00Z"), Last: moment(t, "2023-10-10T10:00:00Z"), Until: kpi.MustDate("2023-03-31")}), "2023-10-15T12:00:00Z",
			"2023-09 unknown 2023-10-08 +4, next 2023-10 by 2023-11-08"},
		{"restated after it was due", monthly, versions{present("flow", sept, "2023-10-03T10:00:00Z"), present("flow", sept, "2023-10-12T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z", "2023-10-09T10:00:00Z", "2023-10-12T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 on_time 2023-10-08, next 2023-10 by 2023-11-08"},
		{"before it is due", monthly, versions{present("flow", sept, "2023-10-03T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z"), "2023-10-04T12:00:00Z",
			"2023-09 on_time 2023-10-08, next 2023-10 by 2023-11-08"},
		{"in parts", monthly, versions{present("flow", august, "2023-09-03T10:00:00Z"), present("other", august, "2023-09-03T10:00:00Z"), present("flow", sept, "2023-10-03T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 on_time 2023-10-08 lacking 1, next 2023-10 by 2023-11-08"},
		{"the second part after it was due", monthly, versions{present("flow", sept, "2023-10-03T10:00:00Z"), present("other", sept, "2023-10-12T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z", "2023-10-09T10:00:00Z", "2023-10-12T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 on_time 2023-10-08 last 2023-10-12, next 2023-10 by 2023-11-08"},
		{"taken back", monthly, versions{present("flow", sept, "2023-10-03T10:00:00Z"), said(t, "flow", sept, kpi.Withdrawn, "2023-10-12T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z", "2023-10-12T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 missing 2023-10-08 +7, next 2023-10 by 2023-11-08"},
		{"taken back and said again", monthly, versions{present("flow", sept, "2023-10-03T10:00:00Z"), said(t, "flow", sept, kpi.Withdrawn, "2023-10-12T10:00:00Z"), present("flow", sept, "2023-10-13T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z", "2023-10-12T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 on_time 2023-10-08, next 2023-10 by 2023-11-08"},
		{"a row without data is no report", monthly, versions{said(t, "flow", sept, kpi.NoData, "2023-10-03T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 missing 2023-10-08 +7, next 2023-10 by 2023-11-08"},
		{"nor is a refusal", monthly, versions{said(t, "flow", sept, kpi.Refused, "2023-10-03T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 missing 2023-10-08 +7, next 2023-10 by 2023-11-08"},
		{"that it does not apply is one", monthly, versions{said(t, "flow", sept, kpi.NotApplicable, "2023-10-03T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 on_time 2023-10-08, next 2023-10 by 2023-11-08"},
		{"no data in time, the value after it was due", monthly, versions{said(t, "flow", sept, kpi.NoData, "2023-10-03T10:00:00Z"), present("flow", sept, "2023-10-12T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z", "2023-10-11T10:00:00Z", "2023-10-12T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 late 2023-10-08 +4, next 2023-10 by 2023-11-08"},
		{"a running month's figure of a portal that died", monthly, versions{present("flow", sept, "2023-09-10T10:00:00Z")}, looked(t, "2023-09-10T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 missing 2023-10-08 +7 provisional, next 2023-10 by 2023-11-08"},
		{"a running month's figure that the portal still gives after the end", monthly, versions{present("flow", sept, "2023-09-10T10:00:00Z")}, looked(t, "2023-09-10T10:00:00Z", "2023-09-30T20:59:00Z", "2023-10-02T10:00:00Z", "2023-10-12T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 on_time 2023-10-08, next 2023-10 by 2023-11-08"},
		{"another month's figure", monthly, versions{present("flow", "2023-10-01..2023-10-31", "2023-10-03T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 missing 2023-10-08 +7, next 2023-10 by 2023-11-08"},
		{"not owed before the rule begins", monthly + ", from: 2023-10-01", nil, nil, "2023-10-15T12:00:00Z",
			"none, next 2023-10 by 2023-11-08"},
		{"a working day over a holiday", "period: month, due: 4th working day after", versions{present("flow", sept, "2023-10-06T10:00:00Z")}, looked(t, "2023-10-06T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 on_time 2023-10-06, next 2023-10 by 2023-11-06"},
		{"the working day after it", "period: month, due: 4th working day after", versions{present("flow", sept, "2023-10-07T10:00:00Z")}, looked(t, "2023-10-07T09:00:00Z", "2023-10-07T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-09 late 2023-10-06 +1, next 2023-10 by 2023-11-06"},
		{"in a year that the calendar lacks", "period: month, due: 4th working day after", versions{present("flow", "2023-12-01..2023-12-31", "2024-01-03T10:00:00Z")}, looked(t, "2024-01-03T10:00:00Z"), "2024-01-15T12:00:00Z",
			"2023-12 unknown unjudged, next 2024-01"},
		{"a quarter by its last month", "period: quarter, due: 8th day after", versions{present("flow", july, "2023-08-03T10:00:00Z"), present("flow", sept, "2023-10-03T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-Q3 on_time 2023-10-08, next 2023-Q4 by 2024-01-08"},
		{"a quarter of which the last month lacks", "period: quarter, due: 8th day after", versions{present("flow", july, "2023-08-03T10:00:00Z"), present("flow", august, "2023-09-03T10:00:00Z")}, looked(t, "2023-10-10T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-Q3 missing 2023-10-08 +7, next 2023-Q4 by 2024-01-08"},
		{"since January", "period: quarter, due: 8th day after", versions{present("ytd", "2023-01-01..2023-09-30", "2023-10-03T10:00:00Z")}, looked(t, "2023-10-03T10:00:00Z"), "2023-10-15T12:00:00Z",
			"2023-Q3 on_time 2023-10-08, next 2023-Q4 by 2024-01-08"},
		{"due after the next period has ended", "period: month, due: 45th day after", versions{present("flow", july, "2023-08-03T10:00:00Z")}, looked(t, "2023-08-03T10:00:00Z"), "2023-10-10T12:00:00Z",
			"2023-07 on_time 2023-09-14, next 2023-08 by 2023-10-15"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := &world{history: test.history, looks: test.looks}
			now := moment(t, test.now)
			b, err := Build(t.Context(), w, owingSettings(t, test.rule), 0, kpi.DateOf(now), now)
			if err != nil {
				t.Fatal(err)
			}
			if got := b.Sources[0].Reports; got != nil {
				t.Errorf("a source without a rule owes %+v", got)
			}
			got := b.Sources[1].Reports
			if len(got) != 1 || got[0].Region.Code != "UA-1" {
				t.Fatalf("UA-1 alone owes anything, since UA-2 is no more; the reports are %+v", got)
			}
			if text := wordsOf(got[0]); text != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
		})
	}
}

// wordsOf writes a report on a line.
func wordsOf(r Report) string {
	text := "none"
	if r.State != "" {
		text = short(r.Period) + " " + string(r.State)
	}
	if !r.Due.IsZero() {
		text += " " + r.Due.String()
	}
	if r.DaysLate > 0 {
		text += fmt.Sprintf(" +%d", r.DaysLate)
	}
	if r.Provisional {
		text += " provisional"
	}
	if r.Unjudged != "" {
		text += " unjudged"
	}
	if r.Lacking > 0 {
		text += fmt.Sprintf(" lacking %d", r.Lacking)
	}
	if !r.Last.Equal(r.Found) {
		text += " last " + r.Last.Format(time.DateOnly)
	}
	text += ", next " + short(r.Next)
	if !r.NextDue.IsZero() {
		text += " by " + r.NextDue.String()
	}
	return text
}

func short(p kpi.Period) string {
	start := p.Start.Time()
	if p == kpi.Month(p.Start) {
		return start.Format("2006-01")
	}
	return fmt.Sprintf("%d-Q%d", start.Year(), (int(start.Month())+2)/3)
}

// TestReportsOfAnotherDay: what came after the day that is asked for had not come yet.
func TestReportsOfAnotherDay(t *testing.T) {
	w := &world{
		history: []store.Observation{said(t, "flow", sept, kpi.Present, "2023-10-12T10:00:00Z")},
		looks:   looked(t, "2023-10-09T10:00:00Z", "2023-10-12T10:00:00Z"),
	}
	now := moment(t, "2023-12-01T12:00:00Z")
	for today, want := range map[string]string{
		"2023-10-08": "2023-08 missing 2023-09-08 +30, next 2023-09 by 2023-10-08",
		"2023-10-11": "2023-09 missing 2023-10-08 +3, next 2023-10 by 2023-11-08",
		"2023-10-12": "2023-09 late 2023-10-08 +4, next 2023-10 by 2023-11-08",
	} {
		b, err := Build(t.Context(), w, owingSettings(t, monthly), 0, kpi.MustDate(today), now)
		if err != nil {
			t.Fatal(err)
		}
		if got := wordsOf(b.Sources[1].Reports[0]); got != want {
			t.Errorf("on %s: %s, want %s", today, got, want)
		}
	}
	b, err := Build(t.Context(), w, owingSettings(t, monthly), kpi.MustDate("2023-10-11"), kpi.MustDate("2023-10-15"), now)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := wordsOf(b.Sources[1].Reports[0]), "2023-09 missing 2023-10-08 +7, next 2023-10 by 2023-11-08"; got != want {
		t.Errorf("as of the day before it came: %s, want %s", got, want)
	}
}

// TestReportsWaitedOrReplayed: what waited for the store, or was decoded anew, came when it came.
func TestReportsWaitedOrReplayed(t *testing.T) {
	o := said(t, "flow", sept, kpi.Present, "2023-10-12T10:00:00Z")
	w := &world{
		history: []store.Observation{o},
		looks:   looked(t, "2023-10-03T10:00:00Z", "2023-10-09T10:00:00Z", "2023-10-11T10:00:00Z"),
		came:    map[uint64]time.Time{o.Collection: moment(t, "2023-10-03T10:00:00Z")},
	}
	now := moment(t, "2023-10-15T12:00:00Z")
	b, err := Build(t.Context(), w, owingSettings(t, monthly), 0, kpi.DateOf(now), now)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := wordsOf(b.Sources[1].Reports[0]), "2023-09 on_time 2023-10-08, next 2023-10 by 2023-11-08"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestReportsReadOn: a board that goes on from the one before must say what one that is made anew says.
func TestReportsReadOn(t *testing.T) {
	cfg := owingSettings(t, monthly)
	w := &world{}
	f := newFacts()
	steps := []struct {
		version store.Observation
		look    string
		now     string
		want    string
	}{
		{said(t, "flow", august, kpi.Present, "2023-09-03T10:00:00Z"), "2023-09-03T10:00:00Z", "2023-10-03T12:00:00Z", "2023-08 on_time 2023-09-08, next 2023-09 by 2023-10-08"},
		{said(t, "flow", sept, kpi.NoData, "2023-10-09T10:00:00Z"), "2023-10-09T10:00:00Z", "2023-10-09T12:00:00Z", "2023-09 missing 2023-10-08 +1 lacking 1, next 2023-10 by 2023-11-08"},
		{said(t, "flow", sept, kpi.Present, "2023-10-10T10:00:00Z"), "2023-10-10T10:00:00Z", "2023-10-10T12:00:00Z", "2023-09 late 2023-10-08 +2, next 2023-10 by 2023-11-08"},
		{said(t, "flow", sept, kpi.Withdrawn, "2023-10-11T10:00:00Z"), "2023-10-11T10:00:00Z", "2023-10-11T12:00:00Z", "2023-09 missing 2023-10-08 +3 lacking 1, next 2023-10 by 2023-11-08"},
	}
	for _, step := range steps {
		w.history, w.looks = append(w.history, step.version), append(w.looks, looked(t, step.look)...)
		now := moment(t, step.now)
		if err := f.read(t.Context(), w, cfg, kpi.DateOf(now), 0); err != nil {
			t.Fatal(err)
		}
		b := assemble(f, nil, cfg, kpi.DateOf(now), kpi.DateOf(now), now)
		if got := wordsOf(b.Sources[1].Reports[0]); got != step.want {
			t.Errorf("at %s: %s, want %s", step.now, got, step.want)
		}
	}
	if got := len(f.arrivals.looks["s"]); got != len(w.looks) {
		t.Errorf("%d looks are kept of %d", got, len(w.looks))
	}
}

const owedConfig = `
regions:
  - {code: UA, name: U, kind: country, time_zone: Europe/Kyiv}
  - {code: UA-1, name: One, kind: region, parent: UA}
  - {code: UA-2, name: Two, kind: region, parent: UA}
  - {code: UA-3, name: Three, kind: region, parent: UA}
  - {code: UA-4, name: Four, kind: region, parent: UA}
indicators:
  - {id: flow, name: F, unit: count, direction: up, frequency: month, nature: flow}
  - {id: other, name: O, unit: count, direction: up, frequency: month, nature: flow}
programmes:
  - id: p
    name: P
    region: UA
    indicators: [flow]
    expects: {children_of: UA}
    expects_from: 2023-09-15
    not_expected: [{region: UA-3, reason: occupied}]
    reporting: {period: month, due: 8th day after}
sources:
  - id: s
    kind: file
    file: {path: a.csv}
    regions: [UA-1]
    format: {type: csv}
    records: &records [{as: observations, fields: {indicator: {from: i}, region: {from: r}, period: {from: p}, value: {from: v}}}]
  - {id: any, kind: file, file: {path: a.csv}, format: {type: csv}, records: *records}
  - {id: document, published: true, kind: file, file: {path: a.csv}, format: {type: csv}, records: *records}
`

// TestReportsToAProgramme: what a region owes a programme may come from any of its sources, but not from a document that
// others published, nor by an indicator of another programme; and who is not expected owes nothing.
func TestReportsToAProgramme(t *testing.T) {
	cfg := loaded(t, owedConfig)
	from := func(source, region string, o store.Observation) store.Observation {
		o.Source, o.Region = source, region
		return o
	}
	w := &world{
		history: []store.Observation{
			from("s", "UA-1", said(t, "flow", sept, kpi.Present, "2023-10-12T10:00:00Z")),
			from("any", "UA-1", said(t, "flow", sept, kpi.Present, "2023-10-05T10:00:00Z")),
			from("any", "UA-2", said(t, "other", sept, kpi.Present, "2023-10-05T10:00:00Z")),
			from("document", "UA-2", said(t, "flow", sept, kpi.Present, "2023-10-05T10:00:00Z")),
			from("any", "UA-4", said(t, "flow", sept, kpi.Present, "2023-10-10T10:00:00Z")),
		},
		looks: looked(t, "2023-10-09T10:00:00Z", "2023-10-12T10:00:00Z"),
	}
	now := moment(t, "2023-10-15T12:00:00Z")
	b, err := Build(t.Context(), w, cfg, 0, kpi.DateOf(now), now)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"UA-1": "2023-09 on_time 2023-10-08, next 2023-10 by 2023-11-08", // the later one says the same, from another source
		"UA-2": "2023-09 missing 2023-10-08 +7, next 2023-10 by 2023-11-08",
		"UA-4": "2023-09 unknown 2023-10-08 +2, next 2023-10 by 2023-11-08", // "any" was never asked before; s does not bring it
	}
	got := map[string]string{}
	for _, r := range b.CoverageOf("p").Reports {
		got[r.Region.Code] = wordsOf(r)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what is owed to the programme (-want +got):\n%s", diff)
	}
	for _, v := range b.Sources {
		if len(v.Reports) > 0 {
			t.Errorf("the source %s owes %+v without a rule of its own", v.Source.ID, v.Reports)
		}
	}
	early := moment(t, "2023-09-20T12:00:00Z")
	if b, err = Build(t.Context(), w, cfg, 0, kpi.DateOf(early), early); err != nil {
		t.Fatal(err)
	}
	if got, want := wordsOf(b.CoverageOf("p").Reports[0]), "none, next 2023-09 by 2023-10-08"; got != want {
		t.Errorf("before the programme expects anything: %s, want %s", got, want)
	}
}
