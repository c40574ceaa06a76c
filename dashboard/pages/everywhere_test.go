package pages_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/dashboard"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/board/boardtest"
	"github.com/postup/postup/store/storetest"
)

// TestManyPromises holds pages of a country that promised sixty things to each of five regions: nothing is left out, and no page lists
// three hundred rows.
func TestManyPromises(t *testing.T) {
	const regions, drawn = 5, 12
	country := boardtest.New(t, regions, 0)
	clock := func() time.Time { return boardtest.Noon }
	keeper := board.NewKeeper(board.KeeperOptions{Reader: country, Config: country.Config, Now: clock})
	if err := keeper.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	app, err := dashboard.New(dashboard.Options{Keeper: keeper, Store: storetest.Embedded(t), Config: country.Config, Now: clock, Files: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	base := serve(t, app)
	tallied := regexp.MustCompile(`<ul class="tally">(.*?)</ul>`)
	counts := regexp.MustCompile(`<b>(\d+)</b>`)
	for _, c := range []struct {
		path, from, to string
		tallies, each  int // how many tallies there are, and what each adds up to
	}{
		{"/", `aria-labelledby="promises-title">`, "</table>", boardtest.Indicators, regions},
		{"/programmes/plan", `aria-labelledby="targets-title">`, "</section>", boardtest.Indicators, regions},
		{"/programmes/plan", `aria-labelledby="regions-title" id="regions">`, "</table>", regions, boardtest.Indicators},
	} {
		_, part, _ := strings.Cut(get(t, base+c.path+"?lang=en").body, c.from)
		part, _, _ = strings.Cut(part, c.to)
		if c.path == "/" { // the section's own tally counts all
			_, part, _ = strings.Cut(part, "<table")
		}
		found := tallied.FindAllStringSubmatch(part, -1)
		if len(found) != c.tallies {
			t.Errorf("%s has %d tallies, want %d", c.path, len(found), c.tallies)
		}
		for _, f := range found {
			sum := 0
			for _, n := range counts.FindAllStringSubmatch(f[1], -1) {
				v, _ := strconv.Atoi(n[1])
				sum += v
			}
			if sum != c.each {
				t.Errorf("%s: a tally adds up to %d, want %d: %s", c.path, sum, c.each, f[1])
			}
		}
	}
	region := get(t, base+"/regions/"+country.Codes[0]+"?lang=en")
	if n := strings.Count(region.body, `<figure class="trajectory`); n < drawn || strings.Count(region.body, "data-chart=") != drawn {
		t.Errorf("a region's page draws %d of its promises, want %d", strings.Count(region.body, "data-chart="), drawn)
	}
	further := region.part(`id="further"`, "</details>")
	if rows := strings.Count(further, `<tr role="row"`) - 1; rows != boardtest.Indicators-drawn { // less its head
		t.Errorf("a region's page lists %d promises beside those that it draws, want %d", rows, boardtest.Indicators-drawn)
	}
}
