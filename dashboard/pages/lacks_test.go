package pages_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestWhatIsMissingSaysWhy: a figure that is withheld, and one of whose sources nobody was heard, say so wherever they are missing, and not
// that nothing was reported.
func TestWhatIsMissingSaysWhy(t *testing.T) {
	few := figure("TT-1", 3)
	unheard := figure("TT-2", 0)
	unheard.Value, unheard.Status, unheard.Reason = nil, kpi.NoData, kpi.ReasonNotHeard
	base := lacking(t, few, unheard)
	for region, says := range map[string]map[string]string{
		"TT-1": {
			"en": "withheld too few applications to be shown", "uk": "приховано замало заяв, щоб показувати", "ru": "скрыто слишком мало заявлений, чтобы показывать",
		},
		"TT-2": {
			"en": "no data not all of its sources have been heard since the period ended", "uk": "немає даних після кінця періоду ще не всі джерела відповіли",
			"ru": "нет данных после конца периода ещё не все источники ответили",
		},
	} {
		for lang, want := range says {
			for _, address := range []string{"/regions/" + region, "/embed/trajectory/applications/" + region} {
				a := get(t, base+address+"?lang="+lang)
				text := strings.NewReplacer(" – ", " ", ": ", " ", "(", "", ")", "").Replace(a.text())
				if !strings.Contains(text, want) {
					t.Errorf("%s (%s) does not say %q:\n%s", address, lang, want, text)
				}
				for _, wrong := range []string{"nothing has been reported", "asked, and not known"} {
					if strings.Contains(text, wrong) {
						t.Errorf("%s says %q", address, wrong)
					}
				}
			}
		}
	}
	var list struct {
		Data []struct {
			Region   string
			Method   string
			Reason   string
			Forecast struct{ Reason string }
		}
	}
	if err := json.Unmarshal([]byte(get(t, base+"/api/v1/progress?indicator=applications&region=TT-1,TT-2,TT-3", "Accept", "application/json").body), &list); err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, row := range list.Data {
		got[fmt.Sprintln(row.Region, row.Reason, row.Forecast.Reason)] = true
	}
	want := map[string]bool{"TT-1 suppressed suppressed\n": true, "TT-2 not_heard not_heard\n": true, "TT-3 no_data no_data\n": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the API's judgements (-want +got):\n%s", diff)
	}
}

// TestPromiseOfASumThatLacksRegions: what was reported of some regions, while that of another is withheld, is neither overdue nor unreported.
func TestPromiseOfASumThatLacksRegions(t *testing.T) {
	withheld, silent := lacking(t, figure("TT-1", 3), figure("TT-2", 20), figure("TT-3", 40)), lacking(t, figure("TT-1", 30), figure("TT-2", 20))
	const parts = "the sum lacks regions whose figures are withheld, so it is not judged"
	for _, test := range []struct {
		base, address, want string
		wrong               []string
	}{
		{withheld, "/promises", "What was reported about 1 of them, or a part of it, is withheld.", nil},
		{withheld, "/promises", "Nothing has been reported about 1 of them.", nil}, // the other promise
		{withheld, "/promises", "What was reported about this promise, or a part of it, is withheld: it is of too few applications to be shown.", nil},
		{withheld, "/promises", parts, nil},
		{withheld, "/programmes/plan", parts, nil},
		{withheld, "/embed/tile/applications/TT", parts, []string{"data overdue", "nothing has been reported"}},
		{silent, "/promises", "Of 1 of them not all regions have reported, so that their sum is not judged.", []string{"is withheld"}},
		{silent, "/promises", "Not all regions have reported what this promise is about, so that their sum is not judged.", nil},
		{silent, "/promises", "the sum lacks regions that have not reported, so it is not judged", nil},
	} {
		text := get(t, test.base+test.address).text()
		if !strings.Contains(text, test.want) {
			t.Errorf("%s does not say %q:\n%s", test.address, test.want, text)
		}
		for _, wrong := range test.wrong {
			if strings.Contains(text, wrong) {
				t.Errorf("%s says %q", test.address, wrong)
			}
		}
	}
	for base, want := range map[string]string{withheld: `"reason":"suppressed"`, silent: `"reason":"no_data"`} {
		body := get(t, base+"/api/v1/progress?indicator=applications&region=TT", "Accept", "application/json").body
		if !strings.Contains(body, want) || !strings.Contains(body, `"partial":true`) || !strings.Contains(body, `"status":"unknown"`) {
			t.Errorf("the API does not say %s, partial: %s", want, body)
		}
	}
}

