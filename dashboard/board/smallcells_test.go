package board

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// smallWorld is one month of a region in which many services have few applications, and the observations that follow
// from it by the shipped indicators.
type smallWorld struct {
	cfg  *config.Config
	rows map[string]*store.Processing // by service
}

const smallRegion = "UA-05"

var smallMonth = kpi.MustDate("2023-09-01")

func randomSmallWorld(r *rand.Rand, cfg *config.Config) *smallWorld {
	few := func() uint64 {
		if r.IntN(3) == 0 {
			return uint64(r.IntN(60))
		}
		return uint64(r.IntN(8))
	}
	w := &smallWorld{cfg: cfg, rows: map[string]*store.Processing{}}
	for _, i := range r.Perm(len(cfg.Services))[:2+r.IntN(6)] {
		p := &store.Processing{
			Region: smallRegion, Service: cfg.Services[i].ID, Month: smallMonth, At: smallMonth.MonthEnd(),
			Applications: few(), Completed: few(), Withdrawn: few(), Open: few(), Origin: store.Origin{Seq: 1, Source: "derived"},
		}
		upTo := func(n uint64) uint64 { return r.Uint64N(n + 1) }
		p.KnownChannel, p.Refused, p.WithDeadline = upTo(p.Applications), upTo(p.Completed), p.Completed
		if r.IntN(2) == 0 {
			p.WithDeadline = upTo(p.Completed)
		}
		p.Online, p.WithinDeadline, p.OpenWithDeadline = upTo(p.KnownChannel), upTo(p.WithDeadline), p.Open
		p.Overdue = upTo(p.OpenWithDeadline)
		if p.Completed > 0 {
			p.Hours, p.Counts = []uint32{24}, []uint64{p.Completed}
		}
		w.rows[p.Service] = p
	}
	return w
}

// truth is what each figure is, by measure and breakdown.
func (w *smallWorld) truth() map[string]map[string]float64 {
	sums := map[string]map[string]float64{}
	for id, p := range w.rows {
		s := w.cfg.Service(id)
		for measure, f := range figureOf {
			if sums[measure] == nil {
				sums[measure] = map[string]float64{}
			}
			v := ProcessingView{Processing: *p}
			for _, b := range []string{"", "service=" + id, "sector=" + s.Sector} {
				n := v.counts(f)
				sums[measure][b] += n[0] + n[1]
			}
		}
	}
	return sums
}

func (w *smallWorld) world() *world {
	out := &world{}
	for _, p := range w.rows {
		out.processing = append(out.processing, *p)
	}
	for measure, cells := range w.truth() {
		for _, i := range w.cfg.Indicators {
			if i.Derived == nil || i.Derived.Measure != measure || scopeOf(i.Derived) != "" {
				continue
			}
			for b, n := range cells {
				if key := breakdownKeys(b); key != "" && !slices.Contains(i.Derived.By, key) {
					continue
				}
				o := month(i.ID, smallRegion, b, "2023-09-01", n)
				if !isCount(measure) {
					if n == 0 {
						continue
					}
					o.Value, o.Denominator = number(50), number(n)
				}
				out.observations = append(out.observations, o)
			}
		}
	}
	return out
}

// indicated tells whether an indicator gives a measure by a breakdown.
func (w *smallWorld) indicated(measure, breakdown string) bool {
	for _, i := range w.cfg.Indicators {
		if i.Derived != nil && i.Derived.Measure == measure && scopeOf(i.Derived) == "" &&
			(breakdown == "" || slices.Contains(i.Derived.By, breakdownKeys(breakdown))) {
			return true
		}
	}
	return false
}

func isCount(measure string) bool {
	return measure == config.MeasureApplications || measure == config.MeasureOpen || measure == config.MeasureOverdue
}

