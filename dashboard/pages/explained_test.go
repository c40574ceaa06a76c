package pages_test

import (
	"html"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// testExplained follows the headline's figure by its links, as a visitor would: to its formula, to a region that it is made
// of, and to what that region's is made of.
func testExplained(t *testing.T, base string) {
	overview := get(t, base+"/?lang=en")
	link := regexp.MustCompile(`href="(/explain/[^"]+)"`)
	first := link.FindStringSubmatch(overview.body)
	if first == nil {
		t.Fatal("no figure of the overview says how it came about")
	}
	national := get(t, base+html.UnescapeString(first[1]))
	for _, says := range []string{"v = s · Σ numeratorᵢ / Σ denominatorᵢ", "as shown", "Method rollup_weighted, version 1", "What is judged by it"} {
		if !strings.Contains(national.text(), says) {
			t.Errorf("%s does not say %q:\n%s", first[1], says, national.text())
		}
	}
	_, inputs, _ := strings.Cut(national.body, `id="inputs-title"`)
	part := link.FindStringSubmatch(inputs)
	if part == nil {
		t.Fatalf("no region that the national figure is made of can be followed")
	}
	if a := get(t, base+html.UnescapeString(part[1])); a.status != http.StatusOK || strings.Contains(a.text(), "⟦") {
		t.Errorf("%s: %d %s", part[1], a.status, a.text())
	}
	of := get(t, base+"/explain/services_online_share/"+plain+"/2023-10-01..2023-10-31?lang=en")
	if !strings.Contains(of.text(), "Vinnytsia Oblast, October 2023.") || !strings.Contains(of.part("<title>", "</title>"), "Vinnytsia Oblast") {
		t.Errorf("a figure does not say of which region it is: %s", of.part(`class="lead"`, "</div>"))
	}
	for lang, says := range map[string]string{"uk": "Як пораховано це число", "ru": "Как посчитано это число"} {
		a := get(t, base+strings.Replace(html.UnescapeString(first[1]), "lang=en", "lang="+lang, 1))
		if !strings.Contains(a.text(), says) || strings.Contains(a.text(), "⟦") {
			t.Errorf("in %s the explanation does not say %q, or lacks a word", lang, says)
		}
	}
	for _, wrong := range []string{"/explain/nothing/UA/2023", "/explain/services_online_share/XX/2023", "/explain/services_online_share/UA/1999"} {
		if a := get(t, base+wrong); a.status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", wrong, a.status)
		}
	}
	for path, says := range map[string]map[string]string{
		"/explain/services_online_share/" + plain + "/2023-08?as_of=2023-10-01": {
			"en": "On 1 October 2023 nothing was known yet of “Share of services online” (Vinnytsia Oblast, August 2023). There is data since 14 October 2023",
			"uk": "ще нічого не було відомо. Дані є з 14 жовтня 2023", "ru": "ещё ничего не было известно. Данные есть с 14 октября 2023",
		},
		"/explain/services_online_share/UA/2023-08?as_of=2023-10-01": {"uk": "Дані є з 14 жовтня 2023"},
		"/explain/services_online_share/UA/1999?today=2023-10-14":    {"en": "Nothing is known", "uk": "нічого не відомо. Дані є за періоди від «липень 2020»", "ru": "ничего не известно. Данные есть за периоды от"},
		"/explain/nothing/UA/2023?today=2023-10-14":                  {"en": "no such indicator", "uk": "Такого показника чи індексу немає", "ru": "Такого показателя или индекса нет"},
	} {
		for lang, want := range says {
			a := get(t, base+path+"&lang="+lang)
			if main := a.part("<main", "</main>"); a.status != http.StatusNotFound || !strings.Contains(main, want) || strings.Contains(main, `lang="en"`) && lang != "en" {
				t.Errorf("%s (%s): %d, and no %q: %s", path, lang, a.status, want, main)
			}
		}
	}
	if a := get(t, base+"/explain/nothing/UA/2023?lang=en"); !strings.Contains(a.part("<main", "</main>"), `href="/methods?lang=en"`) {
		t.Error("the page of methods, which lists the indicators, is named and not linked")
	}
	if a := get(t, base+"/explain/services_online_share/UA/soon"); a.status != http.StatusBadRequest {
		t.Errorf("a period that is none: %d, want 400", a.status)
	}
}

// TestExplainedNames: names come from configuration, and hashes from the store; neither may bring markup to a page, and the page
// keeps which figure it is about when the language or the day is changed.
func TestExplainedNames(t *testing.T) {
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("../testdata/explain"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return kpi.MustDate("2023-10-14").Time().Add(12 * time.Hour) }
	o := storetest.EmbeddedOptions(t)
	o.Now = now
	s := storetest.Open(t, o)
	from := store.Origin{Source: "trusted", Collection: 7}
	one := 1.0
	hash := strings.Repeat("0123456789abcdef", 4)
	must(t, "offers", func() error {
		_, err := s.WriteOffers(t.Context(), []store.Offer{{Region: "TT-1", Service: "doctor", From: kpi.MustDate("2023-01-01"), Origin: from}})
		return err
	})
	must(t, "stages", func() error {
		_, err := s.WriteStages(t.Context(), []store.ServiceStage{{Region: "TT-1", Service: "doctor", Since: kpi.MustDate("2023-02-01"), Status: kpi.Present, Stage: kpi.StageOnline, Origin: from}})
		return err
	})
	must(t, "observations", func() error {
		_, err := s.WriteObservations(t.Context(), []store.Observation{{
			Indicator: "online", Region: "TT-1", Breakdown: "sector=health", Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present,
			Value: &one, Collections: []uint64{7}, Origin: store.Origin{Source: "derived"},
		}})
		return err
	})
	must(t, "the collection", func() error {
		return s.SaveCollection(t.Context(), &store.Collection{ID: 7, Source: "trusted", Started: now(), Finished: now(), Status: store.CollectionOK, Payload: hash})
	})
	keeper := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: now})
	must(t, "the board", func() error { return keeper.Rebuild(t.Context()) })
	app, err := dashboard.New(dashboard.Options{Keeper: keeper, Store: s, Config: cfg, Now: now, Files: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	base := serve(t, app)
	a := get(t, base+"/explain/online/TT-1/2023-09?lang=en&"+url.Values{"breakdown": {"sector=health"}}.Encode())
	if a.status != http.StatusOK {
		t.Fatalf("%d: %s", a.status, a.text())
	}
	for _, markup := range []string{"<script>alert", "<b>First</b>"} {
		if strings.Contains(a.body, markup) {
			t.Errorf("a name brings %s to the page", markup)
		}
	}
	for _, says := range []string{"Doctor <script>alert(1)</script>", hash, "These inputs give 1, as shown.", "1 of 1 service whose stage is known is online.", `<b>First</b> & "only"`} {
		if !strings.Contains(html.UnescapeString(a.body), says) {
			t.Errorf("the page does not say %q", says)
		}
	}
	if inputs := a.part(`id="inputs-title"`, "</table>"); strings.Contains(inputs, "Weight") || !strings.Contains(inputs, "Symbol") {
		t.Errorf("a table of inputs has a column that is empty in every row, or lacks another: %s", inputs)
	}
	for _, keeps := range []string{`href="/explain/online/TT-1/2023-09?breakdown=sector%3Dhealth&amp;lang=uk"`, `<input type="hidden" name="breakdown" value="sector=health">`} {
		if !strings.Contains(a.body, keeps) {
			t.Errorf("changing the language or the day loses which figure it is: the page has no %s", keeps)
		}
	}
}
