package store_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func number(v float64) *float64 { return &v }

var january = kpi.Month(kpi.MustDate("2023-01-15"))

// observed is a complete observation with one value.
func observed(indicator, region string, value float64) store.Observation {
	return store.Observation{
		Indicator: indicator, Breakdown: "sector=health,tier=regional", Region: region, Period: january,
		Status: kpi.Present, Value: &value, Numerator: number(3), Denominator: number(4), Coverage: number(0.5),
		Collections: []uint64{7, 8},
		Origin:      store.Origin{Source: "портал", Collection: 8},
	}
}

func read(t *testing.T, s *store.Store, f store.Filter, at store.AsOf) []store.Observation {
	t.Helper()
	return gather(t, func(each func(*store.Observation) error) error { return s.Observations(t.Context(), f, at, each) })
}

func history(t *testing.T, s *store.Store, f store.Filter, at store.AsOf) []store.Observation {
	t.Helper()
	return gather(t, func(each func(*store.Observation) error) error { return s.History(t.Context(), f, at, each) })
}

func gather[T any](t *testing.T, stream func(func(*T) error) error) []T {
	t.Helper()
	var all []T
	if err := stream(func(row *T) error { all = append(all, *row); return nil }); err != nil {
		t.Fatalf("read: %v", err)
	}
	return all
}

func write(t *testing.T, s *store.Store, rows ...store.Observation) store.Written {
	t.Helper()
	w, err := s.WriteObservations(t.Context(), rows)
	if err != nil {
		t.Fatalf("write observations: %v", err)
	}
	return w
}

func TestObservationComesBackAsWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		missing := store.Observation{
			Indicator: "частка послуг онлайн", Region: "UA-32", Period: january, Status: kpi.NoData, Reason: kpi.ReasonNoData,
			Origin: store.Origin{Source: `a'b\c?"`, Simulated: true},
		}
		want := []store.Observation{observed("services_online", "Приморский край", 0.75), missing}
		if diff := cmp.Diff(store.Written{New: 2}, write(t, s, want...)); diff != "" {
			t.Errorf("a first write must count all as new (-want +got):\n%s", diff)
		}
		got := read(t, s, store.Filter{}, 0)
		ignore := cmp.Options{cmpopts.IgnoreFields(store.Origin{}, "Seq", "RecordedAt"), cmpopts.EquateEmpty()}
		if diff := cmp.Diff(want, got, ignore); diff != "" {
			t.Errorf("an observation changes on its way through the store (-want +got):\n%s", diff)
		}
		for _, o := range got {
			if o.Seq == 0 || !o.RecordedAt.Equal(time.UnixMicro(int64(o.Seq)).Truncate(time.Second)) {
				t.Errorf("recorded_at %s is not the second of seq %d", o.RecordedAt, o.Seq)
			}
		}
		for _, f := range []store.Filter{{Sources: []string{`a'b\c?"`}}, {Regions: []string{"UA-32"}}, {Breakdowns: []string{""}}, {Indicators: []string{"частка послуг онлайн"}}} {
			if got := read(t, s, f, 0); len(got) != 1 || got[0].Region != "UA-32" {
				t.Errorf("filter %+v finds %d rows; it must find the one", f, len(got))
			}
		}
	})
}

func TestSameAgainWritesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		rows := []store.Observation{observed("a", "r1", 1), observed("a", "r2", 2), observed("b", "r1", 0)}
		write(t, s, rows...)
		newest := s.Newest()
		again := []store.Observation{observed("a", "r1", 1), observed("a", "r2", 2), observed("b", "r1", 0)}
		for i := range again {
			again[i].Collection, again[i].Collections = 99, []uint64{99}
		}
		if diff := cmp.Diff(store.Written{Unchanged: 3}, write(t, s, again...)); diff != "" {
			t.Errorf("collecting the same bytes twice is not harmless (-want +got):\n%s", diff)
		}
		if n := len(history(t, s, store.Filter{}, 0)); n != 3 || s.Newest() != newest {
			t.Errorf("%d versions and newest %d after writing the same again; want 3 and %d", n, s.Newest(), newest)
		}
	})
}

