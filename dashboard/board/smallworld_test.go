package board

import (
	"math/rand/v2"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// smallWorld is some months of a region in which many services have few applications, and the observations that
// follow from it by some of the indicators.
type smallWorld struct {
	cfg        *config.Config
	sizes      [4]uint64 // of services: how many are submitted in a month by a channel at most
	region     string
	services   []*config.Service
	months     []kpi.Date
	cases      map[caseKey]*cases   // real ones
	simulated  map[caseKey]*cases   // in some worlds
	indicators []*config.Indicator  // those that are published
	deadlines  map[string]deadlines // by service: which of its applications have one, as everybody knows
}

// of are a service's applications of a month: the real ones, or all of them.
func (w *smallWorld) of(service string, m kpi.Date, all bool) *cases {
	sum, k := &cases{}, caseKey{service, m}
	if c := w.cases[k]; c != nil {
		sum.add(c)
	}
	if c := w.simulated[k]; c != nil && all {
		sum.add(c)
	}
	return sum
}

// has tells whether there is a row of a service's month: of real applications, or of all where simulated ones are among them.
func (w *smallWorld) has(service string, m kpi.Date, simulated bool) bool {
	if simulated {
		return w.simulated[caseKey{service, m}] != nil
	}
	return w.cases[caseKey{service, m}] != nil
}

// deadlines tell which applications of a service have one.
type deadlines int

const (
	someHave deadlines = iota
	allHave
	noneHave
)

type caseKey struct {
	service string
	month   kpi.Date
}

// cases are a service's applications of a month, such that everything else that is counted is a sum of these.
type cases [kinds]uint64

const (
	online = iota
	paper
	phone
	unknown
	granted
	refused
	withDeadline
	noDeadline
	withdrawn
	stillOpen
	openWithDeadline
	overdue
	kinds
)

var fewOfMany, manyOfMany = [4]uint64{2, 6, 15, 60}, [4]uint64{6, 40, 80, 300}

func randomSmallWorld(r *rand.Rand, cfg *config.Config, region string, sizes [4]uint64) *smallWorld {
	w := &smallWorld{cfg: cfg, sizes: sizes, region: region, cases: map[caseKey]*cases{}, deadlines: map[string]deadlines{}}
	last := kpi.MustDate("2023-10-01").AddMonths(-r.IntN(2)) // October still runs
	for i := 3 + r.IntN(5); i >= 0; i-- {
		w.months = append(w.months, last.AddMonths(-i))
	}
	for _, i := range r.Perm(len(cfg.Services))[:min(2+r.IntN(6), len(cfg.Services))] {
		w.services = append(w.services, cfg.Services[i])
		id := cfg.Services[i].ID
		size, channels := w.sizes[r.IntN(4)], r.IntN(3)
		w.deadlines[id] = deadlines(r.IntN(3))
		w.add(r, w.cases, id, w.months, size, channels)
	}
	most := 1 + r.IntN(10)
	for _, i := range cfg.Indicators {
		if ofApplications(i) && r.IntN(10) < most {
			w.indicators = append(w.indicators, i)
		}
	}
	return w
}

// simulate puts simulated applications beside the real ones of some services, of which some begin later then, and in the place of
// others.
func (w *smallWorld) simulate(r *rand.Rand) {
	w.simulated = map[caseKey]*cases{}
	for _, s := range w.services {
		kind := r.IntN(5)
		if kind < 2 { // all of them are real
			continue
		}
		w.add(r, w.simulated, s.ID, w.months, w.sizes[r.IntN(4)], r.IntN(3))
		if kind == 2 {
			continue
		}
		for _, m := range w.months {
			delete(w.cases, caseKey{s.ID, m})
		}
		if kind == 3 {
			w.add(r, w.cases, s.ID, w.months[r.IntN(len(w.months)):], w.sizes[r.IntN(4)], r.IntN(3))
		}
	}
}

// withdrawNone has those be granted that were withdrawn.
func (w *smallWorld) withdrawNone() {
	for k, c := range w.cases {
		kind := noDeadline
		if w.deadlines[k.service] == allHave {
			kind = withDeadline
		}
		c[granted], c[kind], c[withdrawn] = c[granted]+c[withdrawn], c[kind]+c[withdrawn], 0
	}
}

// add makes up months of a service such that they balance.
func (w *smallWorld) add(r *rand.Rand, to map[caseKey]*cases, id string, months []kpi.Date, size uint64, channels int) {
	have := w.deadlines[id]
	upTo := func(n uint64) uint64 { return r.Uint64N(n + 1) }
	before := uint64(0)
	for _, m := range months {
		c := &cases{}
		c[online], c[paper] = upTo(size), upTo(size)
		if channels > 0 {
			c[phone] = upTo(size / 3)
		}
		if channels > 1 {
			c[unknown] = upTo(3)
		}
		rest := before + c[online] + c[paper] + c[phone] + c[unknown]
		if r.IntN(2) == 0 {
			c[withdrawn] = min(rest, upTo(3))
		}
		rest -= c[withdrawn]
		completed := rest - upTo(rest)/(1+upTo(3))
		c[refused] = upTo(completed)
		c[granted] = completed - c[refused]
		c[stillOpen] = rest - completed
		c[withDeadline], c[openWithDeadline] = completed, c[stillOpen]
		switch have {
		case someHave:
			c[withDeadline], c[openWithDeadline] = upTo(completed), upTo(c[stillOpen])
		case noneHave:
			c[withDeadline], c[openWithDeadline] = 0, 0
		}
		c[noDeadline] = completed - c[withDeadline]
		c[overdue] = upTo(c[openWithDeadline])
		before = c[stillOpen]
		to[caseKey{id, m}] = c
	}
}

// world is what the store would hold of it.
func (w *smallWorld) world() *world {
	out := &world{}
	for _, simulated := range []bool{false, true} {
		w.addRows(out, simulated)
		w.eachCell(simulated, func(i *config.Indicator, breakdown string, m kpi.Date, c *cases) {
			if o, ok := c.observation(i.Derived.Measure, breakdown); ok {
				o.Indicator, o.Region, o.Breakdown, o.Period = i.ID, w.region, breakdown, kpi.Month(m)
				o.Origin = store.Origin{Seq: 1, Source: store.DerivedSource(simulated), Simulated: simulated}
				out.observations = append(out.observations, o)
			}
		})
	}
	return out
}

// addRows puts in the processing that derivation makes: of real applications, and of all where simulated ones are among them.
func (w *smallWorld) addRows(out *world, simulated bool) {
	for _, s := range w.services {
		for _, m := range w.months {
			if !w.has(s.ID, m, simulated) {
				continue
			}
			c := w.of(s.ID, m, simulated)
			p := store.Processing{
				Region: w.region, Service: s.ID, Month: m, At: min(m.MonthEnd(), kpi.DateOf(noon)),
				Applications: c.sum(applied), KnownChannel: c.sum(known), Online: c[online], Completed: c.sum(completed), Refused: c[refused],
				Withdrawn: c[withdrawn], WithDeadline: c[withDeadline], WithinDeadline: c[withDeadline] / 2, Open: c[stillOpen],
				OpenWithDeadline: c[openWithDeadline], Overdue: c[overdue],
				Origin: store.Origin{Seq: 1, Source: store.DerivedSource(simulated), Simulated: simulated},
			}
			if p.Completed > 0 {
				p.Hours, p.Counts = []uint32{24}, []uint64{p.Completed}
			}
			out.processing = append(out.processing, p)
		}
	}
}

var (
	applied   = []int{online, paper, phone, unknown}
	known     = []int{online, paper, phone}
	offline   = []int{paper, phone}
	completed = []int{granted, refused}
)

var channelKinds = map[string]int{"online": online, "paper": paper, "phone": phone, "unknown": unknown}

func (c *cases) sum(of []int) (n uint64) {
	for _, k := range of {
		n += c[k]
	}
	return n
}

// breakdowns are the cells of an indicator.
func (w *smallWorld) breakdowns(i *config.Indicator) []string {
	list := []string{""}
	for _, s := range w.services {
		if !covers(i.Derived, "", s) {
			continue
		}
		for _, by := range i.Derived.By {
			if v := map[string]string{"sector": s.Sector, "tier": s.Tier, "service": s.ID}[by]; v != "" {
				list = append(list, by+"="+v)
			}
		}
	}
	if slices.Contains(i.Derived.By, "channel") {
		for channel := range channelKinds {
			list = append(list, "channel="+channel)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// eachCell gives the cells that are published, of real applications, or of all where simulated ones are among them: flows and times when
// their month has ended.
func (w *smallWorld) eachCell(simulated bool, give func(i *config.Indicator, breakdown string, m kpi.Date, c *cases)) {
	for _, i := range w.indicators {
		stock := i.Derived.Measure == config.MeasureOpen || figureOf[i.Derived.Measure] == figureOverdue
		for _, b := range w.breakdowns(i) {
			for _, m := range w.months {
				if !stock && m.MonthEnd() >= kpi.DateOf(noon) {
					continue
				}
				c, any := &cases{}, false
				for _, s := range w.services {
					if covers(i.Derived, b, s) {
						c.add(w.of(s.ID, m, simulated))
						any = any || w.has(s.ID, m, simulated)
					}
				}
				if any {
					give(i, b, m, c)
				}
			}
		}
	}
}

func (c *cases) add(o *cases) {
	for k := range c {
		c[k] += o[k]
	}
}

// observation is what derivation makes of the cases; false where there is none.
func (c *cases) observation(measure, breakdown string) (store.Observation, bool) {
	one := func(n uint64) store.Observation {
		return store.Observation{Status: kpi.Present, Value: number(float64(n))}
	}
	share := func(yes, of, all uint64) store.Observation {
		o := one(100 * yes / of)
		o.Numerator, o.Denominator, o.Coverage = number(float64(yes)), number(float64(of)), number(float64(of)/float64(all))
		return o
	}
	switch measure {
	case config.MeasureApplications:
		if channel := BreakdownValue(breakdown, "channel"); channel != "" {
			return one(c[channelKinds[channel]]), true
		}
		return one(c.sum(applied)), true
	case config.MeasureDigitalTakeUp:
		if n := c.sum(known); n > 0 {
			return share(c[online], n, c.sum(applied)), true
		}
	case config.MeasureCompleted:
		return one(c.sum(completed)), true
	case config.MeasureRefused:
		return one(c[refused]), true
	case config.MeasureWithdrawn:
		return one(c[withdrawn]), true
	case config.MeasureProcessingMedian, config.MeasureProcessingMean:
		if n := c.sum(completed); n > 0 {
			o := one(1)
			o.Denominator = number(float64(n))
			return o, true
		}
	case config.MeasureWithinDeadline:
		if n := c[withDeadline]; n > 0 {
			return share(n/2, n, c.sum(completed)), true
		}
	case config.MeasureOpen:
		return one(c[stillOpen]), true
	case config.MeasureOverdueMedian:
		if c[overdue] > 0 {
			o := one(9)
			o.Denominator = number(float64(c[overdue]))
			return o, true
		}
	case config.MeasureOverdue:
		if c[stillOpen] == 0 || c[openWithDeadline] > 0 {
			o := one(c[overdue])
			if c[stillOpen] > 0 {
				o.Coverage = number(float64(c[openWithDeadline]) / float64(c[stillOpen]))
			}
			return o, true
		}
	}
	return store.Observation{}, false
}
