package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// fiscal year 2023-2024
const fiscalStart, fiscalEnd = "2023-04-01", "2024-03-31"

// TestCanada collects a real inventory over HTTP on both engines and holds the API's figures against an
// independent count of the same files.
func TestCanada(t *testing.T) {
	files := sharedFiles(t)
	services, standards := readTable(t, filepath.Join(files, "si_2024.csv")), readTable(t, filepath.Join(files, "ss_2024.csv"))
	served := httptest.NewServer(http.FileServer(http.Dir(files)))
	t.Cleanup(served.Close)
	t.Setenv("CANADA_FILES", served.URL)
	dir := canadaConfig(t, services)
	cfg, err := config.Load(os.DirFS(dir), dir, nil, config.WithKinds(collectors.Kinds()))
	if err != nil {
		t.Fatal(err)
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
		a := &app{config: cfg, data: t.TempDir(), store: s, clock: fixedClock(now), log: slog.New(slog.DiscardHandler)}
		if err := a.wire(); err != nil {
			t.Fatal(err)
		}
		collectAll(t, a, store.CollectionOK)
		web := webOf(t, a)
		checkOnline(t, web, services)
		checkStandards(t, web, standards)
		checkExplained(t, web, 40, map[string]int{"reported": 1, "services_online_share": 1, "rollup_weighted": 1})
		checkPayload(t, web, filepath.Join(files, "si_2024.csv"), "services_online_share", "CA")

		before := s.Newest()
		collectAll(t, a, store.CollectionUnchanged)
		checkOnlyCollectionsWritten(t, web, before)
	})
}

type fixedClock time.Time

func (c fixedClock) Now() time.Time { return time.Time(c) }

func (c fixedClock) Until(ctx context.Context, t time.Time) error {
	if !t.After(c.Now()) {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func sharedFiles(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("POSTUP_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(shared, "data", "canada-services")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the Canadian service inventory is not there: %v; set POSTUP_SHARED to the folder that holds data/canada-services", err)
	}
	return dir
}

func readTable(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(3, io.SeekStart); err != nil { // the byte order mark
		t.Fatal(err)
	}
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]map[string]string, 0, len(rows)-1)
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// canadaConfig is the test's pack, with the organisations and services that the file names.
func canadaConfig(t *testing.T, services []map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "canada"))); err != nil {
		t.Fatal(err)
	}
	organisations, names := map[string]string{}, map[string]string{}
	for _, s := range services {
		organisations[s["owner_org"]] = s["owner_org_title"]
		names[s["service_id"]] = s["service_name_en"]
	}
	regions := [][]string{{"code", "name.en", "kind", "parent", "country"}, {"CA", "Canada", "country", "", "CA"}}
	for _, code := range slices.Sorted(maps.Keys(organisations)) {
		regions = append(regions, []string{code, organisations[code], "organisation", "CA", "CA"})
	}
	list := [][]string{{"id", "name.en", "tier"}}
	for _, id := range slices.Sorted(maps.Keys(names)) {
		list = append(list, []string{id, names[id], "national"})
	}
	writeTable(t, filepath.Join(dir, "packs", "canada", "regions.csv"), regions)
	writeTable(t, filepath.Join(dir, "packs", "canada", "services.csv"), list)
	return dir
}

