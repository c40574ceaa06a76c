package api

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

func TestAnswers(t *testing.T) {
	w := filled(t)
	for name, address := range map[string]string{
		"index.json":               "/",
		"regions.json":             "/regions",
		"indicators.json":          "/indicators",
		"programmes.json":          "/programmes",
		"programme.json":           "/programmes/plan",
		"observations.json":        "/observations",
		"observations_past.json":   "/observations?as_of=2023-09-01",
		"observations_sector.json": "/observations?sector=health",
		"history.json":             "/observations/history?indicator=online",
		"restatements.json":        "/restatements",
		"progress.json":            "/progress?region=TT,TT-4",
		"progress_then.json":       "/progress?region=TT&today=2024-06-01",
		"scores.json":              "/index",
		"scores_by_second.json":    "/index?edition=second&region=TT-1",
		"scores.csv":               "/index.csv",
		"sensitivity.json":         "/index/sensitivity?edition=first",
		"movers.json":              "/index/movers?edition=first&region=TT-1&to=2023-07-31",
		"milestones.json":          "/milestones",
		"annotations.json":         "/annotations",
		"annotations.csv":          "/annotations.csv?region=TT-1",
		"services.json":            "/services",
		"processing.json":          "/processing",
		"sources.json":             "/sources",
		"reports.json":             "/reports?region=TT-1",
		"reports.csv":              "/reports.csv?programme=plan",
		"reports_earlier.json":     "/reports?region=TT-1&source=trusted&earlier=true&today=2023-12-20",
		"collections.json":         "/collections",
		"rejections.json":          "/rejections",
		"observations.csv":         "/observations.csv",
		"progress.csv":             "/progress.csv?region=TT",
		"programmes.csv":           "/programmes.csv",
		"claims.json":              "/claims",
		"claims.csv":               "/claims.csv?region=TT",
		"processing.csv":           "/processing.csv",
	} {
		t.Run(name, func(t *testing.T) {
			res, body := w.get(t, address)
			if res.StatusCode != http.StatusOK {
				t.Fatalf("GET %s: %d %s", address, res.StatusCode, body)
			}
			golden(t, name, body)
		})
	}
}

// TestRangesMayReachFar: what they reach over there can be nothing in.
func TestRangesMayReachFar(t *testing.T) {
	w := filled(t)
	whole, _ := w.get(t, "/observations")
	if far, body := w.get(t, "/observations?from=0001-01-01&to=9999-12-31"); far.StatusCode != 200 || far.StatusCode != whole.StatusCode || !strings.Contains(string(body), `"value":`) {
		t.Errorf("%d: %.300s", far.StatusCode, body)
	}
}

func TestRefusals(t *testing.T) {
	w := filled(t)
	tests := []struct {
		address string
		status  int
		says    []string
	}{
		{"/observations?regoin=TT-1", 400, []string{`unknown parameter "regoin"`, "region", "indicator", "as_of", "cursor"}},
		{"/regions?sector=health", 400, []string{`unknown parameter "sector"`}},
		{"/observations?region=TT-9", 400, []string{`there is no region "TT-9"`, "TT-1", "TT-4"}},
		{"/observations?region=", 400, []string{`there is no region ""`}},
		{"/observations?region=TT-1,TT-9", 400, []string{`there is no region "TT-9"`}},
		{"/observations?region=%D0%9A%D0%B8%D1%97%D0%B2", 400, []string{`there is no region "Київ"`}},
		{"/observations?indicator=speed", 400, []string{`there is no indicator "speed"`, "online"}},
		{"/progress?programme=plam", 400, []string{`there is no programme "plam"`, "plan"}},
		{"/progress?today=2023-02-30", 400, []string{"today", `"2023-02-30" is not a date`}},
		{"/progress?today=30.10.2023", 400, []string{"2006-01-02"}},
		{"/progress?today=0001-01-01", 400, []string{"lies outside"}},
		{"/progress?today=2023-01-01&today=2023-01-02", 400, []string{"today is given 2 times"}},
		{"/observations?from=2023-02-01&to=2023-01-01", 400, []string{"from 2023-02-01 lies after to 2023-01-01"}},
		{"/index/movers?region=TT-1&by=places", 400, []string{`there is no order "places"`, "score, rank"}},
		{"/index/movers", 400, []string{"region is given 0 times"}},
		{"/index?edition=third", 400, []string{`there is no edition "third"`, "first, second"}},
		{"/observations?limit=0", 400, []string{`limit "0"`, "1000"}},
		{"/observations?limit=1001", 400, []string{`limit "1001"`}},
		{"/observations?limit=ten", 400, []string{`limit "ten"`}},
		{"/observations?cursor=garbage", 400, []string{"cursor"}},
		{"/observations?cursor=bm90anNvbg", 400, []string{"cursor"}},
		{"/observations?beside=1", 400, []string{"beside"}},
		{"/observations?region=%FF", 400, []string{"UTF-8"}},
		{"/observations?region=%ZZ", 400, []string{"percent"}},
		{"/signals?kind=odd", 400, []string{`there is no kind of signal "odd"`, "flat", "numerator_over_denominator"}},
		{"/collections?status=fine", 400, []string{`there is no status "fine"`, "failed"}},
		{"/rejections?collection=x", 400, []string{`"x" is not a collection's id`}},
		{"/sources?source=nowhere", 400, []string{`there is no source "nowhere"`, "trusted"}},
		{"/programmes/%D0%BF%D0%BB%D0%B0%D0%BD", 404, []string{`there is no programme "план"`, "plan"}},
		{"/programmes/plan.csv", 404, []string{"there is no .csv of a programme", "application/json at /api/v1/programmes/plan"}},
		{"/explain/online/TT-1/2023-09.xml", 404, []string{"there is no .xml of an explanation", "application/json at", "text/csv at", "/explain/online/TT-1/2023-09.csv"}},
		{"/explain/online/TT-1/2023-13.xml", 400, []string{`the period "2023-13.xml" is none`}},
		{"/observations/history?cursor=eyJmIjoiMXUiLCJrIjoieCJ9", 400, []string{"cursor"}},
	}
	for _, tt := range tests {
		t.Run(tt.address, func(t *testing.T) {
			res, body := w.get(t, tt.address)
			if res.StatusCode != tt.status {
				t.Errorf("got %d, want %d: %s", res.StatusCode, tt.status, body)
			}
			for _, s := range tt.says {
				if !strings.Contains(string(body), s) {
					t.Errorf("the message doesn't help: %q says nothing of %q", body, s)
				}
			}
		})
	}
}

