package api

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// hash is the payload of the world's only collection.
var hash = strings.Repeat("0123456789abcdef", 4)

// explainable is a world with a figure of every kind, counted by hand, on 14 October 2023.
func explainable(t testing.TB, set ...func(*config.Config)) *world {
	t.Helper()
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("../testdata/explain"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatalf("load the tests' configuration:\n%v", err)
	}
	for _, f := range set {
		f(cfg)
	}
	w := &world{clock: &clock{}}
	w.clock.set("2023-10-10")
	o := storetest.EmbeddedOptions(t)
	o.Now = w.clock.Now
	w.store = storetest.Open(t, o)
	w.keeper = board.NewKeeper(board.KeeperOptions{Reader: w.store, Config: cfg, Now: w.clock.Now})
	w.app = fiber.New(fiber.Config{Immutable: true, ErrorHandler: sayCode})
	languages, err := messages.Load()
	must(t, err)
	Register(w.app.Group("/api/v1"), Deps{Boards: w.keeper, Records: w.store, Config: cfg, Now: w.clock.Now, Words: languages.Find("en")})
	w.fillServices(t)
	w.fillApplications(t)
	w.fillReported(t)
	w.clock.set("2023-10-14")
	must(t, w.keeper.Rebuild(t.Context()))
	return w
}

var came = store.Origin{Source: "trusted", Collection: 7}

// fillServices writes three services of which one is online, one has no stage and one is not applicable, and two regions
// beside them, one simulated.
func (w *world) fillServices(t testing.TB) {
	t.Helper()
	var offers []store.Offer
	for _, service := range []string{"doctor", "vaccine", "parking"} {
		offers = append(offers, store.Offer{Region: "TT-1", Service: service, From: kpi.MustDate("2023-01-01"), Origin: came})
	}
	offers = append(offers, store.Offer{Region: "TT-1", Service: "tram", From: kpi.MustDate("2023-01-01"), To: kpi.MustDate("2023-06-30"), Origin: came})
	must(t, write(w.store.WriteOffers(t.Context(), offers)))
	stage := func(service, since string, status kpi.Status, stage kpi.Stage) store.ServiceStage {
		return store.ServiceStage{Region: "TT-1", Service: service, Since: kpi.MustDate(since), Status: status, Stage: stage, Origin: came}
	}
	must(t, write(w.store.WriteStages(t.Context(), []store.ServiceStage{
		stage("doctor", "2023-02-01", kpi.Present, kpi.StageOnline), stage("doctor", "2023-10-01", kpi.Present, kpi.StageForms),
		stage("vaccine", "2023-02-01", kpi.NotApplicable, 0), stage("tram", "2023-02-01", kpi.Present, kpi.StageOnline),
	})))
	must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{
		figure("online", "TT-1", "", 1, 1, 1), figure("online", "TT-1", "sector=health", 1, 1, 1), figure("online", "TT-2", "", 3, 3, 4),
		figure("online_share", "TT-1", "", 50, 1, 2), figure("online_share", "TT-3", "", 25, 2, 8),
	})))
	must(t, write(w.store.WriteObservations(t.Context(), slices.Concat(
		servicesOf("TT-1", "yes", "does not apply", "not known"), servicesOf("TT-2", "no", "yes", ""),
	))))
}

// servicesOf are a region's figures of the doctor, the vaccine and the parking, for the three ways to hold regions together; of a
// service that it need not provide there is none.
func servicesOf(region string, said ...string) (list []store.Observation) {
	for indicator, scale := range map[string]float64{"everywhere": 1, "somewhere": 100, "reach": 100} {
		online, known := 0.0, 0.0
		for n, service := range []string{"doctor", "vaccine", "parking"} {
			o := figure(indicator, region, "service="+service, 0, 0, 1)
			switch said[n] {
			case "":
				continue
			case "yes":
				*o.Value, *o.Numerator = scale, 1
				online, known = online+1, known+1
			case "no":
				known++
			case "does not apply":
				o.Status, o.Value, o.Numerator, o.Denominator = kpi.NotApplicable, nil, nil, nil
			case "not known":
				o.Status, o.Value, o.Numerator, o.Denominator = kpi.NoData, nil, nil, nil
			}
			list = append(list, o)
		}
		whole := figure(indicator, region, "", online, online, known)
		if scale == 100 {
			*whole.Value = 100 * online / known
		}
		list = append(list, whole)
	}
	return list
}

// figure is a derived observation of September 2023. A numerator or denominator of -1 is none.
func figure(indicator, region, breakdown string, value, numerator, denominator float64) store.Observation {
	o := store.Observation{
		Indicator: indicator, Region: region, Breakdown: breakdown, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present,
		Value: &value, Collections: []uint64{7}, Origin: store.Origin{Source: "derived"},
	}
	if region != "TT-1" {
		o.Source = "trusted" // nothing else is known of it that it could follow from
	}
	if numerator >= 0 {
		o.Numerator = &numerator
	}
	if denominator >= 0 {
		o.Denominator = &denominator
	}
	return o
}

