package pages

import (
	"regexp"
	"strings"
	"testing"

	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/store"
)

// TestCountsOfCollectionsAreNamed: on a telephone the heads of columns are gone, and beside each count stands what it counts. The
// table is as wide as the page: in a column of its own its counts can't be seen.
func TestCountsOfCollectionsAreNamed(t *testing.T) {
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := parse(languages)
	if err != nil {
		t.Fatal(err)
	}
	tag := func(expression, of string) int { return len(regexp.MustCompile(expression).FindAllString(of, -1)) }
	for _, code := range []string{"en", "uk", "ru"} {
		c := speaker(t, code, "2023-10-14").collection(&store.Collection{Status: store.CollectionOK, Records: 7, Accepted: 7, Counted: true})
		groups := []sourceGroup{{Open: true, Sources: []source{{ID: "a", Name: "A", Mark: c.Mark, Collections: []collection{c}, Rejected: "0"}}}}
		var out strings.Builder
		if err := all[code]["sources"].ExecuteTemplate(&out, "body", sourcesBody{Groups: groups}); err != nil {
			t.Fatal(err)
		}
		table := out.String()[strings.Index(out.String(), "<table"):]
		head, _, _ := strings.Cut(table, "</thead>")
		columns, counts := tag(`<th role="columnheader"`, head), tag(`<td role="cell" class="n"`, table)
		if below := regexp.MustCompile(`class="below"><td role="cell" colspan="(\d)"`).FindStringSubmatch(table); below == nil || below[1] != string(rune('0'+columns)) {
			t.Errorf("%s: the collections of a source are not as wide as its %d columns: %v", code, columns, below)
		}
		if named := tag(`<td role="cell" class="n" data-label="[^"]+"`, table); counts != 6 || named != counts {
			t.Errorf("%s: %d of %d counts are named", code, named, counts)
		}
	}
}
