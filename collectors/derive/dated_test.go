package derive_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
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

// life is some weeks of a region, made up day by day: applications come, are suspended, completed and corrected, some
// of them with a clock ahead of ours; offers begin and end, services go online.
type life struct {
	*rand.Rand
	open []store.Application
	n    int
}

// pass makes what arrives on a day, and the services that it touches.
func (l *life) pass(today kpi.Date) (arrived []store.Application, touched map[string]bool) {
	touched = map[string]bool{}
	services := []string{"birth", "clinic", "permit", "tax"}
	for range 1 + l.IntN(3) {
		l.n++
		came := today.AddDays(1 - l.IntN(4)) // tomorrow, today, or late
		if today == today.MonthEnd() {
			came = today.AddDays(1)
		}
		service := services[min(l.IntN(5), 3)]
		a := request(fmt.Sprint(l.n), service, []string{"online", "counter", ""}[l.IntN(3)], came.String(), "", "")
		if l.IntN(3) == 0 {
			a.Origin = origin("sim", 4)
		}
		if l.IntN(6) == 0 {
			a.SuspendedSince = came.AddDays(1).Time()
		}
		l.open, arrived = append(l.open, a), append(arrived, a)
	}
	for i := len(l.open) - 1; i >= 0; i-- {
		if l.IntN(12) > 0 {
			continue
		}
		a := l.open[i]
		a.CompletedOn = max(a.SubmittedOn, today.AddDays(1-l.IntN(3)))
		a.Completed = a.CompletedOn.Time().Add(11 * time.Hour)
		a.Outcome = []string{"granted", "refused", "withdrawn"}[l.IntN(3)]
		a.SuspendedSince = time.Time{}
		l.open, arrived = append(l.open[:i], l.open[i+1:]...), append(arrived, a)
	}
	for _, a := range arrived {
		touched[a.Service] = true
	}
	return arrived, touched
}

// TestDailyEqualsAWholeDerivation: what each day's derivation leaves alone is what a derivation of everything would
// leave alone, too, over gaps, ends of months, what came before its time, and sources that are heard now and then.
func TestDailyEqualsAWholeDerivation(t *testing.T) {
	s := storetest.Embedded(t)
	until := func(to string) func(*store.Offer) { return func(o *store.Offer) { o.To = day(to) } }
	write(t, s, []store.Offer{
		offer("birth", "2022-11-01"), offer("clinic", "2023-01-17"), offer("permit", "2022-12-01", until("2023-02-13")), offer("tax", "2023-03-01"),
	}, []store.ServiceStage{
		stage("birth", "2022-11-01", kpi.StageForms), stage("birth", "2023-02-20", kpi.StageOnline), stage("clinic", "2023-01-25", kpi.StageOnline),
		stage("permit", "2022-12-01", kpi.StageOnline), stage("tax", "2023-03-01", kpi.StageNone, from("sim", 5)),
	})
	yearly := func(i *config.Indicator) { i.Frequency, i.Derived.YearStart = kpi.Yearly, "02-10" }
	cfg := heardWorld(append(ofApplications(), derived("online", config.MeasureServicesOnlineShare, by("sector")), derived("yearly", config.MeasureServicesOnline, yearly))...)
	log := derive.WithLog(slog.New(slog.DiscardHandler))
	incremental := derive.New(s, cfg, log)
	l := &life{Rand: rand.New(rand.NewPCG(2, 3))}
	for today := day("2023-01-14"); today < day("2023-03-04"); today++ {
		arrived, services := l.pass(today)
		apply(t, s, arrived...)
		for service := range services {
			touched(t, incremental, derive.Touched{Services: []string{service}, Applications: true, Collection: 3}, today.String())
		}
		for _, source := range []string{"portal", "post", "sim"} {
			if l.IntN(4) == 0 { // some days pass before one is heard again
				heard(t, s, map[string]string{source: today.String()})
			}
		}
		if l.IntN(5) == 0 {
			continue // a day on which nobody derives by the date
		}
		daily(t, incremental, today.String())
		before := s.Newest()
		if l.IntN(4) > 0 && today.Time().Day() > 2 {
			continue
		}
		was := seen(t, s)
		daily(t, derive.New(s, cfg, log), today.String())
		if s.Newest() != before {
			t.Fatalf("on %s a derivation of everything finds more than the daily one (-daily +everything):\n%s", today, cmp.Diff(was, seen(t, s)))
		}
	}
}

