package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/kpi"
)

// The words of indicators.
var (
	units       = []string{"count", "percent", "hours", "days", "ratio", "points", "unstated"}
	directions  = []string{string(kpi.Up), string(kpi.Down)}
	frequencies = []string{string(kpi.Daily), string(kpi.Monthly), string(kpi.Quarterly), string(kpi.Yearly)}
	natures     = []string{string(kpi.Stock), string(kpi.Flow), string(kpi.YearToDate)}
	rollups     = []string{RollupSum, RollupWeighted, RollupMean, RollupPopulation, RollupAll, RollupAny, RollupShare, RollupNone}
	overs       = []string{"reject", "signal"}
)

// measure says what an indicator that is derived by it can be.
type measure struct {
	units []string
	by    []string
	stage bool // comes from stages, so that services may be not applicable
}

var (
	ofServices     = []string{"sector", "tier", "service"}
	ofApplications = []string{"sector", "tier", "service", "channel"}
	measures       = map[string]measure{
		MeasureServicesOnline:      {units: []string{"count"}, by: ofServices, stage: true},
		MeasureServicesOnlineShare: {units: []string{"percent"}, by: ofServices, stage: true},
		MeasureDigitalTakeUp:       {units: []string{"percent"}, by: ofServices},
		MeasureApplications:        {units: []string{"count"}, by: ofApplications},
		MeasureCompleted:           {units: []string{"count"}, by: ofServices},
		MeasureRefused:             {units: []string{"count"}, by: ofServices},
		MeasureWithdrawn:           {units: []string{"count"}, by: ofServices},
		MeasureProcessingMean:      {units: []string{"hours", "days"}, by: ofServices},
		MeasureProcessingMedian:    {units: []string{"hours", "days"}, by: ofServices},
		MeasureProcessingP90:       {units: []string{"hours", "days"}, by: ofServices},
		MeasureWithinDeadline:      {units: []string{"percent"}, by: ofServices},
		MeasureOpen:                {units: []string{"count"}, by: ofServices},
		MeasureOverdue:             {units: []string{"count"}, by: ofServices},
		MeasureOverdueMedian:       {units: []string{"days"}, by: ofServices},
		MeasureOverdueLongest:      {units: []string{"days"}, by: ofServices},
	}
)

func (c *checker) checkIndicator(i *Indicator) {
	at, owner := c.at(i), fmt.Sprintf("the indicator %q", i.ID)
	c.needed(len(i.Name) == 0, at, owner, "name", "pages show it by its name")
	c.needed(i.Unit == "", at, owner, "unit", "a number without a unit says nothing; where the document names none it is unstated")
	c.word("unit", i.Unit, units, c.at(&i.Unit, i))
	c.needed(i.Direction == "", at, owner, "direction", "it says which way is better")
	c.word("direction", string(i.Direction), directions, c.at(&i.Direction, i))
	c.needed(i.Frequency == "", at, owner, "frequency", "it says how often there is a value")
	c.word("frequency", string(i.Frequency), frequencies, c.at(&i.Frequency, i))
	c.needed(i.Nature == "", at, owner, "nature", "it says whether values add up over time")
	c.word("nature", string(i.Nature), natures, c.at(&i.Nature, i))
	c.word("numerator_over", i.Over, overs, c.at(&i.Over, i))
	c.word("rollup", i.Rollup, rollups, c.at(&i.Rollup, i))
	c.checkOverParts(i, c.at(&i.Rollup, i))
	if i.Rollup == RollupSum && i.IsShare() {
		c.wrong(c.at(&i.Rollup, i), fmt.Sprintf("%q can't be summed", i.ID), "shares of several regions don't add up to the share of their whole", "write rollup: weighted, population or mean")
	}
	if i.Decimals < 0 || i.Decimals > 9 {
		c.wrong(c.at(&i.Decimals, i), fmt.Sprintf("decimals is %d", i.Decimals), "values are shown with 0 to 9", "correct it")
	}
	if i.Min != nil && i.Max != nil && *i.Max < *i.Min {
		c.wrong(c.at(&i.Max, i), fmt.Sprintf("max %v is below min %v", *i.Max, *i.Min), "every value would be rejected", "swap or correct them")
	}
	for k, id := range i.Sources {
		if id != "derived" && id != "derived-simulated" {
			refer(c, "source", id, c.source, c.at(&i.Sources[k], &i.Sources, i))
		}
	}
	c.checkForecast(i)
	c.checkBreaks(i)
	if i.Derived != nil {
		c.checkDerived(i, i.Derived)
	}
	if i.Increment != "" {
		c.checkIncrement(i, c.at(&i.Increment, i))
	}
	if i.Formula != nil {
		c.checkFormula(i, i.Formula)
	}
}

