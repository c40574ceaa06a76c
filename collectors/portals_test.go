package collectors_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/store"
)

// simulated are the portals of regionsim on a day that the test sets, and what they were asked for.
type simulated struct {
	*httptest.Server
	mu     sync.Mutex // held while it answers: what a test changes, it changes between answers
	now    time.Time
	faults map[string]string
	asked  []string
}

func newSimulated(t *testing.T) *simulated {
	t.Helper()
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatal(err)
	}
	s := &simulated{now: noon, faults: map[string]string{}}
	portal := regionsim.New(regionsim.Options{Seed: 1, Config: cfg, Now: func() time.Time { return s.now }, Faults: s.faults})
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, r.URL.RequestURI()+r.Header.Get("If-None-Match"))
		portal.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// change sets the day and a fault.
func (s *simulated) change(now time.Time, fault string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now, s.faults["UA-05"] = now, fault
}

// questions are the addresses that were asked for.
func (s *simulated) questions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

func (s *simulated) last() string { all := s.questions(); return all[len(all)-1] }

func ckanSource(url, more string) string {
	return `
sources:
  - id: portal
    kind: ckan
    regions: [UA-05]
    retries: 0
    ckan: {url: "` + url + `/ckan/", package: counts-ua-05, resource_format: csv` + more + `}
    format: {type: csv, delimiter: ";", decimal: ","}
    records:
      - as: observations
        where: [{from: показник, in: [egov_tsnap_connected]}]
        fields: {indicator: {const: visits}, period: {from: початок, layout: 02.01.2006}, value: {from: значення}}
`
}

func TestCKANTakesTheNewestResource(t *testing.T) {
	s := newSimulated(t)
	st := &remembering{}
	w := newWorldOn(t, st, load(t, strings.Replace(ckanSource(s.URL, ""), "period: {from: початок, layout: 02.01.2006}",
		"period_start: {from: початок, layout: 02.01.2006}, period_end: {from: кінець, layout: 02.01.2006}", 1)))
	first, again := w.once(t, "portal"), w.once(t, "portal")
	if first.Status != store.CollectionOK || first.Accepted < 40 || again.Status != store.CollectionUnchanged || again.Bytes != 0 {
		t.Errorf("first %s %s, again %s with %d bytes", counts(first), first.Error, again.Status, again.Bytes)
	}
	if last := s.last(); !strings.Contains(last, "pokaznyky-2024.csv\"") {
		t.Errorf("asked for %s; want this year's table, with what is remembered of it", last)
	}
	s.change(noon.AddDate(1, 0, 0), "") // another resource is the newest: what is remembered says nothing of it
	later := w.once(t, "portal")
	if last := s.last(); later.Accepted <= first.Accepted || !strings.HasSuffix(last, "pokaznyky-2025.csv") {
		t.Errorf("a year later %s %s, asked for %s", counts(later), later.Error, last)
	}
}

func TestCKANThatDoesNotGiveIt(t *testing.T) {
	s := newSimulated(t)
	other := newPortal(t, answer(200, `{"success":true,"result":{"resources":[{"name":"x","format":"csv","url":"http://169.254.169.254/x.csv"}]}}`),
		answer(200, `{"success":false}`), answer(200, `[1]`), answer(200, `{"success":true,"result":{"resources":[{"name":"x","format":"csv","url":"ftp://a/x"}]}}`))
	for _, test := range []struct{ fault, url, more, error string }{
		{"", s.URL, ", name: nothing", `there are "Показники 2022" (CSV)`},
		{regionsim.FaultPrivate, s.URL, "", "ask package counts-ua-05 of " + s.URL + "/ckan/: it answered 403"},
		{regionsim.FaultGone, s.URL, "", `the resource "Показники 2024"`},
		{regionsim.FaultError, s.URL, "", "500"},
		{regionsim.FaultType, s.URL, "", "text/html"},
		{regionsim.FaultCut, s.URL, "", "EOF"},
		{"", s.URL + "/wrong", "", "404"},
		{"", other.URL, "", "169.254.169.254 is not the one that the source declares"},
		{"", other.URL, "", "did not succeed"},
		{"", other.URL, "", "not what CKAN gives"},
		{"", other.URL, "", "neither http nor https"},
	} {
		s.change(noon, test.fault)
		w := newWorldOn(t, &capturing{}, load(t, ckanSource(test.url, test.more)))
		if out := w.once(t, "portal"); out.Status != store.CollectionFailed || !strings.Contains(out.Error, test.error) {
			t.Errorf("%s %s: %s %q; want %q", test.fault, test.more, out.Status, out.Error, test.error)
		}
	}
}

