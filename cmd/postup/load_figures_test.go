package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/postup/postup/kpi"
)

const (
	loadClients = 16
	loadLooks   = 12 // at the process's memory, while it is asked
	loadWait    = 30 * time.Second
)

// lastMonth is the newest month that there are figures of.
func lastMonth() string { return kpi.DateOf(time.Now().UTC()).AddDays(-2).AddMonths(-1).String()[:7] }

// load is what clients have asked and seen.
type load struct {
	t     *testing.T
	at    string
	kinds []kind

	mu     sync.Mutex
	took   map[string][]time.Duration // by kind
	bytes  map[string]int64
	wrong  []error
	span   time.Duration
	memory []look
}

// look is what the process tells of itself.
type look struct {
	when           string
	resident, heap float64 // MB
	cpu            float64 // seconds
}

// answered is an answer, whose room is used again.
type answered struct{ fasthttp.Response }

func (r *answered) get(a *asked) error {
	req := fasthttp.AcquireRequest()
	defer fasthttp.ReleaseRequest(req)
	req.SetRequestURI(a.address)
	req.Header.Set("Accept", "text/html, application/json;q=0.9, */*;q=0.1")
	req.Header.Set("Accept-Encoding", a.takes)
	if a.tag != "" {
		req.Header.Set("If-None-Match", a.tag)
	}
	if err := fasthttp.DoTimeout(req, &r.Response, loadWait); err != nil {
		return fmt.Errorf("%s: %w", a, err)
	}
	status := r.StatusCode()
	if a.tag != "" && status == fasthttp.StatusNotModified {
		return nil
	}
	if status != a.status {
		return fmt.Errorf("%s: %d, want %d: %.200s", a, status, a.status, r.Body())
	}
	if status == fasthttp.StatusOK && len(r.Body()) == 0 {
		return fmt.Errorf("%s: nothing came", a)
	}
	if a.tag != "" {
		a.tag = string(r.Header.Peek("ETag"))
	}
	return nil
}

func newLoad(t *testing.T, at string) *load {
	l := &load{t: t, at: at, took: map[string][]time.Duration{}, bytes: map[string]int64{}}
	l.look("started")
	l.kinds = kindsOfLoad(t, at)
	for _, k := range l.kinds {
		if len(k.all) == 0 {
			t.Errorf("there is nothing to ask for of the kind %s", k.name)
		}
	}
	l.look("everything made")
	return l
}

// run lets all clients ask until the time is over.
func (l *load) run(span time.Duration) {
	l.t.Helper()
	began := time.Now()
	var clients sync.WaitGroup
	for n := range loadClients {
		clients.Go(func() { l.ask(rand.New(rand.NewPCG(1, uint64(n))), began.Add(span)) })
	}
	for n := range loadLooks {
		time.Sleep(time.Until(began.Add(span * time.Duration(n+1) / loadLooks)))
		l.look(fmt.Sprintf("after %.1f s", time.Since(began).Seconds()))
	}
	clients.Wait()
	l.span = time.Since(began)
	l.look("all done")
}

// ask is what one client does.
func (l *load) ask(random *rand.Rand, until time.Time) {
	took, bytes := map[string][]time.Duration{}, map[string]int64{}
	var wrong []error
	var answer answered
	kinds := slices.Clone(l.kinds)
	for i := range kinds { // each client has its own of what it was sent
		kinds[i].all = slices.Clone(kinds[i].all)
	}
	for now := time.Now(); now.Before(until); {
		k := pick(kinds, random.IntN(100))
		err := answer.get(&k.all[random.IntN(len(k.all))])
		done := time.Now()
		took[k.name] = append(took[k.name], done.Sub(now))
		bytes[k.name] += int64(len(answer.Body()))
		now = done
		if err != nil {
			wrong = append(wrong, err)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for name := range took {
		l.took[name] = append(l.took[name], took[name]...)
		l.bytes[name] += bytes[name]
	}
	l.wrong = append(l.wrong, wrong...)
}

func pick(kinds []kind, n int) *kind {
	for i := range kinds {
		if n -= kinds[i].share; n < 0 {
			return &kinds[i]
		}
	}
	return &kinds[0]
}

// look reads what the process tells of its memory and its processors' time.
func (l *load) look(when string) {
	_, text := fetch(l.t, l.at+"/metrics")
	value := func(name string) float64 {
		for line := range strings.Lines(text) {
			if rest, is := strings.CutPrefix(line, name+" "); is {
				n, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
				if err != nil {
					l.t.Error(err)
				}
				return n
			}
		}
		return 0 // not told on this system
	}
	const mega = 1 << 20
	l.memory = append(l.memory, look{when, value("process_resident_memory_bytes") / mega, value("go_memstats_heap_alloc_bytes") / mega, value("process_cpu_seconds_total")})
}

// report prints the figures. What was answered wrongly fails the test.
func (l *load) report() {
	l.t.Helper()
	var text strings.Builder
	out := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "kind\trequests\tper second\tp50 ms\tp99 ms\tlongest ms\tMB\t")
	var all []time.Duration
	var bytes int64
	for _, k := range l.kinds {
		l.line(out, k.name, l.took[k.name], l.bytes[k.name])
		all, bytes = append(all, l.took[k.name]...), bytes+l.bytes[k.name]
	}
	l.line(out, "all", all, bytes)
	_ = out.Flush()
	fmt.Fprintln(out, "\nmemory\tresident MB\theap MB\tprocessors' s\t")
	for _, m := range l.memory {
		fmt.Fprintf(out, "%s\t%.0f\t%.0f\t%.1f\t\n", m.when, m.resident, m.heap, m.cpu)
	}
	_ = out.Flush()
	l.t.Logf("%d clients for %s, %d errors\n%s", loadClients, l.span.Round(time.Second), len(l.wrong), &text)
	for _, err := range l.wrong[:min(len(l.wrong), 5)] {
		l.t.Error(err)
	}
}

func (l *load) line(out *tabwriter.Writer, name string, took []time.Duration, bytes int64) {
	if len(took) == 0 {
		l.t.Errorf("nothing of the kind %s was asked for", name)
		return
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	fmt.Fprintf(out, "%s\t%d\t%.0f\t%.1f\t%.1f\t%.1f\t%.0f\t\n", name, len(took), float64(len(took))/l.span.Seconds(), ms(took[len(took)/2]), ms(took[len(took)*99/100]), ms(took[len(took)-1]), float64(bytes)/1e6)
}
