package board

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// months are present observations of months in a row.
func monthsOf(indicator, region, breakdown, source, first string, values ...float64) []store.Observation {
	var list []store.Observation
	for i, v := range values {
		o := month(indicator, region, breakdown, first, v)
		o.Period, o.Source = kpi.Month(kpi.MustDate(first).AddMonths(i)), source
		o.Collections = []uint64{uint64(i + 1)}
		list = append(list, o)
	}
	return list
}

// inShort is a signal in short.
func inShort(s Signal) string {
	text := fmt.Sprintf("%s %s %s %s %s: %g not %g", s.Kind, s.IndicatorID(), s.Region.Code, s.Breakdown, s.Period, s.Seen, s.Expected)
	if s.Against != "" {
		text += " by " + s.Against
	}
	return text
}

func allSaid(b *Board) []string {
	list := []string{}
	for _, s := range b.Signals {
		list = append(list, inShort(s))
	}
	return list
}

func TestSignals(t *testing.T) {
	share := func(numerator, denominator float64) store.Observation {
		o := monthsOf("share", "TT-1", "", "trusted", "2023-05-01", 90)[0]
		o.Numerator, o.Denominator = &numerator, &denominator
		return o
	}
	change := func(o []store.Observation, with func(*store.Observation)) []store.Observation {
		for i := range o {
			with(&o[i])
		}
		return o
	}
	online := func(breakdown, source string, values ...float64) []store.Observation {
		return monthsOf("online", "TT-1", breakdown, source, "2023-01-01", values...)
	}
	first := online("", "trusted", 30)
	for name, tt := range map[string]struct {
		world *world
		want  []string
	}{
		"nothing is known": {world: &world{}},
		"as it should be":  {world: &world{observations: online("", "trusted", 30, 31, 33, 34, 36, 37, 39, 41, 42)}},
		"seven equal months": {
			world: &world{observations: online("", "trusted", 39, 40, 41, 41, 41, 41, 41, 41, 41)},
			want:  []string{"flat online TT-1  2023-03-01..2023-09-30: 41 not 41"},
		},
		"the running month is not judged yet": {world: &world{observations: monthsOf("online", "TT-1", "", "trusted", "2023-05-01", 41, 41, 41, 41, 41, 41)}},
		"a share cannot be above all, nor is all striking": {
			world: &world{observations: monthsOf("share", "TT-1", "", "trusted", "2023-01-01", 100, 100, 100, 100, 100, 100, 100)},
		},
		"two sources in turn are two series": {
			world: &world{observations: append(online("", "trusted", 41, 41, 41, 41, 41), monthsOf("online", "TT-1", "", "derived", "2023-06-01", 41, 41, 41)...)},
		},
		"more than there were": {
			world: &world{observations: []store.Observation{share(9, 8)}}, want: []string{"numerator_over_denominator share TT-1  2023-05-01..2023-05-31: 9 not 8"},
		},
		"sectors that don't make the whole": {
			world: &world{observations: slices.Concat(online("", "trusted", 30, 31, 32), online("sector=health", "trusted", 20, 20, 20), online("sector=transport", "trusted", 10, 11, 11))},
			want:  []string{"parts_whole online TT-1  2023-03-01..2023-03-31: 31 not 32 by sector"},
		},
		"shares don't add up": {
			world: &world{observations: slices.Concat(monthsOf("share", "TT-1", "", "trusted", "2023-01-01", 30, 30), monthsOf("share", "TT-1", "sector=health", "trusted", "2023-01-01", 40, 41), monthsOf("share", "TT-1", "sector=transport", "trusted", "2023-01-01", 20, 21))},
		},
		"parts of another source are not those of this whole": {
			world: &world{observations: slices.Concat(online("", "trusted", 30), online("sector=health", "derived", 40))},
		},
		"two sources": {
			world: &world{observations: slices.Concat(online("", "trusted", 30, 31), online("", "derived", 30, 34), online("", "import", 30, 32))},
			want:  []string{"sources_disagree online TT-1  2023-02-01..2023-02-28: 31 not 34 by derived"},
		},
		"what is invented is not held against what is real": {
			world: &world{observations: slices.Concat(online("", "trusted", 30), change(online("", "simulator", 90), func(o *store.Observation) { o.Simulated = true }))},
		},
		"a month restated": {
			world: &world{observations: online("", "trusted", 34), restated: first}, want: []string{"restated online TT-1  2023-01-01..2023-01-31: 34 not 30"},
		},
		"a month restated a little": {world: &world{observations: online("", "trusted", 31), restated: first}},
		"a tenfold month": {
			world: &world{observations: monthsOf("share", "TT-1", "", "trusted", "2022-08-01", 5, 5.1, 5.3, 5.2, 5.4, 5.5, 5.7, 58, 5.8, 6, 6.1, 6.3, 6.2, 6.4)},
			want:  []string{"outlier share TT-1  2023-03-01..2023-03-31: 58 not 5.85"},
		},
		"a round jump at a quarter's end": {
			world: &world{observations: online("", "trusted", 34, 35, 37, 38, 39, 41, 42, 45, 60)},
			want:  []string{"round_jump online TT-1  2023-09-01..2023-09-30: 60 not 46.5"},
		},
		"a national sum is as striking as its parts": {
			world: &world{observations: slices.Concat(online("", "trusted", 7, 7, 7, 7, 7, 7), monthsOf("online", "TT-2", "", "trusted", "2023-01-01", 3, 4, 4, 4, 4, 4), monthsOf("online", "TT-3", "", "trusted", "2023-01-01", 3, 4, 4, 4, 4, 4))},
			want:  []string{"flat online TT-1  2023-01-01..2023-06-30: 7 not 7"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.want == nil {
				tt.want = []string{}
			}
			b := built(t, tt.world)
			if diff := cmp.Diff(tt.want, allSaid(b)); diff != "" {
				t.Errorf("signals (-want +got):\n%s", diff)
			}
			for _, s := range b.Signals {
				if s.Source != "trusted" || len(s.Collections) == 0 || s.Simulated {
					t.Errorf("a signal does not tell where its figure came from: %+v", s)
				}
			}
			slices.Reverse(tt.world.observations)
			if diff := cmp.Diff(tt.want, allSaid(built(t, tt.world))); diff != "" {
				t.Errorf("signals depend on the order of rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSignalsAreOfWhatWasKnown(t *testing.T) {
	w := &world{observations: monthsOf("online", "TT-1", "", "trusted", "2023-01-01", 41, 41, 41, 41, 41, 41, 41)}
	for i := range w.observations {
		w.observations[i].Seq = uint64(store.AsOfDay(w.observations[i].Period.End.AddDays(5)))
	}
	for _, tt := range []struct {
		asOf, today string
		periods     float64
	}{
		{"2023-07-04", "2023-10-15", 0}, {"2023-07-05", "2023-10-15", 6}, {"2023-08-31", "2023-10-15", 7},
		{"2023-10-15", "2023-07-01", 6}, {"2023-10-15", "2023-06-30", 0}, // a month is judged on the day after its last
	} {
		b, err := Build(t.Context(), w, settings(t), kpi.MustDate(tt.asOf), kpi.MustDate(tt.today), noon)
		if err != nil {
			t.Fatal(err)
		}
		got := 0.0
		if len(b.Signals) > 0 {
			got = b.Signals[0].Size
		}
		if got != tt.periods {
			t.Errorf("known on %s, judged on %s: %v equal periods, want %v", tt.asOf, tt.today, got, tt.periods)
		}
	}
}

// used are the months from June 2023 of a service with so many applications online and in all.
func used(service string, counts ...[2]uint64) []store.Processing {
	var rows []store.Processing
	for i, c := range counts {
		m := kpi.MustDate("2023-06-01").AddMonths(i)
		rows = append(rows, store.Processing{
			Region: "TT-1", Service: service, Month: m, At: m.MonthEnd(), Applications: c[1], KnownChannel: c[1], Online: c[0],
			Origin: store.Origin{Seq: 1, Source: "derived"},
		})
	}
	return rows
}

func TestServicesOnlineThatNobodyUses(t *testing.T) {
	stage := func(stage kpi.Stage, since string) []store.ServiceStage {
		return []store.ServiceStage{{Region: "TT-1", Service: "doctor", Since: kpi.MustDate(since), Status: kpi.Present, Stage: stage, Origin: store.Origin{Source: "trusted"}}}
	}
	others := used("parking", [2]uint64{60, 90}, [2]uint64{60, 90}, [2]uint64{60, 90}, [2]uint64{60, 90}, [2]uint64{0, 0})
	paper := used("doctor", [2]uint64{0, 40}, [2]uint64{0, 40}, [2]uint64{0, 40}, [2]uint64{0, 40}, [2]uint64{0, 0})
	online := stage(kpi.StageOnline, "2023-01-01")
	for name, tt := range map[string]struct {
		stages     []store.ServiceStage
		processing []store.Processing
		want       []string
	}{
		"on paper only":                   {online, slices.Concat(paper, others), []string{"online_without_applications  TT-1 service=doctor 2023-06-01..2023-10-15: 0 not 1"}},
		"not at all":                      {online, slices.Concat(used("doctor", [2]uint64{}, [2]uint64{}, [2]uint64{}, [2]uint64{}), others), []string{"online_without_applications  TT-1 service=doctor 2023-06-01..2023-10-15: 0 not 1"}},
		"used":                            {online, slices.Concat(used("doctor", [2]uint64{0, 40}, [2]uint64{0, 40}, [2]uint64{0, 40}, [2]uint64{9, 40}), others), nil},
		"online since August":             {stage(kpi.StageOnline, "2023-08-01"), slices.Concat(paper, others), nil},
		"by forms only":                   {stage(kpi.StageForms, "2023-01-01"), slices.Concat(paper, others), nil},
		"by itself":                       {stage(kpi.StageProactive, "2023-01-01"), slices.Concat(paper, others), nil},
		"nothing came from the region":    {online, slices.Concat(paper[:2], used("doctor", [2]uint64{}, [2]uint64{}, [2]uint64{}, [2]uint64{})[2:]), nil},
		"nothing is known of the service": {online, others, nil},
		"a month of few applications is withheld": {online, slices.Concat(used("doctor", [2]uint64{0, 40}, [2]uint64{0, 40}, [2]uint64{0, 3}, [2]uint64{0, 40}), others), nil},
	} {
		if tt.want == nil {
			tt.want = []string{}
		}
		b := built(t, &world{stages: tt.stages, processing: tt.processing})
		if diff := cmp.Diff(tt.want, allSaid(b)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestPromisesThatDontMakeTheWhole(t *testing.T) {
	cfg := settings(t)
	plan := cfg.Programme("plan")
	target := func(id, sumTo string, value float64) {
		whole := *plan.Targets[0]
		whole.ID, whole.SumTo, whole.Value, whole.Yardstick = id, sumTo, &value, nil
		plan.Targets = append(plan.Targets, &whole)
	}
	target("regional", "online_by_2024", 60)
	target("municipal", "online_by_2024", 40)
	revised := 70.0
	for name, tt := range map[string]struct {
		revisions []store.TargetValue
		want      []string
	}{
		"as the document says": {want: []string{}},
		"one was revised": {
			revisions: []store.TargetValue{{Target: "regional", Region: "TT", Value: &revised, Status: kpi.Present, Origin: store.Origin{Seq: 1, Source: "trusted"}}},
			want: []string{
				"parts_whole online TT  2024-01-01..2024-01-01: 110 not 100 by online_by_2024",
				"parts_whole online TT  2024-12-31..2024-12-31: 110 not 100 by online_by_2024",
			},
		},
	} {
		b, err := Build(t.Context(), &world{targets: tt.revisions}, cfg, 0, kpi.DateOf(noon), noon)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, allSaid(b)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// signals learns what they tell of applications, and looks whether any is of a figure that is withheld.
func (a *audit) signals() {
	for _, s := range a.board.Signals {
		if s.Kind != kpi.SignalNotUsed {
			if c := a.board.Series(s.IndicatorID(), s.Region.Code, s.Breakdown).At(s.Period); s.Kind != kpi.SignalFlat && (c == nil || c.Value == nil) {
				a.test.Errorf("%s: a signal speaks of what is withheld: %s", a.hint, inShort(s))
			}
			continue
		}
		service := a.world.cfg.Service(BreakdownValue(s.Breakdown, "service"))
		for _, m := range a.world.months {
			if m >= s.Period.Start.MonthStart() {
				a.known.learn(vector{a.column(service, m, online, false): 1})
				a.known.learn(vector{a.column(service, m, unknown, false): 1})
			}
		}
	}
}

// A service that nobody uses online tells so of each month: from that, too, no number of one to four applications may
// be computed.
func TestSignalsTellNothingThatIsWithheld(t *testing.T) {
	cfg := entangledConfig(t)
	found := 0
	for seed := range uint64(smallWorlds) {
		w := randomSmallWorld(rand.New(rand.NewPCG(seed, 2)), cfg, "TT", fewOfMany)
		stages := []store.ServiceStage{}
		for i, s := range w.services {
			stages = append(stages, store.ServiceStage{Region: "TT", Service: s.ID, Since: kpi.MustDate("2023-01-01"), Status: kpi.Present, Stage: kpi.StageOnline})
			for _, m := range w.months {
				if c := w.cases[caseKey{s.ID, m}]; i%2 == 0 { // what came online came on paper
					c[paper], c[online], c[unknown] = c[paper]+c[online]+c[unknown], 0, 0
				}
			}
		}
		facts := w.world()
		facts.stages = stages
		b, err := Build(t.Context(), facts, cfg, 0, kpi.DateOf(noon), noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range b.Signals {
			if s.Kind == kpi.SignalNotUsed {
				found++
			}
		}
		a := audit{world: w, board: b, hint: fmt.Sprintf("world %d", seed), test: t}
		a.run()
	}
	if found == 0 {
		t.Error("no service was told of, so nothing was tried")
	}
}

// What a figure was before it was restated is not told where that was of too few applications, nor where it would give
// away another.
func TestRestatementsOfFewApplicationsAreNotTold(t *testing.T) {
	before, now := month("applications", "TT-1", "", "2023-05-01", 3), month("applications", "TT-1", "", "2023-05-01", 60)
	now.Seq = 2
	for _, tt := range []struct {
		first float64
		want  []string
	}{
		{3, []string{}}, {30, []string{"restated applications TT-1  2023-05-01..2023-05-31: 60 not 30"}},
	} {
		before.Value = &tt.first
		b := built(t, &world{observations: []store.Observation{now}, restated: []store.Observation{before}})
		if diff := cmp.Diff(tt.want, allSaid(b)); diff != "" {
			t.Errorf("%v applications at first (-want +got):\n%s", tt.first, diff)
		}
	}
}
