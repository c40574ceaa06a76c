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
	base := lacking(t)
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

// lacking is the address of a dashboard on which applications were promised: of TT-1 there are too few, of TT-2 nobody was heard.
func lacking(t *testing.T) string {
	t.Helper()
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("../testdata/config"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Programme("plan").Targets[0].Indicator = "applications"
	now := func() time.Time { return kpi.MustDate("2023-10-14").Time().Add(12 * time.Hour) }
	o := storetest.EmbeddedOptions(t)
	o.Now = now
	s := storetest.Open(t, o)
	three := 3.0
	must(t, "observations", func() error {
		of := store.Observation{Indicator: "applications", Region: "TT-1", Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: &three, Origin: store.Origin{Source: "derived"}}
		unheard := of
		unheard.Region, unheard.Value, unheard.Status, unheard.Reason = "TT-2", nil, kpi.NoData, kpi.ReasonNotHeard
		_, err := s.WriteObservations(t.Context(), []store.Observation{of, unheard})
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
