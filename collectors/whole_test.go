package collectors_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// offices are sources of applications, one of them simulated, and one of offers and stages that is always everything.
func offices(dir string) string {
	var out strings.Builder
	out.WriteString("sources:\n")
	for _, id := range []string{"one", "two", "simulated"} {
		fmt.Fprintf(&out, `  - id: %s
    kind: file
    file: {path: %q}
    regions: [UA-05, UA-07]
    simulated: %v
    format: {type: ndjson}
    records:
      - as: applications
        fields: {id: {from: id}, region: {from: region}, service: {from: service}, submitted: {from: submitted}, completed: {from: completed},
          outcome: {from: outcome}, channel: {from: channel}, suspended: {from: suspended}}
`, id, filepath.Join(dir, id+".ndjson"), id == "simulated")
	}
	fmt.Fprintf(&out, `  - id: offers
    kind: file
    file: {path: %q}
    regions: [UA-05, UA-07]
    mode: snapshot
    withdraw_limit: 100
    format: {type: ndjson}
    records:
      - as: offers
        where: [{from: days, not_in: [""]}]
        fields: {region: {from: region}, service: {from: service}, from: {from: from}, to: {from: to}, deadline_days: {from: days}}
      - as: stages
        where: [{from: stage, not_in: [""]}]
        fields: {region: {from: region}, service: {from: service}, since: {from: from}, stage: {from: stage}}
indicators:
`, filepath.Join(dir, "offers.ndjson"))
	for measure, unit := range map[string]string{"applications": "count", "applications_open": "count", "applications_overdue": "count", "digital_take_up": "percent",
		"within_deadline_share": "percent", "processing_time_median": "hours", "services_online": "count", "services_online_share": "percent"} {
		by := "sector, tier, service"
		if measure == "applications" {
			by += ", channel"
		}
		fmt.Fprintf(&out, "  - {id: of_%s, name: Of, unit: %s, direction: up, frequency: month, nature: stock, derived: {measure: %s, by: [%s]}}\n", measure, unit, measure, by)
	}
	return out.String()
}

// random is a country in which anything may happen.
type random struct {
	*rand.Rand
	t     *testing.T
	dir   string
	clock *stepClock
	lines []string // of the offers and stages that stand
}

func (r *random) pick(of ...string) string { return of[r.IntN(len(of))] }

func (r *random) place() string {
	return fmt.Sprintf(`"region":%q,"service":%q`, r.pick("UA-05", "UA-07"), r.pick("birth", "permit"))
}

func (r *random) today() kpi.Date { return kpi.DateOf(r.clock.Now()) }

// applications come, are decided, and are said otherwise than before: their ids are few.
func (r *random) applications() (lines []string) {
	for range 1 + r.IntN(12) {
		came := r.today().AddDays(-1 - r.IntN(150))
		line := fmt.Sprintf(`{"id":"%d",%s,"submitted":"%sT%02d:00:00+03:00","channel":%q`, r.IntN(30), r.place(), came, r.IntN(24), r.pick("", "online", "counter", "post"))
		if r.IntN(3) > 0 {
			done := min(came.AddDays(1+r.IntN(60)), r.today())
			line += fmt.Sprintf(`,"completed":"%sT14:30:00+03:00","outcome":%q,"suspended":%d`, done, r.pick("granted", "refused", "withdrawn"), r.IntN(2))
		}
		lines = append(lines, line+"}")
	}
	return lines
}

