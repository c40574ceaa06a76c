package collectors_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// listSource is a snapshot of everything that can be taken back, in one table.
func listSource(path, more string) string {
	return `
sources:
  - id: list
    name: List
    kind: file
    regions: [UA, UA-05, UA-07]
    file: {path: "` + path + `"}
    format: {type: csv}
    mode: snapshot
` + more + `
    records:
      - as: observations
        where: [{from: kind, in: [visits]}]
        fields: {indicator: {const: visits}, region: {from: region}, period: {from: day, layout: month}, value: {from: value}}
      - as: stages
        where: [{from: kind, in: [stage]}]
        fields: {service: {from: service}, region: {from: region}, since: {from: day}, stage: {from: value}}
      - as: offers
        where: [{from: kind, in: [offer]}]
        fields: {service: {from: service}, region: {from: region}, from: {from: day}}
      - as: milestones
        where: [{from: kind, in: [milestone]}]
        fields: {programme: {const: plan}, milestone: {from: service}, region: {from: region}, done_on: {from: day}}
      - as: targets
        where: [{from: kind, in: [target]}]
        fields: {target: {from: service}, region: {from: region}, period: {from: day, layout: month}, value: {from: value}}
      - as: applications
        where: [{from: kind, in: [application]}]
        fields: {id: {from: value}, service: {from: service}, region: {from: region}, submitted: {from: day}}
`
}

const listHead = "kind,region,service,day,value\n"

// whole is one of each kind, and enough of the others that one that vanishes is within the limit.
func whole() []string {
	rows := []string{"application,UA-05,birth,2024-01-10,A-1"}
	for _, region := range []string{"UA-05", "UA-07"} {
		for month := range 6 {
			rows = append(rows, fmt.Sprintf("visits,%s,,2023-%02d,%d", region, month+1, month+1))
			rows = append(rows, fmt.Sprintf("stage,%s,birth,2023-%02d-01,partial", region, month+1))
			rows = append(rows, fmt.Sprintf("offer,%s,permit,2023-%02d-01,", region, month+1))
			rows = append(rows, fmt.Sprintf("target,%s,visits-2025,2023-%02d,%d", region, month+1, month))
		}
		rows = append(rows, "milestone,"+region+",open,2024-02-01,")
	}
	return rows
}