func TestRestatementKeepsEveryVersion(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i, v := range []float64{1, 2, 1} {
			want := store.Written{Restated: 1}
			if i == 0 {
				want = store.Written{New: 1}
			}
			if diff := cmp.Diff(want, write(t, s, observed("a", "r", v))); diff != "" {
				t.Errorf("write %d of A, B, A (-want +got):\n%s", i, diff)
			}
		}
		versions := history(t, s, store.Filter{}, 0)
		if len(versions) != 3 {
			t.Fatalf("A, then B, then A again left %d versions; what was known in between is lost", len(versions))
		}
		for i, want := range []float64{1, 2, 1} {
			if got := *versions[i].Value; got != want {
				t.Errorf("version %d is %v, want %v", i, got, want)
			}
			if got := read(t, s, store.Filter{}, store.AsOf(versions[i].Seq)); len(got) != 1 || *got[0].Value != want {
				t.Errorf("as of version %d: %+v, want value %v", i, got, want)
			}
		}
		if got := read(t, s, store.Filter{}, store.AsOf(versions[0].Seq-1)); len(got) != 0 {
			t.Errorf("before the first version something was known: %+v", got)
		}
	})
}

// TestMissingReplacesValue is the trap of argMax, which skips NULLs and brings the old value back.
func TestMissingReplacesValue(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		write(t, s, observed("a", "r", 5))
		gone := observed("a", "r", 0)
		gone.Status, gone.Value, gone.Numerator, gone.Denominator, gone.Coverage = kpi.Withdrawn, nil, nil, nil, nil
		write(t, s, gone)
		got := read(t, s, store.Filter{}, 0)
		if len(got) != 1 || got[0].Status != kpi.Withdrawn || got[0].Value != nil || got[0].Numerator != nil || got[0].Coverage != nil {
			t.Errorf("a withdrawn value is still shown, or shown as zero: %+v", got)
		}
		zero := observed("a", "r", 0)
		if w := write(t, s, zero); w.Restated != 1 {
			t.Errorf("zero after missing counts as %+v; missing is not zero", w)
		}
		if got := read(t, s, store.Filter{}, 0); len(got) != 1 || got[0].Value == nil || *got[0].Value != 0 {
			t.Errorf("zero came back as %+v", got)
		}
	})
}

func TestIdentityKeepsCellsApart(t *testing.T) {
	base := observed("a", "r", 1)
	changes := map[string]func(*store.Observation){
		"indicator":    func(o *store.Observation) { o.Indicator = "b" },
		"breakdown":    func(o *store.Observation) { o.Breakdown = "" },
		"region":       func(o *store.Observation) { o.Region = "R" },
		"period start": func(o *store.Observation) { o.Period.Start++ },
		"period end":   func(o *store.Observation) { o.Period.End-- },
		"source":       func(o *store.Observation) { o.Source = "other" },
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		write(t, s, base)
		for name, change := range changes {
			o := base
			change(&o)
			if w := write(t, s, o); w.New != 1 {
				t.Errorf("another %s counts as %+v; it is another observation", name, w)
			}
		}
		if n := len(read(t, s, store.Filter{}, 0)); n != 1+len(changes) {
			t.Errorf("%d observations, want %d", n, 1+len(changes))
		}
	})
}

func TestLastOfDuplicatesCounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := write(t, s, observed("a", "r", 1), observed("b", "r", 9), observed("a", "r", 2))
		if diff := cmp.Diff(store.Written{New: 2}, w); diff != "" {
			t.Errorf("duplicates in a batch (-want +got):\n%s", diff)
		}
		if got := history(t, s, store.Filter{Indicators: []string{"a"}}, 0); len(got) != 1 || *got[0].Value != 2 {
			t.Errorf("of two values for one cell the last must stand: %+v", got)
		}
	})
}

func TestSimulatedBecomingRealIsWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		simulated := observed("a", "r", 1)
		simulated.Simulated = true
		write(t, s, simulated)
		write(t, s, observed("a", "r", 1))
		if got := read(t, s, store.Filter{}, 0); len(got) != 1 || got[0].Simulated {
			t.Errorf("a real value is still marked as simulated: %+v", got)
		}
	})
}

func TestUnstorableObservationsAreRefusedWhole(t *testing.T) {
	tests := map[string]func(*store.Observation){
		"not a number":         func(o *store.Observation) { o.Value = number(math.NaN()) },
		"infinite":             func(o *store.Observation) { o.Denominator = number(math.Inf(1)) },
		"value without status": func(o *store.Observation) { o.Status = kpi.NoData },
		"before 1970":          func(o *store.Observation) { o.Period.Start = kpi.MustDate("1969-12-31") },
		"after 2149":           func(o *store.Observation) { o.Period.End = kpi.MustDate("2150-01-01") },
		"no source":            func(o *store.Observation) { o.Source = "" },
		"period backwards":     func(o *store.Observation) { o.Period.End = o.Period.Start - 1 },
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, spoil := range tests {
			bad := observed("a", "r2", 1)
			spoil(&bad)
			_, err := s.WriteObservations(t.Context(), []store.Observation{observed("a", "r1", 1), bad})
			if store.CodeOf(err) != store.CodeInvalid {
				t.Errorf("%s: error %v, want one that says invalid", name, err)
			}
		}
		if got := read(t, s, store.Filter{}, 0); len(got) != 0 {
			t.Errorf("a refused write left %d rows", len(got))
		}
	})
}

func TestFilters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var rows []store.Observation
		for _, month := range []string{"2023-01-01", "2023-02-01", "2023-03-01"} {
			o := observed("a", "r", 1)
			o.Period = kpi.Month(kpi.MustDate(month))
			rows = append(rows, o)
		}
		write(t, s, rows...)
		tests := []struct {
			filter store.Filter
			want   int
		}{
			{store.Filter{From: kpi.MustDate("2023-02-28")}, 2},
			{store.Filter{To: kpi.MustDate("2023-02-01")}, 2},
			{store.Filter{From: kpi.MustDate("2023-02-10"), To: kpi.MustDate("2023-02-11")}, 1},
			{store.Filter{Limit: 2}, 2},
			{store.Filter{Regions: []string{"r", "q"}, Indicators: []string{"a"}}, 3},
			{store.Filter{Regions: []string{"q"}}, 0},
		}
		for _, test := range tests {
			if got := len(read(t, s, test.filter, 0)); got != test.want {
				t.Errorf("filter %+v keeps %d rows, want %d", test.filter, got, test.want)
			}
		}
		err := s.Observations(t.Context(), store.Filter{Services: []string{"x"}}, 0, func(*store.Observation) error { return nil })
		if store.CodeOf(err) != store.CodeInvalid {
			t.Errorf("a filter that the table cannot apply was ignored: %v", err)
		}
	})
}

func TestCallbackErrorEndsTheRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		write(t, s, observed("a", "r1", 1), observed("a", "r2", 1))
		stop := errors.New("enough")
		for range 20 { // more than there are connections
			calls := 0
			err := s.Observations(t.Context(), store.Filter{}, 0, func(*store.Observation) error { calls++; return stop })
			if !errors.Is(err, stop) || calls != 1 {
				t.Fatalf("after %d calls the read ended in %v; want the callback's error after 1", calls, err)
			}
		}
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("ended reads hold their connections: %v", err)
		}
	})
}

func TestCancelledWriteLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.WriteObservations(ctx, []store.Observation{observed("a", "r", 1)}); err == nil {
			t.Error("a cancelled write says that it was done")
		}
		if got := read(t, s, store.Filter{}, 0); len(got) != 0 {
			t.Errorf("a cancelled write left %d rows", len(got))
		}
	})
}
