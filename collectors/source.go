package collectors

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/collectors/ckansource"
	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/filesource"
	"github.com/postup/postup/collectors/form"
	"github.com/postup/postup/collectors/httpsource"
	"github.com/postup/postup/collectors/igovsource"
	"github.com/postup/postup/collectors/inboxsource"
	"github.com/postup/postup/collectors/mapping"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/collectors/sftpsource"
	"github.com/postup/postup/collectors/sqlsource"
	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/collectors/xroadsource"
	"github.com/postup/postup/config"
	"github.com/postup/postup/config/schedule"
	"github.com/postup/postup/kpi"
)

// fetcher is one source of a kind.
type fetcher interface {
	// Fetch asks once. Its errors are *fetch.Error where another attempt may go better.
	Fetch(ctx context.Context, r fetch.Request) (*fetch.Response, error)
	// Place names what is fetched: another place is another payload.
	Place() string
	// Windowed tells whether it is asked for a window of days.
	Windowed() bool
}

// windowed is a fetcher that is asked for a window of days.
type windowed interface {
	Window(last, today kpi.Date) (from, to kpi.Date)
	// Chunk is how many days of a long window are asked for at once.
	Chunk() int
}

// identified is a fetcher whose Place leaves out what is secret. What decides what comes is in its Identity, which
// is hashed and never shown.
type identified interface {
	Identity() string
}

// tray is a fetcher whose payloads are files that lie with it until it is told what became of them.
type tray interface {
	// Answer tells the sender of what was fetched last. What fails is tried again: nothing remembers the file yet.
	Answer(e inboxsource.Ended) error
	// Clear puts what was fetched last away, and tells whether more waits.
	Clear(e inboxsource.Ended) (more bool, err error)
	// Release ends what Fetch began: other processes may fetch.
	Release()
}

// kind makes fetchers of one kind and checks their options.
type kind struct {
	check func(ast.Node) error
	open  func(src *config.Source, net *web.Net) (fetcher, error)
}

// kinds is every kind of source there is.
func kinds() map[string]kind {
	return map[string]kind{
		"http":  {httpsource.Check, func(src *config.Source, net *web.Net) (fetcher, error) { return httpsource.New(src, net) }},
		"ckan":  {ckansource.Check, func(src *config.Source, net *web.Net) (fetcher, error) { return ckansource.New(src, net) }},
		"igov":  {igovsource.Check, func(src *config.Source, net *web.Net) (fetcher, error) { return igovsource.New(src, net) }},
		"file":  {filesource.Check, func(src *config.Source, _ *web.Net) (fetcher, error) { return filesource.New(src) }},
		"inbox": {inboxsource.Check, func(src *config.Source, net *web.Net) (fetcher, error) { return inboxsource.New(src, net) }},
		"sql":   {sqlsource.Check, func(src *config.Source, net *web.Net) (fetcher, error) { return sqlsource.New(src, net) }},
		"sftp":  {sftpsource.Check, func(src *config.Source, net *web.Net) (fetcher, error) { return sftpsource.New(src, net) }},
		"xroad": {xroadsource.Check, func(src *config.Source, net *web.Net) (fetcher, error) { return xroadsource.New(src, net) }},
	}
}

// Kinds are the kinds of source by name, each with the check of its own options: for config.WithKinds.
func Kinds() map[string]func(ast.Node) error {
	checks := map[string]func(ast.Node) error{}
	for name, k := range kinds() {
		checks[name] = k.check
	}
	return checks
}

// CheckSource tells what stands in the way of a source whose options are right by themselves, such as the file of a
// query: for config.WithSourceCheck. hosts are those that the settings name.
func CheckSource(src *config.Source, hosts config.Hosts) error {
	_, err := kinds()[src.Kind].open(src, web.NewNet(SystemClock{}, hosts))
	return err
}

// Begins tells from which day on the applications of each region are known: the first that its sources ask for. Where the
// day is none they all are: for derive.WithBegin.
func Begins(cfg *config.Config) (map[string]kpi.Date, error) {
	begins := map[string]kpi.Date{}
	for _, src := range cfg.Sources {
		if !src.Brings(config.Applications) {
			continue
		}
		fetcher, err := kinds()[src.Kind].open(src, web.NewNet(SystemClock{}, nil))
		if err != nil {
			return nil, fmt.Errorf("source %s: %w", src.ID, err)
		}
		for _, region := range src.Regions {
			begins[region] = max(begins[region], firstDay(fetcher))
		}
	}
	return begins, nil
}

// firstDay is the first day that a fetcher asks for, none where it is not asked for days.
func firstDay(f fetcher) kpi.Date {
	w, ok := f.(windowed)
	if !ok || !f.Windowed() {
		return 0
	}
	first, _ := w.Window(0, 0)
	return first
}

