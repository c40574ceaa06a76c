package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/explain/explaintest"
	"github.com/postup/postup/store/storetest"
)

// TestExplainedDemo: what the collectors derived of services and applications must follow from what the dashboard lists as
// its inputs, though neither knows the other's code.
func TestExplainedDemo(t *testing.T) {
	a := simulated(t, "sim-services-UA-05", "sim-applications-UA-05", "sim-services-UA-07", "sim-applications-UA-07")
	web := webOf(t, a)
	checkExplained(t, web, 197, map[string]int{
		"services_online_share": 1, "applications": 1, "digital_take_up": 1, "processing_time_median": 1, "processing_time_p90": 1,
		"applications_open": 1, "rollup_weighted": 1,
	})
}

// simulated collects some of the demo's sources, from regions in which a third as many people apply.
func simulated(t *testing.T, sources ...string) *app {
	t.Helper()
	site, err := regionsim.Listen(t.Context(), "127.0.0.1:0", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(config.Shipped, "", site.Vars(t.TempDir()), config.WithPacks("demo"), config.WithKinds(collectors.Kinds()))
	if err != nil {
		t.Fatal(err)
	}
	cfg.SuppressBelow = 0 // so that every input is shown
	clock := fixedClock(demoStart.Add(20 * time.Hour))
	served := make(chan error, 1)
	go func() {
		served <- site.Serve(regionsim.New(regionsim.Options{Seed: 1, Config: cfg, Now: clock.Now, Volume: 0.3}))
	}()
	t.Cleanup(func() {
		if err := errors.Join(site.Close(), <-served); err != nil {
			t.Error(err)
		}
	})
	o := storetest.EmbeddedOptions(t)
	o.Now = clock.Now
	a := &app{config: cfg, data: t.TempDir(), store: storetest.Open(t, o), clock: clock, log: slog.New(slog.DiscardHandler)}
	if err := a.wire(); err != nil {
		t.Fatal(err)
	}
	outcomes, err := a.collector.Once(t.Context(), collectors.OnceOptions{Sources: sources})
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range outcomes {
		if out.Accepted == 0 {
			t.Fatalf("%s: %s, nothing accepted: %s", out.Source, out.Status, out.Error)
		}
	}
	return a
}

// cellOf is a figure as the API lists it.
type cellOf struct {
	Indicator, Region, Breakdown, Source string
	PeriodStart                          string `json:"period_start"`
	PeriodEnd                            string `json:"period_end"`
	Value                                *float64
}

func (c cellOf) address(suffix string) string {
	return "/api/v1/explain/" + url.PathEscape(c.Indicator) + "/" + url.PathEscape(c.Region) + "/" + c.PeriodStart + ".." + c.PeriodEnd + suffix + "?" +
		url.Values{"breakdown": {c.Breakdown}, "source": {c.Source}}.Encode()
}

// checkExplained computes every nth figure of each indicator again from the file that explains it. Want is how many figures
// of a method there are at least.
func checkExplained(t *testing.T, web *fiber.App, nth int, want map[string]int) {
	t.Helper()
	seen, methods, withheld, total := map[string]int{}, map[string]int{}, 0, 0
	for _, c := range list[cellOf](t, web, "/api/v1/observations?beside=true") {
		total++
		if c.Value == nil {
			continue
		}
		if seen[c.Indicator+" "+c.Source]++; seen[c.Indicator+" "+c.Source]%nth != 1 { // the first of each kind is among them
			continue
		}
		var got explainedFigure
		answerOf(t, web, c.address(""), &got)
		switch {
		case got.Value == nil || *got.Value != *c.Value || got.Method == nil:
			t.Errorf("%s explains %+v, the list has %v", c.address(""), got, *c.Value)
			continue
		case got.Agrees == nil:
			withheld++
			continue
		case !*got.Agrees:
			t.Errorf("%s: the inputs give %v, the figure is %v", c.address(""), *got.Recomputed, *got.Value)
			continue
		}
		table, err := explaintest.Read(answerOf(t, web, c.address(".csv"), nil))
		if err != nil {
			t.Fatal(err)
		}
		if v, err := table.Of("value").Value(); err != nil || !explaintest.Near(v, *c.Value) {
			t.Errorf("%s gives %v by %s (%v), the figure is %v", c.address(".csv"), v, got.Method.ID, err, *c.Value)
		}
		methods[got.Method.ID]++
	}
	t.Logf("%d figures; those that follow from their files, by method: %v; of %d some inputs are withheld", total, methods, withheld)
	for method, least := range want {
		if methods[method] < least {
			t.Errorf("%d figures by %s were computed again, want %d", methods[method], method, least)
		}
	}
}

// checkPayload follows a figure from input to input until a collection is named, and holds the hash of what it brought against
// the file's.
func checkPayload(t *testing.T, web *fiber.App, file, indicator, region string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	hash := hex.EncodeToString(sum[:])
	address := fmt.Sprintf("/api/v1/explain/%s/%s/%s..%s", indicator, region, fiscalStart, fiscalEnd)
	for range 5 {
		var got explainedFigure
		answerOf(t, web, address, &got)
		if slices.Contains(got.Payloads, hash) {
			return
		}
		i := slices.IndexFunc(got.Inputs, func(in explainedInput) bool { return in.Explained != nil })
		if i < 0 {
			break
		}
		address = *got.Inputs[i].Explained
	}
	t.Errorf("from %s of %s nobody comes to the payload %s", indicator, region, hash)
}

// answerOf asks the API, and reads its JSON where that is wanted.
func answerOf(t *testing.T, web *fiber.App, address string, into any) []byte {
	t.Helper()
	resp, err := web.Test(httptest.NewRequest(http.MethodGet, address, nil), -1)
	if err != nil {
		t.Fatalf("GET %s: %v", address, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s %v %s", address, resp.Status, err, strings.TrimSpace(string(body)))
	}
	if into != nil {
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatalf("GET %s: %v", address, err)
		}
	}
	return body
}
