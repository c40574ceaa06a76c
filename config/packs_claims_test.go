package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
)

// The five documents claim one outcome; none of them is a later one that leaves a target out, and of none is the day of its capture known.
func TestClaimsAreThoseOfTheDocuments(t *testing.T) {
	type claim struct{ By, On, Region, Quote string }
	got := map[string][]claim{}
	for _, p := range shipped(t).Programmes {
		if p.Document.File == "" && p.Document.SHA256 != "" || p.Document.URL != "" || !p.Document.Captured.IsZero() {
			t.Errorf("%s: its document is said to be %+v, which nobody knows", p.ID, p.Document)
		}
		for _, target := range p.Targets {
			if target.Promise.Source != p.Document && target.Promise.Source != (config.Document{}) {
				t.Errorf("%s: it was promised in %+v, and the programme has one document", target.ID, target.Promise.Source)
			}
			if target.Dropped != nil {
				t.Errorf("%s: no document drops it", target.ID)
			}
			for _, c := range target.Claims {
				got[target.ID] = append(got[target.ID], claim{c.By["en"], dated(c.On), c.Region, c.Quote})
				if c.Value != nil || c.Period.Known() || c.Source != p.Document {
					t.Errorf("%s: the claim says more than its document: %+v", target.ID, c)
				}
			}
		}
	}
	want := map[string][]claim{"cab_less_paper": {{
		"Volodymyr Bondarenko", "[2018]", "UA", "уже достигнуто в значительной степени введением электронной коммуникации между органами",
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("people would be said to have claimed something else than they did (-document +pack):\n%s", diff)
	}
}
