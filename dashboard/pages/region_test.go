package pages

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// governed is a country of eight regions, one of which has services, applications and milestones.
const governed = `
suppress_below: 5
map_boundaries: {file: regions.geojson, code: code}
regions:
  - {code: TT, name: Country, kind: country}
  - {code: TT-1, name: One, kind: region, parent: TT, population: 100}
  - {code: TT-2, name: Two, kind: region, parent: TT, population: 100}
  - {code: TT-3, name: Three, kind: region, parent: TT, population: 90}
  - {code: TT-4, name: Four, kind: region, parent: TT, population: 130}
  - {code: TT-5, name: Five, kind: region, parent: TT, population: 200}
  - {code: TT-6, name: Six, kind: region, parent: TT, population: 500}
  - {code: TT-7, name: Seven, kind: region, parent: TT, population: 900}
  - {code: TT-8, name: Eight, kind: region, parent: TT}
sectors: [{id: s, name: S}]
services:
  - {id: a, name: Alpha, sector: s, tier: regional}
  - {id: b, name: Beta, sector: s, tier: regional}
  - {id: c, name: Gamma, sector: s, tier: regional}
  - {id: d, name: Delta, sector: s, tier: regional}
  - {id: e, name: Epsilon, sector: s, tier: regional}
indicators:
  - {id: share, name: Share, meaning: Share, unit: percent, direction: up, frequency: month, nature: stock, decimals: 1, derived: {measure: services_online_share}}
  - {id: open, name: Open, meaning: Open, unit: count, direction: down, frequency: month, nature: stock, derived: {measure: applications_open}}
  - {id: overdue, name: Overdue, meaning: Overdue, unit: count, direction: down, frequency: month, nature: stock, derived: {measure: applications_overdue, by: [service]}}
programmes:
  - id: p
    name: P
    region: TT
    expects: {children_of: TT}
    responsible: the ministry
    targets:
      - {id: t, name: T, indicator: share, applies_to: {region: TT}, yardstick: {children_of: TT}, value: 90, comparison: at_least, deadline: {date: 2024-12-31}, baseline: {kind: none}}
    milestones:
      - {id: done, name: Done, region: TT-1, due: {date: 2023-01-31}, done: {on: 2023-01-15}}
      - {id: wait, name: Wait, region: TT-1, not_before: 2024-06-01}
      - {id: next, name: Next, region: TT-1, due: {date: 2023-12-31}}
      - {id: later, name: Later, region: TT-1, due: {date: 2024-12-31}}
      - {id: late, name: Late, region: TT-1, due: {date: 2023-09-30}}
      - {id: theirs, name: Theirs, region: TT-2, due: {date: 2023-11-30}}
    index:
      id: x
      name: Index
      frequency: month
      editions: [{id: first, normalisation: goalposts, parts: [{indicator: share, weight: 1, min: 0, max: 100}]}]
sources: []
`

