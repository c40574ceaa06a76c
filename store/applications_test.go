package store_test

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// application is submitted at noon of a day in Vladivostok, online, and changed as the test needs.
func application(id, submitted string, change func(*store.Application)) store.Application {
	sum := sha256.Sum256([]byte(id))
	day := kpi.MustDate(submitted)
	a := store.Application{
		Region: "RU-PRI", Service: "паспорт", ID: [16]byte(sum[:16]), Channel: "online",
		Submitted: day.Time().Add(2 * time.Hour), SubmittedOn: day,
		Origin: store.Origin{Source: "portal", Collection: 1},
	}
	if change != nil {
		change(&a)
	}
	return a
}

// completed ends an application after some hours.
func completed(after time.Duration, outcome string) func(*store.Application) {
	return func(a *store.Application) {
		a.Completed = a.Submitted.Add(after)
		a.CompletedOn = kpi.DateOf(a.Completed.In(vladivostok))
		a.Outcome = outcome
	}
}

var vladivostok = time.FixedZone("Vladivostok", 10*3600)

func apply(t *testing.T, s *store.Store, all ...store.Application) {
	t.Helper()
	var columns store.ApplicationColumns
	for i := range all {
		columns.Append(&all[i])
	}
	if err := s.WriteApplications(t.Context(), &columns); err != nil {
		t.Fatalf("write applications: %v", err)
	}
}

func TestNewestApplicationWins(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		apply(t, s, application("one", "2023-01-31", nil), application("two", "2023-01-31", nil))
		// a correction changes every column but the key, the month of submission too
		apply(t, s, application("one", "2023-02-01", func(a *store.Application) {
			completed(50*time.Hour, "granted")(a)
			a.Channel, a.Collection = "counter", 2
		}))
		// of two versions in one batch the last wins
		apply(t, s, application("two", "2023-01-31", completed(time.Hour, "refused")), application("two", "2023-01-31", completed(3*time.Hour, "granted")))

		got, err := s.Submissions(t.Context(), "RU-PRI", nil)
		want := []store.Submission{
			{Service: "паспорт", Month: kpi.MustDate("2023-01-01"), Channel: "online", Count: 1},
			{Service: "паспорт", Month: kpi.MustDate("2023-02-01"), Channel: "counter", Count: 1},
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("an application counts twice, or by its old version: %v (-want +got):\n%s", err, diff)
		}
		done, err := s.Completions(t.Context(), "RU-PRI", nil)
		wantDone := []store.Completion{
			{Service: "паспорт", Month: kpi.MustDate("2023-01-01"), Outcome: "granted", Hours: 3, Count: 1},
			{Service: "паспорт", Month: kpi.MustDate("2023-02-01"), Outcome: "granted", Hours: 50, Count: 1},
		}
		if diff := cmp.Diff(wantDone, done); err != nil || diff != "" {
			t.Errorf("completions: %v (-want +got):\n%s", err, diff)
		}
		_, collections, err := s.ApplicationCollections(t.Context(), "RU-PRI", nil)
		if diff := cmp.Diff(map[string][]uint64{"паспорт": {1, 2}}, collections); err != nil || diff != "" {
			t.Errorf("collections: %v (-want +got):\n%s", err, diff)
		}
	})
}

