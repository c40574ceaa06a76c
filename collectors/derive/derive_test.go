package derive_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var day = kpi.MustDate

// world is a region with four services. The first quarter of 2023 is all that its calendar is not complete for.
func world(indicators ...*config.Indicator) *config.Config {
	return &config.Config{
		Regions:   []*config.Region{{Code: "X", Country: "X", Calendar: "x", Location: time.UTC}, {Code: "X-1", Parent: "X", Country: "X", Location: time.UTC}},
		Calendars: []*config.Calendar{{ID: "x", Holidays: []kpi.Date{day("2023-01-02")}, Years: []int{2023}}},
		Services: []*config.Service{
			{ID: "birth", Sector: "health", Tier: "municipal", Mass: true, Deadline: config.Deadline{Days: 5}},
			{ID: "clinic", Sector: "health", Tier: "regional", Deadline: config.Deadline{Days: 3, Working: true}},
			{ID: "permit", Sector: "transport", Tier: "regional"},
			{ID: "tax", Tier: "national"},
		},
		Indicators: indicators,
	}
}

func derived(id, measure string, change ...func(*config.Indicator)) *config.Indicator {
	i := &config.Indicator{ID: id, Frequency: kpi.Monthly, Unit: "days", Derived: &config.Derived{Measure: measure}}
	for _, c := range change {
		c(i)
	}
	return i
}

func by(keys ...string) func(*config.Indicator) {
	return func(i *config.Indicator) { i.Derived.By = keys }
}

func origin(source string, collection uint64) store.Origin {
	return store.Origin{Source: source, Collection: collection, Simulated: strings.HasPrefix(source, "sim")}
}

func offer(service, from string, change ...func(*store.Offer)) store.Offer {
	o := store.Offer{Region: "X-1", Service: service, From: day(from), Origin: origin("registry", 1)}
	for _, c := range change {
		c(&o)
	}
	return o
}

func stage(service, since string, s kpi.Stage, change ...func(*store.ServiceStage)) store.ServiceStage {
	row := store.ServiceStage{Region: "X-1", Service: service, Since: day(since), Status: kpi.Present, Stage: s, Origin: origin("portal", 2)}
	for _, c := range change {
		c(&row)
	}
	return row
}

func status(s kpi.Status) func(*store.ServiceStage) {
	return func(row *store.ServiceStage) { row.Status, row.Stage = s, 0 }
}

func from(source string, collection uint64) func(*store.ServiceStage) {
	return func(row *store.ServiceStage) { row.Origin = origin(source, collection) }
}

func write(t *testing.T, s *store.Store, offers []store.Offer, stages []store.ServiceStage) {
	t.Helper()
	if _, err := s.WriteOffers(t.Context(), offers); err != nil {
		t.Fatal(err)
	}
	if _, err := s.WriteStages(t.Context(), stages); err != nil {
		t.Fatal(err)
	}
}

func daily(t *testing.T, d *derive.Deriver, today string) {
	t.Helper()
	if err := d.Daily(t.Context(), day(today)); err != nil {
		t.Fatalf("derive for %s: %v", today, err)
	}
}

func touched(t *testing.T, d *derive.Deriver, what derive.Touched, today string) {
	t.Helper()
	what.Region = "X-1"
	if err := d.Touched(t.Context(), day(today), what); err != nil {
		t.Fatalf("derive what a collection touched on %s: %v", today, err)
	}
}

