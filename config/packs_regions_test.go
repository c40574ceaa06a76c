package config_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// The first-level regions of Ukraine by ISO 3166-2.
var firstLevel = []string{
	"UA-05", "UA-07", "UA-09", "UA-12", "UA-14", "UA-18", "UA-21", "UA-23", "UA-26", "UA-30", "UA-32", "UA-35", "UA-40", "UA-43",
	"UA-46", "UA-48", "UA-51", "UA-53", "UA-56", "UA-59", "UA-61", "UA-63", "UA-65", "UA-68", "UA-71", "UA-74", "UA-77",
}

func TestRegionsOfUkraine(t *testing.T) {
	c := shipped(t)
	var codes []string
	population := 0
	for _, r := range c.Children("UA") {
		codes = append(codes, r.Code)
		population += r.Population
		if r.TimeZone != "Europe/Kyiv" {
			t.Errorf("deadlines of %s would be counted in %q instead of Europe/Kyiv", r.Code, r.TimeZone)
		}
	}
	slices.Sort(codes)
	if d := cmp.Diff(firstLevel, codes); d != "" {
		t.Errorf("the regions of Ukraine are not those of ISO 3166-2 (-want +got):\n%s", d)
	}
	// The published total of 1 January 2022, without the two regions that have no published figure.
	if whole := c.Region("UA").Population; population != whole || whole != 41167335 {
		t.Errorf("the regions' population adds up to %d, the country's is %d, published are 41167335", population, whole)
	}
	city := c.Region(sumyCity)
	if city == nil || city.Kind != "municipality" || city.Parent != "UA-59" || c.Region("UA-59").Kind != "region" {
		t.Errorf("the city of Sumy and its oblast must be two regions, one within the other; the city is %+v", city)
	}
}

func TestTileMapShowsEveryRegionOnce(t *testing.T) {
	c := shipped(t)
	var codes []string
	at := map[[2]int]string{}
	for _, tile := range c.MapTiles {
		codes = append(codes, tile.Region)
		if other, taken := at[[2]int{tile.Col, tile.Row}]; taken {
			t.Errorf("%s lies on top of %s", tile.Region, other)
		}
		at[[2]int{tile.Col, tile.Row}] = tile.Region
	}
	slices.Sort(codes)
	if d := cmp.Diff(firstLevel, codes); d != "" {
		t.Errorf("the tile map does not show every region once (-want +got):\n%s", d)
	}
}

func TestRegionsThatNothingIsExpectedFrom(t *testing.T) {
	p := shipped(t).Programme("ua-smartphone")
	var got []string
	for _, n := range p.NotExpected {
		got = append(got, n.Region)
		if len(n.Reason) == 0 {
			t.Errorf("the page would not say why nothing is expected from %s", n.Region)
		}
	}
	slices.Sort(got)
	if d := cmp.Diff([]string{"UA-09", "UA-40", "UA-43"}, got); d != "" {
		t.Errorf("regions would be shown as overdue that no data can come from (-want +got):\n%s", d)
	}
}

func TestPrimorye(t *testing.T) {
	c := shipped(t)
	municipalities := c.Children("RU-PRI")
	if len(municipalities) == 0 {
		t.Error("Primorsky Krai has no municipalities")
	}
	for _, r := range append(municipalities, c.Region("RU-PRI")) {
		if r.TimeZone != "Asia/Vladivostok" {
			t.Errorf("deadlines of %s would be counted in %q instead of Asia/Vladivostok", r.Code, r.TimeZone)
		}
	}
}

// The numbers of working days are those of the published norms of working time, but for 2022 in Ukraine, where
// the two days before martial law and 8 March are off.
func TestCalendarsHaveTheWorkingDaysOfEachYear(t *testing.T) {
	want := map[string]map[int]int{
		"ua": {2019: 250, 2020: 251, 2021: 250, 2022: 257, 2023: 260, 2024: 262, 2025: 261},
		"ru": {2021: 247, 2022: 247, 2023: 247, 2024: 248, 2025: 247, 2026: 247},
	}
	got := map[string]map[int]int{}
	for _, c := range shipped(t).Calendars {
		got[c.ID] = map[int]int{}
		for _, year := range c.Years {
			got[c.ID][year] = workingDays(c, year)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("legal deadlines in working days would fall on other days (-want +got):\n%s", d)
	}
}

func workingDays(c *config.Calendar, year int) int {
	n := 0
	first, _ := kpi.NewDate(year, time.January, 1)
	last, _ := kpi.NewDate(year, time.December, 31)
	for d := first; d <= last; d++ {
		weekday := d.Time().Weekday()
		weekend := weekday == time.Saturday || weekday == time.Sunday
		if weekend && slices.Contains(c.Workdays, d) || !weekend && !slices.Contains(c.Holidays, d) {
			n++
		}
	}
	return n
}
