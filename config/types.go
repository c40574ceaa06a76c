// Package config is the typed configuration: postup.yaml and the packs beside it.
// It is loaded strictly and checked whole; every mistake is reported at once with its file and line.
package config

import (
	"time"

	"github.com/postup/postup/kpi"
)

// Text is a piece of text by language: en, uk, ru. In YAML it is a map, or one string for all languages.
type Text map[string]string

// In gives the text in a language, else in English, else in any language there is; "" is that of a text whose language isn't known.
func (t Text) In(lang string) string {
	for _, l := range []string{lang, "en", "uk", "ru", ""} {
		if s := t[l]; s != "" {
			return s
		}
	}
	return ""
}

// Config is everything that Postup was told, checked and with references resolved by id.
type Config struct {
	Settings
	Regions    []*Region
	Groups     []*Group
	Sectors    []*Sector
	Services   []*Service
	Calendars  []*Calendar
	CodeLists  []*CodeList
	Indicators []*Indicator
	Programmes []*Programme
	// Annotations are in the order of their first days.
	Annotations []*Annotation
	Sources     []*Source   // for_each already expanded
	Boundaries  *Boundaries // of the regions, where MapBoundaries names a file of them; else nil
	Notes       []string    // what is no mistake, and still worth knowing

	region    map[string]*Region
	service   map[string]*Service
	indicator map[string]*Indicator
	programme map[string]*Programme
	calendar  map[string]*Calendar
	codeList  map[string]*CodeList
	target    map[string]*Target
	source    map[string]*Source
	sector    map[string]*Sector
	group     map[string]*Group
	composite map[string]*Index
	children  map[string][]*Region
	members   map[string][]*Region
	formulas  []*Indicator
}

// Region is a territory or body that is measured.
type Region struct {
	Code       string         `yaml:"code"` // ISO 3166-2 where there is one
	Name       Text           `yaml:"name"`
	Short      Text           `yaml:"short"` // for tiles; a few letters
	Kind       string         `yaml:"kind"`  // country, region, municipality, organisation
	Parent     string         `yaml:"parent"`
	Country    string         `yaml:"country"`
	TimeZone   string         `yaml:"time_zone"`
	Calendar   string         `yaml:"calendar"`
	Groups     []string       `yaml:"groups"`
	Population int            `yaml:"population"` // 0: not known
	From       kpi.Date       `yaml:"from"`
	To         kpi.Date       `yaml:"to"`
	Aliases    []Alias        `yaml:"aliases"`
	Head       Text           `yaml:"head"` // the post that answers for it: голова ОВА, губернатор
	Location   *time.Location `yaml:"-"`    // of TimeZone, resolved
}

// Alias is the region's code in another list, in force from and to.
type Alias struct {
	List string   `yaml:"list"`
	Code string   `yaml:"code"`
	From kpi.Date `yaml:"from"`
	To   kpi.Date `yaml:"to"`
}

// Group is a named set of regions.
type Group struct {
	ID   string `yaml:"id"`
	Name Text   `yaml:"name"`
}

// Sector is a direction such as healthcare or transport.
type Sector struct {
	ID   string `yaml:"id"`
	Name Text   `yaml:"name"`
}

// Service is a public service.
type Service struct {
	ID       string   `yaml:"id"`
	Name     Text     `yaml:"name"`
	Sector   string   `yaml:"sector"`
	Tier     string   `yaml:"tier"` // municipal, regional, shared, national
	Mass     bool     `yaml:"mass"`
	Deadline Deadline `yaml:"deadline"`
}

// Deadline is a legal one. Days 0: none is known.
type Deadline struct {
	Days    int  `yaml:"days"`
	Working bool `yaml:"working"` // working days by the region's calendar, else calendar days
}

// Calendar says which days are worked.
type Calendar struct {
	ID       string     `yaml:"id"`
	Weekend  []string   `yaml:"weekend"`  // mon … sun; default sat, sun
	Holidays []kpi.Date `yaml:"holidays"` // days off
	Workdays []kpi.Date `yaml:"workdays"` // weekend days that are worked
	Years    []int      `yaml:"years"`    // the years that the lists are complete for
}

