package pages_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/dashboard"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// today is the day that the fixture is judged on.
var today = kpi.MustDate("2023-10-14")

const (
	plain      = "UA-05" // a region with everything
	noData     = "UA-18"
	refused    = "UA-21"
	withdrawn  = "UA-23"
	notApplied = "UA-26"
	silent     = "UA-35" // has sources that work and has said nothing
	failing    = "UA-48" // its sources fail
	lateReport = "UA-12"
)

// site starts the whole dashboard on a free port, on the shipped programmes and a store that holds every kind of value
// and every kind of absence. It gives the address. Change makes the configuration another one.
func site(t testing.TB, demo bool, change ...func(*config.Config)) string {
	t.Helper()
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatalf("load the shipped configuration:\n%v", err)
	}
	// None of the programmes' documents names a day by which figures are due.
	cfg.Programme("egov4ukraine").Reporting = &config.Reporting{Period: kpi.Monthly, Due: kpi.DueRule{Days: 8}, From: kpi.MustDate("2023-09-01")}
	for _, f := range change {
		f(cfg)
	}
	now := func() time.Time { return today.Time().Add(12 * time.Hour) }
	o := storetest.EmbeddedOptions(t)
	o.Now = now
	s := storetest.Open(t, o)
	fill(t, s, cfg)
	keeper := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: now})
	if err := keeper.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	release(t, s, cfg)
	app, err := dashboard.New(dashboard.Options{Keeper: keeper, Store: s, Config: cfg, Now: now, Demo: demo, Version: "test", Files: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, app)
}

