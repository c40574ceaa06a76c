package pages_test

import (
	"regexp"
	"strings"
	"testing"
)

// testChanged holds what is said of then and now against the pages of then and now.
func testChanged(t *testing.T, base string) {
	const address = "/programmes/ua-smartphone?lang=en"
	now, then := get(t, base+address), get(t, base+address+"&today=2023-06-30")
	list := now.part(`<table class="standings compact changes"`, "</table>")
	rows := strings.Split(list, `<tr role="row">`)[2:]
	if len(rows) == 0 {
		t.Fatal("nothing is told to have changed")
	}
	mark := regexp.MustCompile(`data-label="(?:Was|Is)"><span class="cell"><b><a[^>]*>([^<]*)</a></b><span class="st st-(\w+)">`)
	row := func(a answer, region string) string { // of the table of all regions
		_, of, _ := strings.Cut(a.part(`aria-labelledby="regions-title"`, "</section>"), ">"+region+"</a></th>")
		of, _, _ = strings.Cut(of, "</tr>")
		return of
	}
	turned := 0
	for _, r := range rows {
		name := regexp.MustCompile(`<a href="/regions/[^"]*">([^<]*)</a>`).FindStringSubmatch(r)
		sides := mark.FindAllStringSubmatch(r, -1)
		if name == nil {
			continue // the country's own, which the table has not
		}
		if len(sides) != 2 {
			t.Errorf("a change has %d sides: %s", len(sides), r)
			continue
		}
		for i, page := range []answer{then, now} {
			if of := row(page, name[1]); !strings.Contains(of, ">"+sides[i][1]+"</a>") || !strings.Contains(of, "#m-"+sides[i][2]+`"`) {
				t.Errorf("%s is told to have been %v, its page of that day says %s", name[1], sides[i][1:], of)
			}
		}
		if sides[0][2] != sides[1][2] {
			turned++
		}
	}
	if turned == 0 {
		t.Error("no state has turned: this shows nothing of states")
	}
	if text := get(t, base+"/programmes/igov?lang=uk").text(); !strings.Contains(text, "Після 30 червня 2023 нічого не змінилося") {
		t.Error("where nothing has changed nothing says so")
	}
}
