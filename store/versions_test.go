package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// withoutSeq compares rows by what they say.
var withoutSeq = cmp.Options{cmpopts.IgnoreFields(store.Origin{}, "Seq", "RecordedAt"), cmpopts.EquateEmpty()}

// cycle writes a row, the same row again, a changed one, and reads; whatever the table, the same must come out.
type cycle[T any] struct {
	first, changed T
	write          func(*testing.T, *store.Store, T) (store.Written, error)
	read           func(*testing.T, *store.Store, store.Filter) []T
}

func (c cycle[T]) run(t *testing.T, s *store.Store) {
	t.Helper()
	for i, step := range []struct {
		row  T
		want store.Written
	}{
		{c.first, store.Written{New: 1}}, {c.first, store.Written{Unchanged: 1}},
		{c.changed, store.Written{Restated: 1}}, {c.first, store.Written{Restated: 1}}, {c.changed, store.Written{Restated: 1}},
	} {
		got, err := c.write(t, s, step.row)
		if diff := cmp.Diff(step.want, got); err != nil || diff != "" {
			t.Errorf("%T, write %d: %v (-want +got):\n%s", step.row, i, err, diff)
		}
	}
	if diff := cmp.Diff([]T{c.changed}, c.read(t, s, store.Filter{}), withoutSeq); diff != "" {
		t.Errorf("%T (-want +got):\n%s", c.first, diff)
	}
}

func TestEveryTableKeepsItsVersions(t *testing.T) {
	day := kpi.MustDate
	portal := store.Origin{Source: "портал", Collection: 5, Simulated: true}
	stage := store.ServiceStage{Region: "UA-32", Service: "реєстрація", Since: day("2023-01-01"), Status: kpi.Present, Stage: kpi.StagePartial, Origin: portal}
	goneStage := stage
	goneStage.Status, goneStage.Stage = kpi.NotApplicable, 0
	offer := store.Offer{Region: "UA-32", Service: "s", From: day("2022-04-01"), DeadlineDays: 30, DeadlineWorking: true, Origin: portal}
	ended := offer
	ended.To, ended.Withdrawn, ended.DeadlineWorking = day("2023-03-31"), true, false
	event := store.MilestoneEvent{Programme: "p", Milestone: "m", Region: "UA", DoneOn: day("2023-05-06"), Evidence: "наказ №5", Origin: portal}
	undone := event
	undone.DoneOn, undone.Evidence = 0, ""
	target := store.TargetValue{Target: "t", Region: "r", Breakdown: "service=s", Period: january, Plan: true, Status: kpi.Present, Value: number(0.8), Act: "постанова", DecidedOn: day("2022-12-01"), Origin: portal}
	without := target
	without.Status, without.Value = kpi.NotApplicable, nil
	month := store.Processing{Region: "r", Service: "s", Month: january.Start, At: day("2023-01-20"), Applications: 9, KnownChannel: 8, Online: 7, Completed: 6, Refused: 5,
		Withdrawn: 4, WithDeadline: 3, WithinDeadline: 2, Open: 1, OpenWithDeadline: 1, Overdue: 1, OverdueDays: []uint32{3}, OverdueCounts: []uint64{1}, Hours: []uint32{0, 12, 700}, Counts: []uint64{1, 4, 1}, Collections: []uint64{5, 6}, Origin: portal}
	later := month
	later.At, later.Hours, later.Counts = day("2023-02-01"), []uint32{0, 12, 701}, []uint64{1, 4, 1}

	storetest.Each(t, func(t *testing.T, s *store.Store) {
		cycle[store.ServiceStage]{stage, goneStage,
			func(t *testing.T, s *store.Store, r store.ServiceStage) (store.Written, error) {
				return s.WriteStages(t.Context(), []store.ServiceStage{r})
			},
			func(t *testing.T, s *store.Store, f store.Filter) []store.ServiceStage {
				return gather(t, func(each func(*store.ServiceStage) error) error { return s.Stages(t.Context(), f, 0, each) })
			}}.run(t, s)
		cycle[store.Offer]{offer, ended,
			func(t *testing.T, s *store.Store, r store.Offer) (store.Written, error) {
				return s.WriteOffers(t.Context(), []store.Offer{r})
			}, readOffers}.run(t, s)
		cycle[store.MilestoneEvent]{event, undone,
			func(t *testing.T, s *store.Store, r store.MilestoneEvent) (store.Written, error) {
				return s.WriteMilestoneEvents(t.Context(), []store.MilestoneEvent{r})
			},
			func(t *testing.T, s *store.Store, f store.Filter) []store.MilestoneEvent {
				return gather(t, func(each func(*store.MilestoneEvent) error) error { return s.MilestoneEvents(t.Context(), f, 0, each) })
			}}.run(t, s)
		cycle[store.TargetValue]{target, without,
			func(t *testing.T, s *store.Store, r store.TargetValue) (store.Written, error) {
				return s.WriteTargetValues(t.Context(), []store.TargetValue{r})
			},
			func(t *testing.T, s *store.Store, f store.Filter) []store.TargetValue {
				return gather(t, func(each func(*store.TargetValue) error) error { return s.TargetValues(t.Context(), f, 0, each) })
			}}.run(t, s)
		cycle[store.Processing]{month, later,
			func(t *testing.T, s *store.Store, r store.Processing) (store.Written, error) {
				return s.WriteProcessing(t.Context(), []store.Processing{r})
			},
			func(t *testing.T, s *store.Store, f store.Filter) []store.Processing {
				return gather(t, func(each func(*store.Processing) error) error { return s.Processing(t.Context(), f, 0, each) })
			}}.run(t, s)
	})
}

