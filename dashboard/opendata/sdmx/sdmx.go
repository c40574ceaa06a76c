// Package sdmx writes a release's observations as statistical programs read them: a data message of SDMX-JSON 2.0, and the structure message that
// explains it. Rows come as a release keeps them and leave as they come, so what is held in memory are the codes, not the rows.
package sdmx

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/kpi"
)

// Data is the format of data messages, and Structure of the message with their structure. Neither is one that tables are written in.
var (
	Data      = table.Format{ID: "sdmx.json", Extension: "sdmx.json", MediaType: "application/vnd.sdmx.data+json; version=2.0.0"}
	Structure = table.Format{ID: "structure.sdmx.json", Extension: "structure.sdmx.json", MediaType: "application/vnd.sdmx.structure+json; version=2.0.0"}
)

// Dataset is what there is in these formats.
const Dataset = "observations"

// The lists that codes are from. Those of SDMX itself keep their version; ours change with every release.
const (
	ListFrequency = "CL_FREQ"
	ListState     = "CL_OBS_STATUS"
	ListArea      = "CL_AREA"
	ListIndicator = "CL_INDICATOR"
	ListBreakdown = "CL_BREAKDOWN"
	ListSource    = "CL_SOURCE"
	ListStatus    = "CL_STATUS"
	ListReason    = "CL_REASON"
	ListUnit      = "CL_UNIT"
)

// Whole is the code of a breakdown that is none: as in other lists of SDMX, the total.
const Whole = "_T"

// Label is what something is called, and what it holds.
type Label struct{ Name, About config.Text }

// Labels are what everything is called, in every language. What has no name there is called by its code.
type Labels struct {
	Site       string // address that links begin with; "" there are none
	Dataset    Label
	Sender     config.Text                       // whose data it is
	Components map[string]Label                  // by their ids: FREQ, OBS_STATUS
	Codes      map[string]map[string]config.Text // of code lists, by what a release has in the place of the code; of breakdowns by each of their parts
}

// Item is a code that a release says more of than that it is used.
type Item struct {
	Name         config.Text
	Parent, Unit string // codes as the release has them; "" none
}

// Message is what is said beside the rows.
type Message struct {
	Labels
	Release    string
	Published  time.Time
	From, To   kpi.Date // what the rows speak of; zero where there are none
	Notes      []Note
	Regions    map[string]Item // by code
	Indicators map[string]Item // by id
}

// Note is something that is said of all rows.
type Note struct{ Type, Value string }

// component is a dimension, the measure or an attribute.
type component struct {
	id     string
	column string // of the dataset; "" where it is made of several
	list   string // that its codes are from; "" where its values aren't coded
	kind   string // of values that aren't coded, as SDMX names it
	role   string // concept that programs know it by; "" none
}

var dimensions = [...]component{
	{id: "FREQ", list: ListFrequency, role: "FREQ"},
	{id: "REF_AREA", column: "region", list: ListArea, role: "REF_AREA"},
	{id: "INDICATOR", column: "indicator", list: ListIndicator},
	{id: "BREAKDOWN", column: "breakdown", list: ListBreakdown},
	{id: "SOURCE", column: "source", list: ListSource},
	{id: "TIME_PERIOD", kind: "ObservationalTimePeriod", role: "TIME_PERIOD"},
}

// Positions of dimensions.
const (
	atFrequency = 0
	atIndicator = 2
	atPeriod    = 5
)

var measure = component{id: "OBS_VALUE", column: "value", kind: "Double"}

// attributes of observations, those that are rarely there last: the end of a row that says nothing isn't written.
var attributes = [...]component{
	{id: "OBS_STATUS", list: ListState, role: "OBS_STATUS"},
	{id: "STATUS", column: "status", list: ListStatus},
	{id: "CHOSEN", column: "chosen", kind: "Boolean"},
	{id: "RUNNING", column: "running", kind: "Boolean"},
	{id: "RESTATED", column: "restated", kind: "Boolean"},
	{id: "PARTIAL", column: "partial", kind: "Boolean"},
	{id: "RECORDED_AT", column: "recorded_at", kind: "DateTime"},
	{id: "REASON", column: "reason", list: ListReason},
	{id: "NUMERATOR", column: "numerator", kind: "Double"},
	{id: "DENOMINATOR", column: "denominator", kind: "Double"},
	{id: "COVERAGE", column: "coverage", kind: "Double"},
	{id: "REPORTED", column: "reported", kind: "Integer"},
	{id: "EXPECTED", column: "expected", kind: "Integer"},
}

// unit is the attribute of an indicator.
var unit = component{id: "UNIT_MEASURE", list: ListUnit, role: "UNIT_MEASURE"}

// Components are the ids of all dimensions, the measure and the attributes, with the columns of the dataset that they hold; "" of those that are
// made of several.
func Components() (all [][2]string) {
	for _, c := range components() {
		all = append(all, [2]string{c.id, c.column})
	}
	return all
}

func components() []component {
	return slices.Concat(dimensions[:], []component{measure, unit}, attributes[:])
}

const (
	agency  = "POSTUP"
	version = "1.0" // with two parts: what goes by it may change
)

// official are the versions of those lists that SDMX maintains.
var official = map[string]string{ListFrequency: "2.1", ListState: "2.2"}

func urn(class, id string) string {
	by, v := agency, version
	if known := official[id]; known != "" {
		by, v = "SDMX", known
	}
	return "urn:sdmx:org.sdmx.infomodel." + class + "=" + by + ":" + id + "(" + v + ")"
}

var plain = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

const hex = "0123456789ABCDEF"

// Code is a name of ours as SDMX allows codes to be: = becomes @, and each byte but A–Z a–z 0–9 _ - becomes $ and two digits. No two names have
// one code.
func Code(name string) string {
	if plain.MatchString(name) {
		return name
	}
	var b strings.Builder
	for i := range len(name) {
		switch c := name[i]; {
		case c == '=':
			b.WriteByte('@')
		case plain.MatchString(name[i:i+1]) && c < 0x80:
			b.WriteByte(c)
		default:
			b.Write([]byte{'$', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// languages that texts are in, the main one first.
var languages = []string{"en", "uk", "ru"}

// names are a text's languages, without what is of none.
func names(t config.Text) map[string]string {
	all := map[string]string{}
	for lang, text := range t {
		if lang != "" && text != "" {
			all[lang] = text
		}
	}
	return all
}
