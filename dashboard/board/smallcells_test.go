package board

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/kpi"
)

// smallWorlds is how many worlds of each configuration are tried.
const smallWorlds = 120

// Whoever takes all that is shown of a region, by observations and processing and over all months, and all that adds
// up and balances, must not be able to compute a number of one to four applications.
func TestNoSmallCellCanBeComputed(t *testing.T) {
	shipped, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatalf("load the shipped configuration:\n%v", err)
	}
	for _, x := range []struct {
		name, region string
		cfg          *config.Config
	}{{"shipped", "UA-05", shipped}, {"entangled", "TT", entangledConfig(t)}} {
		t.Run(x.name, func(t *testing.T) {
			for seed := range uint64(smallWorlds) {
				w := randomSmallWorld(rand.New(rand.NewPCG(seed, 1)), x.cfg, x.region)
				b, err := Build(t.Context(), w.world(), x.cfg, 0, kpi.DateOf(noon), noon)
				if err != nil {
					t.Fatal(err)
				}
				if again, err := Build(t.Context(), w.world(), x.cfg, 0, kpi.DateOf(noon), noon); err != nil || !slices.EqualFunc(
					b.Processing(x.region), again.Processing(x.region), func(v, w ProcessingView) bool { return v.Hidden == w.Hidden }) {
					t.Errorf("world %d: another board of the same withholds other figures (error: %v)", seed, err)
				}
				a := audit{world: w, board: b, hint: fmt.Sprintf("world %d", seed), test: t}
				a.run()
			}
		})
	}
}

// audit computes what the visitors of a board can.
type audit struct {
	world *smallWorld
	board *Board
	hint  string
	test  *testing.T
	known span // sums of cases that can be computed
}

func (a *audit) run() {
	a.identities()
	a.observations()
	for i := range a.board.Processing(a.world.region) {
		a.row(&a.board.Processing(a.world.region)[i])
	}
	a.signals()
	a.bounds()
	a.sums()
	all := &config.Derived{}
	for _, m := range a.world.months {
		for _, s := range a.world.services {
			for name, of := range figureKinds {
				a.check(name, all, "service="+s.ID, m, of)
			}
		}
	}
	a.world.eachCell(func(i *config.Indicator, b string, m kpi.Date, c *cases) {
		if channel := BreakdownValue(b, "channel"); channel != "" {
			a.check("channel", i.Derived, b, m, []int{channelKinds[channel]})
			return
		}
		for _, name := range indicatorKinds[i.Derived.Measure] {
			a.check(name, i.Derived, b, m, figureKinds[name])
		}
	})
}

var figureKinds = map[string][]int{
	"applications": applied, "online": {online}, "offline": offline, "completed": completed, "granted": {granted}, "refused": {refused},
	"with a deadline": {withDeadline}, "withdrawn": {withdrawn}, "open": {stillOpen}, "open with a deadline": {openWithDeadline}, "overdue": {overdue},
}

var indicatorKinds = map[string][]string{
	config.MeasureApplications:     {"applications"},
	config.MeasureDigitalTakeUp:    {"online", "offline"},
	config.MeasureCompleted:        {"completed"},
	config.MeasureRefused:          {"refused", "granted"},
	config.MeasureProcessingMedian: {"completed"},
	config.MeasureProcessingMean:   {"completed"},
	config.MeasureWithinDeadline:   {"with a deadline"},
	config.MeasureOpen:             {"open"},
	config.MeasureOverdue:          {"overdue"},
	config.MeasureOverdueMedian:    {"overdue"},
}

// check tells whether a number of few applications can be computed.
func (a *audit) check(name string, d *config.Derived, breakdown string, m kpi.Date, of []int) {
	a.test.Helper()
	sum, n := a.cell(d, breakdown, m, of)
	if n > 0 && n < smallLimit && a.known.holds(sum) {
		a.test.Errorf("%s, %v: %d %s of %q %s can be computed", a.hint, m, n, name, breakdown, scopeOf(d))
	}
}

