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

// Settings is postup.yaml less what packs may hold too.
type Settings struct {
	Listen        string         `yaml:"listen"`         // host:port of the dashboard; default 127.0.0.1:8080
	Data          string         `yaml:"data"`           // the data folder; default "data"
	TimeZone      string         `yaml:"time_zone"`      // of schedules and regions that name none; default UTC
	Packs         []string       `yaml:"packs"`          // folders under packs/, in order
	SuppressBelow int            `yaml:"suppress_below"` // cells of fewer applications are not shown; default 5
	KeepPayloads  Duration       `yaml:"keep_payloads"`  // default 400d
	SpoolLimit    int64          `yaml:"spool_limit"`    // bytes that may wait on disk while the store is away; default 1 GiB
	Concurrency   int            `yaml:"concurrency"`    // collections at once; default 4
	Hosts         Hosts          `yaml:"hosts"`          // that sources may reach; default: those that each declares
	Store         StoreSettings  `yaml:"store"`
	IDKey         Secret         `yaml:"id_key"` // keys the hashes of application ids; default: made once and kept in the data folder
	MapTiles      []MapTile      `yaml:"map_tiles"`
	MapBoundaries *MapBoundaries `yaml:"map_boundaries"` // drawn instead of the tiles; nil: there are none
	OpenData      OpenData       `yaml:"open_data"`      // what is said of everything that is published
	APIRate       int            `yaml:"api_rate"`       // requests to the API a minute from one address; 0: any number; default 6000

	// TrustedProxies are the addresses of the proxies in front of the dashboard, as ParseNetwork reads them: what they say
	// of where a request came from is believed.
	TrustedProxies []string `yaml:"trusted_proxies"`
}

// MapTile places a region on the tile map; col and row count from 0.
type MapTile struct {
	Region string `yaml:"region"`
	Col    int    `yaml:"col"`
	Row    int    `yaml:"row"`
	Label  Text   `yaml:"label"`
}

// StoreSettings choose the engine.
type StoreSettings struct {
	Engine    string   `yaml:"engine"`    // embedded (default) or clickhouse
	Addresses []string `yaml:"addresses"` // host:port of the native protocol
	Database  string   `yaml:"database"`  // default postup
	Username  string   `yaml:"username"`
	Password  Secret   `yaml:"password"`
	TLS       bool     `yaml:"tls"`
}

// Secret is a value from the environment or a file (${env:NAME}, ${file:PATH}); it never prints.
type Secret struct{ value string }

// Reveal gives the secret to what has to use it.
func (s Secret) Reveal() string { return s.value }

func (s Secret) String() string { return "[secret]" }

// GoString keeps the secret out of %#v.
func (s Secret) GoString() string { return "[secret]" }

// MarshalText keeps the secret out of every encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// Duration is a time.Duration that also reads days: "400d".
type Duration time.Duration

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

// Programme is a set of promises.
type Programme struct {
	ID          string        `yaml:"id"`
	Name        Text          `yaml:"name"`
	Summary     Text          `yaml:"summary"`
	Region      string        `yaml:"region"`  // whose programme it is
	Expects     *Selector     `yaml:"expects"` // the regions that should report
	ExpectsFrom kpi.Date      `yaml:"expects_from"`
	NotExpected []NotExpected `yaml:"not_expected"`
	Reporting   *Reporting    `yaml:"reporting"`  // what those regions owe, by whatever source; nil: nothing is said
	Indicators  []string      `yaml:"indicators"` // shown with it, beside those of its targets
	Targets     []*Target     `yaml:"targets"`
	Milestones  []*Milestone  `yaml:"milestones"`
	Facts       []Fact        `yaml:"facts"`
	Document    Document      `yaml:"document"`
	Promise     *Promise      `yaml:"promise"`     // what its targets and milestones take over where they leave it out
	Index       *Index        `yaml:"index"`       // one number for each region; nil: there is none
	Responsible Text          `yaml:"responsible"` // who answers for its targets, where they name nobody themselves: see Target
}

// Fact is something that the document says that is no promise: a cost, a context.
type Fact struct {
	Text  Text   `yaml:"text"`
	Quote string `yaml:"quote"`
}

