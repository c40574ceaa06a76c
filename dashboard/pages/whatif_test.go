package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A governor asks what one more service, or one better figure, would bring, and sees it beside what is.
func testWhatIf(t *testing.T, base string) {
	ask := func(query string) answer { return get(t, base+"/regions/"+plain+"/what-if?lang=en&"+query) }
	for _, test := range []struct {
		query  string
		status int
		says   []string
		not    string
	}{
		{"", 200, []string{"What if", `<select id="service"`, `<select id="indicator"`, "Nothing you try is saved", `<option value="services_online_share">Share of services online: 38.2% (October 2023)<`}, "would be otherwise</h2>"},
		{"indicator=services_online_share&value=95", 200, []string{"What if “Share of services online” were 95%", "90% of all public services online by 2024", "38.2%", "95.0%", "national yardstick", "(Ukraine)", "Now: “Share of services online” is 38.2% (October 2023)."}, ""},
		{"indicator=services_online_share&value=95,5", 200, []string{"were 95.5%"}, ""},
		{"indicator=services_online_share&value=many", 400, []string{"Write a number"}, "would be otherwise</h2>"},
		{"indicator=services_online_share&value=101", 400, []string{"can’t be supposed"}, "were 101"},
		{"indicator=services_online_share&value=101", 400, []string{"from 0% to 100%", `value="101" size="8" maxlength="30" required aria-invalid="true" aria-describedby="value-wrong value-now"`, `value="services_online_share" selected`}, ""},
		{"indicator=nothing&value=1", 400, []string{"no such service or indicator"}, ""},
		{"service=nothing", 400, []string{"no such service or indicator"}, ""},
		{"indicator=services_online_share&value=" + url.QueryEscape("<b>"), 400, []string{`value="&lt;b&gt;"`}, "<b>\""},
	} {
		page := ask(test.query)
		main := page.part(`id="content"`, "</main>")
		if page.status != test.status {
			t.Errorf("%s: %d, want %d", test.query, page.status, test.status)
		}
		for _, says := range test.says {
			if !strings.Contains(main, says) {
				t.Errorf("%s: the page does not have %q:\n%s", test.query, says, main)
			}
		}
		if test.not != "" && strings.Contains(main, test.not) {
			t.Errorf("%s: the page has %q", test.query, test.not)
		}
	}
	if got := get(t, base+"/regions/"+noData+"/what-if?lang=en&service=ua.trade_place"); got.status != http.StatusBadRequest || !strings.Contains(got.text(), "The region doesn’t offer this service") {
		t.Errorf("of a service that the region does not offer: %d", got.status)
	}
	if got := get(t, base+"/regions/XX/what-if"); got.status != http.StatusNotFound {
		t.Errorf("of a region that there isn't: %d", got.status)
	}
	if !strings.Contains(get(t, base+"/regions/"+plain+"?lang=en").body, `href="/regions/UA-05/what-if?lang=en"`) {
		t.Error("a region's page does not lead there")
	}
}