// Every row must come exactly once, whatever the page's length.
func TestPaging(t *testing.T) {
	w := filled(t)
	for _, address := range []string{
		"/regions", "/observations", "/observations?beside=true", "/observations/history", "/restatements", "/progress", "/milestones", "/annotations",
		"/services", "/processing", "/sources", "/reports", "/collections", "/rejections",
	} {
		t.Run(address, func(t *testing.T) {
			join := "?"
			if strings.Contains(address, "?") {
				join = "&"
			}
			whole := w.list(t, address+join+"limit=1000")
			for _, limit := range []string{"1", "2", "3"} {
				var rows []map[string]any
				next := ""
				for range len(whole.Data) + 2 {
					p := w.list(t, address+join+"limit="+limit+"&cursor="+next)
					rows = append(rows, p.Data...)
					if next = p.Next; next == "" {
						break
					}
				}
				if diff := cmp.Diff(whole.Data, rows); diff != "" {
					t.Fatalf("pages of %s don't add up to the list: rows were lost or came twice (-want +got):\n%s", limit, diff)
				}
			}
		})
	}
}

func TestCursorHoldsToItsFilters(t *testing.T) {
	w := filled(t)
	next := w.list(t, "/observations?limit=1").Next
	res, body := w.get(t, "/observations?limit=1&region=TT-1&cursor="+next)
	if res.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), "other filters") {
		t.Errorf("a cursor of another list was taken: %d %s", res.StatusCode, body)
	}
}

func TestPagingGoesOnWhenRowsCome(t *testing.T) {
	w := filled(t)
	first := w.list(t, "/observations?limit=2")
	must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{value("applications", "TT-1", "", "2023-01-01", 99, "derived")})))
	must(t, w.keeper.Rebuild(t.Context()))
	second := w.list(t, "/observations?limit=2&cursor="+first.Next)
	all := w.list(t, "/observations")
	end := slices.IndexFunc(all.Data, func(row map[string]any) bool { return cmp.Equal(row, first.Data[1]) })
	if diff := cmp.Diff(all.Data[end+1:end+3], second.Data); diff != "" || end < 0 {
		t.Errorf("a row that came between two pages shifted the second (-want +got):\n%s", diff)
	}
}