func readOffers(t *testing.T, s *store.Store, f store.Filter) []store.Offer {
	t.Helper()
	return gather(t, func(each func(*store.Offer) error) error { return s.Offers(t.Context(), f, 0, each) })
}

func TestOffersInForce(t *testing.T) {
	day := kpi.MustDate
	open := store.Offer{Region: "r", Service: "open", From: day("2023-01-01"), Origin: store.Origin{Source: "x"}}
	ended := store.Offer{Region: "r", Service: "ended", From: day("2022-01-01"), To: day("2022-12-31"), Origin: store.Origin{Source: "x"}}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if _, err := s.WriteOffers(t.Context(), []store.Offer{open, ended}); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			from, to string
			want     []store.Offer
		}{
			{"2023-02-01", "2023-02-28", []store.Offer{open}},
			{"2022-12-31", "2023-01-01", []store.Offer{ended, open}},
			{"2022-02-01", "2022-02-28", []store.Offer{ended}},
		} {
			got := readOffers(t, s, store.Filter{From: day(test.from), To: day(test.to)})
			if diff := cmp.Diff(test.want, got, withoutSeq); diff != "" {
				t.Errorf("offers in force from %s to %s (-want +got):\n%s", test.from, test.to, diff)
			}
		}
	})
}

func TestPlanAndValueOfOnePeriodStandSideBySide(t *testing.T) {
	plan := store.TargetValue{Target: "t", Region: "r", Period: january, Plan: true, Status: kpi.Present, Value: number(1), Origin: store.Origin{Source: "x"}}
	value := plan
	value.Plan, value.Value = false, number(2)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, err := s.WriteTargetValues(t.Context(), []store.TargetValue{plan, value})
		if diff := cmp.Diff(store.Written{New: 2}, w); err != nil || diff != "" {
			t.Errorf("the plan replaces the target, or the other way round: %v (-want +got):\n%s", err, diff)
		}
	})
}

// A later decision revises a plan; the earlier one stays, for the days before it. The same decision again is none.
func TestDecisionsOfOnePlanStandSideBySide(t *testing.T) {
	first := store.TargetValue{
		Target: "t", Region: "r", Period: january, Plan: true, Status: kpi.Present, Value: number(1), Act: "one", DecidedOn: kpi.MustDate("2022-01-10"),
		Origin: store.Origin{Source: "x"},
	}
	second := first
	second.Value, second.Act, second.DecidedOn = number(2), "two", kpi.MustDate("2022-06-10")
	corrected := second
	corrected.Value = number(3)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i, step := range []struct {
			row  store.TargetValue
			want store.Written
		}{{first, store.Written{New: 1}}, {second, store.Written{New: 1}}, {second, store.Written{Unchanged: 1}}, {corrected, store.Written{Restated: 1}}} {
			w, err := s.WriteTargetValues(t.Context(), []store.TargetValue{step.row})
			if diff := cmp.Diff(step.want, w); err != nil || diff != "" {
				t.Errorf("write %d: %v (-want +got):\n%s", i, err, diff)
			}
		}
		var acts []string
		if err := s.TargetValues(t.Context(), store.Filter{}, 0, func(v *store.TargetValue) error {
			acts = append(acts, v.Act)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"one", "two"}, acts); diff != "" {
			t.Errorf("decisions that are known (-want +got):\n%s", diff)
		}
	})
}

// TestDayAloneMakesNoVersion: a month whose numbers hold is not written again each day.
func TestDayAloneMakesNoVersion(t *testing.T) {
	month := store.Processing{Region: "r", Service: "s", Month: january.Start, At: january.End, Open: 1, Origin: store.Origin{Source: "x"}}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i, want := range []store.Written{{New: 1}, {Unchanged: 1}} {
			month.At = january.End.AddDays(i)
			got, err := s.WriteProcessing(t.Context(), []store.Processing{month})
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("day %d: %v (-want +got):\n%s", i, err, diff)
			}
		}
	})
}