// squares are boundaries: a city within a region, and one beside them.
const squares = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"TT-1"},"geometry":{"type":"Polygon","coordinates":[[[0.49,-0.01],[0.51,-0.01],[0.51,0.01],[0.49,0.01],[0.49,-0.01]]]}},
{"type":"Feature","properties":{"code":"TT-2"},"geometry":{"type":"Polygon","coordinates":[[[0,-0.5],[1,-0.5],[1,0.5],[0,0.5],[0,-0.5]]]}},
{"type":"Feature","properties":{"code":"TT-8"},"geometry":{"type":"Polygon","coordinates":[[[1,-0.5],[2,-0.5],[2,0.5],[1,0.5],[1,-0.5]]]}}]}`

// governor is a request on the board of that country, on 14 October 2023.
func governor(t *testing.T) *request {
	t.Helper()
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(governed)}, "regions.geojson": {Data: []byte(squares)}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	s := storetest.Embedded(t)
	var rows []store.Observation
	add := func(indicator, region, day string, v float64) {
		one := 1.0
		o := store.Observation{
			Indicator: indicator, Region: region, Period: kpi.Month(kpi.MustDate(day)), Status: kpi.Present, Value: &v, Origin: store.Origin{Source: "s"},
		}
		if indicator == "overdue" {
			o.Coverage = &one
		}
		rows = append(rows, o)
	}
	for region, values := range map[string][]float64{
		"TT": {40, 42, 45}, "TT-1": {30, 40, 41}, "TT-2": {20, 32.5, 33}, "TT-3": {50, 48, 60}, "TT-4": {60, 60.04, 70}, "TT-5": {10, 12, 13}, "TT-6": {70, 72, 72},
	} {
		for n, v := range values { // August, September, and October, which still runs
			add("share", region, kpi.MustDate("2023-08-01").AddMonths(n).String(), v)
		}
	}
	add("share", "TT-7", "2023-09-01", 99) // nothing to compare it with
	add("open", "TT-1", "2023-10-01", 90)
	add("overdue", "TT-1", "2023-10-01", 30)
	if _, err := s.WriteObservations(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	writeServices(t, s)
	keeper := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: func() time.Time { return kpi.MustDate("2023-10-14").Time().Add(12 * time.Hour) }})
	if err := keeper.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := speaker(t, "en", "2023-10-14")
	if r.board, err = keeper.Board(t.Context(), kpi.Date(0), kpi.Date(0)); err != nil {
		t.Fatal(err)
	}
	return r
}

// writeServices: of five services of TT-1 one is online; of the others one is used most, one little, one in a month that is withheld,
// and of one nobody knows.
func writeServices(t *testing.T, s *store.Store) {
	t.Helper()
	origin := store.Origin{Source: "s"}
	var offers []store.Offer
	var stages []store.ServiceStage
	for n, id := range []string{"a", "b", "c", "d", "e"} {
		offers = append(offers, store.Offer{Region: "TT-1", Service: id, From: kpi.MustDate("2020-01-01"), Origin: origin})
		stages = append(stages, store.ServiceStage{Region: "TT-1", Service: id, Since: kpi.MustDate("2022-03-01"), Status: kpi.Present, Stage: kpi.Stage(n), Origin: origin})
	}
	row := func(service, month string, applications uint64, days ...uint32) store.Processing {
		p := store.Processing{Region: "TT-1", Service: service, Month: kpi.MustDate(month), At: min(kpi.Month(kpi.MustDate(month)).End, kpi.MustDate("2023-10-14")), Applications: applications, Origin: origin}
		for _, d := range days {
			p.OverdueDays, p.OverdueCounts = append(p.OverdueDays, d), append(p.OverdueCounts, 5)
			p.Overdue += 5
		}
		if len(days) > 0 {
			p.Open, p.OpenWithDeadline = 45, 45
		}
		return p
	}
	processing := []store.Processing{
		row("a", "2023-10-01", 7000, 2, 5), row("b", "2023-10-01", 0, 3, 9, 40, 100), // October still runs
		row("a", "2023-09-01", 30), row("a", "2023-07-01", 12), row("b", "2023-08-01", 400), row("c", "2023-06-01", 3),
	}
	_, offered := s.WriteOffers(t.Context(), offers)
	_, staged := s.WriteStages(t.Context(), stages)
	_, processed := s.WriteProcessing(t.Context(), processing)
	for _, err := range []error{offered, staged, processed} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAGovernor(t *testing.T) {
	r := governor(t)
	one := r.board.Config.Region("TT-1")
	t.Run("what to put online first", func(t *testing.T) { testWaiting(t, r, one) })
	t.Run("what is stuck", func(t *testing.T) { testLate(t, r, one) })
	t.Run("who is of a size", func(t *testing.T) { testPeers(t, r, one) })
	t.Run("what comes next", func(t *testing.T) { testMilestones(t, r, one) })
	t.Run("who answers", func(t *testing.T) {
		target := r.board.Config.Programme("p").Targets[0]
		if got := r.responsible(target); got != "Answers for it: the ministry." {
			t.Errorf("got %q", got)
		}
		target = &config.Target{Promise: config.Promise{By: config.Text{"en": "N. N."}, Office: config.Text{"en": "Minister"}}}
		if got := r.responsible(target); got != "Who answers for it is not named; promised by: Minister." {
			t.Errorf("got %q", got)
		}
	})
	t.Run("who moved", func(t *testing.T) { testMovers(t, r) })
	t.Run("the map", func(t *testing.T) { testOutlines(t, r) })
	t.Run("places over time", func(t *testing.T) {
		p := r.indexOf(one)
		if line := r.ranksLine(p, one); line == nil || line.Path != "M30 48L312 60" || line.Label != "5th" || line.Text != "August 2023: 4th of 6; September 2023: 5th of 7" {
			t.Errorf("got %+v", line)
		}
		if line := r.ranksLine(p, r.board.Config.Region("TT-7")); line != nil {
			t.Errorf("a single place makes a line: %+v", line)
		}
	})
}

// testWaiting: a year's applications decide; what is not known is no zero, and comes last.
func testWaiting(t *testing.T, r *request, region *config.Region) {
	s := r.services(region)
	type row struct{ name, used, months, missing, gain string }
	var got []row
	for _, w := range s.Waiting {
		one := row{name: w.Name, used: w.Used, months: w.Months, gain: w.Gain}
		if w.UsedMissing != nil {
			one.missing = w.UsedMissing.Word
		}
		got = append(got, one)
		if !strings.HasSuffix(w.WhatIf, "/regions/TT-1/what-if?service="+w.Href[len("/services/"):]) {
			t.Errorf("%s leads to %s", w.Name, w.WhatIf)
		}
	}
	want := []row{
		{name: "Beta", used: "400", months: "in 1 month"}, {name: "Alpha", used: "42", months: "in 2 months"},
		{name: "Gamma", missing: "withheld"}, {name: "Delta", missing: "use not known"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
		t.Errorf("the services that are not online (-want +got):\n%s", diff)
	}
}

// testLate: thirty are overdue, of two services.
func testLate(t *testing.T, r *request, region *config.Region) {
	l := r.late(region)
	if l.Text != "As of 14 October 2023, 30 open applications are past their legal deadline." || l.Times != "Half of them are late by 5\u00a0days or less, the longest by 100\u00a0days." {
		t.Errorf("it says %q %q", l.Text, l.Times)
	}
	want := []stageCount{
		{Kind: "late-week", Name: "up to 7 days", Count: "15", Length: 500}, {Kind: "late-month", Name: "8–30 days", Count: "5", Offset: 500, Length: 167},
		{Kind: "late-quarter", Name: "31–90 days", Count: "5", Offset: 667, Length: 167}, {Kind: "late-longer", Name: "more than 90 days", Count: "5", Offset: 834, Length: 167},
	}
	if diff := cmp.Diff(want, l.Bins); diff != "" {
		t.Errorf("the bins (-want +got):\n%s", diff)
	}
	if got := r.stuck(region); got != "Past the deadline by up to 7 days – 15; 8–30 days – 5; 31–90 days – 5; more than 90 days – 5." {
		t.Errorf("a brief says %q", got)
	}
	if len(l.Rows) != 2 || l.Rows[0].Name != "Beta" || l.Rows[0].Longest != "100\u00a0days" || l.Rows[0].Median != "9\u00a0days" || l.Rows[1].Overdue != "10" {
		t.Errorf("the services are %+v", l.Rows)
	}
	if other := r.late(r.board.Config.Region("TT-2")); other != nil {
		t.Errorf("a region of which nothing is known has %+v", other)
	}
	median, longest := 4.0, 20.0
	var some late
	some.fill(r, &board.Late{Overdue: 12, Median: &median, Longest: &longest, Withheld: true, Bins: []board.LateBin{{From: 1, To: 7, Withheld: true}, {From: 8, To: 30, Withheld: true}, {From: 31, To: 90}, {From: 91}}}, "today")
	if some.Times != "" || some.Withheld == "" {
		t.Errorf("bins are withheld, and %q tells what lies in them", some.Times)
	}
}

// testPeers: the five nearest, the most populous first; a region without a value shows none.
func testPeers(t *testing.T, r *request, region *config.Region) {
	p := r.similar(region)
	var got []string
	for _, row := range p.Rows {
		s := row.Name + " " + row.Population + " " + row.Cells[0].Value + " " + row.Rank
		if row.Own {
			s += " own"
		}
		got = append(got, s)
	}
	want := []string{"Six 500 72.0% 2nd", "Five 200 13.0% 7th", "Four 130 70.0% 3rd", "One 100 41.0% 5th own", "Two 100 33.0% 6th", "Three 90 60.0% 4th"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the peers (-want +got):\n%s", diff)
	}
	if p.Compare != "/compare?by=population&peers=TT-1" {
		t.Errorf("they are compared at %s", p.Compare)
	}
	if eight := r.similar(r.board.Config.Region("TT-8")); eight == nil || !eight.Unknown || len(eight.Rows) > 0 {
		t.Errorf("a region of unknown population is near somebody: %+v", eight)
	}
	if country := r.similar(r.board.Config.Region("TT")); country != nil {
		t.Errorf("a country stands beside others: %+v", country)
	}
}

// testMilestones: what is late comes first, then what is due soonest; what another region must do is not told.
func testMilestones(t *testing.T, r *request, region *config.Region) {
	var got []string
	for _, m := range nextFirst(r.milestonesOf(r.board.Config.Programme("p"), region)) {
		got = append(got, m.Milestone.ID)
	}
	if diff := cmp.Diff([]string{"late", "next", "later", "wait", "done"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// testMovers: August to September, for October still runs; what rounds to nothing is no change, and nobody is compared with nothing.
func testMovers(t *testing.T, r *request) {
	list := r.movers(lead(r.board))
	if len(list) != 2 {
		t.Fatalf("there are %d lists", len(list))
	}
	told := func(m oneWay) (out []string) {
		for _, c := range m.Regions {
			out = append(out, c.Name+" "+c.Then+" "+c.Now+" "+c.By)
		}
		return out
	}
	share := list[0]
	if share.Text != "August 2023 → September 2023; 6 regions have whole values for both." {
		t.Errorf("it says %q", share.Text)
	}
	if diff := cmp.Diff([]string{"Two 20.0% 32.5% +12.5 percentage points", "One 30.0% 40.0% +10.0 percentage points", "Five 10.0% 12.0% +2.0 percentage points"}, told(share.Rose)); diff != "" || share.Rose.Others != "and 1 more by as much" {
		t.Errorf("who rose, %q (-want +got):\n%s", share.Rose.Others, diff)
	}
	if diff := cmp.Diff([]string{"Three 50.0% 48.0% −2.0 percentage points"}, told(share.Fell)); diff != "" {
		t.Errorf("who fell (-want +got):\n%s", diff)
	}
	if share.Rose.Regions[0].How != "/explain/share/TT-2/2023-09-01..2023-09-30" {
		t.Errorf("the value is explained at %s", share.Rose.Regions[0].How)
	}
	later := *r.board
	later.Today = kpi.MustDate("2023-12-02")
	if none := (&request{Locale: r.Locale, board: &later}).valueMovers(lead(r.board).last()); !none.Nobody || none.Text != "No region has whole values of both yet: October 2023, November 2023." {
		t.Errorf("where nothing of November is known it says %q", none.Text)
	}
	if diff := cmp.Diff([]string{"Three 50.0 48.0 −2.0"}, told(list[1].Fell)); diff != "" || list[1].Name != "Index" {
		t.Errorf("%s: who fell (-want +got):\n%s", list[1].Name, diff)
	}
}

// testOutlines: the smallest is drawn last, its mark does not lie under another, and the list is by name; a region without a value
// has none.
func testOutlines(t *testing.T, r *request) {
	m := r.tileMap(lead(r.board))
	if m.Width != 1008 || m.Height != 508 || len(m.Outlines) != 3 {
		t.Fatalf("the map is %+v", m)
	}
	if last := m.Outlines[2]; last.Name != "One" || last.Path != "M245 255L255 255L255 245L245 245Z" || last.X != 234 || last.Y != 234 || last.Value != "41" {
		t.Errorf("the city is %+v", last)
	}
	around := slices.IndexFunc(m.Outlines, func(t tile) bool { return t.Name == "Two" })
	if two := m.Outlines[around]; two.Path != "M0 500L500 500L500 0L0 0Z" || two.X != 234 || two.Y != 274 {
		t.Errorf("the region around it is %+v", two)
	}
	if page := drawn(t, m); !strings.Contains(page, `viewBox="-4 -4 1008 508"`) || !strings.Contains(page, `<a href="/regions/TT-1" tabindex="-1"><title>One: 41 (14 October 2023), `) ||
		!strings.Contains(page, `d="M245 255L255 255L255 245L245 245Z"/>`) || strings.Count(page, "<use ") < 3 {
		t.Errorf("the map is drawn as %s", page)
	}
	if m.Tiles[0].Name != "Eight" || m.Tiles[0].Value != "–" || m.Tiles[0].HasValue {
		t.Errorf("the list begins with %+v", m.Tiles[0])
	}
}

// drawn is the map as the overview shows it.
func drawn(t *testing.T, m *tileMap) string {
	t.Helper()
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := parse(languages)
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	if err := all.render(&page, "en", "overview", &view{Lang: "en", Body: &overviewBody{Figure: &figure{}, Map: m}}); err != nil {
		t.Fatal(err)
	}
	_, drawing, _ := strings.Cut(page.String(), `<svg class="tiles borders"`)
	drawing, _, _ = strings.Cut(drawing, "</svg>")
	return drawing
}
