package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
)

func TestEventsAreOfTheirOwnProgrammes(t *testing.T) {
	c, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, a := range c.Annotations {
		for _, p := range c.Programmes {
			if a.Of(p) {
				got[p.ID] = append(got[p.ID], a.ID)
			}
		}
		if invented := strings.HasPrefix(a.ID, "sim-"); invented != a.Simulated || !invented && a.Quote == "" {
			t.Errorf("%s is neither invented and marked so, nor quoted from a document", a.ID)
		}
	}
	want := map[string][]string{
		"ua-smartphone":     {"ua_first_discussion", "sim-new-portal", "sim-registers-moved"},
		"primorye-maturity": {"pri_extended_meeting", "sim-training"}, // and not what has happened in Ukraine, by the same indicators
		"egov4ukraine":      {"egov_agreement"},
	}
	delete(got, "ua-regional-index") // it is made of everything
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events of programmes (-want +got):\n%s", diff)
	}
}