func writeTable(t *testing.T, path string, rows [][]string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := csv.NewWriter(f).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func collectAll(t *testing.T, a *app, want store.CollectionStatus) {
	t.Helper()
	outcomes, err := a.collector.Once(t.Context(), collectors.OnceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outcomes {
		if o.Status != want || o.Records != o.Accepted+o.Rejected+o.Unchanged {
			t.Fatalf("%s: %s (want %s), %d records, %d accepted, %d rejected, %d unchanged, %s %+v",
				o.Source, o.Status, want, o.Records, o.Accepted, o.Rejected, o.Unchanged, o.Error, o.Rejections)
		}
	}
}

func webOf(t *testing.T, a *app) *fiber.App {
	t.Helper()
	keeper := board.NewKeeper(board.KeeperOptions{Reader: a.store, Config: a.config, Now: a.clock.Now, Log: a.log})
	web, err := dashboard.New(dashboard.Options{Keeper: keeper, Store: a.store, Config: a.config, Now: a.clock.Now, Log: a.log, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := keeper.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	return web
}

// list reads every row of an API list, page by page.
func list[T any](t *testing.T, web *fiber.App, path string) []T {
	t.Helper()
	var all []T
	for cursor := ""; ; {
		address := path + "&limit=1000&cursor=" + url.QueryEscape(cursor)
		resp, err := web.Test(httptest.NewRequest(http.MethodGet, address, nil), -1)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("GET %s: %s %s %v", address, resp.Status, body, err)
		}
		var page struct {
			Data []T
			Next string
		}
		if err := json.Unmarshal(body, &page); err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Data...)
		if cursor = page.Next; cursor == "" {
			return all
		}
	}
}

type figure struct {
	Region, Breakdown      string
	PeriodStart            string `json:"period_start"`
	PeriodEnd              string `json:"period_end"`
	Value                  *float64
	Numerator, Denominator *float64
	Status                 string
}

// share is numerator of denominator.
type share struct{ Online, All float64 }

func checkOnline(t *testing.T, web *fiber.App, services []map[string]string) {
	t.Helper()
	for indicator, count := range map[string]func(points []string) bool{
		"services_online_share":      func([]string) bool { return true },
		"services_online_applicable": func(points []string) bool { return slices.Contains(points, "Y") || slices.Contains(points, "N") },
	} {
		want := countOnline(services, count)
		got := map[string]share{}
		for _, f := range list[figure](t, web, "/api/v1/observations?indicator="+indicator+"&from="+fiscalStart+"&to="+fiscalEnd) {
			if f.PeriodStart != fiscalStart || f.PeriodEnd != fiscalEnd || f.Breakdown != "" {
				continue
			}
			if f.Value == nil {
				if n := want[f.Region]; n.All != 0 {
					t.Errorf("%s of %s: %s, counted %v", indicator, f.Region, f.Status, n)
				}
				continue
			}
			got[f.Region] = share{*f.Numerator, *f.Denominator}
			if exact := *f.Numerator / *f.Denominator * 100; math.Abs(*f.Value-exact) > 1e-9 {
				t.Errorf("%s of %s is %v, but %v of %v is %v", indicator, f.Region, *f.Value, *f.Numerator, *f.Denominator, exact)
			}
		}
		maps.DeleteFunc(want, func(_ string, s share) bool { return s.All == 0 })
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s by organisation (- counted, + API):\n%s", indicator, d)
		}
	}
	all := list[figure](t, web, "/api/v1/observations?indicator=services_online_share&region=CA&from="+fiscalStart+"&to="+fiscalEnd)
	if len(all) != 1 || *all[0].Numerator != 412 || *all[0].Denominator != 1681 || fmt.Sprintf("%.2f", *all[0].Value) != "24.51" {
		t.Errorf("Canada 2023-2024: %+v; published: 412 of 1,681 services online end to end, 24.51 %%", all)
	}
	all = list[figure](t, web, "/api/v1/observations?indicator=services_online_applicable&region=CA&from="+fiscalStart+"&to="+fiscalEnd)
	if len(all) != 1 || *all[0].Numerator != 412 || *all[0].Denominator != 1233 {
		t.Errorf("Canada 2023-2024, of those with an applicable point: %+v; want 412 of 1,233", all)
	}
}

// countOnline counts by the publisher's rule, from the file alone; "CA" is the sum.
func countOnline(services []map[string]string, counts func(points []string) bool) map[string]share {
	points := []string{"os_account_registration", "os_authentication", "os_application", "os_decision", "os_issuance", "os_issue_resolution_feedback"}
	out := map[string]share{}
	for _, s := range services {
		scope := strings.Split(s["service_scope"], ",")
		if s["fiscal_yr"] != "2023-2024" || !slices.Contains(scope, "EXTERN") && !slices.Contains(scope, "ENTERPRISE") {
			continue
		}
		var codes []string
		for _, p := range points {
			codes = append(codes, s[p])
		}
		if !counts(codes) {
			continue
		}
		for _, region := range []string{s["owner_org"], "CA"} {
			n := out[region]
			n.All++
			if slices.Contains(codes, "Y") && !slices.Contains(codes, "N") {
				n.Online++
			}
			out[region] = n
		}
	}
	return out
}

func checkStandards(t *testing.T, web *fiber.App, standards []map[string]string) {
	t.Helper()
	type standing struct {
		Status string
		Value  string // performance, four decimals
	}
	want := map[string]standing{}
	for _, s := range standards {
		if s["fiscal_yr"] != "2023-2024" {
			continue
		}
		status := map[string]string{"Y": "achieved", "N": "missed", "NA": "unknown"}[s["target_met"]]
		want[s["owner_org"]+" service="+s["service_id"]+",standard="+s["service_standard_id"]] = standing{status, s["performance"]}
	}
	got, counts := map[string]standing{}, map[string]int{}
	for _, p := range list[struct {
		Region, Breakdown, Status string
		Reason                    *string
		Latest                    struct {
			Date  string
			Value *float64
		}
	}](t, web, "/api/v1/progress?indicator=service_standard") {
		if p.Breakdown == "" {
			continue
		}
		if p.Latest.Value != nil && p.Latest.Date != fiscalEnd {
			continue
		}
		one := standing{Status: p.Status}
		if p.Latest.Value != nil {
			one.Value = strconv.FormatFloat(*p.Latest.Value, 'f', 4, 64)
		}
		if p.Status == "unknown" && p.Reason == nil {
			t.Errorf("%s %s: unknown without a reason", p.Region, p.Breakdown)
		}
		got[p.Region+" "+p.Breakdown] = one
		counts[p.Status]++
	}
	for key, w := range want {
		g, ok := got[key]
		if !ok {
			t.Errorf("standard %s is not in the API", key)
			continue
		}
		if g.Status != w.Status {
			t.Errorf("standard %s: %s, published %s", key, g.Status, w.Status)
		}
		if w.Value != "" {
			published, err := strconv.ParseFloat(w.Value, 64)
			if err != nil {
				t.Fatal(err)
			}
			if g.Value != strconv.FormatFloat(published, 'f', 4, 64) {
				t.Errorf("standard %s: performance %q, published %s", key, g.Value, w.Value)
			}
		} else if g.Value != "" && g.Value != "0.0000" {
			t.Errorf("standard %s: performance %s, none is published", key, g.Value)
		}
	}
	if t.Failed() {
		t.Logf("states: %v", counts)
	}
}

func checkOnlyCollectionsWritten(t *testing.T, web *fiber.App, before uint64) {
	t.Helper()
	for _, o := range list[struct{ Seq uint64 }](t, web, "/api/v1/observations?from=2000-01-01") {
		if o.Seq > before {
			t.Fatalf("the same bytes again wrote an observation (seq %d > %d)", o.Seq, before)
		}
	}
	if n := len(list[struct{ ID uint64 }](t, web, "/api/v1/collections?source=inventory")); n != 2 {
		t.Errorf("%d collections of the inventory, want 2", n)
	}
}