// standing says of each row that the store has from a source whether it stands or was withdrawn.
func standing(t *testing.T, st *store.Store, at store.AsOf) map[string]int {
	t.Helper()
	found := map[string]int{}
	count := func(kind string, withdrawn bool) error {
		if withdrawn {
			kind += " withdrawn"
		}
		found[kind]++
		return nil
	}
	f := store.Filter{Sources: []string{"list"}}
	err := errors.Join(
		st.Observations(t.Context(), f, at, func(o *store.Observation) error {
			return count("observations", o.Status == kpi.Withdrawn && o.Value == nil)
		}),
		st.Stages(t.Context(), f, at, func(s *store.ServiceStage) error { return count("stages", s.Status == kpi.Withdrawn) }),
		st.Offers(t.Context(), f, at, func(o *store.Offer) error { return count("offers", o.Withdrawn) }),
		st.MilestoneEvents(t.Context(), f, at, func(e *store.MilestoneEvent) error { return count("milestones", e.DoneOn.IsZero()) }),
		st.TargetValues(t.Context(), f, at, func(v *store.TargetValue) error {
			return count("targets", v.Status == kpi.Withdrawn && v.Value == nil)
		}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// list is a world with a snapshot, whose rows can be written and collected.
type list struct {
	*world
	path string
}

func newList(t *testing.T, st *store.Store, more string) *list {
	path := filepath.Join(t.TempDir(), "list.csv")
	return &list{newWorld(t, st, load(t, listSource(path, more))), path}
}

func (l *list) collect(t *testing.T, rows []string, o collectors.OnceOptions) collectors.Outcome {
	t.Helper()
	write(t, l.path, listHead+strings.Join(rows, "\n")+"\n")
	out, err := l.Once(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

// without leaves out the rows that begin with one of the words.
func without(rows []string, beginnings ...string) []string {
	var left []string
	for _, row := range rows {
		gone := false
		for _, b := range beginnings {
			gone = gone || strings.HasPrefix(row, b)
		}
		if !gone {
			left = append(left, row)
		}
	}
	return left
}

// TestSnapshotWithdraws: what a snapshot no longer holds is taken back by a new version, on both engines; what was known
// before can still be asked for, and what comes back stands again.
func TestSnapshotWithdraws(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		l := newList(t, st, "    withdraw_limit: 50")
		out := l.collect(t, whole(), collectors.OnceOptions{})
		if got, want := counts(out), "ok: 51 = 51 accepted + 0 rejected + 0 unchanged"; got != want || out.Withdrawn != 0 {
			t.Fatalf("the first snapshot: %q, %d withdrawn, %v; it should be %q", got, out.Withdrawn, out.Rejections, want)
		}
		before := st.Newest()
		l.deriver.touched = nil
		rest := without(whole(), "application", "visits,UA-05,,2023-03", "stage,UA-07,birth,2023-06", "offer,UA-05,permit,2023-02", "milestone,UA-07", "target,UA-07,visits-2025,2023-01")
		out = l.collect(t, rest, collectors.OnceOptions{DryRun: true})
		if out.Withdrawn != 5 || out.Status != store.CollectionOK {
			t.Errorf("the dry run would withdraw %d (%s %q); 5 are gone", out.Withdrawn, out.Status, out.Error)
		}
		out = l.collect(t, rest, collectors.OnceOptions{})
		if got, want := counts(out), "ok: 45 = 0 accepted + 0 rejected + 45 unchanged"; got != want || out.Withdrawn != 5 {
			t.Errorf("the second snapshot: %q, %d withdrawn, %q; it should be %q and 5", got, out.Withdrawn, out.Error, want)
		}
		noted, err := st.Collections(t.Context(), store.CollectionFilter{ID: out.ID})
		if err != nil || len(noted) != 1 || !noted[0].Counted || noted[0].Withdrawn != 5 {
			t.Errorf("the page of sources would not show that 5 are gone: %+v, %v", noted, err)
		}
		want := map[string]int{"observations": 11, "observations withdrawn": 1, "stages": 11, "stages withdrawn": 1, "offers": 11, "offers withdrawn": 1,
			"milestones": 1, "milestones withdrawn": 1, "targets": 11, "targets withdrawn": 1}
		if diff := cmp.Diff(want, standing(t, st, 0)); diff != "" {
			t.Errorf("what stands after the second snapshot (-want +got):\n%s", diff)
		}
		want = map[string]int{"observations": 12, "stages": 12, "offers": 12, "milestones": 2, "targets": 12}
		if diff := cmp.Diff(want, standing(t, st, store.AsOf(before))); diff != "" {
			t.Errorf("what was known before it (-want +got):\n%s", diff)
		}
		touched := map[string][]string{}
		for _, c := range l.deriver.touched {
			touched[c.Region] = c.Services
		}
		if diff := cmp.Diff(map[string][]string{"UA-05": {"birth", "permit"}, "UA-07": {"birth", "permit"}}, touched); diff != "" {
			t.Errorf("what is derived anew (-want +got):\n%s", diff)
		}
		l.collect(t, whole(), collectors.OnceOptions{})
		if diff := cmp.Diff(want, standing(t, st, 0)); diff != "" {
			t.Errorf("what stands once everything is back (-want +got):\n%s", diff)
		}
	})
}

// TestSnapshotHeld: a payload that lacks more than the limit, of any kind of record, takes nothing back until someone
// confirms it, and says so each time, though the same bytes come.
func TestSnapshotHeld(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		l := newList(t, st, "")
		l.collect(t, whole(), collectors.OnceOptions{})
		rest := without(whole(), "visits,UA-05,,2023-03", "visits,UA-05,,2023-04", "target,UA-07,visits-2025,2023-01")
		for range 2 {
			out := l.collect(t, rest, collectors.OnceOptions{})
			want := "2 of 12 observations, 1 of 12 targets from this source are not in the payload, more than its withdraw_limit of 10 %, so nothing was withdrawn; " +
				"if they are gone, confirm it: postup collect --once --source list --confirm-withdrawals 3"
			if out.Status != store.CollectionPartial || out.Error != want || out.Withdrawn != 0 {
				t.Errorf("the collection ended %s and says:\n%s\nit should be partial and say:\n%s", out.Status, out.Error, want)
			}
		}
		if got := standing(t, st, 0); got["observations withdrawn"]+got["targets withdrawn"] != 0 {
			t.Errorf("a held snapshot took back: %v", got)
		}
		if out := l.collect(t, nil, collectors.OnceOptions{ConfirmWithdrawals: 3}); out.Withdrawn != 0 || !strings.Contains(out.Error, "--confirm-withdrawals ") {
			t.Errorf("what came since, without rows, is withdrawn by who confirmed 3: %d %q", out.Withdrawn, out.Error)
		}
		out := l.collect(t, rest, collectors.OnceOptions{Sources: []string{"list"}, ConfirmWithdrawals: 3})
		if out.Withdrawn != 3 || out.Status != store.CollectionOK || out.Error != "" {
			t.Errorf("once confirmed, %d were withdrawn, and the collection ended %s %q", out.Withdrawn, out.Status, out.Error)
		}
		out = l.collect(t, rest, collectors.OnceOptions{})
		if out.Status != store.CollectionUnchanged {
			t.Errorf("after that the same bytes end %s %q; there is nothing new", out.Status, out.Error)
		}
		out = l.collect(t, nil, collectors.OnceOptions{})
		if out.Status != store.CollectionPartial || !strings.Contains(out.Error, "12 of 12 stages") {
			t.Errorf("a table without rows ended %s %q; it should be held", out.Status, out.Error)
		}
	})
}

// TestSnapshotSparesRejected: a record that is rejected has not vanished. Where it can't be told what it speaks of,
// nothing has.
func TestSnapshotSparesRejected(t *testing.T) {
	replaced := func(from, to string) []string {
		return strings.Split(strings.Replace(strings.Join(whole(), "\n"), from, to, 1), "\n")
	}
	tests := []struct {
		name string
		rows []string
		held bool
	}{
		{"BadValue", replaced("visits,UA-05,,2023-03,3", "visits,UA-05,,2023-03,three"), false},
		{"BadStage", replaced("stage,UA-07,birth,2023-06-01,partial", "stage,UA-07,birth,2023-06-01,perhaps"), false},
		{"BadStageOnAnotherDay", replaced("stage,UA-07,birth,2023-06-01,partial", "stage,UA-07,birth,2023-06-31,online"), false},
		{"OfferFromAnotherDay", replaced("offer,UA-07,permit,2023-06-01,", "offer,UA-07,permit,June,"), false},
		{"BadDone", replaced("milestone,UA-07,open,2024-02-01,", "milestone,UA-07,open,soon,"), false},
		{"BadTarget", replaced("target,UA-07,visits-2025,2023-01,0", "target,UA-07,visits-2025,2023-01,x"), false},
		{"BadApplication", append(whole(), "application,UA-05,birth,never,A-2"), false},
		{"BadPeriod", replaced("visits,UA-05,,2023-03,3", "visits,UA-05,,2023-31,3"), true},
		{"BadRegion", replaced("visits,UA-05,,2023-03,3", "visits,UA-50,,2023-03,3"), true},
		{"BadService", replaced("offer,UA-07,permit,2023-06-01,", "offer,UA-07,permits,2023-06-01,"), true},
		{"Ragged", replaced("target,UA-07,visits-2025,2023-01,0", "target,UA-07,visits-2025"), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			st := storetest.Embedded(t)
			l := newList(t, st, "    withdraw_limit: 100")
			l.collect(t, whole(), collectors.OnceOptions{})
			out := l.collect(t, test.rows, collectors.OnceOptions{ConfirmWithdrawals: 20_000})
			if out.Rejected != 1 || out.Status != store.CollectionPartial || out.Withdrawn != 0 {
				t.Errorf("%s, %d withdrawn, %v", counts(out), out.Withdrawn, out.Rejections)
			}
			if held := strings.Contains(out.Error, "rejected records of which can't be told"); held != test.held {
				t.Errorf("held: %v, %q", held, out.Error)
			}
			if got, want := standing(t, st, 0), (map[string]int{"observations": 12, "stages": 12, "offers": 12, "milestones": 2, "targets": 12}); !cmp.Equal(got, want) {
				t.Errorf("a rejected record took its old value back: %v", got)
			}
		})
	}
}

