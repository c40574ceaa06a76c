package board

import (
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

func TestProgressRows(t *testing.T) {
	b := built(t, &world{observations: []store.Observation{
		month("online", "TT-1", "", "2023-09-01", 40), month("online", "TT-2", "", "2023-09-01", 20), month("online", "TT-3", "", "2023-09-01", 20),
	}})
	type row struct {
		region, reading string
		yardstick       bool
	}
	got := map[row]*Progress{}
	for _, p := range b.ProgressOf("plan", "") {
		if p.Target.ID == "online_by_2024" {
			got[row{p.Region.Code, p.Reading.ID, p.Yardstick}] = p
		}
	}
	if len(got) != 10 {
		t.Fatalf("the target gives %d rows, want 10: the country and four regions, under two readings each", len(got))
	}
	national := got[row{"TT", "end", false}]
	if national.Latest == nil || national.Latest.Value != 80 || national.Value == nil || *national.Value != 100 {
		t.Errorf("the national row judges %v against %v, want 80 against 100", national.Latest, national.Value)
	}
	if s := got[row{"TT", "start", false}]; s.Deadline != kpi.MustDate("2024-01-01") || national.Deadline != kpi.MustDate("2024-12-31") {
		t.Errorf("readings are judged by the wrong deadlines: %s and %s", s.Deadline, national.Deadline)
	}
	if p := got[row{"TT-4", "end", true}]; p.State != kpi.Unknown || p.Progress.Reason != kpi.ReasonNotExpected {
		t.Errorf("a region that isn't expected is judged: %s, %s", p.State, p.Progress.Reason)
	}
}

func TestRevisedTarget(t *testing.T) {
	decided := func(source string, value float64, on string, seq uint64) store.TargetValue {
		return store.TargetValue{
			Target: "online_by_2024", Region: "TT", Status: kpi.Present, Value: &value,
			DecidedOn: kpi.MustDate(on), Origin: store.Origin{Seq: seq, Source: source},
		}
	}
	withdrawn := decided("d", 0, "2023-06-01", 6)
	withdrawn.Status, withdrawn.Value = kpi.Withdrawn, nil
	b := built(t, &world{targets: []store.TargetValue{decided("a", 90, "2023-05-01", 3), decided("b", 80, "2023-04-01", 4), decided("c", 10, "2024-01-01", 5), withdrawn}})
	for _, p := range b.ProgressOf("plan", "TT") {
		if p.Value == nil || *p.Value != 90 {
			t.Errorf("%s: the target in force is %v, want 90: the newest decision that was taken by today and not taken back", p.Reading.ID, p.Value)
		}
	}
}

func TestStandards(t *testing.T) {
	year := kpi.Period{Start: kpi.MustDate("2022-04-01"), End: kpi.MustDate("2023-03-31")}
	standard := func(name string, met, total *float64) store.Observation {
		return store.Observation{
			Indicator: "kept", Region: "TT-1", Breakdown: "standard=" + name, Period: year, Status: kpi.Present,
			Value: number(1), Numerator: met, Denominator: total, Origin: store.Origin{Source: "trusted"},
		}
	}
	promised := func(name string, value float64) store.TargetValue {
		return store.TargetValue{
			Target: "standards", Region: "TT-1", Breakdown: "standard=" + name, Period: year, Status: kpi.Present, Value: &value,
			Origin: store.Origin{Source: "trusted"},
		}
	}
	b := built(t, &world{
		observations: []store.Observation{
			standard("a", number(90), number(100)), standard("b", number(70), number(100)), standard("c", number(0), number(0)),
			standard("d", number(9), number(10)),
		},
		targets: []store.TargetValue{promised("a", 0.9), promised("b", 0.8), promised("c", 0.8), promised("e", 0.8)},
	})
	want := map[string]struct {
		state  kpi.State
		reason kpi.Reason
	}{
		"standard=a": {kpi.Achieved, ""},
		"standard=b": {kpi.Missed, ""},
		"standard=c": {kpi.Unknown, kpi.ReasonNotApplicable},
		"standard=d": {kpi.Unknown, kpi.ReasonNotApplicable},
		"standard=e": {kpi.Unknown, kpi.ReasonNoData},
	}
	seen := 0
	for _, p := range b.ProgressOf("plan", "TT-1") {
		w, ok := want[p.Breakdown]
		if !ok {
			continue
		}
		seen++
		if p.State != w.state || p.Progress.Reason != w.reason {
			t.Errorf("%s: got %s (%s), want %s (%s)", p.Breakdown, p.State, p.Progress.Reason, w.state, w.reason)
		}
	}
	if seen != len(want) {
		t.Errorf("%d standards are judged, want %d", seen, len(want))
	}
}

func TestMilestones(t *testing.T) {
	event := func(on string, simulated bool, seq uint64) store.MilestoneEvent {
		e := store.MilestoneEvent{Programme: "plan", Milestone: "platform", Region: "TT", Origin: store.Origin{Seq: seq, Source: store.DerivedSource(simulated), Simulated: simulated}}
		if on != "" {
			e.DoneOn = kpi.MustDate(on)
		}
		return e
	}
	tests := []struct {
		name           string
		events         []store.MilestoneEvent
		state          kpi.State
		afterNotBefore string
	}{
		{"past its date without an event", nil, kpi.Late, ""},
		{"done in time; what must come after it waits six months", []store.MilestoneEvent{event("2023-05-31", false, 1)}, kpi.Done, "2023-11-30"},
		{"real goes before simulated", []store.MilestoneEvent{event("2023-05-01", true, 9), event("2023-08-01", false, 1)}, kpi.DoneLate, "2024-02-01"},
		{"taken back", []store.MilestoneEvent{event("2023-05-31", false, 1), event("", false, 2)}, kpi.Late, ""},
		{"done after the day of judgement", []store.MilestoneEvent{event("2023-12-31", false, 1)}, kpi.Late, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := built(t, &world{events: tt.events}).MilestonesOf("plan")
			if m[0].State != tt.state {
				t.Errorf("the milestone is %s, want %s", m[0].State, tt.state)
			}
			if got := m[1].NotBefore.String(); got != tt.afterNotBefore {
				t.Errorf("the next one must not come before %q, want %q", got, tt.afterNotBefore)
			}
		})
	}
}