func TestUnchangedAnswersAreNotSentAgain(t *testing.T) {
	w := filled(t)
	for _, address := range []string{"/observations", "/programmes/plan", "/observations/history"} {
		first, _ := w.get(t, address)
		tag := first.Header.Get("ETag")
		res, body := w.get(t, address, "If-None-Match", tag)
		if res.StatusCode != http.StatusNotModified || len(body) > 0 {
			t.Errorf("GET %s again: %d with %d bytes, want 304 and none", address, res.StatusCode, len(body))
		}
		other, _ := w.get(t, address+"?today=2023-10-20", "If-None-Match", tag)
		if other.StatusCode != http.StatusOK {
			t.Errorf("GET %s of another day: %d; the first day's answer was taken for it", address, other.StatusCode)
		}
		asCSV, _ := w.get(t, "/observations.csv", "If-None-Match", tag)
		if asCSV.StatusCode != http.StatusOK {
			t.Errorf("CSV was taken for the JSON that is known already: %d", asCSV.StatusCode)
		}
	}
	res, _ := w.get(t, "/observations")
	tag := res.Header.Get("ETag")
	must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{value("online", "TT-1", "", "2023-09-01", 51, "derived")})))
	must(t, w.keeper.Rebuild(t.Context()))
	if res, _ := w.get(t, "/observations", "If-None-Match", tag); res.StatusCode != http.StatusOK {
		t.Errorf("a new figure was hidden behind %d", res.StatusCode)
	}
}

// TestAnswersOfTheMomentAreTaggedByWhatTheySay: nobody is told that nothing has changed once it has.
func TestAnswersOfTheMomentAreTaggedByWhatTheySay(t *testing.T) {
	w := filled(t)
	must(t, w.store.SaveRelease(t.Context(), release("2023-10-13")))
	lists := []string{"/sources", "/reports", "/collections", "/rejections", "/releases", "/collections.csv", "/collections.csv?limit=1"}
	tags := map[string]string{}
	for _, address := range lists {
		first, body := w.get(t, address)
		tags[address] = first.Header.Get("ETag")
		res, rest := w.get(t, address, "If-None-Match", tags[address])
		if tags[address] == "" || len(body) == 0 || res.StatusCode != http.StatusNotModified || len(rest) > 0 {
			t.Errorf("GET %s with %q again: %d with %d bytes", address, tags[address], res.StatusCode, len(rest))
		}
	}
	if tags["/collections.csv"] == tags["/collections"] {
		t.Error("CSV has the tag of the JSON")
	}
	at := kpi.MustDate("2023-10-15").Time()
	must(t, w.store.SaveCollection(t.Context(), &store.Collection{ID: 10, Source: "trusted", Started: at, Finished: at.Add(time.Second), Status: store.CollectionOK, Attempts: 1}))
	must(t, w.store.WriteRejections(t.Context(), []store.Rejection{{Source: "trusted", Collection: 10, Position: "line 1", As: "observations", Field: "value", Reason: "not_a_number"}}))
	must(t, w.store.SaveRelease(t.Context(), release("2023-10-14")))
	w.clock.set("2023-12-14") // by when a source that was fresh is not
	must(t, w.keeper.Rebuild(t.Context()))
	for _, address := range lists {
		if res, _ := w.get(t, address, "If-None-Match", tags[address]); res.StatusCode != http.StatusOK || res.Header.Get("ETag") == tags[address] {
			t.Errorf("GET %s hides what has changed behind %d", address, res.StatusCode)
		}
	}
}

func release(id string) store.Release {
	day := kpi.MustDate(id)
	return store.Release{ID: id, Status: store.ReleasePublished, Created: day.Time(), Published: day.Time().Add(time.Hour), AsOf: day, Hash: strings.Repeat("ab", 32)}
}

// TestUnknownBreakdowns: what there can't be is an error that says what there is, at each list that takes breakdowns; what there can be is an empty list.
func TestUnknownBreakdowns(t *testing.T) {
	w := filled(t)
	own := value("online", "TT-1", "age=young", "2023-09-01", 4, "trusted")
	must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{own})))
	must(t, w.keeper.Rebuild(t.Context()))
	lists := 0
	for _, e := range endpoints {
		if !slices.Contains(e.params, pBreakdown) {
			continue
		}
		lists++
		for breakdown, says := range map[string]string{
			"zzz":                         `"zzz" is not a key and a value; write key=value[,key=value], keys in order; there are the keys: age, channel, sector, service, tier`,
			"=health":                     `there are the keys: age`,
			"sector=health,":              `there are the keys: age`,
			"sector=health,sector=health": `the key "sector" is repeated`,
			"tier=regional,sector=health": `the key "tier" stands before "sector"`,
			"sector=nope":                 `there is no sector "nope"; there are: health, transport`,
			"sector=health,tier=federal":  `there is no tier "federal"; there are: municipal, regional, shared, national`,
			"channel=fax":                 `there is no channel "fax"; there are: online, counter`,
			"service=dentist":             `there is no service "dentist"; there are: doctor`,
			"sectr=health":                `there is no key "sectr"; there are: age, channel, sector, service, tier`,
		} {
			for _, ending := range []string{"", ".csv"} {
				address := e.path + ending + "?breakdown=" + url.QueryEscape(breakdown)
				if res, body := w.get(t, address); res.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), says) {
					t.Errorf("GET %s: %d %s, want %s", address, res.StatusCode, body, says)
				}
			}
		}
		for _, breakdown := range []string{"sector=transport,tier=shared", "channel=unknown", "tier=national", "age=old"} {
			if rows := w.list(t, e.path+"?breakdown="+url.QueryEscape(breakdown)).Data; len(rows) > 0 {
				t.Errorf("%s has %d rows of %s", e.path, len(rows), breakdown)
			}
		}
	}
	if lists != 3 {
		t.Errorf("%d lists take breakdowns", lists)
	}
	for _, breakdown := range []string{"sector=health", "age=young"} {
		if rows := w.list(t, "/observations?region=TT-1&breakdown="+url.QueryEscape(breakdown)).Data; len(rows) != 1 {
			t.Errorf("%d rows of %s, want 1", len(rows), breakdown)
		}
	}
}