// TestSnapshotStagesKeepTheirPast: a list of how things stand now does not deny how they stood, and what it no longer
// knows of at all is gone with all its past. Services online follow.
func TestSnapshotStagesKeepTheirPast(t *testing.T) {
	st := storetest.Embedded(t)
	path := filepath.Join(t.TempDir(), "list.csv")
	cfg := load(t, listSource(path, "    withdraw_limit: 100"))
	cfg.Indicators = append(cfg.Indicators, &config.Indicator{ID: "services_online", Unit: "count", Frequency: kpi.Monthly,
		Nature: kpi.Stock, Direction: kpi.Up, Integer: true, Derived: &config.Derived{Measure: config.MeasureServicesOnline}})
	deriver := derive.New(st, cfg)
	w := newWorld(t, st, cfg)
	w.Deriver = deriver
	l := &list{w, path}
	online := func() map[string]string {
		found := map[string]string{}
		f := store.Filter{Indicators: []string{"services_online"}, Regions: []string{"UA-05"}}
		err := st.Observations(t.Context(), f, 0, func(o *store.Observation) error {
			text := string(o.Status)
			if o.Value != nil {
				text = fmt.Sprint(*o.Value)
			}
			found[o.Period.Start.String()[:7]] = text
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	offers := []string{"offer,UA-05,birth,2024-03-01,", "offer,UA-05,permit,2024-03-01,"}
	l.collect(t, append(offers, "stage,UA-05,birth,2024-03-01,online", "stage,UA-05,permit,2024-04-01,online"), collectors.OnceOptions{})
	want := map[string]string{"2024-03": "1", "2024-04": "2", "2024-05": "2", "2024-06": "2"}
	if diff := cmp.Diff(want, online()); diff != "" {
		t.Errorf("services online (-want +got):\n%s", diff)
	}
	out := l.collect(t, append(offers, "stage,UA-05,birth,2024-05-01,partial"), collectors.OnceOptions{})
	if out.Withdrawn != 1 {
		t.Errorf("%d were withdrawn (%s): only the stage of permit is gone", out.Withdrawn, out.Error)
	}
	want = map[string]string{"2024-03": "1", "2024-04": "1", "2024-05": "0", "2024-06": "0"}
	if diff := cmp.Diff(want, online()); diff != "" {
		t.Errorf("services online after one is gone (-want +got):\n%s", diff)
	}
}

// TestSnapshotDerivesWhatItWithdrew though the process ended between the two.
func TestSnapshotDerivesWhatItWithdrew(t *testing.T) {
	st := storetest.Embedded(t)
	l := newList(t, st, "    withdraw_limit: 100")
	l.collect(t, append(whole(), "stage,UA-05,permit,2024-01-01,online"), collectors.OnceOptions{})
	l.deriver.err = errors.New("no room")
	rest := without(whole(), "offer", "stage,UA-07")
	if out := l.collect(t, rest, collectors.OnceOptions{}); out.Status != store.CollectionFailed || out.Withdrawn == 0 {
		t.Fatalf("the collection ended %s, %d withdrawn", out.Status, out.Withdrawn)
	}
	l.deriver.err, l.deriver.touched = nil, nil
	l.collect(t, rest, collectors.OnceOptions{})
	var touched []string
	for _, c := range l.deriver.touched {
		touched = append(touched, fmt.Sprint(c.Region, c.Services, c.Stages))
	}
	if diff := cmp.Diff([]string{"UA-05[birth permit] true", "UA-07[birth permit] true"}, touched); diff != "" {
		t.Errorf("what is derived by the next collection (-want +got):\n%s", diff)
	}
}

// TestSnapshotWithdrawsMany: more than a batch holds.
func TestSnapshotWithdrawsMany(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		l := newList(t, st, "")
		var rows []string
		for day := kpi.MustDate("1980-01-01"); len(rows) < 500; day = day.AddMonths(1) {
			rows = append(rows, "visits,UA-05,,"+day.String()[:7]+",1")
		}
		for day := kpi.MustDate("1970-01-02"); len(rows) < 12_500; day++ {
			rows = append(rows, "stage,UA-05,birth,"+day.String()+",none")
		}
		l.collect(t, rows, collectors.OnceOptions{})
		out := l.collect(t, rows[:501], collectors.OnceOptions{ConfirmWithdrawals: 20_000})
		if out.Withdrawn != 11_999 || standing(t, st, 0)["stages withdrawn"] != 11_999 {
			t.Errorf("%d were withdrawn, %q: %v", out.Withdrawn, out.Error, standing(t, st, 0))
		}
	})
}

// TestSnapshotOfNothing: a portal that says that it has no records says that all are gone, which needs to be confirmed.
// What another mapping brought before, for an indicator that no mapping is for any more, is no business of the snapshot.
func TestSnapshotOfNothing(t *testing.T) {
	st := storetest.Embedded(t)
	answer := "kind,region,service,day,value\nvisits,UA-05,,2024-01,1\n"
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if answer == "" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "text/csv")
		_, _ = w.Write([]byte(answer))
	}))
	defer portal.Close()
	source := strings.Replace(listSource("", ""), "kind: file", "kind: http", 1)
	source = strings.Replace(source, `file: {path: ""}`, `http: {url: "`+portal.URL+`"}`, 1)
	w := newWorld(t, st, load(t, source))
	other := 7.0
	if _, err := st.WriteObservations(t.Context(), []store.Observation{{Indicator: "online_share", Region: "UA-05", Period: kpi.Month(kpi.MustDate("2024-01-01")),
		Status: kpi.Present, Value: &other, Origin: store.Origin{Source: "list"}}}); err != nil {
		t.Fatal(err)
	}
	w.once(t, "list")
	answer = ""
	if out := w.once(t, "list"); out.Status != store.CollectionPartial || !strings.HasPrefix(out.Error, "1 of 1 observations") {
		t.Errorf("the collection ended %s %q", out.Status, out.Error)
	}
	out, err := w.Once(t.Context(), collectors.OnceOptions{ConfirmWithdrawals: 20_000})
	if err != nil || out[0].Withdrawn != 1 || out[0].Status != store.CollectionOK {
		t.Errorf("once confirmed: %+v, %v", out, err)
	}
	if got := standing(t, st, 0); got["observations"] != 1 || got["observations withdrawn"] != 1 {
		t.Errorf("what stands: %v", got)
	}
}
