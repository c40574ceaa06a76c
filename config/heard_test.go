package config

import (
	"testing"
	"time"

	"github.com/postup/postup/kpi"
)

// TestHeardByRegion: a region's applications are known as far as all its sources told of it, wherever these told of others; those of sources
// that nobody is asked for any more, as far as the last of these had.
func TestHeardByRegion(t *testing.T) {
	source := func(id, cron string, simulated bool, regions ...string) *Source {
		return &Source{ID: id, Regions: regions, Simulated: simulated, Schedule: Schedule{Cron: cron}, Records: []Mapping{{As: Applications}}}
	}
	region := func(code string) *Region { return &Region{Code: code, Location: time.UTC} }
	told := func(source, region, day string, simulated bool) kpi.Told {
		return kpi.Told{Source: source, Region: region, Simulated: simulated, Until: kpi.MustDate(day).Time().Add(6 * time.Hour)}
	}
	a, b, once, model := source("a", "@daily", false), source("b", "@daily", false, "X"), source("once", "", false), source("model", "@daily", true)
	for name, tt := range map[string]struct {
		sources []*Source
		told    []kpi.Told
		want    map[string][2]string // of X and Y: of real applications, and of all, where what was imported is known up to 2024-01-01
	}{
		"each by itself":              {[]*Source{a}, []kpi.Told{told("a", "X", "2024-06-10", false), told("a", "Y", "2024-07-10", false)}, map[string][2]string{"X": {"2024-06-10", "2024-06-10"}, "Y": {"2024-07-10", "2024-07-10"}}},
		"noted without regions":       {[]*Source{a}, []kpi.Told{told("a", "", "2024-07-01", false), told("a", "Y", "2024-07-10", false)}, map[string][2]string{"X": {"2024-07-01", "2024-07-01"}, "Y": {"2024-07-10", "2024-07-10"}}},
		"the one heard least lately":  {[]*Source{a, b}, []kpi.Told{told("a", "", "2024-07-01", false), told("b", "X", "2024-06-10", false)}, map[string][2]string{"X": {"2024-06-10", "2024-06-10"}, "Y": {"2024-07-01", "2024-07-01"}}},
		"a file read once":            {[]*Source{b, once}, []kpi.Told{told("b", "X", "2024-06-10", false), told("once", "", "2023-01-01", false)}, map[string][2]string{"X": {"2024-06-10", "2024-06-10"}, "Y": {"2023-01-01", "2023-01-01"}}},
		"simulated beside":            {[]*Source{a, model}, []kpi.Told{told("a", "", "2024-06-10", false), told("model", "", "2024-05-10", true)}, map[string][2]string{"X": {"2024-06-10", "2024-05-10"}, "Y": {"2024-06-10", "2024-05-10"}}},
		"taken out":                   {nil, []kpi.Told{told("a", "X", "2024-06-10", false), told("b", "X", "2024-07-10", false), told("model", "X", "2024-08-10", true)}, map[string][2]string{"X": {"2024-07-10", "2024-07-10"}, "Y": {"2024-01-01", "2024-01-01"}}},
		"taken out, simulated alone":  {nil, []kpi.Told{told("model", "X", "2024-08-10", true)}, map[string][2]string{"X": {"2024-01-01", "2024-01-01"}, "Y": {"2024-01-01", "2024-01-01"}}},
		"taken out of one of regions": {[]*Source{b}, []kpi.Told{told("b", "X", "2024-06-10", false), told("b", "Y", "2024-05-10", false)}, map[string][2]string{"X": {"2024-06-10", "2024-06-10"}, "Y": {"2024-05-10", "2024-05-10"}}},
		"taken out beside another":    {[]*Source{b}, []kpi.Told{told("b", "X", "2024-06-10", false), told("a", "X", "2024-08-10", false), told("a", "Y", "2024-08-10", false)}, map[string][2]string{"X": {"2024-06-10", "2024-06-10"}, "Y": {"2024-08-10", "2024-08-10"}}},
		"of regions that are not any": {[]*Source{a}, []kpi.Told{told("gone", "Z", "2024-06-10", false)}, map[string][2]string{"X": {"2024-01-01", "2024-01-01"}, "Y": {"2024-01-01", "2024-01-01"}}},
	} {
		t.Run(name, func(t *testing.T) {
			c := &Config{Regions: []*Region{region("X"), region("Y")}, Sources: tt.sources, region: map[string]*Region{}, source: map[string]*Source{}}
			for _, r := range c.Regions {
				c.region[r.Code] = r
			}
			for _, s := range c.Sources {
				c.source[s.ID] = s
			}
			heard := c.Heard(tt.told)
			for code, want := range tt.want {
				h := heard[code].Or(func(bool) kpi.Date { return kpi.MustDate("2024-01-01") })
				if got := [2]string{h.Real.String(), h.All.String()}; got != want {
					t.Errorf("%s is known up to %v, want %v", code, got, want)
				}
			}
		})
	}
}