// seen is what was derived, a line each: "indicator breakdown period source: value = numerator/denominator ~coverage".
func seen(t *testing.T, s *store.Store) map[string]string {
	t.Helper()
	lines := map[string]string{}
	err := s.Observations(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
		key := strings.Join(strings.Fields(fmt.Sprint(o.Indicator, " ", o.Breakdown, " ", o.Period, " ", o.Source)), " ")
		text := string(o.Status)
		if o.Value != nil {
			text = fmt.Sprintf("%.4g", *o.Value)
		}
		if o.Numerator != nil && o.Denominator != nil {
			text += fmt.Sprintf(" = %g/%g", *o.Numerator, *o.Denominator)
		} else if o.Denominator != nil {
			text += fmt.Sprintf(" of %g", *o.Denominator)
		}
		if o.Coverage != nil {
			text += fmt.Sprintf(" ~%.3g", *o.Coverage)
		}
		lines[key] = text
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func expect(t *testing.T, what string, s *store.Store, want map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, seen(t, s)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

const (
	january  = "2023-01-01..2023-01-31"
	february = "2023-02-01..2023-02-28"
	march    = "2023-03-01..2023-03-31"
)

func TestServicesOnlineByHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		write(t, s,
			[]store.Offer{
				offer("birth", "2023-01-10"), offer("clinic", "2023-01-10"), offer("permit", "2023-02-01"),
				offer("tax", "2023-01-10", func(o *store.Offer) { o.To = day("2023-02-27") }),
			},
			[]store.ServiceStage{
				stage("birth", "2023-01-10", kpi.StageForms), stage("birth", "2023-02-15", kpi.StageOnline), stage("birth", "2023-03-20", kpi.StagePartial),
				stage("clinic", "2023-02-01", 0, status(kpi.NoData)),
				stage("permit", "2023-03-01", kpi.StageProactive),
				stage("tax", "2023-01-10", 0, status(kpi.NotApplicable)),
				stage("unasked", "2023-01-10", kpi.StageOnline),
			})
		count := func(i *config.Indicator) { i.Derived.NotApplicable = "count" }
		municipal := func(i *config.Indicator) { i.Derived.Tiers = []string{"municipal"} }
		notMass := func(i *config.Indicator) { i.Derived.Mass = new(bool) }
		d := derive.New(s, world(
			derived("n", config.MeasureServicesOnline, by("sector")),
			derived("share", config.MeasureServicesOnlineShare),
			derived("counted", config.MeasureServicesOnlineShare, count),
			derived("municipal", config.MeasureServicesOnlineShare, municipal, by("tier", "service")),
			derived("rest", config.MeasureServicesOnline, notMass),
		))
		daily(t, d, "2023-03-19")
		// January: birth has forms; of clinic nothing is known; tax does not apply. February, on the 28th: birth is
		// online, of clinic and permit nothing is known, tax is no longer offered. 19 March: birth and permit online.
		want := map[string]string{
			"n " + january + " derived": "0 = 0/1 ~0.5", "n " + february + " derived": "1 = 1/1 ~0.333", "n " + march + " derived": "2 = 2/2 ~0.667",
			"n sector=health " + january + " derived": "0 = 0/1 ~0.5", "n sector=health " + february + " derived": "1 = 1/1 ~0.5", "n sector=health " + march + " derived": "1 = 1/1 ~0.5",
			"n sector=transport " + february + " derived": "no_data ~0", "n sector=transport " + march + " derived": "1 = 1/1 ~1",
			"share " + january + " derived": "0 = 0/1 ~0.5", "share " + february + " derived": "100 = 1/1 ~0.333", "share " + march + " derived": "100 = 2/2 ~0.667",
			"counted " + january + " derived": "0 = 0/2 ~0.667", "counted " + february + " derived": "100 = 1/1 ~0.333", "counted " + march + " derived": "100 = 2/2 ~0.667",
			"municipal " + january + " derived": "0 = 0/1 ~1", "municipal " + february + " derived": "100 = 1/1 ~1", "municipal " + march + " derived": "100 = 1/1 ~1",
			"municipal tier=municipal " + january + " derived": "0 = 0/1 ~1", "municipal tier=municipal " + february + " derived": "100 = 1/1 ~1", "municipal tier=municipal " + march + " derived": "100 = 1/1 ~1",
			"municipal service=birth " + january + " derived": "0 = 0/1 ~1", "municipal service=birth " + february + " derived": "100 = 1/1 ~1", "municipal service=birth " + march + " derived": "100 = 1/1 ~1",
			"rest " + january + " derived": "no_data ~0", "rest " + february + " derived": "no_data ~0", "rest " + march + " derived": "1 = 1/1 ~0.5",
		}
		expect(t, "services online are not what a count by hand gives", s, want)

		before := s.Newest()
		daily(t, d, "2023-03-19")
		daily(t, derive.New(s, world(derived("share", config.MeasureServicesOnlineShare))), "2023-03-19")
		touched(t, d, derive.Touched{Stages: true, Collection: 2}, "2023-03-19")
		if s.Newest() != before {
			t.Error("deriving the same again has written rows")
		}

		daily(t, d, "2023-03-20") // the day on which birth falls back
		if got := seen(t, s)["share "+march+" derived"]; got != "50 = 1/2 ~0.667" {
			t.Errorf("on the day after, the running month says %s", got)
		}
		daily(t, d, "2023-04-02") // stages are carried into April
		if got := seen(t, s)["n 2023-04-01..2023-04-30 derived"]; got != "1 = 1/2 ~0.667" {
			t.Errorf("what was known in March is not carried into April: %q", got)
		}
	})
}

