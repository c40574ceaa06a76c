package pages

import (
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/messages"
)

// A count beside the share of it says one thing twice: two others go first, wherever there are any.
func TestPairsAreOfTwoThings(t *testing.T) {
	count := &config.Indicator{ID: "online", Derived: &config.Derived{Measure: config.MeasureServicesOnline}}
	share := &config.Indicator{ID: "part", Derived: &config.Derived{Measure: config.MeasureServicesOnlineShare}}
	total := &config.Indicator{ID: "total"}
	growth := &config.Indicator{ID: "growth", Increment: "total"}
	for _, test := range []struct{ known, x, y string }{
		{"online part total", "online", "total"}, {"online part", "online", "part"}, {"total growth online", "total", "online"},
		{"growth total", "growth", "total"}, {"online", "online", "online"}, {"", "", ""},
	} {
		c := &comparison{}
		for _, id := range strings.Fields(test.known) {
			for _, i := range []*config.Indicator{count, share, total, growth} {
				if i.ID == id {
					c.known = append(c.known, i)
				}
			}
		}
		c.findPair()
		if (c.x == nil) != (test.x == "") || c.x != nil && (c.x.ID != test.x || c.y.ID != test.y) {
			t.Errorf("of %q: %v and %v, want %s and %s", test.known, c.x, c.y, test.x, test.y)
		}
	}
}

func TestOneIndicatorIsNoPair(t *testing.T) {
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	only := &config.Indicator{ID: "one", Name: config.Text{"en": "Only one"}}
	c, body := &comparison{known: []*config.Indicator{only}}, &compareBody{CSV: "/file"}
	c.findPair()
	(&request{Locale: languages.Find("en")}).scatter(c, body)
	if body.Shown != nil || body.CSV != "" || !strings.Contains(body.More, "“Only one”") {
		t.Errorf("one indicator is shown against itself: %+v", body)
	}
}
