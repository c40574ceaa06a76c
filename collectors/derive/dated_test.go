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
// leave alone, too, over gaps, ends of months, and what came before its time.
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
	cfg := world(append(ofApplications(), derived("online", config.MeasureServicesOnlineShare, by("sector")), derived("yearly", config.MeasureServicesOnline, yearly))...)
	log := derive.WithLog(slog.New(slog.DiscardHandler))
	incremental := derive.New(s, cfg, log)
	l := &life{Rand: rand.New(rand.NewPCG(2, 3))}
	for today := day("2023-01-14"); today < day("2023-03-04"); today++ {
		arrived, services := l.pass(today)
		apply(t, s, arrived...)
		for service := range services {
			touched(t, incremental, derive.Touched{Services: []string{service}, Applications: true, Collection: 3}, today.String())
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
	d := derive.New(s, world(ofApplications()...))
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