// shown are the numbers that a visitor finds, by figure and breakdown, in both lists; two that differ are a fault.
func shown(t *testing.T, b *Board, hint string) map[figure]map[string]float64 {
	t.Helper()
	seen := map[figure]map[string]float64{}
	put := func(f figure, breakdown string, n float64) {
		if n > 0 && n < smallLimit {
			t.Errorf("%s: %v applications are shown for figure %d of %q", hint, n, f, breakdown)
		}
		if seen[f] == nil {
			seen[f] = map[string]float64{}
		}
		seen[f][breakdown] = n
	}
	for _, s := range b.AllSeries() {
		i := b.Config.Indicator(s.Indicator)
		if !ofApplications(i) || s.Region != smallRegion {
			continue
		}
		for _, c := range s.Cells {
			switch {
			case c.Value == nil:
			case isCount(i.Derived.Measure):
				put(figureOf[i.Derived.Measure], s.Breakdown, *c.Value)
			default:
				put(figureOf[i.Derived.Measure], s.Breakdown, *c.Denominator)
			}
		}
	}
	for _, v := range b.Processing(smallRegion) {
		row := "service=" + v.Service.ID
		for _, x := range []struct {
			f      figure
			hidden bool
			n      uint64
		}{
			{figureApplications, v.Hidden.Applications, v.Applications}, {figureCompleted, v.Hidden.Completed, v.Completed},
			{figureOpen, v.Hidden.Open, v.Open}, {figureOverdue, v.Hidden.Overdue, v.Overdue},
		} {
			if !x.hidden {
				put(x.f, row, float64(x.n))
			}
		}
		for _, n := range []uint64{v.Refused, v.Withdrawn} {
			if n > 0 && n < smallLimit {
				t.Errorf("%s: %s shows %d refused or withdrawn", hint, row, n)
			}
		}
		if v.Hidden.Completed && (v.MedianDays != nil || v.P90Days != nil || v.MeanDays != nil || v.Hours != nil) {
			t.Errorf("%s: %s shows the times of completions that are withheld", hint, row)
		}
	}
	return seen
}

// No number of one to four applications may be shown by either list, and none may be the difference of a total that is
// shown and its other parts.
func TestNoSmallCellCanBeComputed(t *testing.T) {
	cfg, err := config.Load(config.Shipped, "", map[string]string{"regionsim": "http://127.0.0.1:1"}, config.WithPacks("demo"))
	if err != nil {
		t.Fatalf("load the shipped configuration:\n%v", err)
	}
	for seed := range uint64(150) {
		w := randomSmallWorld(rand.New(rand.NewPCG(seed, 1)), cfg)
		b, err := Build(t.Context(), w.world(), cfg, 0, kpi.DateOf(noon), noon)
		if err != nil {
			t.Fatal(err)
		}
		hint := fmt.Sprintf("world %d", seed)
		seen := shown(t, b, hint)
		if open := b.Backlog(smallRegion, smallMonth).Open; open != nil {
			if total, ok := seen[figureOpen][""]; !ok || *open != total {
				t.Errorf("%s: the page says that %v are open, and the list gives %v (shown: %v)", hint, *open, total, ok)
			}
		}
		for measure, cells := range w.truth() {
			f := figureOf[measure]
			checkDifferences(t, fmt.Sprintf("%s, %s", hint, measure), w, measure, cells, seen[f])
		}
	}
}

// checkDifferences subtracts the shown services and sectors from each total that is shown.
func checkDifferences(t *testing.T, hint string, w *smallWorld, measure string, truth, seen map[string]float64) {
	t.Helper()
	cfg := w.cfg
	for total, sum := range truth {
		if breakdownKeys(total) == "service" || !w.indicated(measure, total) {
			continue
		}
		for _, key := range []string{"service", "sector"} {
			rest, hidden, published := sum, 0, false
			for b, n := range truth {
				s := cfg.Service(BreakdownValue(b, "service"))
				if breakdownKeys(b) != key || b == total || (total != "" && (s == nil || "sector="+s.Sector != total)) {
					continue
				}
				if v, ok := seen[b]; ok {
					rest, published = rest-v, true
				} else if n > 0 {
					hidden++
				}
			}
			_, known := seen[total]
			switch {
			case !published && key == "sector": // not an indicator by sector
			case known && hidden == 1:
				t.Errorf("%s: the one part of %q by %s that is withheld is the total less the others: %v", hint, total, key, rest)
			case known && hidden > 0 && rest < smallLimit:
				t.Errorf("%s: the parts of %q by %s that are withheld are %v together", hint, total, key, rest)
			case !known && hidden == 0 && sum > 0 && published:
				t.Errorf("%s: the parts of %q by %s add up to the total that is withheld", hint, total, key)
			}
		}
	}
}
