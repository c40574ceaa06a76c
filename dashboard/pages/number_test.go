package pages_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/dashboard"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// publishing is a dashboard whose figures are real, so that releases have them, and whose day the test sets.
type publishing struct {
	t   *testing.T
	day kpi.Date
	s   *store.Store
	cfg *config.Config
	k   *board.Keeper
	at  string
}

func newPublishing(t *testing.T) *publishing { return publishingOn(t, false) }

// publishingOn is one of a demonstration or not.
func publishingOn(t *testing.T, demo bool) *publishing {
	t.Helper()
	return publishingAs(t, demo, demoConfig(t))
}

func publishingAs(t *testing.T, demo bool, cfg *config.Config) *publishing {
	t.Helper()
	p := &publishing{t: t, day: today, cfg: cfg}
	o := storetest.EmbeddedOptions(t)
	o.Now = p.now
	p.s = storetest.Open(t, o)
	p.k, p.at = p.served(demo, cfg)
	return p
}

func demoConfig(t *testing.T, options ...config.Option) *config.Config {
	t.Helper()
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), append(options, config.WithPacks("demo"))...)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// served gives out what is in the store as it is configured.
func (p *publishing) served(demo bool, cfg *config.Config) (*board.Keeper, string) {
	p.t.Helper()
	k := board.NewKeeper(board.KeeperOptions{Reader: p.s, Config: cfg, Now: p.now})
	if err := k.Rebuild(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	app, err := dashboard.New(dashboard.Options{Keeper: k, Store: p.s, Config: cfg, Now: p.now, Demo: demo, Version: "test", Files: p.t.TempDir()})
	if err != nil {
		p.t.Fatal(err)
	}
	return k, serve(p.t, app)
}

func (p *publishing) now() time.Time { return p.day.Time().Add(12 * time.Hour) }

// came writes what is online in a region in September; no value is that none is known.
func (p *publishing) came(region string, value *float64) {
	p.t.Helper()
	o := store.Observation{Indicator: "services_online_share", Region: region, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: value, Origin: store.Origin{Source: "reported"}}
	if value == nil {
		o.Status = kpi.NoData
	}
	must(p.t, "a figure", func() error { _, err := p.s.WriteObservations(p.t.Context(), []store.Observation{o}); return err })
}

// publish releases what is known on the day, on the next, which begins with it.
func (p *publishing) publish(corrects, reviewedBy string) string {
	p.t.Helper()
	p.day = p.day.AddDays(1)
	r := &opendata.Releaser{Store: p.s, Config: p.cfg, Now: p.now, Software: "test"}
	x, err := r.Draft(p.t.Context(), opendata.Order{Corrects: corrects})
	if err == nil {
		_, err = r.Publish(p.t.Context(), x.ID, reviewedBy)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return x.ID
}

// settle waits until the app has looked for releases anew.
func (p *publishing) settle(newest string) {
	p.t.Helper()
	for range 100 {
		if strings.Contains(get(p.t, p.at+"/open-data?lang=en").body, `id="release-`+newest+`"`) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.t.Fatalf("release %s is not seen", newest)
}

func ptr(v float64) *float64 { return &v }

// history is a region's figure as it was missing, came as 40, and was corrected to 0.
func history(t *testing.T) (p *publishing, first, second, third string) {
	p = newPublishing(t)
	p.came(plain, nil)
	first = p.publish("", "")
	p.came(plain, ptr(40.25))
	second = p.publish("", "Statistics")
	p.came(plain, ptr(0))
	third = p.publish(second, "")
	p.settle(third)
	if err := p.k.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p, first, second, third
}

// TestNumber: the page of a number says what its release said, for good, and what other releases say.
func TestNumber(t *testing.T) {
	p, first, second, third := history(t)
	const figure = "/n/services_online_share/" + plain + "/2023-09-01..2023-09-30"
	page := get(t, p.at+figure+"@"+second+"?lang=en")
	if page.status != http.StatusOK || strings.Contains(page.body, "⟦") {
		t.Fatalf("%d: %s", page.status, page.text())
	}
	for _, says := range []string{"40.3%", "40.25", "What it means", "September 2023", "Reviewed by Statistics", "Corrected by release " + third, "no data", "The same number there", "Open data, release " + second} {
		if !strings.Contains(page.text(), says) {
			t.Errorf("the page does not say %q: %s", says, page.text())
		}
	}
	rows := page.part("<tbody", "</tbody>")
	for _, other := range []string{first, third} {
		if !strings.Contains(rows, `href="`+figure+"@"+other+`?lang=en"`) {
			t.Errorf("no link to the number in release %s: %s", other, rows)
		}
	}
	explain := page.part(`<ul class="links"><li><a href="`, `"`)
	if !strings.Contains(explain, "as_of="+second) {
		t.Errorf("it is not explained as it was known on its release's day: %s", explain)
	}
	if a := get(t, p.at+strings.ReplaceAll(explain, "&amp;", "&")); a.status != http.StatusOK || !strings.Contains(a.text(), "40.3%") {
		t.Errorf("its explanation %s: %d", explain, a.status)
	}
	if a := get(t, p.at+figure+"@"+first+"?lang=en"); !strings.Contains(a.text(), ": – ") || !strings.Contains(a.text(), "no data") || strings.Contains(a.part("<h1>", "</h1>"), "0") {
		t.Errorf("what was missing: %s", a.text())
	}
	if a := get(t, p.at+"/explain/services_online_share/"+plain+"/2023-09-01..2023-09-30?lang=en&as_of="+third); !strings.Contains(a.body, `href="`+figure+"@"+third+`?lang=en"`) {
		t.Errorf("its explanation does not lead to it: %d %s", a.status, a.text())
	}
	newest := get(t, p.at+"/n/services_online_share/"+plain+"/2023-09?lang=en")
	if !strings.Contains(newest.part("<h1>", "</h1>"), ": 0.0%") || !strings.Contains(newest.text(), "Corrects release "+second) {
		t.Errorf("the newest: %s", newest.text())
	}
	for _, lang := range []string{"uk", "ru"} {
		if a := get(t, p.at+figure+"@"+second+"?lang="+lang); a.status != http.StatusOK || strings.Contains(a.body, "⟦") || !strings.Contains(a.text(), "40,3") {
			t.Errorf("%s: %d %s", lang, a.status, a.text())
		}
	}
}

// TestNumberForPrograms: as JSON by the address or by what is accepted, with null where a value is missing.
func TestNumberForPrograms(t *testing.T) {
	p, first, second, third := history(t)
	const figure = "/n/services_online_share/" + plain + "/2023-09-01..2023-09-30"
	var n struct {
		Value   *float64
		Reason  string
		Unit    string
		Address string
		Release struct{ ID, Corrects, Corrected_by, Reviewed_by string }
		History []struct {
			Release struct{ ID string }
			Number  *struct {
				Value  *float64
				Status string
			}
		}
	}
	byAddress := get(t, p.at+figure+"@"+second+".json")
	byAccept := get(t, p.at+figure+"@"+second, "Accept", "application/json")
	if err := json.Unmarshal([]byte(byAddress.body), &n); err != nil || byAddress.body != byAccept.body || byAddress.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Fatalf("%v: %s and %s", err, byAddress.body, byAccept.body)
	}
	if *n.Value != 40.25 || n.Unit != "percent" || n.Release.ID != second || n.Release.Corrected_by != third || n.Release.Reviewed_by != "Statistics" || n.Address != p.at+figure+"@"+second {
		t.Errorf("%s", byAddress.body)
	}
	if len(n.History) != 3 || *n.History[0].Number.Value != 0 || n.History[2].Release.ID != first || n.History[2].Number.Value != nil || n.History[2].Number.Status != "no_data" {
		t.Errorf("other releases: %s", byAddress.body)
	}
	if page := get(t, p.at+figure+"@"+second, "If-None-Match", byAccept.header.Get("ETag")); page.status != http.StatusOK {
		t.Error("who has the JSON is told that the page is the same")
	}
	for path, says := range map[string][2]string{
		"/n/nothing/" + plain + "/2023-09@" + second:                           {"services_online_share", "There is no indicator “nothing”"},
		"/n/services_online_share/XX/2023-09@" + second:                        {plain, "There is no region “XX”"},
		"/n/services_online_share/" + plain + "/2001@" + second:                {"2023-09-01..2023-09-30", "September 2023"},
		"/n/services_online_share/" + plain + "/2023-09@2001-01-01":            {first, second},
		"/n/services_online_share/" + plain + "/2023-09?source=nobody":         {"reported", "reported"},
		"/n/services_online_share/" + plain + "/2023-09?breakdown=tier%3Dnone": {"there is something for: the whole (no breakdown)", "the whole"},
	} {
		asJSON, page := get(t, p.at+path, "Accept", "application/json"), get(t, p.at+in(path, "en"))
		if asJSON.status != http.StatusNotFound || !strings.Contains(asJSON.header.Get("Content-Type"), "problem+json") || !strings.Contains(asJSON.body, says[0]) {
			t.Errorf("%s: %d %s", path, asJSON.status, asJSON.body)
		}
		if page.status != http.StatusNotFound || !strings.Contains(page.text(), says[1]) {
			t.Errorf("%s as a page: %d %s", path, page.status, page.text())
		}
	}
	if a := get(t, p.at+"/n/services_online_share/"+plain+"/septembre"); a.status != http.StatusBadRequest {
		t.Errorf("no period: %d", a.status)
	}
}

// TestNumberBeforeTheFirstRelease: there is none, and nothing breaks.
func TestNumberBeforeTheFirstRelease(t *testing.T) {
	p := newPublishing(t)
	for accept, says := range map[string]string{"text/html": "Nothing has been published yet.", "application/json": "no release has been published yet"} {
		if a := get(t, p.at+"/n/services_online_share/"+plain+"/2023-09?lang=en", "Accept", accept); a.status != http.StatusNotFound || !strings.Contains(a.body, says) {
			t.Errorf("%s: %d %s", accept, a.status, a.body)
		}
	}
}

// TestAShareOfNothing: of a figure the reason is that its denominator is 0, for good and in every language; that a start equals what was promised is
// said of a promise alone.
func TestAShareOfNothing(t *testing.T) {
	p := newPublishing(t)
	const fell, month = "UA-46", "2023-09-01..2023-09-30"
	p.came(fell, ptr(40.25))
	reported, begun := store.Origin{Source: "reported"}, 90.0 // as much as is promised
	must(t, "a share of nothing, and a start", func() error {
		_, err := p.s.WriteObservations(t.Context(), []store.Observation{
			{
				Indicator: "services_online_share", Region: plain, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.NotApplicable,
				Reason: kpi.ReasonDivisionByZero, Numerator: new(float64), Denominator: new(float64), Origin: reported,
			},
			{Indicator: "services_online_share", Region: fell, Period: kpi.Month(kpi.MustDate("2023-08-01")), Status: kpi.Present, Value: &begun, Origin: reported},
		})
		return err
	})
	released := p.publish("", "")
	p.settle(released)
	if err := p.k.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	for lang, says := range map[string][2]string{
		"en": {"the denominator is 0", "the start equals what was promised for this day"},
		"uk": {"знаменник дорівнює 0", "початкове значення дорівнює обіцяному на цей день"},
		"ru": {"знаменатель равен 0", "начальное значение равно обещанному на этот день"},
	} {
		for _, address := range []string{"/n/services_online_share/" + plain + "/" + month + "@" + released, "/explain/services_online_share/" + plain + "/" + month} {
			if a := get(t, p.at+in(address, lang)); a.status != http.StatusOK || !strings.Contains(a.text(), says[0]) || strings.Contains(a.text(), says[1]) {
				t.Errorf("%s in %s: %d %s", address, lang, a.status, a.text())
			}
		}
		a := get(t, p.at+in("/explain/services_online_share/"+fell+"/"+month, lang))
		if a.status != http.StatusOK || !strings.Contains(a.text(), says[1]) || strings.Contains(a.text(), says[0]) {
			t.Errorf("a promise of what was there already, in %s: %d %s", lang, a.status, a.text())
		}
	}
}

// TestNumbersThatReleasesLeaveOut: of what is only simulated it is said that a release has no figures, and not that there is no such thing.
func TestNumbersThatReleasesLeaveOut(t *testing.T) {
	p := newPublishing(t)
	must(t, "simulated figures", func() error {
		var rows []store.Observation
		for of, region := range map[string]string{"services_online_share": lateReport, "ua_interactions": "UA"} {
			rows = append(rows, store.Observation{Indicator: of, Region: region, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: ptr(51), Origin: simulated})
		}
		_, err := p.s.WriteObservations(t.Context(), rows)
		return err
	})
	p.came(plain, ptr(40))
	id := p.publish("", "")
	p.settle(id)
	if err := p.k.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	for lang, says := range map[string]struct{ indicator, region, simulated, unknown string }{
		"en": {"Release " + id + " has no figures of “", "Release " + id + " has no figures of this indicator for “Dnipropetrovsk Oblast”.", "Simulated figures are left out of releases.", "There is no indicator"},
		"uk": {"У випуску " + id + " немає значень показника «", "У випуску " + id + " немає значень цього показника для регіону «Дніпропетровська область».", "Симульованих значень у випусках немає.", "Показника «nothing» немає"},
		"ru": {"В выпуске " + id + " нет значений показателя «", "В выпуске " + id + " нет значений этого показателя по региону «Днепропетровская область».", "Симулированных значений в выпусках нет.", "Показателя «nothing» нет"},
	} {
		for path, want := range map[string][]string{
			"/n/ua_interactions/UA/2023-09":                       {says.indicator, says.simulated, "services_online_share"},
			"/n/services_online_share/" + lateReport + "/2023-09": {says.region, says.simulated, plain},
			"/n/nothing/UA/2023-09":                               {says.unknown},
		} {
			a := get(t, p.at+in(path, lang))
			for _, text := range want {
				if a.status != http.StatusNotFound || !strings.Contains(a.text(), text) {
					t.Errorf("%s (%s): %d without %q: %s", path, lang, a.status, text, a.text())
				}
			}
			if strings.Contains(a.text(), says.unknown) != (path == "/n/nothing/UA/2023-09") {
				t.Errorf("%s (%s): what there is is said not to be, or what there isn't to be: %s", path, lang, a.text())
			}
		}
	}
}

// TestHowANumberWasMade: of what a source reported no formula is told, though Postup computes the indicator elsewhere by one.
func TestHowANumberWasMade(t *testing.T) {
	p := newPublishing(t)
	p.came(plain, ptr(40))
	must(t, "applications", func() error {
		_, err := p.s.WriteObservations(t.Context(), []store.Observation{{
			Indicator: "applications", Region: plain, Period: kpi.Month(kpi.MustDate("2023-08-01")), Status: kpi.Present, Value: ptr(40), Origin: store.Origin{Source: store.DerivedSource(false)},
		}})
		return err
	})
	id := p.publish("", "")
	p.settle(id)
	for lang, says := range map[string]string{"en": "As the source reported it.", "uk": "Так, як подало джерело.", "ru": "Так, как сообщил источник."} {
		a := get(t, p.at+in("/n/services_online_share/"+plain+"/2023-09@"+id, lang))
		if a.status != http.StatusOK || !strings.Contains(a.text(), says) || strings.Contains(a.text(), "count(services") {
			t.Errorf("%s: %d %s", lang, a.status, a.text())
		}
	}
	for lang, says := range map[string]string{"en": "added up", "uk": "Додаються заяви", "ru": "Складываются заявления"} {
		a := get(t, p.at+in("/n/applications/"+plain+"/2023-08@"+id, lang))
		if !strings.Contains(a.body, `<code lang="en">count(applications by month of submission)</code>`) || !strings.Contains(a.text(), says) {
			t.Errorf("%s: it is not said how it was counted: %d %s", lang, a.status, a.text())
		}
	}
}
