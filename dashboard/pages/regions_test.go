package pages_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// testRegions: the list has each region's value, what it lacks and where it leads, in the order that is asked for.
func testRegions(t *testing.T, base string) {
	row := func(a answer, region string) string {
		_, rest, _ := strings.Cut(a.part("<table", "<footer"), `href="/regions/`+region+`?`)
		cells, _, _ := strings.Cut(rest, "</tr>")
		return answer{body: "<" + cells}.text()
	}
	listed := get(t, base+"/regions?lang=en")
	for region, says := range map[string]*regexp.Regexp{
		"UA-46":   regexp.MustCompile(`23\.5% simulated data 66\.5 percentage points ≈`), // 8 of 34 services
		"UA-43":   regexp.MustCompile(`– not expected – –`),
		noData:    regexp.MustCompile(`– no data – –`),
		withdrawn: regexp.MustCompile(`– withdrawn – –`),
	} {
		if got := row(listed, region); !says.MatchString(got) {
			t.Errorf("the line of %s does not say %s: %s", region, says, got)
		}
	}
	at := func(a answer, region string) int {
		return strings.Index(a.body, `<th role="rowheader" scope="row"><a href="/regions/`+region+`?`)
	}
	for order, furthestFirst := range map[string]bool{"gap": true, "value": false, "forecast": false} {
		a := get(t, base+"/regions?lang=uk&sort="+order)
		if got := at(a, "UA-46") < at(a, plain); a.status != http.StatusOK || got != furthestFirst {
			t.Errorf("by %s (%d) the region furthest behind comes first: %t", order, a.status, got)
		}
		if at(a, "UA-46") > at(a, noData) {
			t.Errorf("by %s a region without a value comes before one with a value", order)
		}
	}
	if a := get(t, base+"/regions?sort=none"); a.status != http.StatusBadRequest {
		t.Errorf("an order that there isn't: %d", a.status)
	}
}
