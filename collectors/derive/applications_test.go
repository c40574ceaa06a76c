package derive_test

import (
	"crypto/sha256"
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

// request is an application that came at ten in the morning; done "" is still open.
func request(id, service, channel, came, done, outcome string, change ...func(*store.Application)) store.Application {
	hash := sha256.Sum256([]byte(id))
	a := store.Application{Region: "X-1", Service: service, Channel: channel, Outcome: outcome, Origin: origin("portal", 3)}
	copy(a.ID[:], hash[:])
	a.SubmittedOn = day(came)
	a.Submitted = a.SubmittedOn.Time().Add(10 * time.Hour)
	if done != "" {
		a.CompletedOn = day(done)
		a.Completed = a.CompletedOn.Time().Add(10*time.Hour + 59*time.Minute)
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

func suspended(days int) func(*store.Application) {
	return func(a *store.Application) { a.Suspended = time.Duration(days) * 24 * time.Hour }
}

func simulated(a *store.Application) { a.Origin = origin("sim", 4) }

func apply(t *testing.T, s *store.Store, all ...store.Application) {
	t.Helper()
	var columns store.ApplicationColumns
	for i := range all {
		columns.Append(&all[i])
	}
	if err := s.WriteApplications(t.Context(), &columns); err != nil {
		t.Fatal(err)
	}
}

// winter are the applications that the counts by hand in these tests are of.
func winter() []store.Application {
	return []store.Application{
		request("1", "birth", "online", "2023-01-02", "2023-01-04", "granted"),               // 48 hours, in time
		request("2", "birth", "counter", "2023-01-02", "2023-01-07", "granted"),              // 120 hours, on day 5 of 5
		request("3", "birth", "", "2023-01-03", "2023-01-09", "refused"),                     // 144 hours, on day 6
		request("4", "birth", "online", "2023-01-20", "2023-02-01", "granted", suspended(7)), // 120 hours, on day 5
		request("5", "birth", "online", "2023-01-25", "2023-01-26", "withdrawn"),
		request("6", "birth", "phone", "2023-01-30", "", ""),
		request("7", "clinic", "online", "2022-12-30", "2023-01-04", "granted"), // 120 hours; the calendar lacks 2022
		request("8", "clinic", "online", "2023-01-06", "2023-01-11", "granted"), // Friday to Wednesday: working day 3
		request("9", "clinic", "online", "2023-01-06", "2023-01-12", "granted"), // 144 hours, working day 4
		request("10", "permit", "counter", "2023-01-10", "", ""),                // no deadline is known
	}
}

const december = "2022-12-01..2022-12-31"

func ofApplications() []*config.Indicator {
	return []*config.Indicator{
		derived("n", config.MeasureApplications, by("channel")),
		derived("takeup", config.MeasureDigitalTakeUp),
		derived("median", config.MeasureProcessingMedian, by("service")),
		derived("p90", config.MeasureProcessingP90),
		derived("hours", config.MeasureProcessingMedian, func(i *config.Indicator) { i.Unit = "hours" }),
		derived("within", config.MeasureWithinDeadline, by("sector")),
		derived("open", config.MeasureOpen),
		derived("overdue", config.MeasureOverdue, by("service")),
		derived("done", config.MeasureCompleted), derived("refused", config.MeasureRefused), derived("back", config.MeasureWithdrawn),
		derived("mean", config.MeasureProcessingMean, func(i *config.Indicator) { i.Unit = "hours" }),
		derived("stuck", config.MeasureOverdueMedian), derived("longest", config.MeasureOverdueLongest),
	}
}

func TestApplicationsByHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		apply(t, s, winter()...)
		d := derive.New(s, world(ofApplications()...))
		daily(t, d, "2023-02-10")
		want := map[string]string{
			"n " + december + " derived": "1", "n " + january + " derived": "9",
			"n channel=online " + december + " derived": "1", "n channel=online " + january + " derived": "5",
			"n channel=counter " + january + " derived": "2", "n channel=phone " + january + " derived": "1", "n channel=unknown " + january + " derived": "1",
			"takeup " + december + " derived": "100 = 1/1 ~1", "takeup " + january + " derived": "62.5 = 5/8 ~0.889",
			"median " + december + " derived": "not_applicable", "median " + january + " derived": "5 of 6",
			"median service=birth " + january + " derived": "5 of 3", "median service=clinic " + january + " derived": "5 of 3",
			"median service=clinic " + december + " derived": "not_applicable", "median service=permit " + january + " derived": "not_applicable",
			"p90 " + december + " derived": "not_applicable", "p90 " + january + " derived": "6 of 6",
			"hours " + december + " derived": "not_applicable", "hours " + january + " derived": "120 of 6",
			"within " + december + " derived": "not_applicable", "within " + january + " derived": "60 = 3/5 ~0.833",
			"within sector=health " + december + " derived": "not_applicable", "within sector=health " + january + " derived": "60 = 3/5 ~0.833",
			"within sector=transport " + january + " derived": "not_applicable",
			"open " + december + " derived":                   "1", "open " + january + " derived": "3", "open " + february + " derived": "2",
			"overdue " + december + " derived": "no_data ~0", "overdue " + january + " derived": "0 ~0.667", "overdue " + february + " derived": "1 ~0.5",
			"overdue service=clinic " + december + " derived": "no_data ~0", "overdue service=clinic " + january + " derived": "0", "overdue service=clinic " + february + " derived": "0",
			"overdue service=birth " + january + " derived": "0 ~1", "overdue service=birth " + february + " derived": "1 ~1",
			"overdue service=permit " + january + " derived": "no_data ~0", "overdue service=permit " + february + " derived": "no_data ~0",
			"done " + december + " derived": "0", "done " + january + " derived": "6", "refused " + december + " derived": "0", "refused " + january + " derived": "1",
			"back " + december + " derived": "0", "back " + january + " derived": "1",
			"mean " + december + " derived": "not_applicable", "mean " + january + " derived": "116 of 6", // 696 hours of 6
			"stuck " + december + " derived": "no_data", "stuck " + january + " derived": "not_applicable", "stuck " + february + " derived": "6 of 1", // day 11 of 5
			"longest " + december + " derived": "no_data", "longest " + january + " derived": "not_applicable", "longest " + february + " derived": "6 of 1",
		}
		expect(t, "figures of applications are not what a count by hand gives", s, want)
		before := s.Newest()
		daily(t, d, "2023-02-10")
		touched(t, d, derive.Touched{Applications: true, Collection: 3}, "2023-02-10")
		daily(t, derive.New(s, world(ofApplications()...)), "2023-02-10")
		if s.Newest() != before {
			t.Error("deriving the same again has written rows")
		}

		daily(t, d, "2023-02-28")
		if got := seen(t, s)["n "+february+" derived"]; got != "" {
			t.Errorf("on its last day February's applications are counted already: %s", got)
		}
		daily(t, d, "2023-03-01")
		for key, line := range map[string]string{
			"n " + february: "0", "n channel=online " + february: "0", "takeup " + february: "not_applicable",
			"hours " + february: "120 of 1", "within " + february: "100 = 1/1 ~1", "open " + march: "2",
		} {
			if got := seen(t, s)[key+" derived"]; got != line {
				t.Errorf("once February has ended, %q says %q, and should say %q", key, got, line)
			}
		}
	})
}