// Dated is a date as a document gives it: perhaps only a year, perhaps inferred.
type Dated struct {
	Date      kpi.Date `yaml:"date"`
	Precision string   `yaml:"precision"` // day, month, year
	Inferred  bool     `yaml:"inferred"`  // the year was inferred, not stated: shown in [brackets]
}

// NotExpected names a region that the programme expects nothing from, and why.
type NotExpected struct {
	Region string `yaml:"region"`
	Reason Text   `yaml:"reason"`
}

// Selector picks regions: exactly one of its fields is set.
type Selector struct {
	Region     string   `yaml:"region"`
	Regions    []string `yaml:"regions"`
	ChildrenOf string   `yaml:"children_of"`
	Group      string   `yaml:"group"`
}

// Target is one promised value.
type Target struct {
	ID         string         `yaml:"id"`
	Name       Text           `yaml:"name"`
	Indicator  string         `yaml:"indicator"`
	Breakdown  string         `yaml:"breakdown"` // canonical, e.g. "tier=municipal"; default none
	AppliesTo  Selector       `yaml:"applies_to"`
	Yardstick  *Selector      `yaml:"yardstick"` // regions that a national target is laid on for comparison
	Value      *float64       `yaml:"value"`     // nil: no number was promised
	Comparison kpi.Comparison `yaml:"comparison"`
	Deadline   Dated          `yaml:"deadline"` // none: no date was promised
	Readings   []Reading      `yaml:"readings"` // where the words have two meanings; none: they have one, Deadline
	Baseline   Baseline       `yaml:"baseline"`
	// YardstickBaseline is where a region's way begins under the yardstick, where the promise itself has no
	// baseline. It is Postup's own and labelled so, as the yardstick is; default: the target's baseline.
	YardstickBaseline *Baseline   `yaml:"yardstick_baseline"`
	Plan              []Plan      `yaml:"plan"`
	SumTo             string      `yaml:"sum_to"`     // id of the target that this and its siblings must sum to
	Unmeasured        Text        `yaml:"unmeasured"` // what the document leaves open: no measure, no unit
	Method            string      `yaml:"method"`     // gap (default), growth, standard, saturation
	Growth            *Growth     `yaml:"growth"`     // with method growth
	Saturation        *Saturation `yaml:"saturation"` // with method saturation
	Promise           Promise     `yaml:"promise"`
	Claims            []Claim     `yaml:"claims"`      // what somebody says has come of it
	Dropped           *Dropped    `yaml:"dropped"`     // where a later document left it out; nil: none is known of
	Responsible       Text        `yaml:"responsible"` // the post or the body that answers for it, as the document names it; none: nobody is named
	Programme         *Programme  `yaml:"-" json:"-"`
}

// Reading is one meaning of an ambiguous deadline.
type Reading struct {
	ID       string   `yaml:"id"` // start, end
	Name     Text     `yaml:"name"`
	Deadline kpi.Date `yaml:"deadline"`
}

// Baseline is where the way to a target begins.
type Baseline struct {
	Kind  kpi.BaselineKind `yaml:"kind"`
	Value float64          `yaml:"value"`
	Date  kpi.Date         `yaml:"date"`
	Note  Text             `yaml:"note"`
}

// Plan is a planned value for a period.
type Plan struct {
	Start kpi.Date `yaml:"start"`
	End   kpi.Date `yaml:"end"`
	Value float64  `yaml:"value"`
	Act   Text     `yaml:"act"` // the act that decided it
}

// Milestone is done or not.
type Milestone struct {
	ID        string   `yaml:"id"`
	Name      Text     `yaml:"name"`
	Region    string   `yaml:"region"` // default: the programme's
	Due       Dated    `yaml:"due"`
	DueText   Text     `yaml:"due_text"` // the document's words where they are no date
	NotBefore kpi.Date `yaml:"not_before"`
	After     *After   `yaml:"after"`
	Quote     string   `yaml:"quote"`
	Done      *Done    `yaml:"done"` // only where the document itself says so
	Promise   *Promise `yaml:"promise"`

	Programme *Programme `yaml:"-" json:"-"`
}

// After is "not before so many months after another milestone"; Milestone is empty where the start isn't dated.
type After struct {
	Milestone string `yaml:"milestone"`
	Months    int    `yaml:"months"`
}

// Done is a milestone reached, as the document says.
type Done struct {
	On       kpi.Date `yaml:"on"`
	Evidence Text     `yaml:"evidence"`
}