func TestTouchedCellsOnly(t *testing.T) {
	s := storetest.Embedded(t)
	offers := []store.Offer{offer("birth", "2023-01-01"), offer("permit", "2023-01-01")}
	write(t, s, offers, []store.ServiceStage{stage("birth", "2023-01-01", kpi.StageForms), stage("permit", "2023-01-01", kpi.StageForms)})
	d := derive.New(s, world(derived("n", config.MeasureServicesOnline, by("sector"))))
	daily(t, d, "2023-03-10")
	before := store.AsOf(s.Newest())

	write(t, s, nil, []store.ServiceStage{stage("permit", "2023-02-05", kpi.StageOnline, from("portal", 9))})
	touched(t, d, derive.Touched{Services: []string{"permit"}, Stages: true, Collection: 9}, "2023-03-10")
	changed := map[string]bool{}
	err := s.History(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
		if store.AsOf(o.Seq) > before {
			changed[o.Breakdown+" "+o.Period.String()] = true
			if diff := cmp.Diff([]uint64{1, 2, 9}, o.Collections); o.Breakdown == "" && diff != "" {
				t.Errorf("the collections that a number came from (-want +got):\n%s", diff)
			}
		}
		return nil
	})
	want := map[string]bool{" " + february: true, " " + march: true, "sector=transport " + february: true, "sector=transport " + march: true}
	if diff := cmp.Diff(want, changed); err != nil || diff != "" {
		t.Errorf("a stage reached in February restates other cells than its own (-want +got):\n%s", diff)
	}
}

func TestWhatNoLongerFollowsIsWithdrawn(t *testing.T) {
	s := storetest.Embedded(t)
	write(t, s, []store.Offer{offer("birth", "2023-01-01"), offer("permit", "2023-01-01")},
		[]store.ServiceStage{stage("birth", "2023-01-01", kpi.StageOnline), stage("permit", "2023-01-01", kpi.StageOnline)})
	d := derive.New(s, world(derived("n", config.MeasureServicesOnline, by("sector"))))
	daily(t, d, "2023-01-20")
	gone := offer("permit", "2023-01-01", func(o *store.Offer) { o.Withdrawn, o.Collection = true, 7 })
	write(t, s, []store.Offer{gone}, []store.ServiceStage{stage("birth", "2023-01-01", 0, status(kpi.Withdrawn), from("portal", 7))})
	touched(t, d, derive.Touched{Services: []string{"permit", "birth"}, Stages: true, Collection: 7}, "2023-01-20")
	expect(t, "an offer and a stage were taken back, and the figures still stand", s, map[string]string{
		"n " + january + " derived":                  "no_data ~0",
		"n sector=health " + january + " derived":    "no_data ~0",
		"n sector=transport " + january + " derived": "withdrawn",
	})
}

func TestRealAndSimulatedStages(t *testing.T) {
	s := storetest.Embedded(t)
	write(t, s, []store.Offer{offer("birth", "2023-01-01"), offer("permit", "2023-01-01")}, []store.ServiceStage{
		stage("birth", "2023-01-01", kpi.StageOnline), stage("birth", "2023-01-01", kpi.StageNone, from("sim", 5)),
		stage("permit", "2023-01-01", kpi.StageOnline, from("sim", 5)),
	})
	d := derive.New(s, world(derived("n", config.MeasureServicesOnline, by("sector"))))
	daily(t, d, "2023-01-20")
	// birth: the real stage goes before the simulated one, which takes no part.
	expect(t, "real and simulated stages are mixed up", s, map[string]string{
		"n " + january + " derived":                            "1 = 1/1 ~0.5",
		"n " + january + " derived-simulated":                  "2 = 2/2 ~1",
		"n sector=health " + january + " derived":              "1 = 1/1 ~1",
		"n sector=transport " + january + " derived":           "no_data ~0",
		"n sector=transport " + january + " derived-simulated": "1 = 1/1 ~1",
	})

	only := storetest.Embedded(t)
	write(t, only, []store.Offer{offer("birth", "2023-01-01")}, []store.ServiceStage{stage("birth", "2023-01-01", kpi.StageOnline, from("sim", 5))})
	daily(t, derive.New(only, world(derived("n", config.MeasureServicesOnline))), "2023-01-20")
	expect(t, "a region without real stages has figures that pass for real", only, map[string]string{"n " + january + " derived-simulated": "1 = 1/1 ~1"})
}

