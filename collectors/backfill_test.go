package collectors_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// firstDay answers with a value of the first day that it is asked for.
func firstDay(w http.ResponseWriter, r *http.Request) {
	_, _ = fmt.Fprintf(w, `[{"period":"%s","value":1}]`, r.URL.Query().Get("a"))
}

// callsSource is a source of a count by the day, asked for by windows.
func callsSource(url, window string) string {
	return strings.Replace(visitsSource(url+"/?a={from}&b={to}", "json", ", window: "+window), "visits", "calls", 1)
}

func asked(p *portal) (windows []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.asked {
		windows = append(windows, r.URL.Query().Get("a")+".."+r.URL.Query().Get("b"))
	}
	p.asked = nil
	return windows
}

// TestBackfill: years are asked for in parts, each a collection of its own. What interrupts it costs nothing that
// was collected: the same command goes on there.
func TestBackfill(t *testing.T) {
	st := storetest.Embedded(t)
	fails := false
	var stop context.CancelFunc
	p := newPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("a") {
		case "2023-01-31":
			if fails {
				w.WriteHeader(http.StatusNotFound)
				return
			}
		case "2023-03-02":
			if stop != nil {
				stop()
				<-r.Context().Done()
				return
			}
		}
		firstDay(w, r)
	})
	source := callsSource(p.URL, "{first: 2022-01-01, chunk: 30d}")
	w := newWorld(t, st, load(t, source))
	var last []string // what was told of the progress
	collect := func(ctx context.Context, o collectors.OnceOptions) string {
		t.Helper()
		last = nil
		o.From, o.To = kpi.MustDate("2023-01-01"), kpi.MustDate("2023-04-15")
		o.Progress = func(p collectors.Parts) {
			last = append(last, fmt.Sprintf("%d+%d of %d, %d left", p.Before, p.Asked, p.Of, p.Left()))
		}
		out, err := w.Once(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, one := range out {
			said = append(said, string(one.Status))
		}
		return strings.Join(said, " ") + ": " + strings.Join(asked(p), " ")
	}
	fails = true
	steps := []struct {
		name string
		run  func() string
		want string
		told []string
	}{
		{"a part fails", func() string { return collect(t.Context(), collectors.OnceOptions{}) },
			"ok failed: 2023-01-01..2023-01-30 2023-01-31..2023-03-01",
			[]string{"0+0 of 4, 4 left", "0+1 of 4, 3 left", "0+2 of 4, 0 left"}},
		{"someone stops it", func() string {
			fails = false
			ctx, cancel := context.WithCancel(t.Context())
			stop = cancel
			defer func() { stop = nil }()
			return collect(ctx, collectors.OnceOptions{})
		}, "skipped ok failed: 2023-01-31..2023-03-01 2023-03-02..2023-03-31",
			[]string{"0+0 of 4, 4 left", "1+0 of 4, 3 left", "1+1 of 4, 2 left", "1+2 of 4, 0 left"}},
		{"it goes on", func() string { return collect(t.Context(), collectors.OnceOptions{}) },
			"skipped skipped ok ok: 2023-03-02..2023-03-31 2023-04-01..2023-04-15",
			[]string{"0+0 of 4, 4 left", "1+0 of 4, 3 left", "2+0 of 4, 2 left", "2+1 of 4, 1 left", "2+2 of 4, 0 left"}},
		{"nothing is left", func() string { return collect(t.Context(), collectors.OnceOptions{}) }, "skipped skipped skipped skipped: ",
			[]string{"0+0 of 4, 4 left", "1+0 of 4, 3 left", "2+0 of 4, 2 left", "3+0 of 4, 1 left", "4+0 of 4, 0 left"}},
		{"all of it again", func() string { return collect(t.Context(), collectors.OnceOptions{Again: true}) },
			"ok ok ok ok: 2023-01-01..2023-01-30 2023-01-31..2023-03-01 2023-03-02..2023-03-31 2023-04-01..2023-04-15",
			[]string{"0+0 of 4, 4 left", "0+1 of 4, 3 left", "0+2 of 4, 2 left", "0+3 of 4, 1 left", "0+4 of 4, 0 left"}},
	}
	for _, step := range steps {
		if diff := cmp.Diff(step.want, step.run()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		if diff := cmp.Diff(step.told, last); diff != "" {
			t.Errorf("%s, what is told of it (-want +got):\n%s", step.name, diff)
		}
	}
	if n := len(observations(t, st)); n != 4 {
		t.Errorf("%d observations are stored, not 4", n)
	}
	w = newWorld(t, st, load(t, strings.Replace(source, "value: {from: value}", "value: {from: value, scale: 2}", 1)))
	if got := collect(t.Context(), collectors.OnceOptions{}); !strings.HasPrefix(got, "ok ok ok ok") {
		t.Errorf("under another mapping it is collected again; it was %s", got)
	}
	rows, err := st.Collections(t.Context(), store.CollectionFilter{Source: "portal", Limit: 1})
	if err != nil || rows[0].From.String() != "2023-04-01" || rows[0].To.String() != "2023-04-15" || rows[0].Payload == "" {
		t.Errorf("the last part is the collection %+v (%v)", rows, err)
	}
}

// TestBackfillOfToday: a part whose days are not over is asked for again.
func TestBackfillOfToday(t *testing.T) {
	p := newPortal(t, firstDay)
	w := newWorld(t, storetest.Embedded(t), load(t, callsSource(p.URL, "{first: 2024-06-01}")))
	for range 2 {
		out, err := w.Once(t.Context(), collectors.OnceOptions{From: kpi.MustDate("2024-06-01"), To: kpi.MustDate("2024-06-15")})
		if err != nil || out[0].Status == store.CollectionFailed {
			t.Fatal(out, err)
		}
	}
	if got := asked(p); len(got) != 2 {
		t.Errorf("it was asked for %v; today may have brought more since", got)
	}
}
