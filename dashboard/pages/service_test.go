package pages_test

import (
	"net/http"
	"strings"
	"testing"
)

// A service is told of in every region that offers it, and one whose stage nobody knows is online nowhere.
func testServices(t *testing.T, base string) {
	list := get(t, base+"/services?lang=en")
	for _, says := range []string{"Land and property", "online in 1 of 1 region whose stage is known", "simulated data"} {
		if !strings.Contains(list.text(), says) {
			t.Errorf("the list of services does not say %q", says)
		}
	}
	for _, test := range []struct {
		service, says, not string
	}{
		{"ua.address_assignment", "Vinnytsia Oblast", "Primorsky"},
		{"ua.address_assignment", "How long services take: September 2023", ""},
		{"ua.address_assignment", "Legal deadline: 5 working days", ""},
	} {
		page := get(t, base+"/services/"+test.service+"?lang=en")
		if page.status != http.StatusOK || !strings.Contains(page.text(), test.says) {
			t.Errorf("%s (%d) does not say %q", test.service, page.status, test.says)
		}
		if test.not != "" && strings.Contains(page.text(), test.not) {
			t.Errorf("%s says %q", test.service, test.not)
		}
	}
	region := get(t, base+"/regions/"+plain+"?lang=en")
	if !strings.Contains(region.body, `href="/services/ua.address_assignment?lang=en"`) {
		t.Error("a region's page does not lead to its services")
	}
	for lang, says := range map[string]string{
		"en": "Assignment of an address How far it is online As of 1 January 2019 no region is known to offer it.", "uk": "Станом на 1 січня 2019",
		"ru": "По состоянию на 1 января 2019",
	} {
		early := get(t, base+"/services/ua.address_assignment?as_of=2019-01-01&lang="+lang)
		if early.status != http.StatusOK || !strings.Contains(early.text(), says) || strings.Contains(early.part(`id="content"`, "</main>"), "<table") {
			t.Errorf("before anybody offers it, the service (%d) does not say %q: %s", early.status, says, early.text())
		}
	}
	if unknown := get(t, base+"/services/nothing?lang=uk"); unknown.status != http.StatusNotFound || !strings.Contains(unknown.text(), "Такої сторінки немає") {
		t.Errorf("a service that there isn't is answered with %d: %.200s", unknown.status, unknown.text())
	}
}
