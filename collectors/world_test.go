package collectors_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func TestMain(m *testing.M) {
	if collectAndDie() {
		return
	}
	storetest.Main(m)
}

// noon is when the tests' clocks begin.
var noon = time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC)

// stepClock goes to whatever time is waited for, at once: schedules and backoff take no time in tests.
// It stops at its end, where whoever waits for later waits for the context.
type stepClock struct {
	mu  sync.Mutex
	now time.Time
	end time.Time
	due chan struct{} // gets one where a time that was waited for has come and someone looks; nil: nobody does
}

func newClock() *stepClock { return &stepClock{now: noon, end: noon.Add(time.Hour)} }

func (c *stepClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *stepClock) Until(ctx context.Context, t time.Time) error {
	c.mu.Lock()
	late := t.After(c.end)
	if !late && t.After(c.now) {
		c.now = t
	}
	c.mu.Unlock()
	if late {
		<-ctx.Done()
	}
	select {
	case c.due <- struct{}{}:
	default:
	}
	return ctx.Err()
}

// recordingDeriver remembers what it was asked to derive, and fails where it is told to.
type recordingDeriver struct {
	mu      sync.Mutex
	touched []derive.Touched
	days    []kpi.Date
	err     error
	daily   func() // called where a day begins; may be nil
}

func (d *recordingDeriver) Touched(_ context.Context, _ kpi.Date, all ...derive.Touched) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range all {
		t.Replaced = nil // the derive package's tests say what follows from it
		d.touched = append(d.touched, t)
	}
	return d.err
}

func (d *recordingDeriver) Now() uint64      { return 0 }
func (d *recordingDeriver) Failed(...string) {}
func (d *recordingDeriver) Doubt()           {}

func (d *recordingDeriver) Daily(_ context.Context, today kpi.Date, _ ...string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.days = append(d.days, today)
	if d.daily != nil {
		d.daily()
	}
	return nil
}

// pack is a small world: regions, services, indicators, a programme.
const pack = `
regions:
  - {code: UA, name: Ukraine, kind: country}
  - {code: UA-05, name: Vinnytsia, kind: region, parent: UA, time_zone: Europe/Kyiv, aliases: [{list: katottg, code: UA05}]}
  - {code: UA-07, name: Volyn, kind: region, parent: UA, time_zone: Europe/Kyiv}
  - {code: RU-PRI, name: Primorye, kind: region, time_zone: Asia/Vladivostok}
sectors:
  - {id: health, name: Health}
services:
  - {id: birth, name: Birth of a child, sector: health, tier: regional, deadline: {days: 10}}
  - {id: permit, name: Permit, sector: health, tier: municipal}
indicators:
  - {id: visits, name: Visits, unit: count, direction: up, frequency: month, nature: flow, integer: true}
  - {id: online_share, name: Online, unit: percent, direction: up, frequency: month, nature: stock, min: 0, max: 100}
  - {id: online_year, name: Online by the year, unit: percent, direction: up, frequency: year, nature: stock, min: 0, max: 100}
  - {id: calls, name: Calls, unit: count, direction: up, frequency: day, nature: flow, integer: true}
  - {id: took, name: Time that it took, unit: hours, direction: down, frequency: month, nature: flow}
  - {id: tally, name: Tally of the year, unit: count, direction: up, frequency: month, nature: year_to_date}
  - {id: standard, name: Standard, unit: ratio, direction: up, frequency: year, nature: stock, numerator_over: signal}
programmes:
  - id: plan
    name: Plan
    region: UA
    targets:
      - {id: visits-2025, name: Visits, indicator: visits, applies_to: {region: UA}, comparison: at_least, value: 10, baseline: {kind: none}, promise: {by: X, source: Y}}
      - {id: share-2025, name: Online, indicator: online_share, applies_to: {region: UA}, comparison: at_least, value: 80, baseline: {kind: none}, promise: {by: X, source: Y}}
    milestones:
      - {id: open, name: Opening}
`

// load reads a configuration of the pack above and sources.
func load(t testing.TB, sources string) *config.Config {
	t.Helper()
	cfg, err := configuration(sources)
	if err != nil {
		t.Fatalf("the tests' configuration is wrong:\n%v", err)
	}
	return cfg
}

// loadWith is load with more settings.
func loadWith(t testing.TB, settings, sources string) *config.Config {
	t.Helper()
	cfg, err := configured(settings, sources)
	if err != nil {
		t.Fatalf("the tests' configuration is wrong:\n%v", err)
	}
	return cfg
}

func configuration(sources string) (*config.Config, error) { return configured("", sources) }

func configured(settings, sources string) (*config.Config, error) {
	files := fstest.MapFS{
		"postup.yaml":          {Data: []byte("packs: [world]\n" + settings)},
		"packs/world/a.yaml":   {Data: []byte(pack)},
		"packs/world/src.yaml": {Data: []byte(sources)},
	}
	return config.Load(files, "", nil, config.WithKinds(collectors.Kinds()), config.WithSourceCheck(collectors.CheckSource))
}

// world is a collector with everything around it.
type world struct {
	*collectors.Collector
	store    *store.Store
	payloads *store.Payloads
	clock    *stepClock
	deriver  *recordingDeriver
}

func newWorld(t testing.TB, st *store.Store, cfg *config.Config) *world {
	t.Helper()
	w := newWorldOn(t, st, cfg)
	w.store = st
	return w
}

// newWorldOn is newWorld on any store.
func newWorldOn(t testing.TB, st collectors.Store, cfg *config.Config) *world {
	t.Helper()
	payloads, err := store.NewPayloads(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{payloads: payloads, clock: newClock(), deriver: &recordingDeriver{}}
	w.Collector, err = collectors.New(collectors.Options{
		Config: cfg, Store: st, Payloads: payloads, Deriver: w.deriver, Clock: w.clock,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), IDKey: []byte("a key for tests only"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// once runs a source and gives its outcome.
func (w *world) once(t testing.TB, id string) collectors.Outcome {
	t.Helper()
	out, err := w.Once(t.Context(), collectors.OnceOptions{Sources: []string{id}})
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

// counts is what an outcome says of its records, for comparing.
func counts(o collectors.Outcome) string {
	return fmt.Sprintf("%s: %d = %d accepted + %d rejected + %d unchanged", o.Status, o.Records, o.Accepted, o.Rejected, o.Unchanged)
}
