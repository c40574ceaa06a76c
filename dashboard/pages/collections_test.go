package pages

import (
	"regexp"
	"strings"
	"testing"

	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/store"
)

// TestCountsOfCollectionsAreNamed: on a telephone the heads of columns are gone, and beside each count stands what it counts.
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
		body := sourceBody{source: source{ID: "a", Name: "A", Mark: c.Mark, Collections: []collection{c}}}
		var out strings.Builder
		if err := all[code]["source"].ExecuteTemplate(&out, "body", body); err != nil {
			t.Fatal(err)
		}
		table := out.String()[strings.Index(out.String(), "<table"):]
		counts := tag(`<td role="cell" class="n"`, table)
		if named := tag(`<td role="cell" class="n" data-label="[^"]+"`, table); counts != 6 || named != counts {
			t.Errorf("%s: %d of %d counts are named", code, named, counts)
		}
	}
}