// Indicator is something measured.
type Indicator struct {
	ID        string        `yaml:"id"`
	Name      Text          `yaml:"name"`
	Meaning   Text          `yaml:"meaning"` // in plain words: what is counted
	Finding   Text          `yaml:"finding"` // a sentence without its full stop, for headlines: "{value} of public services are online"; optional
	Unit      string        `yaml:"unit"`    // count, percent, hours, days, ratio, points, unstated (message key of the unit)
	Direction kpi.Direction `yaml:"direction"`
	Frequency kpi.Frequency `yaml:"frequency"`
	Nature    kpi.Nature    `yaml:"nature"`
	Inferred  bool          `yaml:"inferred"` // the year of its periods was inferred, not stated: its values are marked
	Proposed  bool          `yaml:"proposed"`
	Decimals  int           `yaml:"decimals"`
	Integer   bool          `yaml:"integer"` // a count: whole and not negative; always so where the unit is count
	Min       *float64      `yaml:"min"`     // plausible values; outside is rejected
	Max       *float64      `yaml:"max"`
	Over      string        `yaml:"numerator_over"` // a numerator over its denominator: reject (default) or signal (kept, for service standards)
	Derived   *Derived      `yaml:"derived"`
	Increment string        `yaml:"increment_of"` // id of the year-to-date indicator whose growth in each period this one is; "": it is none
	Forecast  *Forecast     `yaml:"forecast"`     // how its trend is continued; nil: linear
	Breaks    []Break       `yaml:"breaks"`       // days since which it is measured in another way
	Formula   *Formula      `yaml:"computed"`     // nil: it is not computed from other indicators
	Rollup    string        `yaml:"rollup"`       // to the parent region: see RollupNone, the default
	Sources   []string      `yaml:"sources"`      // which source goes first where several report; default: real before simulated, reported before derived, then by id
}

// Formula says how an indicator is computed from others of the same region, period and breakdown.
type Formula struct {
	Expression string          `yaml:"expression"` // over ids of indicators and Population; see kpi.Expression
	Compiled   *kpi.Expression `yaml:"-"`          // of Expression
}

// Population is what expressions call the number of people in the region; where an indicator is called so, none may use it.
const Population = "population"

// Derived says how an indicator is computed from stages, offers and applications.
type Derived struct {
	Measure       string   `yaml:"measure"`        // see Measures
	NotApplicable string   `yaml:"not_applicable"` // services whose stage is not_applicable: count (in the denominator) or exclude (default)
	Mass          *bool    `yaml:"mass"`           // only mass services, or only the others
	Tiers         []string `yaml:"tiers"`
	Sectors       []string `yaml:"sectors"`
	YearStart     string   `yaml:"year_start"` // with frequency year: month and day that its years begin with, e.g. 04-01; default 01-01
	By            []string `yaml:"by"`         // breakdowns computed beside the whole: sector, tier, service, channel
}

// The measures that an indicator can be derived by.
const (
	MeasureServicesOnline      = "services_online"        // count of offers with stage ≥ online
	MeasureServicesOnlineShare = "services_online_share"  // that / offers with a known stage, per cent
	MeasureDigitalTakeUp       = "digital_take_up"        // applications through online channels / applications with a known channel, per cent
	MeasureApplications        = "applications"           // by month of submission
	MeasureCompleted           = "applications_completed" // granted and refused, by month of completion
	MeasureRefused             = "applications_refused"
	MeasureWithdrawn           = "applications_withdrawn"
	MeasureProcessingMedian    = "processing_time_median"
	MeasureProcessingP90       = "processing_time_p90"
	MeasureProcessingMean      = "processing_time_mean"
	MeasureWithinDeadline      = "within_deadline_share"
	MeasureOpen                = "applications_open"
	MeasureOverdue             = "applications_overdue"
	MeasureOverdueMedian       = "overdue_days_median" // days by which those are late
	MeasureOverdueLongest      = "overdue_days_longest"
)

// The ways in which an indicator is rolled up to the parent region. The last three are of services online alone.
const (
	RollupNone       = "none"
	RollupSum        = "sum"
	RollupWeighted   = "weighted"   // numerators over denominators
	RollupMean       = "mean"       // each region counts once
	RollupPopulation = "population" // each region counts by its people
	RollupAll        = "all"        // a service is online where it is in all regions that must provide it
	RollupAny        = "any"        // … in any of them
	RollupShare      = "share"      // a service counts by the share of them in which it is online
)
