package opendata

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/kpi"
)

// counterOf is what counts a dataset of a release of a day; nil of one that this version doesn't know.
func counterOf(dataset string, day kpi.Date, regions map[string]sdmx.Item) counter {
	column := func(name string) func(*fastjson.Value) string {
		return func(row *fastjson.Value) string { return textOf(row.Get(name)) }
	}
	switch dataset {
	case "observations":
		return &monthly{}
	case "processing":
		return &applications{day: day, regions: regions}
	case "progress", "milestones":
		return &tally{by: ByState, word: judgedOf}
	case "services":
		return &tally{by: ByStage, word: stageOf}
	case "regions":
		return &tally{by: ByKind, word: column("kind")}
	case "indicators":
		return &tally{by: ByFrequency, word: column("frequency")}
	case "programmes":
		return &promised{}
	case "index":
		return &scores{regions: regions}
	}
	return nil
}

// stageOf is a service's stage, or why that isn't known.
func stageOf(row *fastjson.Value) string {
	if stage := textOf(row.Get("stage")); stage != "" {
		return stage
	}
	return textOf(row.Get("status"))
}

// reasonAfter stands in a key between a state and why it is that.
const reasonAfter = ":"

// judgedOf is a row's state and, where nothing could be judged or confirmed, the reason: silence, and what is withheld or was not heard, are not the same.
// Other reasons of what is not confirmed are of its numbers alone, and not why it is not.
func judgedOf(row *fastjson.Value) string {
	state, reason := textOf(row.Get("status")), textOf(row.Get("reason"))
	missing := slices.Contains([]kpi.Reason{kpi.ReasonSuppressed, kpi.ReasonNotHeard, kpi.ReasonNoData}, kpi.Reason(reason))
	if reason != "" && (state == string(kpi.Unknown) || state == string(kpi.Unconfirmed) && missing) {
		return state + reasonAfter + reason
	}
	return state
}

// monthly counts observations by the month that their period ends in.
type monthly struct{ tally }

func (m *monthly) add(row *fastjson.Value) error {
	month, err := monthOf(row, "period_end")
	if err != nil {
		return err
	}
	bar := m.bar(month)
	if floatOf(row, "value") == nil {
		bar.Missing++
		return nil
	}
	bar.Value, bar.Known = bar.Value+1, bar.Known+1
	return nil
}

func (m *monthly) contents() *Contents { return overTime(m.bars) }

func monthOf(row *fastjson.Value, column string) (string, error) {
	day, err := kpi.ParseDate(textOf(row.Get(column)))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", column, err)
	}
	return day.String()[:len("2006-01")], nil
}

// mostMonths is how many months have a bar each; where there are more, years have.
const mostMonths = 36

// overTime are months one after another, also those between that have nothing, or years where months are many.
func overTime(bars map[string]*Bar) *Contents {
	if len(bars) == 0 {
		return nil
	}
	months := slices.Sorted(maps.Keys(bars))
	first, last := kpi.MustDate(months[0]+"-01"), kpi.MustDate(months[len(months)-1]+"-01")
	c := &Contents{By: ByMonth}
	if first.AddMonths(mostMonths) <= last {
		c.By = ByYear
	}
	for at := first; at <= last; at = at.AddMonths(1) {
		key := at.String()[:len("2006-01")]
		from := bars[key]
		if c.By == ByYear {
			key = key[:len("2006")]
		}
		if n := len(c.Bars); n == 0 || c.Bars[n-1].Key != key {
			c.Bars = append(c.Bars, Bar{Key: key})
		}
		if bar := &c.Bars[len(c.Bars)-1]; from != nil {
			bar.Value, bar.Known, bar.Missing = bar.Value+from.Value, bar.Known+from.Known, bar.Missing+from.Missing
			if bar.Asked-bar.Heard <= from.Asked-from.Heard {
				bar.Heard, bar.Asked = from.Heard, from.Asked
			}
		}
	}
	return c
}

// promised counts the targets of each programme.
type promised struct{ bars []Bar }

func (p *promised) add(row *fastjson.Value) error {
	bar := Bar{Key: textOf(row.Get("id")), Name: nameOf(row)}
	if list := textOf(row.Get("targets")); list != "" {
		targets, err := fastjson.Parse(list)
		if err != nil {
			return fmt.Errorf("read the targets of %s: %w", bar.Key, err)
		}
		bar.Value = float64(len(targets.GetArray()))
	}
	p.bars = append(p.bars, bar)
	return nil
}

func (p *promised) contents() *Contents { return &Contents{By: ByProgramme, Bars: p.bars} }

// scores are those of the first index's newest period, which comes first.
type scores struct {
	regions map[string]sdmx.Item
	of      [3]string
	made    Contents
}

// mostRegions is how many regions have a bar each; where there are more, bars say how many have a score like it.
const mostRegions = 12

func (s *scores) add(row *fastjson.Value) error {
	of := [3]string{textOf(row.Get("programme")), textOf(row.Get("index")), textOf(row.Get("period_end"))}
	if s.of[0] == "" {
		s.of = of
		start, err := kpi.ParseDate(textOf(row.Get("period_start")))
		if err != nil {
			return fmt.Errorf("read the period of an index: %w", err)
		}
		end, err := kpi.ParseDate(of[2])
		if err != nil {
			return fmt.Errorf("read the period of an index: %w", err)
		}
		s.made = Contents{By: ByRegion, Programme: of[0], Period: kpi.Period{Start: start, End: end}}
	}
	if of != s.of || row.GetBool("recomputed") {
		return nil
	}
	if score := floatOf(row, "score"); score != nil {
		code := textOf(row.Get("region"))
		s.made.Bars = append(s.made.Bars, Bar{Key: code, Name: s.regions[code].Name, Value: *score})
	} else {
		s.made.Missing++
	}
	return nil
}

func (s *scores) contents() *Contents {
	if len(s.made.Bars) > mostRegions {
		s.made.By, s.made.Bars = ByScore, bands(s.made.Bars)
	}
	return &s.made
}

// bands are how many bars have values from one round number to the next.
func bands(bars []Bar) []Bar {
	least, most := bars[0].Value, bars[0].Value
	for _, b := range bars {
		least, most = min(least, b.Value), max(most, b.Value)
	}
	step := roundStep((most - least) / 8)
	low := math.Floor(least/step) * step
	at := func(v float64) int { return int(math.Floor((v-low)/step + 1e-9)) } // what a number can't hold exactly is where it is meant to be
	all := make([]Bar, at(most)+1)
	for i := range all {
		all[i].Low, all[i].High = low+float64(i)*step, low+float64(i+1)*step
		all[i].Key = strconv.FormatFloat(all[i].Low, 'g', 12, 64)
	}
	for _, b := range bars {
		all[at(b.Value)].Value++
	}
	return all
}

// roundStep is the least of 1, 2 and 5 with any number of zeros that is not below v.
func roundStep(v float64) float64 {
	if v <= 0 {
		return 1
	}
	ten := math.Pow(10, math.Floor(math.Log10(v)))
	for _, n := range []float64{1, 2, 5} {
		if n*ten >= v {
			return n * ten
		}
	}
	return 10 * ten
}