func TestServices(t *testing.T) {
	offer := func(service, from, to string) store.Offer {
		o := store.Offer{Region: "TT-1", Service: service, From: kpi.MustDate(from), Origin: store.Origin{Source: "trusted"}}
		if to != "" {
			o.To = kpi.MustDate(to)
		}
		return o
	}
	stage := func(service, since string, s kpi.Stage, simulated bool) store.ServiceStage {
		return store.ServiceStage{
			Region: "TT-1", Service: service, Since: kpi.MustDate(since), Status: kpi.Present, Stage: s, Origin: store.Origin{Source: "trusted", Simulated: simulated},
		}
	}
	withdrawn := stage("doctor", "2023-09-15", kpi.StageNone, false)
	withdrawn.Status = kpi.Withdrawn
	b := built(t, &world{
		offers: []store.Offer{offer("doctor", "2023-01-01", ""), offer("vaccine", "2023-01-01", ""), offer("parking", "2022-01-01", "2022-12-31")},
		stages: []store.ServiceStage{
			stage("doctor", "2023-02-01", kpi.StageForms, false), stage("doctor", "2023-08-01", kpi.StagePartial, false),
			stage("doctor", "2023-09-01", kpi.StageOnline, true), stage("doctor", "2023-12-01", kpi.StageProactive, false),
			stage("parking", "2022-01-01", kpi.StageOnline, false), withdrawn,
		},
	})
	views := b.Services("TT-1")
	if len(views) != 2 {
		t.Fatalf("the region has %d services, want 2: one whose offer has ended is gone", len(views))
	}
	if v := views[0]; v.Stage != kpi.StagePartial || v.Since != kpi.MustDate("2023-08-01") {
		t.Errorf("doctor is %s since %s, want partial since 2023-08-01: real before simulated, nothing from after today, and nothing that was taken back", v.Stage, v.Since)
	}
	if v := views[1]; v.Status != kpi.NoData {
		t.Errorf("an offer without a stage is %s, want no_data", v.Status)
	}
}

