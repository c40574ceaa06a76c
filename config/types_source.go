package config

import (
	"io/fs"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/kpi"
)

// Source is a place that data is pulled from.
type Source struct {
	ID        string    `yaml:"id"`
	Name      Text      `yaml:"name"`
	Kind      string    `yaml:"kind"` // one of collectors.Kinds
	Simulated bool      `yaml:"simulated"`
	Published bool      `yaml:"published"` // figures taken from a document, not reported by the region
	Regions   []string  `yaml:"regions"`   // whose data it brings; a record of another region is rejected
	ForEach   *Selector `yaml:"for_each"`  // one source per region: {region} stands for its code in id, regions, options and constants
	Schedule  Schedule  `yaml:"schedule"`
	Timeout   Duration  `yaml:"timeout"`    // of one attempt; default 60s
	MaxBytes  int64     `yaml:"max_bytes"`  // of the payload, decompressed; default 1 GiB
	Retries   *int      `yaml:"retries"`    // after the first attempt; default 3
	Options   ast.Node  `yaml:"-" json:"-"` // the kind's own options, decoded and checked by the kind (key: the kind's name)
	Format    Format    `yaml:"format"`
	Records   []Mapping `yaml:"records"`

	Mode string `yaml:"mode"` // delta (default), or snapshot: what the payload lacks is withdrawn
	// WithdrawLimit is the most that a snapshot withdraws unless someone confirms it, in per cent of what is there; default 10.
	WithdrawLimit float64 `yaml:"withdraw_limit"`

	Reporting *Reporting `yaml:"reporting"` // what its regions owe; nil: nothing is said

	Pause       Pause `yaml:"pause"`
	PauseReason Text  `yaml:"pause_reason"` // shown beside the source
	Priority    int   `yaml:"priority"`     // among sources that wait for a place; each step counts as ten minutes of waiting

	FS   fs.FS  `yaml:"-" json:"-"` // the folder of the pack that names it: relative files are read here
	Dir  string `yaml:"-"`          // the same as a path, empty where the configuration is embedded
	File string `yaml:"-"`          // where it stands, for messages
	Line int    `yaml:"-"`
}

// Schedule says when a source is due.
type Schedule struct {
	Cron     string   `yaml:"cron"` // five fields or @every; empty: only on demand and once at start
	TimeZone string   `yaml:"time_zone"`
	Jitter   Duration `yaml:"jitter"` // spread at most this far after the due time
}

// Format says how the payload's bytes become records.
type Format struct {
	Type      string     `yaml:"type"`      // json, ndjson, csv, xlsx, xls, ods, dbf, xml
	Path      string     `yaml:"path"`      // json: dotted path to the list of records; default: the whole document. xml: Report/Services/Service
	Delimiter string     `yaml:"delimiter"` // csv: default ","
	Decimal   string     `yaml:"decimal"`   // decimal mark in numbers; default "."
	Header    HeaderRows `yaml:"header"`    // of tables: number of the header row, from 1, or of several; default 1
	Encoding  string     `yaml:"encoding"`  // see encodings; default utf-8; a byte order mark wins
	Sheet     string     `yaml:"sheet"`     // of workbooks: name or number of the sheet; default: the first that is not hidden
	Totals    string     `yaml:"totals"`    // of tables. skip: rows of totals are left out; keep: they are none; default: they are read, and it is said
	Packed    string     `yaml:"packed"`    // gzip, zip: the payload holds the format packed
	Member    string     `yaml:"member"`    // zip: name of the file in it, * and ? standing for anything; default: the only one
}

// HeaderRows are the numbers of the rows that hold a table's header, from 1, one after another.
type HeaderRows []int

// Mapping makes records of one kind from the decoded ones.
type Mapping struct {
	As     string            `yaml:"as"`    // observations, stages, offers, applications, milestones, targets
	Where  []Condition       `yaml:"where"` // all must hold, else the record is passed over
	Melt   *Melt             `yaml:"melt"`  // of wide tables: nil reads each record as it is
	Fields map[string]*Field `yaml:"fields"`
	File   string            `yaml:"-"`
	Line   int               `yaml:"-"`
}

// Condition keeps records: exactly one of In, HasAny, NotIn is set.
type Condition struct {
	From   string   `yaml:"from"`
	In     []string `yaml:"in"`
	NotIn  []string `yaml:"not_in"`
	HasAny []string `yaml:"has_any"` // the value is a list separated by commas and holds one of these
}

// Field takes one field of a record from the payload.
type Field struct {
	From          string            `yaml:"from"`     // column or dotted path
	FromAll       []string          `yaml:"from_all"` // several columns: interaction points of a stage
	Const         string            `yaml:"const"`
	Template      string            `yaml:"template"`       // text with {column} in it
	Codes         map[string]string `yaml:"codes"`          // their code → ours; under the key list, the id of a code list
	Unknown       string            `yaml:"unknown"`        // what a code that is not listed becomes: reject (default), no_data
	Missing       []string          `yaml:"missing"`        // values that mean no data, e.g. ND
	NotApplicable []string          `yaml:"not_applicable"` // values that mean "does not apply", e.g. NA
	Layout        string            `yaml:"layout"`         // of dates and times, Go's layout; or fiscal_year, month (2006-01), month_name, quarter (2006-Q1), year
	Whole         kpi.Frequency     `yaml:"whole"`          // a day that is read stands for its month, quarter or year
	YearStart     string            `yaml:"year_start"`     // with fiscal_year: month and day, e.g. 04-01
	TimeZone      string            `yaml:"time_zone"`      // of times without an offset; default the region's
	Unit          string            `yaml:"unit"`           // minutes, hours, days of durations; share or percent of shares
	Scale         float64           `yaml:"scale"`          // multiply by; default 1
}