// TestLargeWritesCompareEveryRow goes over the limit of one batch and over that of a list of ids in a statement.
func TestLargeWritesCompareEveryRow(t *testing.T) {
	const n = 100_500
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		rows := make([]store.Observation, n)
		for i := range rows {
			rows[i] = observed("a", fmt.Sprintf("region-%06d", i), float64(i))
		}
		for i, want := range []store.Written{{New: n}, {Restated: 1, Unchanged: n - 1}} {
			if diff := cmp.Diff(want, write(t, s, rows...)); diff != "" {
				t.Errorf("write %d of %d rows (-want +got):\n%s", i, n, diff)
			}
			rows[n-1].Value = number(-1)
		}
		var regions []string
		for i := range 5000 {
			regions = append(regions, rows[i].Region)
		}
		if got := len(read(t, s, store.Filter{Regions: regions}, 0)); got != len(regions) {
			t.Errorf("a filter of %d regions finds %d", len(regions), got)
		}
	})
}

func TestRestatedAfterThePeriodHadEnded(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		clock := &setClock{}
		o.Now = clock.now
		s := storetest.Open(t, o)
		for i, moment := range []string{"2023-01-10T00:00:00Z", "2023-01-31T23:00:00Z", "2023-02-01T00:00:00Z", "2023-02-20T00:00:00Z"} {
			clock.set(at(moment))
			unknown := observed("unknown", "r", float64(i))
			if i == 2 {
				unknown.Value, unknown.Status = nil, kpi.NoData
			}
			heard := observed("heard", "r", 5)
			heard.Source = store.DerivedSource(false)
			if i == 2 {
				heard.Value, heard.Status, heard.Reason = nil, kpi.NoData, kpi.ReasonNotHeard
			}
			completed, corrected := observed("completed", "r", []float64{0, 1, 2, 7}[i]), observed("corrected", "r", float64(i))
			completed.Source, corrected.Source = store.DerivedSource(true), store.DerivedSource(false)
			write(t, s, observed("running", "r", float64(min(i, 2))), observed("closed", "r", float64(i)), unknown, heard, completed, corrected)
			if i == 2 {
				clock.set(at("2023-02-05T00:00:00Z"))
				completed, corrected = observed("completed", "r", 7), observed("corrected", "r", 8)
				completed.Source, corrected.Source = store.DerivedSource(true), store.DerivedSource(false)
				write(t, s, completed, corrected)
			}
		}
		for _, tt := range []struct {
			at   store.AsOf
			want map[string]*float64 // the first after the period's end, by indicator
		}{
			{0, map[string]*float64{"closed": number(2), "unknown": nil, "corrected": number(8)}},
			{store.AsOfDay(kpi.MustDate("2023-02-10")), map[string]*float64{}},
		} {
			got := map[string]*float64{}
			if err := s.Restated(t.Context(), tt.at, func(o *store.Observation) error { got[o.Indicator] = o.Value; return nil }); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("restated as of %d (-want +got):\n%s", tt.at, diff)
			}
		}
		told := map[string]bool{} // by who reads version after version
		var before *store.Observation
		if err := s.History(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
			if before != nil && before.Key() == o.Key() && o.Restates(before) {
				told[o.Indicator] = true
			}
			before = o
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]bool{"closed": true, "unknown": true, "corrected": true}, told); diff != "" {
			t.Errorf("what is read on from marks other figures as restated (-want +got):\n%s", diff)
		}
	})
}

// TestDerivedRowsTakeBackWhereTheyCameFrom: a derived row that no longer names a collection is another version, though it says the same; that others came since,
// or that a source says the same again, makes none.
func TestDerivedRowsTakeBackWhereTheyCameFrom(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for n, step := range []struct {
			source      string
			collections []uint64
			want        store.Written
		}{
			{"derived", []uint64{5}, store.Written{New: 1}}, {"derived", []uint64{5, 6}, store.Written{Unchanged: 1}},
			{"derived", []uint64{7}, store.Written{Restated: 1}}, {"portal", []uint64{5}, store.Written{New: 1}}, {"portal", []uint64{6}, store.Written{Unchanged: 1}},
		} {
			o := store.Observation{Indicator: "n", Region: "UA-32", Period: january, Status: kpi.Present, Value: number(7), Collections: step.collections, Origin: store.Origin{Source: step.source}}
			got, err := s.WriteObservations(t.Context(), []store.Observation{o})
			if diff := cmp.Diff(step.want, got); err != nil || diff != "" {
				t.Errorf("write %d: %v (-want +got):\n%s", n, err, diff)
			}
		}
		var came [][]uint64
		err := s.History(t.Context(), store.Filter{Sources: []string{"derived"}}, 0, func(o *store.Observation) error { came = append(came, o.Collections); return nil })
		if diff := cmp.Diff([][]uint64{{5}, {7}}, came); err != nil || diff != "" {
			t.Errorf("versions: %v (-want +got):\n%s", err, diff)
		}
	})
}
