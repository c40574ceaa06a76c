package pages

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// told is a page on the tests' own world, on 14 October 2023, in which what the test writes came on the days that it says.
type told struct {
	t    *testing.T
	s    *store.Store
	day  kpi.Date
	cfg  *config.Config
	from store.Origin
}

func newTold(t *testing.T) *told {
	t.Helper()
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("../testdata/config"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatal(err)
	}
	w := &told{t: t, cfg: cfg, day: kpi.MustDate("2023-06-10"), from: store.Origin{Source: "trusted"}}
	o := storetest.EmbeddedOptions(t)
	o.Now = w.now
	w.s = storetest.Open(t, o)
	return w
}

func (w *told) now() time.Time { return w.day.Time().Add(12 * time.Hour) }

// values writes months of a region's services online, from a month on.
func (w *told) values(region, from string, values ...float64) {
	w.t.Helper()
	var rows []store.Observation
	for i, v := range values {
		rows = append(rows, store.Observation{
			Indicator: "online", Region: region, Period: kpi.Month(kpi.MustDate(from).AddMonths(i)), Status: kpi.Present, Value: &v, Origin: w.from,
		})
	}
	if _, err := w.s.WriteObservations(w.t.Context(), rows); err != nil {
		w.t.Fatal(err)
	}
}

func (w *told) decided(plan bool, period kpi.Period, value float64, act, on string) {
	w.t.Helper()
	row := store.TargetValue{
		Target: "online_by_2024", Region: "TT", Period: period, Plan: plan, Status: kpi.Present, Value: &value, Act: act, DecidedOn: kpi.MustDate(on), Origin: w.from,
	}
	if _, err := w.s.WriteTargetValues(w.t.Context(), []store.TargetValue{row}); err != nil {
		w.t.Fatal(err)
	}
}

// page is a request in English for what is known by now.
func (w *told) page() *request {
	w.t.Helper()
	w.day = kpi.MustDate("2023-10-14")
	languages, err := messages.Load()
	if err != nil {
		w.t.Fatal(err)
	}
	b, err := board.Build(w.t.Context(), w.s, w.cfg, 0, w.day, w.now())
	if err != nil {
		w.t.Fatal(err)
	}
	return newRequest(languages.Find("en"), b, "", asked{})
}

func (s side) String() string {
	text := s.Value
	if s.Mark != nil {
		text += " " + s.Mark.Word
	}
	if s.Note != "" {
		text += " [" + s.Note + "]"
	}
	return strings.TrimSpace(text)
}

func lines(c *changes) (list []string) {
	for _, row := range c.Rows {
		name := row.Name
		if row.Kind != "" {
			name += " (" + row.Kind + ")"
		}
		list = append(list, row.When+": "+name+": "+row.Was.String()+" → "+row.Is.String())
	}
	return list
}