// offers begin, end and are taken back, with the stages of their services.
func (r *random) offers() []string {
	if n := len(r.lines); n > 0 && r.IntN(2) == 0 {
		i := r.IntN(n)
		r.lines = append(r.lines[:i:i], r.lines[i+1:]...)
	}
	for range 1 + r.IntN(2) {
		from := r.today().AddDays(-r.IntN(300))
		line := fmt.Sprintf(`{%s,"from":%q`, r.place(), from)
		switch r.IntN(3) {
		case 0:
			line += fmt.Sprintf(`,"days":%d`, r.IntN(30))
		case 1:
			line += fmt.Sprintf(`,"days":%d,"to":%q`, r.IntN(30), from.AddDays(r.IntN(200)))
		default:
			line += fmt.Sprintf(`,"stage":%q`, r.pick("online", "partial", "none"))
		}
		r.lines = append(r.lines, line+"}")
	}
	return r.lines
}

// write puts what a source has to say into its file.
func (r *random) write(source string) {
	lines := r.applications
	if source == "offers" {
		lines = r.offers
	}
	if err := os.WriteFile(filepath.Join(r.dir, source+".ndjson"), []byte(strings.Join(lines(), "\n")+"\n"), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// pass lets some days go by, or has the clock put back.
func (r *random) pass() {
	days := r.IntN(20)
	if r.IntN(6) == 0 {
		days = -r.IntN(6)
	}
	r.clock.mu.Lock()
	defer r.clock.mu.Unlock()
	r.clock.now = r.clock.now.Add(time.Duration(days) * 24 * time.Hour)
}

// derived are all figures that were derived.
func derived(t *testing.T, s *store.Store) map[string]string {
	t.Helper()
	all := map[string]string{}
	show := func(v *float64) string {
		if v == nil {
			return "-"
		}
		return fmt.Sprint(*v)
	}
	err := s.Observations(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
		all[fmt.Sprint(o.Indicator, " ", o.Breakdown, " ", o.Region, " ", o.Period, " ", o.Source)] =
			fmt.Sprint(o.Status, " ", o.Reason, " ", show(o.Value), " ", show(o.Numerator), " ", show(o.Denominator), " ", show(o.Coverage))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Processing(t.Context(), store.Filter{}, 0, func(p *store.Processing) error {
		row := *p
		row.Origin, row.Collections, row.At = store.Origin{}, nil, 0
		all[fmt.Sprint("processing ", p.Region, " ", p.Service, " ", p.Month, " ", p.Source)] = fmt.Sprintf("%+v", row)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What a process has derived step by step, as things came in any order and the clock went on or back, has to be what
// another one derives from all that is stored: else figures would depend on when Postup was started.
func TestKeptFiguresAreThoseOfTheWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seed := uint64(time.Now().UnixNano())
		r := &random{Rand: rand.New(rand.NewPCG(seed, 1)), t: t, dir: t.TempDir()}
		cfg := load(t, offices(r.dir))
		w := newDerivingWorld(t, s, cfg)
		r.clock = w.clock
		r.play(w.Collector, s, cfg, seed)
	})
}

// play takes steps, and holds what is kept against the whole after each.
func (r *random) play(c *collectors.Collector, s *store.Store, cfg *config.Config, seed uint64) {
	daily := func(d collectors.Deriver) {
		if err := d.Daily(r.t.Context(), r.today(), "UA-05", "UA-07"); err != nil {
			r.t.Fatal(err)
		}
	}
	daily(c.Deriver)
	for step := range 25 {
		source := r.pick("one", "one", "two", "simulated", "offers", "offers")
		r.write(source)
		out, err := c.Once(r.t.Context(), collectors.OnceOptions{Sources: []string{source}})
		if err != nil || out[0].Records != out[0].Accepted+out[0].Rejected+out[0].Unchanged {
			r.t.Fatalf("seed %d, step %d: %v %s", seed, step, err, counts(out[0]))
		}
		if r.IntN(3) == 0 {
			r.pass()
		}
		daily(c.Deriver)
		before := derived(r.t, s)
		daily(derive.New(s, cfg))
		if diff := cmp.Diff(derived(r.t, s), before); diff != "" {
			r.t.Fatalf("seed %d, step %d, after %s: what is kept is not the whole (-whole +kept):\n%s", seed, step, source, diff)
		}
	}
}