// TestReleasesOfADay: of an earlier day there is what was published by its end, in UTC, and nothing corrects it yet.
func TestReleasesOfADay(t *testing.T) {
	w := filled(t)
	early, late, correction := release("2023-10-06"), release("2023-10-08"), release("2023-10-06")
	early.Published = kpi.MustDate("2023-10-07").Time().Add(24*time.Hour - time.Second).In(time.FixedZone("EEST", 3*3600)) // there it is the 8th
	late.Published = kpi.MustDate("2023-10-09").Time()
	correction.ID, correction.Published, correction.Corrects = early.ID+".2", kpi.MustDate("2023-10-10").Time(), early.ID
	for _, x := range []store.Release{early, late, correction} {
		must(t, w.store.SaveRelease(t.Context(), x))
	}
	for day, want := range map[string][][2]any{
		"2023-10-06": {},
		"2023-10-07": {{early.ID, nil}},
		"2023-10-08": {{early.ID, nil}},
		"2023-10-09": {{late.ID, nil}, {early.ID, nil}},
		"2023-10-10": {{late.ID, nil}, {correction.ID, nil}, {early.ID, correction.ID}},
		"":           {{late.ID, nil}, {correction.ID, nil}, {early.ID, correction.ID}},
	} {
		address := "/releases"
		if day != "" {
			address += "?as_of=" + day
		}
		got := [][2]any{}
		for _, row := range w.list(t, address).Data {
			got = append(got, [2]any{row["id"], row["corrected_by"]})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("known on %q (-want +got):\n%s", day, diff)
		}
	}
}

func TestFormats(t *testing.T) {
	w := filled(t)
	for accept, want := range map[string]string{
		"": "application/json", "*/*": "application/json", "application/json": "application/json", "text/csv": "text/csv; charset=utf-8",
		"text/csv;q=0.5, application/json": "application/json",
	} {
		res, _ := w.get(t, "/regions", "Accept", accept)
		if got := res.Header.Get("Content-Type"); got != want {
			t.Errorf("Accept %q: got %q, want %q", accept, got, want)
		}
	}
	res, body := w.get(t, "/observations.csv")
	rows, err := csv.NewReader(strings.NewReader(string(body))).ReadAll()
	if err != nil || len(rows) != len(w.list(t, "/observations").Data)+1 {
		t.Errorf("CSV has %d lines (%v); a file must hold all rows", len(rows), err)
	}
	if got := res.Header.Get("Content-Disposition"); got != `attachment; filename="observations.csv"` {
		t.Errorf("the file is offered as %s", got)
	}
	res, _ = w.get(t, "/observations.csv?limit=1")
	link := res.Header.Get("Link")
	address, _, ok := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	if u, err := url.Parse(address); !ok || err != nil || u.Query().Get("cursor") == "" {
		t.Errorf("a cut CSV doesn't say where the rest is: Link %q", link)
	}
}

func TestSuppressedNeverLeaks(t *testing.T) {
	w := filled(t)
	for address, want := range map[string]int{
		"/processing?service=doctor": 1, "/observations/history?breakdown=service%3Ddoctor": 1,
		"/observations?breakdown=service%3Ddoctor": 2, // the region's, and the country's that would be made of it
	} {
		rows := w.list(t, address).Data
		if len(rows) != want {
			t.Fatalf("GET %s: %d rows, want %d", address, len(rows), want)
		}
		for _, row := range rows {
			for _, name := range []string{"value", "numerator", "denominator", "applications", "completed", "refused", "median_days", "open", "overdue"} {
				if v := row[name]; v != nil && v != 0.0 {
					t.Errorf("GET %s shows %s = %v of three applications", address, name, v)
				}
			}
			if row["reason"] != "suppressed" {
				t.Errorf("GET %s says %v, want suppressed", address, row["reason"])
			}
		}
	}
}

func TestBoardNotBuilt(t *testing.T) {
	w := open(t)
	if res, body := w.get(t, "/regions"); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("before the first board: %d %s, want 503", res.StatusCode, body)
	}
}