// checkOverParts: what holds of a region over its parts is told service by service.
func (c *checker) checkOverParts(i *Indicator, at place) {
	switch i.Rollup {
	default:
		return
	case RollupAll, RollupAny, RollupShare:
	}
	why := "it is told of each service by that of the parts"
	switch d := i.Derived; {
	case d == nil || !measures[d.Measure].stage:
		c.wrong(at, fmt.Sprintf("%q can't be rolled up by %s", i.ID, i.Rollup), why, "write it with the measure "+MeasureServicesOnline+" or "+MeasureServicesOnlineShare+", or roll it up in another way")
	case !slices.Contains(d.By, "service"):
		c.wrong(at, fmt.Sprintf("%q can't be rolled up by %s", i.ID, i.Rollup), why, "add service to by")
	case i.Rollup == RollupShare && d.Measure == MeasureServicesOnline:
		c.wrong(at, fmt.Sprintf("%q can't be rolled up by share", i.ID), "it counts services, of which there is no part", "write measure: "+MeasureServicesOnlineShare+", or rollup: all")
	}
}

func (c *checker) checkIncrement(i *Indicator, at place) {
	refer(c, "indicator", i.Increment, c.indicator, at)
	of := c.indicator[i.Increment]
	const why = "it is what a year-to-date value grows by in each period"
	switch {
	case of == nil:
	case of.Nature != kpi.YearToDate:
		c.wrong(at, fmt.Sprintf("%q has no increments", of.ID), "its nature is "+string(of.Nature), "name an indicator of nature year_to_date, or remove increment_of")
	case i.Nature != kpi.Flow:
		c.wrong(at, fmt.Sprintf("%q can't be of nature %s", i.ID, i.Nature), why, "write nature: flow")
	case of.IsShare():
		c.wrong(at, fmt.Sprintf("%q has no increments", of.ID), "it is a share, and what that rises by in a month is not the share of the month", "name an indicator that counts, or remove increment_of")
	case i.Unit != of.Unit:
		c.wrong(at, fmt.Sprintf("%q can't be in %s", i.ID, i.Unit), why, "write unit: "+of.Unit)
	case i.Frequency != of.Frequency || i.Frequency != kpi.Monthly && i.Frequency != kpi.Quarterly:
		c.wrong(at, fmt.Sprintf("%q can't be of each %s", i.ID, i.Frequency), why+", which is a month or a quarter for both", "write frequency: month for both")
	case i.Derived != nil:
		c.wrong(at, fmt.Sprintf("%q can't be derived in two ways", i.ID), "derived computes it already", "remove derived or increment_of")
	case of.Formula != nil:
		c.wrong(at, fmt.Sprintf("%q has no increments", of.ID), "it is computed itself", "compute this one from the increments of what that is computed from")
	}
}

func (c *checker) checkDerived(i *Indicator, d *Derived) {
	at := c.at(d, i)
	c.needed(d.Measure == "", at, fmt.Sprintf("the derived indicator %q", i.ID), "measure", "it says how it is computed")
	c.word("measure", d.Measure, keysOf(measures), c.at(&d.Measure, d, i))
	c.word("not_applicable", d.NotApplicable, []string{"count", "exclude"}, c.at(&d.NotApplicable, d))
	for k, tier := range d.Tiers {
		c.word("tiers", tier, tiers, c.at(&d.Tiers[k], d))
	}
	for k, sector := range d.Sectors {
		refer(c, "sector", sector, c.sector, c.at(&d.Sectors[k], d))
	}
	c.checkYearStart("year_start", d.YearStart, c.at(&d.YearStart, d))
	if c.has(&d.YearStart) && i.Frequency != kpi.Yearly {
		c.wrong(c.at(&d.YearStart), "year_start has no meaning here", "the indicator's frequency is not year", "remove it, or write frequency: year")
	}
	m, known := measures[d.Measure]
	if !known {
		return
	}
	if i.Unit != "" && slices.Contains(units, i.Unit) && !slices.Contains(m.units, i.Unit) {
		c.wrong(c.at(&i.Unit, i), fmt.Sprintf("the unit of %s can't be %q", d.Measure, i.Unit), "the measure has its own", "write "+strings.Join(m.units, " or "))
	}
	allowed := []string{string(kpi.Monthly)}
	if m.stage {
		allowed = append(allowed, string(kpi.Yearly))
	}
	if slices.Contains(frequencies, string(i.Frequency)) && !slices.Contains(allowed, string(i.Frequency)) {
		c.wrong(c.at(&i.Frequency, i), fmt.Sprintf("%s is not derived for each %s", d.Measure, i.Frequency), "its periods are fixed", "write "+strings.Join(allowed, " or "))
	}
	for k, by := range d.By {
		c.word("by", by, m.by, c.at(&d.By[k], d))
	}
	if c.has(&d.NotApplicable) && !m.stage {
		c.wrong(c.at(&d.NotApplicable), "not_applicable has no meaning here", d.Measure+" does not come from stages", "remove it")
	}
}

var monthDay = regexp.MustCompile(`^\d{2}-\d{2}$`)

// checkYearStart judges a month and day that exists in every year.
func (c *checker) checkYearStart(key, value string, at place) {
	if value == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, "2001-"+value); err != nil || !monthDay.MatchString(value) {
		c.wrong(at, fmt.Sprintf("%s: no year begins on %q", key, value), "it is a month and a day that every year has", "write it as 04-01")
	}
}