// asked counts what the store is asked for.
type asked struct {
	*store.Store
	questions map[string]int
}

func (a *asked) Submissions(ctx context.Context, region string, services []string) ([]store.Submission, error) {
	a.questions["submissions"]++
	return a.Store.Submissions(ctx, region, services)
}

func (a *asked) Completions(ctx context.Context, region string, services []string) ([]store.Completion, error) {
	a.questions["completions"]++
	return a.Store.Completions(ctx, region, services)
}

func (a *asked) Durations(ctx context.Context, region string, services []string) ([]store.Duration, error) {
	a.questions["durations"]++
	return a.Store.Durations(ctx, region, services)
}

func (a *asked) Open(ctx context.Context, regions []string, on kpi.Date) (map[string][]store.Duration, error) {
	a.questions["open"]++
	return a.Store.Open(ctx, regions, on)
}

func TestADayAsksForLittle(t *testing.T) {
	s := &asked{Store: storetest.Embedded(t)}
	apply(t, s.Store, winter()...)
	d := derive.New(s, heardWorld(ofApplications()...))
	for _, step := range []struct {
		today string
		want  map[string]int
	}{
		{"2023-02-10", map[string]int{"submissions": 2, "completions": 1, "durations": 1}}, // everything, of two regions
		{"2023-02-11", map[string]int{"open": 1}},
		{"2023-02-28", map[string]int{"open": 1}},
		{"2023-03-01", map[string]int{"open": 1, "submissions": 1}}, // the ended month by channel
		{"2023-03-02", map[string]int{"open": 1}},
	} {
		s.questions = map[string]int{}
		heard(t, s.Store, map[string]string{"portal": step.today, "post": step.today, "sim": step.today})
		daily(t, d, step.today)
		if diff := cmp.Diff(step.want, s.questions); diff != "" {
			t.Errorf("on %s, when nothing has come, all applications are counted over (-want +got):\n%s", step.today, diff)
		}
	}
}

// The day turns while a collection has stored applications that it has not derived yet: what the new day's derivation counts of them
// came from that collection all the same.
func TestADayThatTurnsDuringACollectionNamesIt(t *testing.T) {
	s := storetest.Embedded(t)
	apply(t, s, winter()...)
	d := derive.New(s, world(ofApplications()...))
	daily(t, d, "2023-02-10")
	late := func(a *store.Application) { a.Origin = origin("sim", 9) }
	apply(t, s, request("late 1", "permit", "online", "2023-01-12", "2023-02-09", "granted", late), request("late 2", "clinic", "counter", "2023-02-08", "", "", late))
	daily(t, d, "2023-02-11")
	touched(t, d, derive.Touched{Services: []string{"permit", "clinic"}, Applications: true, Collection: 9}, "2023-02-11")
	daily(t, d, "2023-02-12")

	named := 0
	err := s.Observations(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
		if o.Value != nil && len(o.Collections) == 0 {
			t.Errorf("%s of %s (%s) for %s came from no collection", o.Indicator, o.Region, o.Breakdown, o.Period)
		}
		if slices.Contains(o.Collections, 9) {
			named++
		}
		return nil
	})
	if err != nil || named == 0 {
		t.Errorf("%d figures came from the late collection (%v)", named, err)
	}
}

func TestYearsThatTheCalendarLacksAreTold(t *testing.T) {
	s := storetest.Embedded(t)
	apply(t, s, winter()...)
	var told strings.Builder
	plain := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}
	d := derive.New(s, world(ofApplications()...), derive.WithLog(slog.New(slog.NewTextHandler(&told, plain))))
	for _, today := range []string{"2023-02-10", "2023-02-11", "2023-03-01"} {
		daily(t, d, today)
	}
	lines := strings.Split(strings.TrimSpace(told.String()), "\n")
	if len(lines) != 1 || !strings.Contains(lines[0], "level=WARN") || !strings.Contains(lines[0], "calendar=x year=2022") {
		t.Errorf("that 2022 is missing from the calendar is told so, not in one line of its own:\n%s", told.String())
	}
}