func TestWhatHasChanged(t *testing.T) {
	w := newTold(t)
	w.values("TT-1", "2023-03-01", 20, 30, 40, 50)
	w.values("TT-2", "2023-03-01", 10, 10, 10, 10)
	w.values("TT-3", "2023-03-01", 5, 5, 5, 5)
	july := kpi.Month(kpi.MustDate("2023-07-01"))
	w.decided(true, july, 60, "Act 1", "2023-01-10")
	w.day = kpi.MustDate("2023-07-12")
	w.values("TT-1", "2023-05-01", 41) // which was 40
	w.day = kpi.MustDate("2023-10-02")
	w.decided(true, july, 90, "Act 2", "2023-08-10")
	w.decided(false, kpi.Period{}, 120, "Act 3", "2023-09-01")
	w.values("TT-1", "2023-07-01", 60, 70, 150) // and nothing came of TT-2 and TT-3
	done := store.MilestoneEvent{Programme: "plan", Milestone: "platform", Region: "TT", DoneOn: kpi.MustDate("2023-07-15"), Evidence: "An act", Origin: w.from}
	if _, err := w.s.WriteMilestoneEvents(t.Context(), []store.MilestoneEvent{done}); err != nil {
		t.Fatal(err)
	}
	r := w.page()
	got := lines(r.changed(r.board.Config.Programme("plan"), nil))
	want := []string{
		// The sums of July to September lack two regions: no fall, and no value either. More is promised by the same day.
		"14 October 2023: 100 services online: 65 on track [to expect: ≈\u00a0245 (236–259)] → 65 behind [to expect: ≈\u00a0245 (236–259)]",
		"30 September 2023: First (100 services online): 50 on track [to expect: ≈\u00a0230 (221–244)] → 150 achieved",
		"1 September 2023: 100 services online (promised value decided anew): 100 → 120 [Act 3, 1 September 2023]",
		"31 August 2023: First (Maturity): 60.0 [1st of 1] → 70.0 [1st of 1]",
		"10 August 2023: 100 services online (plan for July 2023): 60 [Act 1, 10 January 2023] → 90 [Act 2, 10 August 2023]",
		"15 July 2023: Platform (milestone): due → done late [An act]",
		"12 July 2023: First (Services online; corrected: May 2023): 40 → 41",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what has changed after 30 June 2023 (-want +got):\n%s", diff)
	}
	only := r.changed(r.board.Config.Programme("plan"), r.board.Config.Region("TT-1"))
	want = []string{
		"30 September 2023: 100 services online: 50 on track [to expect: ≈\u00a0230 (221–244)] → 150 achieved",
		"31 August 2023: Maturity: 60.0 [1st of 1] → 70.0 [1st of 1]",
		"12 July 2023: Services online (corrected: May 2023): 40 → 41",
	}
	if diff := cmp.Diff(want, lines(only)); diff != "" {
		t.Errorf("what has changed in one region (-want +got):\n%s", diff)
	}
	for _, side := range []side{only.Rows[0].Was, only.Rows[0].Is} {
		if !strings.HasPrefix(side.How, "/explain/online/TT-1/2023-0") {
			t.Errorf("the value %s leads to %q, not to how it came about", side.Value, side.How)
		}
	}
	r.board, _ = board.Build(t.Context(), w.s, w.cfg, 0, kpi.MustDate("2024-09-01"), w.now())
	if c := r.changed(r.board.Config.Programme("plan"), r.board.Config.Region("TT-3")); len(c.Rows) != 0 || c.None != "Nothing has changed after 31 March 2024: no value, no state, no plan and no milestone." {
		t.Errorf("of a region without anything new is told %q, %q", lines(c), c.None)
	}
}

// TestFollowedIndicatorsChangeToo: what a programme follows beside its promises is no less a change, and what reads the same is none.
func TestFollowedIndicatorsChangeToo(t *testing.T) {
	w := newTold(t)
	share := func(months map[string]float64) {
		var rows []store.Observation
		for month, v := range months {
			rows = append(rows, store.Observation{
				Indicator: "share", Region: "TT", Period: kpi.Month(kpi.MustDate(month)), Status: kpi.Present, Value: &v, Origin: w.from,
			})
		}
		if _, err := w.s.WriteObservations(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
	}
	share(map[string]float64{"2023-05-01": 41, "2023-06-01": 42})
	w.day = kpi.MustDate("2023-10-02")
	share(map[string]float64{"2023-07-01": 42})
	r := w.page()
	const milestone = "1 July 2023: Platform (milestone): due → late"
	if diff := cmp.Diff([]string{milestone}, lines(r.changed(r.board.Config.Programme("plan"), nil))); diff != "" {
		t.Errorf("42%% in June and in July is a change (-want +got):\n%s", diff)
	}
	w.day = kpi.MustDate("2023-10-03")
	share(map[string]float64{"2023-09-01": 47.5})
	r = w.page()
	c := r.changed(r.board.Config.Programme("plan"), nil)
	if diff := cmp.Diff([]string{"30 September 2023: Share online: 42% → 48%", milestone}, lines(c)); diff != "" {
		t.Fatalf("what has changed (-want +got):\n%s", diff)
	}
	if how := c.Rows[0].Was.How; how != "/explain/share/TT/2023-06-01..2023-06-30" {
		t.Errorf("what was is explained at %q", how)
	}
}