// TestAggregatesAgainstHandCount: five applications, whose numbers were worked out by hand.
func TestAggregatesAgainstHandCount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		apply(t, s,
			// 12:00 on 1 March to 11:59 on 3 March, 1 day 2 hours of them suspended: 21 h 59 min
			application("a", "2023-03-01", func(a *store.Application) {
				completed(47*time.Hour+59*time.Minute, "granted")(a)
				a.Suspended = 26 * time.Hour
			}),
			// the same whole hours
			application("b", "2023-03-01", completed(21*time.Hour+time.Minute, "granted")),
			// refused after the month's end, by the region's clock: 12:00 on 31 March + 12.5 h
			application("c", "2023-03-31", func(a *store.Application) {
				completed(12*time.Hour+30*time.Minute, "refused")(a)
				a.Channel = ""
			}),
			// open; its clock stands still since 00:30 on 5 March in Vladivostok, which is still 4 March in UTC
			application("d", "2023-03-02", func(a *store.Application) {
				a.SuspendedSince = time.Date(2023, 3, 5, 0, 30, 0, 0, vladivostok)
				a.Suspended = 49 * time.Hour
				a.Simulated = true
			}),
			// suspended for longer than it took
			application("e", "2023-03-02", func(a *store.Application) {
				completed(time.Hour, "withdrawn")(a)
				a.Suspended = 2 * time.Hour
			}),
			application("elsewhere", "2023-03-02", func(a *store.Application) { a.Region = "UA-32" }),
			application("another", "2023-03-02", func(a *store.Application) { a.Service = "other" }),
		)
		services := []string{"паспорт"}
		march, april := kpi.MustDate("2023-03-01"), kpi.MustDate("2023-04-01")
		submissions, err := s.Submissions(t.Context(), "RU-PRI", services)
		if diff := cmp.Diff([]store.Submission{
			{Service: "паспорт", Month: march, Channel: "", Count: 1},
			{Service: "паспорт", Month: march, Channel: "online", Count: 3},
			{Service: "паспорт", Month: march, Channel: "online", Simulated: true, Count: 1},
		}, submissions); err != nil || diff != "" {
			t.Errorf("submissions: %v (-want +got):\n%s", err, diff)
		}
		completions, err := s.Completions(t.Context(), "RU-PRI", services)
		if diff := cmp.Diff([]store.Completion{
			{Service: "паспорт", Month: march, Outcome: "granted", Hours: 21, Count: 2},
			{Service: "паспорт", Month: march, Outcome: "withdrawn", Hours: 0, Count: 1},
			{Service: "паспорт", Month: april, Outcome: "refused", Hours: 12, Count: 1},
		}, completions); err != nil || diff != "" {
			t.Errorf("completions: %v (-want +got):\n%s", err, diff)
		}
		durations, err := s.Durations(t.Context(), "RU-PRI", services)
		day := kpi.MustDate
		if diff := cmp.Diff([]store.Duration{
			{Service: "паспорт", SubmittedOn: march, CompletedOn: day("2023-03-02"), Outcome: "granted", Count: 1},
			{Service: "паспорт", SubmittedOn: march, CompletedOn: day("2023-03-03"), Outcome: "granted", SuspendedDays: 1, Count: 1},
			{Service: "паспорт", SubmittedOn: day("2023-03-02"), SuspendedDays: 2, SuspendedSince: day("2023-03-05"), Simulated: true, Count: 1},
			{Service: "паспорт", SubmittedOn: day("2023-03-02"), CompletedOn: day("2023-03-02"), Outcome: "withdrawn", Count: 1},
			{Service: "паспорт", SubmittedOn: day("2023-03-31"), CompletedOn: april, Outcome: "refused", Count: 1},
		}, durations); err != nil || diff != "" {
			t.Errorf("durations: %v (-want +got):\n%s", err, diff)
		}
		open, err := s.Open(t.Context(), []string{"RU-PRI", "UA-05"}, march.AddDays(30))
		if diff := cmp.Diff(map[string][]store.Duration{"RU-PRI": {
			{Service: "other", SubmittedOn: day("2023-03-02"), Count: 1},
			{Service: "паспорт", SubmittedOn: day("2023-03-02"), SuspendedDays: 2, SuspendedSince: day("2023-03-05"), Simulated: true, Count: 1},
			{Service: "паспорт", SubmittedOn: day("2023-03-31"), CompletedOn: april, Outcome: "refused", Count: 1},
		}}, open); err != nil || diff != "" {
			t.Errorf("open at the end of March: %v (-want +got):\n%s", err, diff)
		}
		all, err := s.ApplicationServices(t.Context(), "RU-PRI")
		if diff := cmp.Diff([]string{"other", "паспорт"}, all); err != nil || diff != "" {
			t.Errorf("services: %v (-want +got):\n%s", err, diff)
		}
	})
}