// fillApplications writes two services' September: 3 and 20 applications, 18 of them completed.
func (w *world) fillApplications(t testing.TB) {
	t.Helper()
	month, derived := kpi.MustDate("2023-09-01"), store.Origin{Source: "derived"}
	must(t, write(w.store.WriteProcessing(t.Context(), []store.Processing{
		{
			Region: "TT-1", Service: "doctor", Month: month, At: kpi.MustDate("2023-09-30"), Applications: 3, KnownChannel: 3, Online: 1,
			Completed: 2, WithDeadline: 2, WithinDeadline: 1, Open: 1, OpenWithDeadline: 1, Overdue: 1, OverdueDays: []uint32{9}, OverdueCounts: []uint64{1},
			Hours: []uint32{12, 30}, Counts: []uint64{1, 1}, Collections: []uint64{7}, Origin: derived,
		},
		{
			Region: "TT-1", Service: "parking", Month: month, At: kpi.MustDate("2023-09-30"), Applications: 20, KnownChannel: 17, Online: 9,
			Completed: 16, Refused: 5, Withdrawn: 1, WithDeadline: 8, WithinDeadline: 6, Open: 4, OpenWithDeadline: 4, Overdue: 2, OverdueDays: []uint32{2, 30}, OverdueCounts: []uint64{1, 1},
			Hours: []uint32{30, 48, 240}, Counts: []uint64{6, 6, 4}, Collections: []uint64{7}, Origin: derived,
		},
	})))
	must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{
		figure("applications", "TT-1", "", 23, -1, -1), figure("applications", "TT-1", "channel=online", 10, -1, -1),
		figure("applications", "TT-1", "service=doctor", 3, -1, -1), figure("applications", "TT-1", "service=parking", 20, -1, -1),
		figure("open", "TT-1", "", 5, -1, -1), figure("overdue", "TT-1", "", 3, -1, -1),
		figure("take_up", "TT-1", "", 50, 10, 20), figure("in_time", "TT-1", "", 70, 7, 10),
		figure("median", "TT-1", "", 2, -1, 18), figure("median", "TT-2", "", 5, -1, -1), figure("slow", "TT-1", "", 240, -1, 18),
		figure("completed", "TT-1", "", 18, -1, -1), figure("refused", "TT-1", "", 5, -1, -1), figure("withdrawn", "TT-1", "", 1, -1, -1),
		figure("mean", "TT-1", "", 1470.0/18/24, -1, 18), figure("late_median", "TT-1", "", 9, -1, 3), figure("latest", "TT-1", "", 30, -1, 3),
	})))
}

func (w *world) fillReported(t testing.TB) {
	t.Helper()
	report := func(indicator, region, from, to string, value float64) store.Observation {
		return store.Observation{
			Indicator: indicator, Region: region, Period: kpi.Period{Start: kpi.MustDate(from), End: kpi.MustDate(to)},
			Status: kpi.Present, Value: &value, Origin: came,
		}
	}
	simulated := report("visits_since_january", "TT-3", "2023-01-01", "2023-09-30", 70)
	simulated.Simulated, simulated.Source = true, "import"
	kept := report("kept", "TT-1", "2022-04-01", "2023-03-31", 0.9)
	met, total := 90.0, 100.0
	kept.Numerator, kept.Denominator = &met, &total
	refused := report("satisfaction", "TT-3", "2023-09-01", "2023-09-30", 0)
	refused.Status, refused.Value = kpi.Refused, nil
	reports := []store.Observation{
		report("visits_since_january", "TT-1", "2023-01-01", "2023-08-31", 100), report("visits_since_january", "TT-1", "2023-01-01", "2023-09-30", 130),
		report("visits_since_january", "TT-2", "2023-01-01", "2023-01-31", 8), report("visits_since_january", "TT-2", "2023-01-01", "2023-09-30", 90),
		simulated, kept, refused,
		report("speed", "TT-1", "2023-09-01", "2023-09-30", 10), report("speed", "TT-2", "2023-09-01", "2023-09-30", 30),
		report("speed", "TT-3", "2023-09-01", "2023-09-30", 99), // nobody has counted its people
	}
	for i, v := range []float64{50, 52, 55, 56, 60, 61} {
		month := kpi.Month(kpi.MustDate("2022-09-01").AddMonths(i + 7))
		reports = append(reports, report("satisfaction", "TT-2", month.Start.String(), month.End.String(), v))
	}
	for i, n := range []float64{30, 1, 5, 8, 10, 14} { // counted otherwise until the middle of April
		month, of := kpi.Month(kpi.MustDate("2023-04-01").AddMonths(i)), 20.0
		if i == 0 {
			month = kpi.Month(kpi.MustDate("2023-03-01"))
		}
		o := report("offered", "TT-1", month.Start.String(), month.End.String(), 100*n/of)
		o.Numerator, o.Denominator = &n, &of
		reports = append(reports, o)
	}
	old := kpi.Month(kpi.MustDate("2022-06-01"))
	reports = append(reports, report("satisfaction", "TT-2", old.Start.String(), old.End.String(), 40))
	must(t, write(w.store.WriteObservations(t.Context(), reports)))
	promised := 0.8
	must(t, write(w.store.WriteTargetValues(t.Context(), []store.TargetValue{{
		Target: "standards", Region: "TT-1", Period: kept.Period, Status: kpi.Present, Value: &promised, Origin: came,
	}})))
	at := kpi.MustDate("2023-10-09").Time()
	must(t, w.store.SaveCollection(t.Context(), &store.Collection{
		ID: 7, Source: "trusted", Started: at, Finished: at.Add(1e9), Status: store.CollectionOK, Attempts: 1,
		Records: 30, Accepted: 29, Rejected: 1, Payload: hash,
	}))
}
