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
// up and balances, must not be able to compute a number of one to four real applications, nor to narrow one down to itself. In every third
// world simulated ones stand beside the real: what these make together is shown as well. In some others nobody withdraws.
func TestNoSmallCellCanBeComputed(t *testing.T) {
	shipped, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatalf("load the shipped configuration:\n%v", err)
	}
	var seeds []uint64
	for seed := range uint64(smallWorlds) {
		seeds = append(seeds, seed)
	}
	for _, x := range []struct {
		name, region string
		cfg          *config.Config
		sizes        [4]uint64
		seeds        []uint64
	}{
		{"shipped", "UA-05", shipped, fewOfMany, seeds},
		{"shipped, of many", "UA-05", shipped, manyOfMany, seeds},
		{"entangled, of many", "TT", entangledConfig(t), manyOfMany, seeds},
		// In the first two of those that are added none is refused in a sector of which no list gives the completed, in the last the coverage of
		// what is overdue of all is of few that are open of all, and of fewer real ones.
		{"entangled", "TT", entangledConfig(t), fewOfMany, append(seeds, 4989, 6652, 1673)},
	} {
		t.Run(x.name, func(t *testing.T) {
			for _, seed := range x.seeds {
				r := rand.New(rand.NewPCG(seed, 1))
				w := randomSmallWorld(r, x.cfg, x.region, x.sizes)
				if seed%3 == 2 {
					w.simulate(r)
				} else if seed%4 == 1 {
					w.withdrawNone()
				}
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
				for _, told := range reachOf(&a).told() {
					t.Error(told)
				}
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
	for _, simulated := range []bool{false, true} {
		a.identities(simulated)
		a.observations(simulated)
	}
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
	a.world.eachCell(false, func(i *config.Indicator, b string, m kpi.Date, c *cases) {
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
	"with a deadline": {withDeadline}, "without a deadline": completed, "withdrawn": {withdrawn}, "open": {stillOpen}, "open with a deadline": {openWithDeadline}, "overdue": {overdue},
	"open without a deadline": {stillOpen}, "open in time": {stillOpen},
}

// restOf names what is taken off a figure to make the rest of it.
var restOf = map[string]string{
	"without a deadline": "with a deadline", "open without a deadline": "open with a deadline", "open in time": "overdue",
}

var indicatorKinds = map[string][]string{
	config.MeasureApplications:     {"applications"},
	config.MeasureDigitalTakeUp:    {"online", "offline"},
	config.MeasureCompleted:        {"completed"},
	config.MeasureRefused:          {"refused", "granted"},
	config.MeasureProcessingMedian: {"completed"},
	config.MeasureProcessingMean:   {"completed"},
	config.MeasureWithinDeadline:   {"with a deadline", "without a deadline"},
	config.MeasureOpen:             {"open"},
	config.MeasureOverdue:          {"overdue", "open in time", "open with a deadline", "open without a deadline"},
	config.MeasureOverdueMedian:    {"overdue"},
}

// check tells whether a number of few real applications can be computed.
func (a *audit) check(name string, d *config.Derived, breakdown string, m kpi.Date, of []int) {
	a.test.Helper()
	sum, n := a.cell(d, breakdown, m, of, false)
	if part := restOf[name]; part != "" {
		off, some := a.cell(d, breakdown, m, figureKinds[part], false)
		if some == 0 {
			return // there is nothing to tell but all
		}
		for k := range off {
			sum.add(k, -1)
		}
		n -= some
	}
	if n > 0 && n < smallLimit && a.known.holds(sum) {
		a.test.Errorf("%s, %v: %d %s of %q %s can be computed", a.hint, m, n, name, breakdown, scopeOf(d))
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
		if v.Simulated {
			continue
		}
		c := a.world.of(v.Service.ID, v.Month, false)
		if i == 0 || views[i-1].Simulated || views[i-1].Service != v.Service || !views[i-1].Hidden.Open {
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
		if told == 0 && a.world.simulated != nil {
			continue // a zero is withheld with the simulated ones beside it, and may be known
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
		all, _ := a.cell(&config.Derived{}, "", m, []int{withdrawn}, false)
		if !a.known.holds(all) {
			continue
		}
		var sum, shown uint64
		hidden := 0
		for _, v := range a.board.Processing(a.world.region) {
			switch n := a.world.of(v.Service.ID, m, false)[withdrawn]; {
			case v.Month != m || v.Simulated:
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