func processing(t *testing.T, s *store.Store, service string) map[string]store.Processing {
	t.Helper()
	rows := map[string]store.Processing{}
	err := s.Processing(t.Context(), store.Filter{Services: []string{service}}, 0, func(p *store.Processing) error {
		row := *p
		row.Origin = store.Origin{}
		rows[fmt.Sprint(p.Month, " ", p.Source)] = row
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestProcessingByHand(t *testing.T) {
	s := storetest.Embedded(t)
	apply(t, s, winter()...)
	daily(t, derive.New(s, world()), "2023-02-10")
	want := map[string]store.Processing{
		"2023-01-01 derived": {
			Region: "X-1", Service: "birth", Month: day("2023-01-01"), At: day("2023-01-31"),
			Applications: 6, KnownChannel: 5, Online: 3, Completed: 3, Refused: 1, Withdrawn: 1, WithDeadline: 3, WithinDeadline: 2,
			Channels: []uint64{1, 3, 1, 1, 0, 0, 0},
			Open:     2, OpenWithDeadline: 2, Overdue: 0, OverdueDays: []uint32{}, OverdueCounts: []uint64{}, Hours: []uint32{48, 120, 144}, Counts: []uint64{1, 1, 1}, Collections: []uint64{3},
		},
		"2023-02-01 derived": {
			Region: "X-1", Service: "birth", Month: day("2023-02-01"), At: day("2023-02-10"),
			Completed: 1, WithDeadline: 1, WithinDeadline: 1, Open: 1, OpenWithDeadline: 1, Overdue: 1, OverdueDays: []uint32{6}, OverdueCounts: []uint64{1},
			Channels: []uint64{}, Hours: []uint32{120}, Counts: []uint64{1}, Collections: []uint64{3},
		},
	}
	if diff := cmp.Diff(want, processing(t, s, "birth")); diff != "" {
		t.Errorf("processing of birth is not what a count by hand gives (-want +got):\n%s", diff)
	}
}

// What was still open when a source's window begins came in months that are not known whole.
func TestMonthsBeforeTheWindowAreNotCounted(t *testing.T) {
	s := storetest.Embedded(t)
	apply(t, s, winter()...)
	daily(t, derive.New(s, world(ofApplications()...)), "2023-02-10")
	whole := seen(t, s)
	for _, begin := range []string{"2022-12-02", "2023-01-01"} { // a month that is cut is not known either
		d := derive.New(s, world(ofApplications()...), derive.WithBegin(map[string]kpi.Date{"X-1": day(begin)}))
		daily(t, d, "2023-02-10")
		got := seen(t, s)
		for key, line := range whole {
			if strings.Contains(key, december) {
				line = "withdrawn"
			}
			if got[key] != line {
				t.Errorf("known from %s on, %q says %q, and should say %q", begin, key, got[key], line)
			}
		}
	}

	t.Run("processing", func(t *testing.T) {
		s := storetest.Embedded(t)
		apply(t, s, winter()...)
		d := derive.New(s, world(), derive.WithBegin(map[string]kpi.Date{"X-1": day("2023-01-01")}))
		daily(t, d, "2023-02-10")
		rows := processing(t, s, "clinic")
		if january := rows["2023-01-01 derived"]; len(rows) != 2 || january.Completed != 3 || january.Applications != 2 {
			t.Errorf("the rows of clinic are not those of January and February alone: %+v", rows)
		}
	})
}

func TestCorrectionsMoveApplications(t *testing.T) {
	s := storetest.Embedded(t)
	apply(t, s, winter()...)
	d := derive.New(s, world(ofApplications()...))
	daily(t, d, "2023-02-10")
	// The one application of December was one of January, by phone.
	apply(t, s, request("7", "clinic", "phone", "2023-01-03", "2023-01-04", "granted"))
	touched(t, d, derive.Touched{Services: []string{"clinic"}, Applications: true, Collection: 6}, "2023-02-10")
	got := seen(t, s)
	for key, line := range map[string]string{
		"n " + december: "0", "n " + january: "10", "n channel=online " + december: "withdrawn", "n channel=phone " + january: "2",
		"open " + december: "0", "overdue service=clinic " + december: "0", "within " + january: "66.67 = 4/6 ~1",
	} {
		if got[key+" derived"] != line {
			t.Errorf("after the correction %q says %q, and should say %q", key, got[key+" derived"], line)
		}
	}
}

func TestRealAndSimulatedApplications(t *testing.T) {
	s := storetest.Embedded(t)
	apply(t, s, request("1", "birth", "online", "2023-01-02", "2023-01-04", "granted"), request("2", "permit", "online", "2023-01-02", "", ""),
		request("3", "birth", "counter", "2023-01-02", "2023-01-04", "granted", simulated))
	daily(t, derive.New(s, world(derived("n", config.MeasureApplications, by("service")))), "2023-02-10")
	expect(t, "real and simulated applications are mixed up", s, map[string]string{
		"n " + january + " derived":                         "2",
		"n " + january + " derived-simulated":               "3",
		"n service=birth " + january + " derived":           "1",
		"n service=birth " + january + " derived-simulated": "2",
		"n service=permit " + january + " derived":          "1",
	})
	if rows := processing(t, s, "permit"); len(rows) != 2 {
		t.Errorf("a service without simulated applications has %d rows of processing, not one for each of two months", len(rows))
	}
}

func TestSuspendedApplicationsDontGoOverdue(t *testing.T) {
	s := storetest.Embedded(t)
	stands := func(a *store.Application) { a.SuspendedSince = day("2023-01-04").Time().Add(9 * time.Hour) }
	apply(t, s, request("1", "birth", "online", "2023-01-02", "", "", stands), request("2", "birth", "online", "2023-01-02", "", "", suspended(6)),
		request("3", "birth", "online", "2023-01-02", "", ""))
	d := derive.New(s, world(derived("overdue", config.MeasureOverdue)))
	for _, step := range []struct{ today, line string }{
		{"2023-01-07", "0 ~1"}, {"2023-01-08", "1 ~1"}, {"2023-01-13", "1 ~1"}, {"2023-01-14", "2 ~1"},
	} {
		daily(t, d, step.today)
		if got := seen(t, s)["overdue "+january+" derived"]; got != step.line {
			t.Errorf("on %s overdue is %q, and should be %q: one clock stands since the 4th, one stood for six days", step.today, got, step.line)
		}
	}
}

func TestOfferHasItsOwnDeadline(t *testing.T) {
	s := storetest.Embedded(t)
	write(t, s, []store.Offer{
		offer("birth", "2022-01-01", func(o *store.Offer) { o.To, o.DeadlineDays = day("2023-01-05"), 1 }),
		offer("birth", "2023-01-06", func(o *store.Offer) { o.DeadlineDays, o.DeadlineWorking = 1, true }),
	}, nil)
	apply(t, s, request("1", "birth", "online", "2023-01-02", "2023-01-04", "granted"), // day 2 of 1
		request("2", "birth", "online", "2023-01-06", "2023-01-09", "granted"), // Friday to Monday: working day 1
		request("3", "birth", "online", "2021-01-06", "2021-01-11", "granted")) // before any offer: the service's 5 days
	daily(t, derive.New(s, world(derived("within", config.MeasureWithinDeadline))), "2023-02-10")
	got := seen(t, s)
	if got["within "+january+" derived"] != "50 = 1/2 ~1" || got["within 2021-01-01..2021-01-31 derived"] != "100 = 1/1 ~1" {
		t.Errorf("the offers' own deadlines are not the ones that count: %v", got)
	}
}