func TestDeclaredSourceGoesFirst(t *testing.T) {
	s := storetest.Embedded(t)
	write(t, s, []store.Offer{offer("birth", "2023-01-01")}, []store.ServiceStage{
		stage("birth", "2023-01-05", kpi.StageNone, from("audit", 3)), stage("birth", "2023-01-10", kpi.StageOnline),
	})
	declared := derived("declared", config.MeasureServicesOnline, func(i *config.Indicator) { i.Sources = []string{"portal"} })
	daily(t, derive.New(s, world(derived("by_id", config.MeasureServicesOnline), declared)), "2023-01-20")
	expect(t, "of two sources of a stage the wrong one counts", s, map[string]string{
		"by_id " + january + " derived":    "0 = 0/1 ~1",
		"declared " + january + " derived": "1 = 1/1 ~1",
	})
}

func TestFiscalYears(t *testing.T) {
	s := storetest.Embedded(t)
	write(t, s, []store.Offer{
		offer("birth", "2022-04-01", func(o *store.Offer) { o.To = day("2023-03-31") }),
		offer("permit", "2023-04-01", func(o *store.Offer) { o.To = day("2024-03-31") }),
	}, []store.ServiceStage{stage("birth", "2022-04-01", kpi.StageOnline), stage("permit", "2023-04-01", kpi.StagePartial)})
	yearly := func(i *config.Indicator) { i.Frequency, i.Derived.YearStart = kpi.Yearly, "04-01" }
	daily(t, derive.New(s, world(derived("n", config.MeasureServicesOnline, yearly))), "2025-06-10")
	expect(t, "fiscal years are not years from April to March", s, map[string]string{
		"n 2022-04-01..2023-03-31 derived": "1 = 1/1 ~1",
		"n 2023-04-01..2024-03-31 derived": "0 = 0/1 ~1",
	})
}

func TestUnknownRegion(t *testing.T) {
	d := derive.New(storetest.Embedded(t), world())
	if err := d.Touched(t.Context(), day("2023-01-01"), derive.Touched{Region: "nowhere", Stages: true}); store.CodeOf(err) != store.CodeInvalid {
		t.Errorf("error %v, want one that says invalid", err)
	}
}

// failing is a store whose next write of observations does not succeed.
type failing struct {
	*store.Store
	fail bool
}

func (f *failing) WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error) {
	if f.fail {
		f.fail = false
		return store.Written{}, errors.New("the server went away")
	}
	return f.Store.WriteObservations(ctx, rows)
}

func TestWhatFailedIsMadeGoodByTheNextCall(t *testing.T) {
	s := &failing{Store: storetest.Embedded(t)}
	write(t, s.Store, []store.Offer{offer("birth", "2023-01-01")}, []store.ServiceStage{stage("birth", "2023-01-01", kpi.StageForms)})
	d := derive.New(s, world(derived("n", config.MeasureServicesOnline)))
	daily(t, d, "2023-02-10")
	write(t, s.Store, nil, []store.ServiceStage{stage("birth", "2023-01-20", kpi.StageOnline, from("portal", 8))})
	s.fail = true
	err := d.Touched(t.Context(), day("2023-02-10"), derive.Touched{Region: "X-1", Services: []string{"birth"}, Stages: true, Collection: 8})
	if err == nil || !strings.Contains(err.Error(), "X-1") {
		t.Fatalf("a write that fails gives the error %v, which should name the region", err)
	}
	daily(t, d, "2023-02-10")
	expect(t, "January is lost, because its derivation failed once", s.Store, map[string]string{
		"n " + january + " derived": "1 = 1/1 ~1", "n " + february + " derived": "1 = 1/1 ~1",
	})
}