// release publishes what was known at the end of today, as if it were two days later, and corrects it.
func release(t testing.TB, s *store.Store, cfg *config.Config) {
	t.Helper()
	later := func() time.Time { return today.AddDays(2).Time() }
	r := &opendata.Releaser{Store: s, Config: cfg, Now: later, Software: "test"}
	for _, o := range []opendata.Order{{AsOf: today, Notes: "First <release> & notes"}, {AsOf: today, Corrects: today.String(), Notes: "Again"}} {
		x, err := r.Draft(t.Context(), o)
		if err == nil {
			_, err = r.Publish(t.Context(), x.ID, o.Corrects)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// serve serves an app on a free port until the test ends.
func serve(t testing.TB, app *fiber.App) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- dashboard.Serve(ctx, app, listener, 5*time.Second) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

var simulated = store.Origin{Source: store.DerivedSource(true), Simulated: true}

func fill(t testing.TB, s *store.Store, cfg *config.Config) {
	t.Helper()
	ctx := t.Context()
	var observations []store.Observation
	for i, region := range cfg.Children("UA") {
		observations = append(observations, regionSeries(region.Code, i)...)
	}
	observations = append(observations, nationalSeries()...)
	observations = append(observations, municipalSeries()...)
	must(t, "observations", func() error { _, err := s.WriteObservations(ctx, observations); return err })

	var offers []store.Offer
	var stages []store.ServiceStage
	var processing []store.Processing
	for i, service := range cfg.Services {
		offers = append(offers, store.Offer{Region: plain, Service: service.ID, From: kpi.MustDate("2019-01-01"), Origin: simulated})
		stage := store.ServiceStage{Region: plain, Service: service.ID, Since: kpi.MustDate("2022-03-01"), Status: kpi.Present, Stage: kpi.Stage(i % 6), Origin: simulated}
		switch i % 9 {
		case 7:
			continue // an offer without a stage
		case 8:
			stage.Status, stage.Stage = kpi.NotApplicable, 0
		}
		stages = append(stages, stage)
		processing = append(processing, months(service, i)...)
	}
	must(t, "offers", func() error { _, err := s.WriteOffers(ctx, offers); return err })
	must(t, "stages", func() error { _, err := s.WriteStages(ctx, stages); return err })
	must(t, "processing", func() error { _, err := s.WriteProcessing(ctx, processing); return err })
	fillSources(t, s, cfg)
	fillReports(t, s)
}

func must(t testing.TB, what string, do func() error) {
	t.Helper()
	if err := do(); err != nil {
		t.Fatalf("write the fixture's %s: %v", what, err)
	}
}

// regionSeries is the share of services online by month, or what stands there instead of it.
func regionSeries(code string, i int) []store.Observation {
	status := kpi.Present
	switch code {
	case "UA-43", "UA-40", "UA-09", silent, failing:
		return nil
	case noData:
		status = kpi.NoData
	case refused:
		status = kpi.Refused
	case withdrawn:
		status = kpi.Withdrawn
	case notApplied:
		status = kpi.NotApplicable
	}
	var rows []store.Observation
	for m := range 40 {
		o := store.Observation{
			Indicator: "services_online_share", Region: code, Period: kpi.Month(today.AddMonths(m - 39)), Status: status, Origin: simulated,
		}
		if status == kpi.Present {
			numerator, denominator := min(float64(4+m*(i%6)/4+i/3), 34), 34.0
			share := 100 * numerator / denominator
			o.Value, o.Numerator, o.Denominator = &share, &numerator, &denominator
		}
		rows = append(rows, o)
	}
	return rows
}

// nationalSeries are what is reported for the country itself, with a value that was reported late, and a gap.
func nationalSeries() []store.Observation {
	var rows []store.Observation
	for q := range 16 {
		if q == 7 {
			continue
		}
		v := 1 - 0.028*float64(q)
		start := kpi.MustDate("2019-07-01").AddMonths(3 * q)
		rows = append(rows, store.Observation{
			Indicator: "ua_interactions", Region: "UA", Status: kpi.Present, Value: &v, Origin: simulated,
			Period: kpi.Period{Start: start, End: start.AddMonths(3).AddDays(-1)},
		})
	}
	return rows
}

// municipalSeries falls one short of the 20 municipal services that Primorsky Krai was to move in 2021.
func municipalSeries() []store.Observation {
	var rows []store.Observation
	for m := range 12 {
		v := float64(m) * 19 / 11
		start := kpi.MustDate("2021-01-01")
		rows = append(rows, store.Observation{
			Indicator: "pri_mszu_moved", Region: "RU-PRI", Breakdown: "tier=municipal", Status: kpi.Present, Value: &v, Origin: simulated,
			Period: kpi.Month(start.AddMonths(m)),
		})
	}
	return rows
}

// months are a year of a service's processing; every fifth service has so few applications that they are withheld.
func months(service *config.Service, i int) []store.Processing {
	var rows []store.Processing
	for m := range 12 {
		month := kpi.Month(today.AddMonths(-m))
		n := uint64(40 + i)
		if i%5 == 4 {
			n = 2
		}
		rows = append(rows, store.Processing{
			Region: plain, Service: service.ID, Month: month.Start, At: min(month.End, today), Applications: n, KnownChannel: n, Online: n / 2,
			Completed: n, WithDeadline: n, WithinDeadline: n * 4 / 5, Open: n / 3, OpenWithDeadline: n / 3, Overdue: n / 9,
			Hours: []uint32{24, uint32(100 + 20*i), uint32(400 + 20*i)}, Counts: []uint64{n / 4, n / 2, n - n/4 - n/2}, Origin: simulated,
		})
	}
	return rows
}

// fillSources lets most sources be fresh, one region's fail and one be late.
func fillSources(t testing.TB, s *store.Store, cfg *config.Config) {
	t.Helper()
	now := today.Time().Add(12 * time.Hour)
	for i, source := range cfg.Sources {
		state := store.SourceState{Source: source.ID, LastStarted: now.Add(-3 * time.Hour), LastSuccess: now.Add(-3 * time.Hour), NextDue: now.Add(21 * time.Hour)}
		collection := store.Collection{
			ID: s.NextSeq(), Source: source.ID, Simulated: source.Simulated, Started: state.LastStarted, Finished: state.LastSuccess,
			Status: store.CollectionOK, Attempts: 1, Records: 1200, Accepted: 1200,
		}
		switch {
		case len(source.Regions) == 1 && source.Regions[0] == failing:
			state.Failures = 3
			collection.Status, collection.Records, collection.Accepted = store.CollectionFailed, 0, 0
			collection.Error = "the portal answered 500 three times; it will be asked again at the next due time"
		case i%11 == 3:
			state.LastStarted, state.LastSuccess, state.NextDue = now.AddDate(0, 0, -9), now.AddDate(0, 0, -9), now.AddDate(0, 0, -8)
		case i%11 == 5:
			collection.Status, collection.Accepted, collection.Rejected, collection.Payload = store.CollectionPartial, 1180, 20, strings.Repeat("ab", 32)
			must(t, "rejections of "+source.ID, func() error { return s.WriteRejections(t.Context(), rejected(source.ID, collection.ID)) })
		case i%11 == 7:
			continue // nothing has come from it yet
		}
		must(t, fmt.Sprintf("state of %s", source.ID), func() error { return s.SaveSourceState(t.Context(), state) })
		must(t, fmt.Sprintf("collection of %s", source.ID), func() error { return s.SaveCollection(t.Context(), &collection) })
	}
}

// rejected are twenty records that a collection did not accept. The explanations quote what the payload held, and so does the name of
// the sheet: no page may show that.
func rejected(source string, collection uint64) []store.Rejection {
	var rows []store.Rejection
	for n := range 20 {
		r := store.Rejection{Source: source, Collection: collection, Position: fmt.Sprintf("line %d", n+2), As: "observations", Field: "value", Reason: "bad_number", Detail: "\"" + private + "\" is no number"}
		switch {
		case n%4 == 1:
			r.Field, r.Reason = "region", "unknown_region"
		case n == 19:
			r.Position, r.Field, r.Reason = "page 2, sheet "+private+", row 7, column "+private, "", "of_an_older_version"
		}
		rows = append(rows, r)
	}
	return rows
}

// private is what stands in a record and must not leave the store.
const private = "Марія Приватна"

// fillReports lets the reports on September, due on 8 October, come from two regions: in time from one, which corrects it later, and
// after a vain look from another. Nothing of the kind comes from the others.
func fillReports(t testing.TB, s *store.Store) {
	t.Helper()
	moment := func(day int) time.Time { return time.Date(2023, 10, day, 9, 0, 0, 0, time.UTC) }
	reported := map[string]int{plain: 5, lateReport: 12}
	var rows []store.Observation
	for region, day := range reported {
		source, v := "sim-counts-"+region, 12.0
		for _, looked := range []int{5, 10, 12} {
			c := store.Collection{ID: uint64(moment(looked).UnixMicro()), Source: source, Simulated: true, Started: moment(looked), Finished: moment(looked), Status: store.CollectionOK}
			if region == lateReport {
				c.ID++ // no two collections have one id
			}
			must(t, "look at "+source, func() error { return s.SaveCollection(t.Context(), &c) })
		}
		rows = append(rows, store.Observation{
			Indicator: "egov_workplaces_installed", Region: region, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: &v,
			Origin: store.Origin{Source: source, Collection: uint64(moment(day).UnixMicro()), Simulated: true},
		})
	}
	must(t, "reports", func() error { _, err := s.WriteObservations(t.Context(), rows); return err })
	corrected := rows[slices.IndexFunc(rows, func(o store.Observation) bool { return o.Region == plain })]
	v := 15.0
	corrected.Value, corrected.Collection = &v, uint64(moment(12).UnixMicro())
	must(t, "a correction", func() error { _, err := s.WriteObservations(t.Context(), []store.Observation{corrected}); return err })
}