// cell is the sum of cases that a figure of a cell is, and its number.
func (a *audit) cell(d *config.Derived, breakdown string, m kpi.Date, of []int) (vector, uint64) {
	sum, n := vector{}, uint64(0)
	for _, s := range a.world.services {
		if covers(d, breakdown, s) {
			for _, k := range of {
				sum.add(a.column(s, m, k), 1)
			}
			n += a.world.cases[caseKey{s.ID, m}].sum(of)
		}
	}
	return sum, n
}

func (a *audit) column(s *config.Service, m kpi.Date, kind int) int {
	service, month := slices.Index(a.world.services, s), slices.Index(a.world.months, m)
	return (month*len(a.world.services)+service)*kinds + kind
}

// identities are what holds without any figure: what is completed has a deadline or none, and the months balance.
func (a *audit) identities() {
	for _, s := range a.world.services {
		for i, m := range a.world.months {
			sum, balance := vector{}, vector{}
			for _, k := range completed {
				sum.add(a.column(s, m, k), 1)
				balance.add(a.column(s, m, k), -1)
			}
			sum.add(a.column(s, m, withDeadline), -1)
			sum.add(a.column(s, m, noDeadline), -1)
			for _, k := range applied {
				balance.add(a.column(s, m, k), 1)
			}
			balance.add(a.column(s, m, withdrawn), -1)
			balance.add(a.column(s, m, stillOpen), -1)
			if i > 0 {
				balance.add(a.column(s, a.world.months[i-1], stillOpen), 1)
			}
			a.known.learn(sum)
			a.known.learn(balance)
			a.deadlines(s, m)
		}
	}
}

// deadlines learns what the law says of a service: all of its applications have a deadline, or none has.
func (a *audit) deadlines(s *config.Service, m kpi.Date) {
	have := a.world.deadlines[s.ID]
	if have == someHave {
		return
	}
	done, open := vector{}, vector{}
	done.add(a.column(s, m, withDeadline), 1)
	open.add(a.column(s, m, openWithDeadline), 1)
	if have == allHave {
		for _, k := range completed {
			done.add(a.column(s, m, k), -1)
		}
		open.add(a.column(s, m, stillOpen), -1)
	}
	a.known.learn(done)
	a.known.learn(open)
}

// observations learns what the list of observations shows.
func (a *audit) observations() {
	a.world.eachCell(func(i *config.Indicator, b string, m kpi.Date, c *cases) {
		learn := func(of ...int) {
			sum, _ := a.cell(i.Derived, b, m, of)
			a.known.learn(sum)
		}
		cell := a.board.Series(i.ID, a.world.region, b).At(kpi.Month(m))
		if cell == nil { // there was nothing to make it of
			switch i.Derived.Measure {
			case config.MeasureDigitalTakeUp:
				learn(known...)
			case config.MeasureProcessingMedian, config.MeasureProcessingMean:
				learn(completed...)
			case config.MeasureWithinDeadline:
				learn(withDeadline)
			case config.MeasureOverdueMedian:
				learn(overdue)
			case config.MeasureOverdue:
				learn(openWithDeadline)
			}
			return
		}
		if cell.Value == nil {
			return
		}
		channel := BreakdownValue(b, "channel")
		switch i.Derived.Measure {
		case config.MeasureApplications:
			if channel != "" {
				learn(channelKinds[channel])
			} else {
				learn(applied...)
			}
		case config.MeasureDigitalTakeUp:
			learn(online)
			learn(known...)
			learn(applied...) // by the coverage
		case config.MeasureCompleted, config.MeasureProcessingMedian, config.MeasureProcessingMean:
			learn(completed...)
		case config.MeasureRefused:
			learn(refused)
		case config.MeasureWithdrawn:
			learn(withdrawn)
		case config.MeasureWithinDeadline:
			learn(withDeadline)
			learn(completed...)
		case config.MeasureOpen:
			learn(stillOpen)
		case config.MeasureOverdueMedian:
			learn(overdue)
		case config.MeasureOverdue:
			learn(overdue)
			if cell.Coverage != nil {
				with, n := a.cell(i.Derived, b, m, []int{openWithDeadline})
				of, all := a.cell(i.Derived, b, m, []int{stillOpen})
				ratio := vector{}
				for k := range with {
					ratio.add(k, int64(all))
				}
				for k := range of {
					ratio.add(k, -int64(n))
				}
				a.known.learn(ratio)
			}
		}
	})
}