func TestCoverage(t *testing.T) {
	no := month("share", "TT-2", "", "2023-09-01", 0)
	no.Status, no.Value = kpi.NoData, nil
	b := built(t, &world{observations: []store.Observation{
		month("share", "TT-1", "", "2023-09-01", 40), no, month("share", "TT-3", "", "2023-08-01", 40),
	}})
	c := b.CoverageOf("plan")
	if c.Expected != 3 || c.Reported != 1 || len(c.Missing) != 2 {
		t.Errorf("coverage is %d of %d, missing %d; want 1 of 3, missing 2: no data and an old month are no report", c.Reported, c.Expected, len(c.Missing))
	}
	if got := b.Absence(c.Programme, "TT-4", kpi.Month(b.Today)); got != kpi.NotExpected {
		t.Errorf("TT-4 is %s, want not_expected", got)
	}
	if got := b.Absence(c.Programme, "TT-3", kpi.Month(kpi.MustDate("2023-09-01"))); got != kpi.Overdue {
		t.Errorf("TT-3's September is %s, want overdue", got)
	}
}

func TestLatestEnded(t *testing.T) {
	today := kpi.MustDate("2023-10-15")
	for frequency, want := range map[kpi.Frequency]string{
		kpi.Daily: "2023-10-14..2023-10-14", kpi.Monthly: "2023-09-01..2023-09-30",
		kpi.Quarterly: "2023-07-01..2023-09-30", kpi.Yearly: "2022-01-01..2022-12-31",
	} {
		if got := LatestEnded(frequency, today).String(); got != want {
			t.Errorf("the last %s before %s is %s, want %s", frequency, today, got, want)
		}
	}
}

func TestFreshness(t *testing.T) {
	source := settings(t).Source("trusted")
	at := func(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }
	tests := []struct {
		name  string
		state store.SourceState
		want  string
	}{
		{"nothing came yet", store.SourceState{}, Never},
		{"fails", store.SourceState{Failures: 2, LastSuccess: at(-1)}, Failing},
		{"due later", store.SourceState{LastSuccess: at(-1), LastStarted: at(-1), NextDue: at(23)}, Fresh},
		{"due a moment ago", store.SourceState{LastSuccess: at(-25), LastStarted: at(-25), NextDue: at(-1)}, Fresh},
		{"due half a turn ago", store.SourceState{LastSuccess: at(-40), LastStarted: at(-40), NextDue: at(-16)}, OverdueData},
		{"never asked by its schedule", store.SourceState{LastSuccess: at(-1000)}, Fresh},
	}
	for _, tt := range tests {
		if got := Freshness(source, tt.state, noon); got != tt.want {
			t.Errorf("a source that is %s is called %s, want %s", tt.name, got, tt.want)
		}
	}
	document, archive := *source, *source
	document.Schedule.Cron, document.Published, archive.Schedule.Cron = "", true, ""
	for _, state := range []store.SourceState{{LastSuccess: at(-1464)}, {LastSuccess: at(-1), NextDue: at(-90)}} {
		if got, other := Freshness(&document, state, noon), Freshness(&archive, state, noon); got != Document || other != OnDemand {
			t.Errorf("what no time comes for is called %s and %s, want %s and %s", got, other, Document, OnDemand)
		}
	}
	paused := *source
	paused.Schedule.TimeZone, paused.Pause = "Europe/Kyiv", config.Pause{On: true, Until: kpi.DateOf(noon).AddDays(1)}
	for moment, want := range map[time.Time]string{noon: Paused, noon.AddDate(0, 0, 1): Failing} {
		if got := Freshness(&paused, store.SourceState{Failures: 9}, moment); got != want {
			t.Errorf("at %s a source that is paused until %s is %s, not %s", moment, paused.Pause.Until, got, want)
		}
	}
}

