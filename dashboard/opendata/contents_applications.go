package opendata

import (
	"maps"
	"slices"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/kpi"
)

// applications adds up those of each month that had ended by the release's day. What a region says of a service is left out where regions within it say it themselves: it would
// be counted twice.
type applications struct {
	tally
	day     kpi.Date // of the release
	regions map[string]sdmx.Item
	said    map[serviceMonth]map[string]saidNumber // by region
}

type serviceMonth struct{ service, month string }

// saidNumber is what rows say; known is false where all of them are withheld.
type saidNumber struct {
	n     float64
	known bool
}

func (a *applications) add(row *fastjson.Value) error {
	month, err := monthOf(row, "month")
	if err != nil {
		return err
	}
	if kpi.MustDate(month+"-01").MonthEnd() >= a.day {
		return nil // the month still ran, and is no whole one
	}
	key := serviceMonth{textOf(row.Get("service")), month}
	if a.said == nil {
		a.said = map[serviceMonth]map[string]saidNumber{}
	}
	if a.said[key] == nil {
		a.said[key] = map[string]saidNumber{}
	}
	region := textOf(row.Get("region"))
	said := a.said[key][region]
	if n := floatOf(row, "applications"); n != nil {
		said.n, said.known = said.n+*n, true
	} else {
		a.bar(month).Missing++
	}
	a.said[key][region] = said
	return nil
}

func (a *applications) contents() *Contents {
	for key, regions := range a.said {
		whole := map[string]bool{}
		for region, said := range regions {
			if said.known {
				a.within(region, func(up string) bool { whole[up] = true; return true })
			}
		}
		bar := a.bar(key.month) // also of a month in which all is withheld
		for region, said := range regions {
			if said.known && !whole[region] {
				bar.Value, bar.Known = bar.Value+said.n, bar.Known+1
			}
		}
	}
	a.hear()
	return overTime(a.bars)
}

// within gives the regions that a region lies in, until one isn't wanted.
func (a *applications) within(region string, each func(up string) bool) {
	seen := map[string]bool{}
	for up := a.regions[region].Parent; up != "" && !seen[up] && each(up); up = a.regions[up].Parent {
		seen[up] = true
	}
}

// hear counts, month by month, the regions whose rows are all there. Of a service that a region has told of it has a row in every later month, of
// zeros where nothing came; so where one is missing nobody was heard of it.
func (a *applications) hear() {
	if len(a.bars) == 0 {
		return
	}
	services := map[string][]string{} // by month
	for key := range a.said {
		services[key.month] = append(services[key.month], key.service)
	}
	told := map[string]map[string]bool{} // regions by the services that they have told of so far
	months := slices.Sorted(maps.Keys(services))
	for at, last := months[0], months[len(months)-1]; at <= last; at = monthAfter(at) {
		for _, service := range services[at] {
			if told[service] == nil {
				told[service] = map[string]bool{}
			}
			for region := range a.said[serviceMonth{service, at}] {
				told[service][region] = true
			}
		}
		bar := a.bar(at)
		bar.Heard, bar.Asked = a.heardOf(at, told)
	}
}

func monthAfter(month string) string {
	return kpi.MustDate(month + "-01").AddMonths(1).String()[:len("2006-01")]
}

// heardOf counts the regions that have told of any services, and those of them that tell of all of these in a month.
func (a *applications) heardOf(month string, told map[string]map[string]bool) (heard, asked int) {
	all := map[string]bool{} // whether a region tells of all
	for service, regions := range told {
		for region := range regions {
			tells, known := all[region]
			all[region] = (tells || !known) && a.tells(region, serviceMonth{service, month})
		}
	}
	for _, tells := range all {
		if tells {
			heard++
		}
	}
	return heard, len(all)
}

// tells tells whether a region, or one within it that speaks in its place, has a row.
func (a *applications) tells(region string, key serviceMonth) bool {
	said := a.said[key]
	if _, is := said[region]; is {
		return true
	}
	for other := range said {
		inside := false
		a.within(other, func(up string) bool { inside = up == region; return !inside })
		if inside {
			return true
		}
	}
	return false
}