// TestWhyNothingNewerIsKnown: where a state is told by an older value, or by none, it is said why: what is newer is withheld, or was not heard. Nor is
// a region called silent whose figure is withheld.
func TestWhyNothingNewerIsKnown(t *testing.T) {
	august := func(o store.Observation) store.Observation {
		o.Period = kpi.Month(kpi.MustDate("2023-08-01"))
		return o
	}
	unheard := figure("TT-2", 0)
	unheard.Value, unheard.Status, unheard.Reason = nil, kpi.NoData, kpi.ReasonNotHeard
	before := []store.Observation{august(figure("TT-1", 10)), august(figure("TT-2", 20)), august(figure("TT-3", 40))}
	known := append(before, figure("TT-1", 3), unheard, figure("TT-3", 40))
	base, nothing := lacking(t, known...), lacking(t, figure("TT-1", 3))
	june := figure("TT-1", 3)
	june.Period = kpi.Month(kpi.MustDate("2023-06-01"))
	passed := lackingBy(t, kpi.MustDate("2023-06-30"), june, before[0], figure("TT-1", 3))
	for _, test := range []struct{ address, want string }{
		{passed + "/embed/tile/applications/TT-1", "(last known: August 2023; newer ones are withheld) not confirmed"},
		{base + "/embed/tile/applications/TT-1", "(last known: August 2023; newer ones are withheld)"},
		{base + "/embed/tile/applications/TT-1?lang=uk", "новіші приховано"},
		{base + "/embed/tile/applications/TT-2", "(last known: August 2023; sources of newer ones have not been heard)"},
		{base + "/embed/tile/applications/TT", "(last known: August 2023; newer ones are withheld, or their sources have not been heard)"},
		{base + "/regions/TT-1", "last known: August 2023; newer ones are withheld"},
		{base + "/programmes/plan", "1 of 3 regions: 1 withheld, 1 not heard"},
		{nothing + "/embed/tile/applications/TT-1?today=2033-10-14", "not confirmed: withheld too few applications to be shown"},
		{nothing + "/regions/TT-1?today=2033-10-14", "not confirmed: withheld"},
	} {
		if text := get(t, test.address).text(); !strings.Contains(text, test.want) {
			t.Errorf("%s does not say %q:\n%s", test.address, test.want, text)
		}
	}
}

// figure is how many applications a region had in September.
func figure(region string, v float64) store.Observation {
	return store.Observation{
		Indicator: "applications", Region: region, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: &v, Origin: store.Origin{Source: "derived"},
	}
}

// lacking is the address of a dashboard on which applications were promised, and these are known.
func lacking(t *testing.T, known ...store.Observation) string {
	t.Helper()
	return lackingBy(t, 0, known...)
}

// lackingBy is the same where they were promised by a day; 0 is by those of the plan.
func lackingBy(t *testing.T, deadline kpi.Date, known ...store.Observation) string {
	t.Helper()
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("../testdata/config"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatal(err)
	}
	target := cfg.Programme("plan").Targets[0]
	target.Indicator = "applications"
	if deadline != 0 {
		target.Readings, target.Deadline = nil, config.Dated{Date: deadline, Precision: "day"}
	}
	now := func() time.Time { return kpi.MustDate("2023-10-14").Time().Add(12 * time.Hour) }
	o := storetest.EmbeddedOptions(t)
	o.Now = now
	s := storetest.Open(t, o)
	must(t, "observations", func() error {
		_, err := s.WriteObservations(t.Context(), known)
		return err
	})
	keeper := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: now})
	must(t, "the board", func() error { return keeper.Rebuild(t.Context()) })
	app, err := dashboard.New(dashboard.Options{Keeper: keeper, Store: s, Config: cfg, Now: now, Files: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, app)
}