// TestApplicationCollectionsAreTheNewestFifty: simulated ones are among those of all, and take no place among those of the real ones.
func TestApplicationCollectionsAreTheNewestFifty(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var all []store.Application
		var want []uint64
		for i := range uint64(60) {
			all = append(all, application(fmt.Sprint(i), "2023-01-01", func(a *store.Application) { a.Collection = i + 1 }))
			if i >= 10 {
				want = append(want, i+1)
			}
		}
		for i := range uint64(3) {
			all = append(all, application(fmt.Sprint("sim", i), "2023-01-01", func(a *store.Application) { a.Collection, a.Simulated = 58+2*i, true }))
		}
		apply(t, s, all...)
		real, got, err := s.ApplicationCollections(t.Context(), "RU-PRI", []string{"паспорт"})
		if diff := cmp.Diff(want, real["паспорт"]); err != nil || diff != "" {
			t.Errorf("collections of real ones: %v (-want +got):\n%s", err, diff)
		}
		if diff := cmp.Diff(append(want[1:], 62), got["паспорт"]); diff != "" {
			t.Errorf("collections of all (-want +got):\n%s", diff)
		}
	})
}

func TestUnstorableApplicationsAreRefusedWhole(t *testing.T) {
	tests := map[string]func(*store.Application){
		"no submission":        func(a *store.Application) { a.Submitted = time.Time{} },
		"submitted in 1925":    func(a *store.Application) { a.Submitted = a.Submitted.AddDate(-98, 0, 0) },
		"completed in 2150":    func(a *store.Application) { a.Completed, a.CompletedOn = at("2150-01-01T00:00:00Z"), 1 },
		"completed, no day":    func(a *store.Application) { a.Completed = a.Submitted },
		"negative suspension":  func(a *store.Application) { a.Suspended = -time.Second },
		"suspension of ages":   func(a *store.Application) { a.Suspended = 200 * 365 * 24 * time.Hour },
		"submitted on no day":  func(a *store.Application) { a.SubmittedOn = 0 },
		"submitted far future": func(a *store.Application) { a.SubmittedOn = kpi.MustDate("2200-01-01") },
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, spoil := range tests {
			good, bad := application("good", "2023-01-01", nil), application("bad", "2023-01-01", spoil)
			var columns store.ApplicationColumns
			columns.Append(&good)
			columns.Append(&bad)
			if err := s.WriteApplications(t.Context(), &columns); store.CodeOf(err) != store.CodeInvalid {
				t.Errorf("%s: error %v, want one that says invalid", name, err)
			}
			columns.Reset()
			if err := s.WriteApplications(t.Context(), &columns); err != nil || columns.Len() != 0 {
				t.Errorf("%s: after a reset %d rows are left and the error %v", name, columns.Len(), err)
			}
		}
		if got, err := s.ApplicationServices(t.Context(), "RU-PRI"); err != nil || len(got) != 0 {
			t.Errorf("refused batches left applications of %v, %v", got, err)
		}
	})
}

func TestFullBatchesReuseTheirColumns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var columns store.ApplicationColumns
		for batch := range 2 {
			columns.Reset()
			for i := range store.MaxApplications {
				a := application("", "2023-01-01", nil)
				a.ID = [16]byte{byte(batch), byte(i >> 16), byte(i >> 8), byte(i)}
				columns.Append(&a)
			}
			if err := s.WriteApplications(t.Context(), &columns); err != nil {
				t.Fatalf("write a full batch: %v", err)
			}
		}
		got, err := s.Submissions(t.Context(), "RU-PRI", nil)
		if err != nil || len(got) != 1 || got[0].Count != 2*store.MaxApplications {
			t.Errorf("two full batches count as %+v, %v", got, err)
		}
		one := application("one more", "2023-01-01", nil)
		columns.Append(&one)
		if err := s.WriteApplications(t.Context(), &columns); store.CodeOf(err) != store.CodeInvalid {
			t.Errorf("a batch over the limit: %v", err)
		}
	})
}