// The password of a portal must not go to the host that a resource is on.
func TestCKANKeepsCredentialsAtThePortal(t *testing.T) {
	var got http.Header
	files := newPortal(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		_, _ = io.WriteString(w, "показник;початок;значення\n")
	})
	p := newPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != secret {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, `{"success":true,"result":{"resources":[{"name":"x","format":"CSV","url":"`+files.URL+`/x.csv"}]}}`)
	})
	t.Setenv("SECRET", secret)
	w := newWorldOn(t, &capturing{}, loadWith(t, "hosts: ["+hostOf(p)+", "+hostOf(files)+"]\n", ckanSource(p.URL, ", headers: {Authorization: '${env:SECRET}'}")))
	if out := w.once(t, "portal"); out.Status != store.CollectionOK || got == nil || got.Get("Authorization") != "" {
		t.Errorf("%s %s; the other host got %v", out.Status, out.Error, got)
	}
}

func TestIGovCounts(t *testing.T) {
	s := newSimulated(t)
	st := &capturing{}
	w := newWorldOn(t, st, load(t, `
sources:
  - id: portal
    kind: igov
    igov: {url: "`+s.URL+`/wf", call: counts, services: [1, 3]}
    format: {type: json}
    records:
      - as: observations
        where: [{from: sName, in: [Вінницька, Волинська]}]
        fields:
          indicator: {const: calls}
          region: {from: sName, codes: {Вінницька: UA-05, Волинська: UA-07}}
          period_start: {from: "@day"}
          period_end: {from: "@day"}
          value: {from: nCount}
          breakdown.service: {from: "@service", codes: {1: birth, 3: permit}}
`))
	out := w.once(t, "portal")
	var got []string
	for _, o := range st.observations {
		got = append(got, o.Region+" "+o.Breakdown+" "+o.Period.Start.String())
	}
	want := []string{"UA-05 service=birth 2024-06-15", "UA-07 service=birth 2024-06-15", "UA-05 service=permit 2024-06-15", "UA-07 service=permit 2024-06-15"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s %s, %v (-want +got):\n%s", counts(out), out.Error, out.Rejections, diff)
	}
	if diff := cmp.Diff([]string{"/wf/service/action/event/getStatisticServiceCounts?nID_Service=1", "/wf/service/action/event/getStatisticServiceCounts?nID_Service=3"}, s.questions()); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}

func TestIGovStatisticIsAskedForByWholeMonths(t *testing.T) {
	s := newSimulated(t)
	st := &remembering{}
	w := newWorldOn(t, st, load(t, `
sources:
  - id: portal
    kind: igov
    igov: {url: "`+s.URL+`/wf", call: statistic, first: 2024-03-10}
    regions: [UA-05]
    format: {type: csv, delimiter: ";"}
    records:
      - as: observations
        where: [{from: SID_UA, in: ["0500000000"]}, {from: nID_Service, in: ["1"]}]
        fields:
          indicator: {const: took}
          period: {from: "@month", layout: month}
          value: {from: averageTime, missing: ["0", "0.0"]}
`))
	w.clock.end = noon.AddDate(1, 0, 0)
	first := w.once(t, "portal")
	again := w.once(t, "portal")
	w.clock.now = noon.AddDate(0, 0, 20)
	s.change(w.clock.now, "")
	later := w.once(t, "portal")
	var months []string
	for _, a := range s.questions() {
		months = append(months, a[strings.Index(a, "sDate_from=")+11:][:10])
	}
	want := []string{"2024-03-01", "2024-04-01", "2024-05-01", "2024-05-01", "2024-05-01", "2024-06-01"}
	if diff := cmp.Diff(want, months); diff != "" {
		t.Errorf("%s, %s, %s %s: months (-want +got):\n%s", first.Error, again.Error, later.Error, later.Status, diff)
	}
	if first.Accepted != 3 || len(st.observations) == 0 || st.observations[0].Period.Start.String() != "2024-03-01" || st.observations[0].Period.End.String() != "2024-03-31" {
		t.Errorf("%s %s %v: %v", counts(first), first.Error, first.Rejections, st.observations)
	}
	if _, err := w.Once(t.Context(), collectors.OnceOptions{From: 19782, To: 19813}); err != nil { // 2024-02-29 to 2024-03-31
		t.Fatal(err)
	}
	if last := s.last(); !strings.Contains(last, "sDate_to=2024-03-31+23%3A59%3A59") {
		t.Errorf("a month that was asked for by hand: %s", last)
	}
}