// heardWorld is a world with sources of applications: real ones, of which one was read once, and a simulated one.
func heardWorld(indicators ...*config.Indicator) *config.Config {
	cfg := world(indicators...)
	of := []config.Mapping{{As: config.Applications}}
	every := config.Schedule{Cron: "0 6 * * *"}
	cfg.Sources = []*config.Source{
		{ID: "portal", Records: of, Schedule: every}, {ID: "post", Records: of, Schedule: every, Regions: []string{"X-1"}}, {ID: "once", Records: of},
		{ID: "sim", Records: of, Schedule: every, Simulated: true}, {ID: "registry", Records: []config.Mapping{{As: config.Offers}}, Schedule: every},
	}
	return cfg
}

func heard(t *testing.T, s *store.Store, days map[string]string) {
	t.Helper()
	for source, d := range days {
		at := day(d).Time().Add(6 * time.Hour)
		c := store.Collection{ID: s.NextSeq(), Source: source, Started: at, Finished: at, Heard: at, Status: store.CollectionOK}
		if err := s.SaveCollection(t.Context(), &c); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhatNobodyWasHeardOfIsNotCounted: a month that ended after a source was last heard has no figures until it is again, which are its first then.
func TestWhatNobodyWasHeardOfIsNotCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		apply(t, s, request("1", "birth", "online", "2023-01-02", "2023-01-04", "granted"), request("2", "birth", "online", "2023-01-10", "", ""),
			request("3", "permit", "online", "2023-01-11", "", "", simulated))
		cfg := heardWorld(derived("n", config.MeasureApplications, by("channel")), derived("open", config.MeasureOpen))
		d := derive.New(s, cfg)
		const march = "2023-03-01..2023-03-31"
		said := func(when string, want map[string]string) {
			t.Helper()
			got := seen(t, s)
			for key, value := range want {
				if got[key] != value {
					t.Errorf("%s, %s: %q, want %q", when, key, got[key], value)
				}
			}
			before := s.Newest()
			daily(t, derive.New(s, cfg), when[:10])
			if s.Newest() != before {
				t.Errorf("%s: a derivation of everything finds something else (-each day's +everything):\n%s", when, cmp.Diff(got, seen(t, s)))
			}
		}
		n, open := func(p string) string { return "n " + p + " derived" }, func(p string) string { return "open " + p + " derived" }

		heard(t, s, map[string]string{"once": "2022-06-01", "registry": "2023-01-15", "portal": "2023-01-31", "post": "2023-01-31", "sim": "2023-01-31"})
		daily(t, d, "2023-01-31")
		said("2023-01-31", map[string]string{n(january): "", open(january): "1"})
		daily(t, d, "2023-02-01")
		said("2023-02-01 at night", map[string]string{n(january): "", open(january): "1", open(february): ""})
		heard(t, s, map[string]string{"portal": "2023-02-01", "sim": "2023-02-01"})
		daily(t, d, "2023-02-01")
		said("2023-02-01 without the post", map[string]string{n(january): "", open(february): ""})
		daily(t, d, "2023-02-02")
		said("2023-02-02 without the post", map[string]string{n(january): "no_data", "n channel=online " + january + " derived": "no_data", open(january): "no_data", open(february): "no_data"})
		heard(t, s, map[string]string{"post": "2023-02-02"})
		daily(t, d, "2023-02-02")
		said("2023-02-02 with the post", map[string]string{n(january): "2", "n channel=online " + january + " derived": "2", open(january): "1", open(february): "1"})

		// The post fails from the second day of February until April; of the simulated one nothing is heard in April.
		heard(t, s, map[string]string{"portal": "2023-04-06", "sim": "2023-03-31"})
		for today := day("2023-02-05"); today <= day("2023-04-06"); today += 3 {
			daily(t, d, today.String())
		}
		said("2023-04-06 without the post", map[string]string{n(january): "2", n(february): "no_data", n(march): "no_data", open(february): "no_data", open(march): "no_data"})
		replace(t, s, d, "2023-04-06", request("4", "birth", "online", "2023-03-05", "", ""))
		said("2023-04-06 and more of March", map[string]string{n(march): "no_data"})
		heard(t, s, map[string]string{"post": "2023-04-06"})
		daily(t, d, "2023-04-06")
		said("2023-04-06 with the post", map[string]string{
			n(february): "0", n(march): "1", open(february): "1", open(march): "2",
			"n " + march + " derived-simulated": "no_data", "open " + march + " derived-simulated": "no_data", "n " + february + " derived-simulated": "0",
		})
		if err := s.Restated(t.Context(), 0, func(o *store.Observation) error {
			t.Errorf("%s of %s is told as restated", o.Indicator, o.Period)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