// source is one compiled source.
type source struct {
	*config.Source
	fetcher  fetcher
	schedule *schedule.Schedule // nil: only on demand and once at start
	zone     *time.Location
	plan     *plan
	form     string // the version of its form; "": it has none
	mapping  string // hash of everything that decides what a payload becomes

	running chan struct{} // holds one while a collection runs
	heard   time.Time     // when it was last, by this process; whoever holds running may look
	took    time.Duration // by the last collection; whoever holds running may look
}

// plan is what turns a payload into rows. It is for one collection at a time.
type plan struct {
	format    config.Format
	maxBytes  int64 // that a payload may unpack to
	selection *record.Selection
	declared  *record.Selection // less the columns that this payload alone has; nil: there are none such
	mappings  []*mapping.Mapping
	form      string // the version that forms must have; "": what comes is no form of ours
}

const (
	defaultTimeout  = time.Minute
	defaultMaxBytes = 1 << 30
	defaultRetries  = 3
)

func (c *Collector) compile(src *config.Source) (*source, error) {
	s := &source{Source: src, running: make(chan struct{}, 1)}
	k, ok := kinds()[src.Kind]
	if !ok {
		return nil, fmt.Errorf("kind %q is not known; use one of %s", src.Kind, strings.Join(slices.Sorted(maps.Keys(kinds())), ", "))
	}
	var mistakes []error
	var err error
	if s.fetcher, err = k.open(src, c.net); err != nil {
		mistakes = append(mistakes, err)
	}
	if err == nil && src.Mode == config.Snapshot && s.fetcher.Windowed() {
		mistakes = append(mistakes, errors.New("mode: a window of days is no snapshot; what lies outside would be withdrawn"))
	}
	if s.zone, err = c.zoneOf(src); err != nil {
		mistakes = append(mistakes, err)
	} else if s.schedule, err = schedule.New(src.ID, src.Schedule, s.zone); err != nil {
		mistakes = append(mistakes, err)
	}
	if s.plan, err = c.planFor(src, false); err != nil {
		mistakes = append(mistakes, err)
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	if s.inTray() {
		if f, err := form.New(src, c.Config, kpi.DateOf(c.Clock.Now())); err == nil { // else nobody was given one
			s.form = f.Version()
		}
	}
	s.mapping, err = c.fingerprint(s)
	return s, err
}

// zoneOf is the time zone of a source's schedule: its own, that of its only region, or the configuration's.
func (c *Collector) zoneOf(src *config.Source) (*time.Location, error) {
	if name := src.Schedule.TimeZone; name != "" {
		zone, err := time.LoadLocation(name)
		if err != nil {
			return nil, fmt.Errorf("schedule: time_zone: %q is not a time zone such as Europe/Kyiv", name)
		}
		return zone, nil
	}
	if len(src.Regions) == 1 {
		if region := c.reference.Known(src.Regions[0]); region != nil {
			return c.reference.Zone(region), nil
		}
	}
	return c.zone, nil
}

// planFor compiles a source's mappings. Optional lets a table lack columns that need not be there.
func (c *Collector) planFor(src *config.Source, optional bool) (*plan, error) {
	p := &plan{format: src.Format, maxBytes: maxBytesOf(src), selection: &record.Selection{}}
	var mistakes []error
	for _, m := range src.Records {
		one, err := mapping.Compile(m, mapping.Setting{
			Source: src, Reference: c.reference, IDKey: c.IDKey, Optional: optional}, p.selection)
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("records as %s: %w", m.As, err))
			continue
		}
		p.mappings = append(p.mappings, one)
	}
	return p, errors.Join(mistakes...)
}

// decoderVersion changes when the same payload and mappings come to mean something else.
const decoderVersion = "5"

// fingerprint changes whenever the same payload could become other rows, or another be asked for: with the place, the
// first day, the format, the mappings, and what the checks know.
func (c *Collector) fingerprint(s *source) (string, error) {
	records := slices.Clone(s.Records)
	for i := range records {
		records[i].File, records[i].Line = "", 0 // where it stands means nothing
	}
	facts, err := json.Marshal([]any{decoderVersion, s.Kind, s.identity(), s.Regions, s.Simulated, s.Format, records, c.reference.Digest(), s.Mode, firstDay(s.fetcher)})
	if err != nil {
		return "", fmt.Errorf("describe the mappings: %w", err)
	}
	sum := sha256.Sum256(facts)
	return hex.EncodeToString(sum[:]), nil
}

// identity is what another payload comes from when it changes.
func (s *source) identity() string {
	if f, ok := s.fetcher.(identified); ok {
		return f.Identity()
	}
	return s.fetcher.Place()
}

func (s *source) timeout() time.Duration {
	if s.Timeout > 0 {
		return time.Duration(s.Timeout)
	}
	return defaultTimeout
}

func maxBytesOf(src *config.Source) int64 {
	if src.MaxBytes > 0 {
		return src.MaxBytes
	}
	return defaultMaxBytes
}

func (s *source) retries() int {
	if s.Retries != nil {
		return max(0, *s.Retries)
	}
	return defaultRetries
}
