package pages_test

import (
	"encoding/csv"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A ministry sees who is ahead and who is behind, sorts by any column, and takes exactly that away.
func testCompare(t *testing.T, base string) {
	page := get(t, base+"/compare?lang=en")
	first := regexp.MustCompile(`(?s)<tbody>.*?</tr>`).FindString(page.body)
	for _, says := range []string{"heat-5", "100.0%", `/explain/services_online_share/`} {
		if !strings.Contains(first, says) {
			t.Errorf("the first row does not have %q:\n%s", says, first)
		}
	}
	for _, says := range []string{"simulated data", "no data", `aria-sort="descending"`, `href="/compare?lang=en&amp;of=UA&amp;sort=-services_online_share"`} {
		if !strings.Contains(page.body, says) {
			t.Errorf("the page does not have %q", says)
		}
	}
	file := get(t, base+"/compare.csv?of=UA&sort=-services_online_share")
	rows, err := csv.NewReader(strings.NewReader(file.body)).ReadAll()
	if err != nil || len(rows) < 20 || !slices.Equal(rows[0][:5], []string{"region", "name", "services_online_share", "services_online_share_unit", "services_online_share_period"}) {
		t.Fatalf("the file is none (%v): %.300s", err, file.body)
	}
	worst := get(t, base+"/compare?lang=en&of=UA&sort=-services_online_share")
	links := regexp.MustCompile(`<th scope="row"><a href="/regions/([^?"]+)`).FindAllStringSubmatch(worst.body, -1)
	if len(links) != len(rows)-1 {
		t.Fatalf("the page has %d regions, and the file %d", len(links), len(rows)-1)
	}
	for n, link := range links {
		if rows[n+1][0] != link[1] {
			t.Errorf("row %d of the file is %s, and of the page %s", n+1, rows[n+1][0], link[1])
		}
	}
	for address, want := range map[string]int{
		"/compare?of=RU-PRI": http.StatusOK, "/compare?of=UA-05": http.StatusNotFound, "/compare?of=XX": http.StatusNotFound,
		"/compare?of=UA&sort=nothing": http.StatusBadRequest, "/compare.csv?of=XX": http.StatusNotFound,
	} {
		if got := get(t, base+address); got.status != want {
			t.Errorf("%s is answered with %d, want %d", address, got.status, want)
		}
	}
}