func TestYearToDateIsJudgedInTheYearOfItsDeadline(t *testing.T) {
	cfg := settings(t)
	i := cfg.Indicator("online")
	cumulative := *i
	cumulative.Nature, cumulative.Rollup = kpi.YearToDate, ""
	*i = cumulative
	target := cfg.Target("online_by_2024")
	target.Readings, target.Deadline.Date, target.Baseline.Date = nil, kpi.MustDate("2022-12-31"), kpi.MustDate("2021-12-31")
	w := &world{observations: []store.Observation{
		month("online", "TT", "", "2021-12-01", 99), month("online", "TT", "", "2022-11-01", 50), month("online", "TT", "", "2022-12-01", 60),
		month("online", "TT", "", "2023-09-01", 12),
	}}
	b, err := Build(t.Context(), w, cfg, 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range b.ProgressOf("plan", "TT") {
		if p.Target.ID != "online_by_2024" {
			continue
		}
		if p.Latest == nil || p.Latest.Value != 60 {
			t.Errorf("what was counted by the end of 2022 is %+v, want 60: the count of another year must not stand beside the promise", p.Latest)
		}
		if p.State != kpi.Missed {
			t.Errorf("60 of 100 by the end of 2022 is %s, want missed", p.State)
		}
	}
}

// A count since the year began that speaks of a day to come is no figure of today, in whichever form its period is written.
func TestAYearToDateOfLaterIsNotTodays(t *testing.T) {
	s := &Series{}
	for m := range 12 {
		end := kpi.MustDate("2024-01-01").AddMonths(m + 1).AddDays(-1)
		value := float64(m + 1)
		s.Cells = append(s.Cells, Cell{Observation: &store.Observation{Period: kpi.Period{Start: kpi.MustDate("2024-01-01"), End: end}, Value: &value}})
	}
	points := s.Points(kpi.YearToDate, kpi.MustDate("2024-06-30"))
	if n := len(points); n != 6 || points[5].Value != 6 || points[5].At != kpi.MustDate("2024-06-30") {
		t.Errorf("by the end of June there are %+v, want six counts", points)
	}
}

// The last figures that count are told by their period's end; those of other years never stand beside them.
func TestTheYearOfAYearToDate(t *testing.T) {
	months := []string{"2022-12-01..2022-12-31", "2023-01-01..2023-01-31", "2023-11-01..2023-11-30", "2023-12-01..2023-12-31", "2024-01-01..2024-01-31"}
	since := []string{"2023-01-01..2023-12-31", "2024-01-01..2024-05-31", "2024-01-01..2024-06-30"}
	fiscal := []string{"2022-07-01..2023-06-30", "2023-07-01..2023-07-31", "2023-07-01..2023-12-31", "2024-07-01..2024-07-31"}
	quarters := []string{"2023-10-01..2023-12-31", "2024-01-01..2024-03-31", "2024-04-01..2024-06-30"}
	years := []string{"2021-07-01..2022-06-30", "2022-07-01..2023-06-30"}
	tests := []struct {
		name      string
		frequency kpi.Frequency
		periods   []string
		deadline  string
		kept, end string // the ends of what is judged, and of the year
	}{
		{"the year of the latest value", kpi.Monthly, months, "", "2024-01-31", "2024-12-31"},
		{"a deadline within the year", kpi.Monthly, months, "2023-08-31", "2023-01-31 2023-11-30 2023-12-31", "2023-12-31"},
		{"the end of the year", kpi.Monthly, months, "2023-12-31", "2023-01-31 2023-11-30 2023-12-31", "2023-12-31"},
		{"the first day of the next", kpi.Monthly, months, "2024-01-01", "2023-01-31 2023-11-30 2023-12-31", "2024-01-01"},
		{"since January, by the middle of the year", kpi.Monthly, since, "2024-06-30", "2024-05-31 2024-06-30", "2024-12-31"},
		{"a fiscal year", kpi.Monthly, fiscal, "2024-03-31", "2023-07-31 2023-12-31", "2024-06-30"},
		{"its end", kpi.Monthly, fiscal, "2024-06-30", "2023-07-31 2023-12-31", "2024-06-30"},
		{"quarters", kpi.Quarterly, quarters, "2024-09-30", "2024-03-31 2024-06-30", "2024-12-31"},
		{"years that begin in July", kpi.Yearly, years, "2023-03-31", "2023-06-30", "2023-06-30"},
		{"nothing of the year", kpi.Monthly, months, "2025-06-30", "", "2025-12-31"},
	}
	for _, test := range tests {
		var points []kpi.Point
		for _, text := range test.periods {
			p, err := ParsePeriod(text)
			if err != nil {
				t.Fatal(err)
			}
			points = append(points, kpi.Point{Period: p, At: p.End})
		}
		var deadline kpi.Date
		if test.deadline != "" {
			deadline = kpi.MustDate(test.deadline)
		}
		kept, end := ofTheYear(points, test.frequency, deadline)
		var ends []string
		for _, p := range kept {
			ends = append(ends, p.At.String())
		}
		if got := strings.Join(ends, " "); got != test.kept || end != kpi.MustDate(test.end) {
			t.Errorf("%s: judged by %s in a year to %s, want %s to %s", test.name, got, end, test.kept, test.end)
		}
	}
}

func TestForecastStaysWithinWhatTheIndicatorCanBe(t *testing.T) {
	low, high := 0.0, 100.0
	i := &config.Indicator{Min: &low, Max: &high}
	p := kpi.Progress{Forecast: &kpi.Forecast{Value: 109, Low: -3, High: 120, Slope: 2}}
	row := &Progress{Indicator: i}
	bound(&p, row, 0)
	if f := p.Forecast; f.Value != 100 || f.Low != 0 || f.High != 100 || f.Slope != 2 {
		t.Errorf("a share is forecast as %+v, wants nothing outside 0 to 100", f)
	}
	more, reached := 120.0, kpi.MustDate("2048-03-13")
	p.Forecast = &kpi.Forecast{Value: 109, ReachedOn: reached, Probability: &high}
	row.Value, row.Target = &more, &config.Target{}
	if bound(&p, row, 0); p.Forecast.ReachedOn != 0 || *p.Forecast.Probability != 0 {
		t.Errorf("120 of at most 100 is reached on %s, with the probability %v", p.Forecast.ReachedOn, *p.Forecast.Probability)
	}
	p.Forecast = &kpi.Forecast{Value: 109, ReachedOn: reached, Probability: &high}
	row.Value = &high
	if bound(&p, row, 0); p.Forecast.ReachedOn != reached || *p.Forecast.Probability != high {
		t.Errorf("100 of at most 100 is reached on %s, with the probability %v", p.Forecast.ReachedOn, *p.Forecast.Probability)
	}
	var none kpi.Progress
	if bound(&none, row, 0); none.Forecast != nil {
		t.Error("no forecast became one")
	}
}

// What is counted since the year began begins again with the next: no trend leads there.
func TestForecastOfAYearToDateEndsWithTheYear(t *testing.T) {
	day := kpi.MustDate
	for _, test := range []struct {
		name          string
		at, reached   string
		wantReached   kpi.Date
		wantNoneSince kpi.Reason
	}{
		{"in the year", "2023-12-31", "2023-11-30", day("2023-11-30"), ""},
		{"reached in the next year", "2023-12-31", "2024-02-10", 0, ""},
		{"beyond the year", "2024-01-31", "2023-11-30", 0, kpi.ReasonNotComparable},
	} {
		p := kpi.Progress{Forecast: &kpi.Forecast{At: day(test.at), ReachedOn: day(test.reached)}}
		bound(&p, &Progress{Indicator: &config.Indicator{}}, day("2023-12-31"))
		if p.NoForecast != test.wantNoneSince || (p.Forecast == nil) != (test.wantNoneSince != "") {
			t.Errorf("%s: forecast %+v, reason %q", test.name, p.Forecast, p.NoForecast)
		} else if p.Forecast != nil && p.Forecast.ReachedOn != test.wantReached {
			t.Errorf("%s: reached on %s, want %s", test.name, p.Forecast.ReachedOn, test.wantReached)
		}
	}
}