// row learns what a row of the processing shows.
func (a *audit) row(v *ProcessingView) {
	h := v.Hidden
	for _, x := range []struct {
		hidden bool
		of     []int
	}{
		{h.Applications, applied}, {h.Completed, completed}, {h.Refused, []int{refused}}, {h.Withdrawn, []int{withdrawn}},
		{h.Open, []int{stillOpen}}, {h.Overdue || !v.OverdueKnown(), []int{overdue}},
	} {
		if !x.hidden {
			sum, _ := a.cell(&config.Derived{}, "service="+v.Service.ID, v.Month, x.of)
			a.known.learn(sum)
		}
	}
	if of := a.world.cases[caseKey{v.Service.ID, v.Month}]; h.Open && !h.Overdue && of[overdue] > 0 || h.Completed && !h.Refused && of[refused] > 0 {
		a.test.Errorf("%s: %s, %v shows a part of what is withheld, which is then no less: %+v", a.hint, v.Service.ID, v.Month, h)
	}
	if of := a.world.cases[caseKey{v.Service.ID, v.Month}]; !h.Open && !h.Overdue && v.OverdueKnown() && of[overdue] > 0 && small(float64(of[stillOpen]-of[overdue]), smallLimit) {
		a.test.Errorf("%s: of %s, %v, %d are open and not overdue, and both are shown", a.hint, v.Service.ID, v.Month, of[stillOpen]-of[overdue])
	}
	if h.Completed && (v.MedianDays != nil || v.P90Days != nil || v.MeanDays != nil || v.Hours != nil) {
		a.test.Errorf("%s: %s shows the times of completions that are withheld", a.hint, v.Service.ID)
	}
}

// bounds looks at what is known of hidden figures together: between two months whose open are shown, those of which
// none is added while others are taken away must not be fewer than the limit.
func (a *audit) bounds() {
	views := a.board.Processing(a.world.region)
	var sum uint64
	var hidden, any bool // any number of applications may be hidden
	for i := range views {
		v := &views[i]
		c := a.world.cases[caseKey{v.Service.ID, v.Month}]
		if i == 0 || views[i-1].Service != v.Service || !views[i-1].Hidden.Open {
			sum, hidden, any = 0, false, false
		}
		any = any || v.Hidden.Applications
		for _, x := range []struct {
			hidden bool
			n      uint64
		}{{v.Hidden.Completed, c.sum(completed)}, {v.Hidden.Withdrawn, c[withdrawn]}} {
			if x.hidden {
				sum, hidden = sum+x.n, true
			}
		}
		told, what := sum, "completed and withdrawn"
		if v.Hidden.Open {
			told, what, hidden = sum+c[stillOpen], "completed, withdrawn and open", true
		}
		if hidden && !any && told < smallLimit {
			a.test.Errorf("%s, %v: no more than %d %s of %s are withheld", a.hint, v.Month, told, what, v.Service.ID)
		}
	}
}

// sums looks at what of the withdrawn is withheld in a month of which the sum can be computed: where it is less than
// the limit, there is nothing left to withhold.
func (a *audit) sums() {
	for _, m := range a.world.months {
		all, _ := a.cell(&config.Derived{}, "", m, []int{withdrawn})
		if !a.known.holds(all) {
			continue
		}
		var sum, shown uint64
		hidden := 0
		for _, v := range a.board.Processing(a.world.region) {
			switch n := a.world.cases[caseKey{v.Service.ID, m}][withdrawn]; {
			case v.Month != m:
			case v.Hidden.Withdrawn:
				hidden, sum = hidden+1, sum+n
			default:
				shown += n
			}
		}
		if hidden > 0 && sum < smallLimit && shown > 0 {
			a.test.Errorf("%s, %v: no more than %d withdrawn are withheld of %d services, and others are shown", a.hint, m, sum, hidden)
		}
	}
}
