package api

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// The parameters. Those that name things may be repeated or hold several values separated by commas.
const (
	pRegion     = "region"
	pProgramme  = "programme"
	pIndicator  = "indicator"
	pSector     = "sector"
	pService    = "service"
	pSource     = "source"
	pTarget     = "target_id"
	pReading    = "reading"
	pBreakdown  = "breakdown"
	pEdition    = "edition" // of an index, whichever holds
	pBy         = "by"      // of what moves a region: score or rank
	pFrom       = "from"
	pTo         = "to"
	pStatus     = "status"
	pCollection = "collection"
	pKind       = "kind"
	pBeside     = "beside"  // true: also the observations that stand beside the chosen ones
	pEarlier    = "earlier" // true: also the reports on the periods before the newest
	pAsOf       = "as_of"
	pToday      = "today"
	pLimit      = "limit"
	pCursor     = "cursor"
	pFields     = "fields" // of the rows
)

var everywhere = []string{pAsOf, pToday, pLimit, pCursor, pFields}

const (
	defaultLimit = 100
	mostRows     = 1000
	// listed is how many names a message offers before it sends the reader to the list.
	listed = 40
)

// query is a request's parameters, checked.
type query struct {
	format     format
	regions    []string
	programmes []string
	indicators []string
	sectors    []string
	services   []string
	sources    []string
	targets    []string
	kinds      []string // of signals
	reading    string   // of a target's deadline; "": any
	breakdown  *string  // nil: any; "": only the whole
	from, to   kpi.Date
	edition    string
	byRank     bool
	status     string
	collection uint64
	beside     bool
	earlier    bool
	asOf       kpi.Date
	today      kpi.Date
	limit      int // 0: all rows, for CSV without a limit
	cursor     *cursor
	fields     []string // of the rows, each once; none: all
	filters    string   // what was asked for, less where to start: cursors and entity tags hold to it
}

func allowed(own []string) []string { return append(slices.Clone(own), everywhere...) }

// parse reads the parameters strictly: what isn't among names or can't be is an error that says what there is.
func (a *API) parse(c *fiber.Ctx, names []string, f format) (*query, error) {
	values, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return nil, invalid("the query can't be read: percent signs must be followed by two hexadecimal digits, and pairs separated by &")
	}
	for name, list := range values {
		if !slices.Contains(names, name) {
			return nil, invalid(fmt.Sprintf("unknown parameter %q; allowed here: %s", name, strings.Join(names, ", ")))
		}
		for _, v := range list {
			if !utf8.ValidString(v) {
				return nil, invalid(fmt.Sprintf("%s is not UTF-8", name))
			}
		}
	}
	q := &query{}
	if q.format, err = f.of(c); err != nil {
		return nil, err
	}
	r := &reading{values: values}
	a.readNames(q, r)
	readDates(q, r)
	q.readKinds(r)
	a.readRest(q, r)
	if r.err != nil {
		return nil, r.err
	}
	q.filters = filtersOf(c.Path(), values)
	return q, q.readCursor(values.Get(pCursor))
}

// unpaged is what an answer takes that is no list.
var unpaged = []string{pAsOf, pToday}

// filtersOf is the request in one form, whatever the order of its parameters, less what does not change which rows there are.
func filtersOf(path string, values url.Values) string {
	rest := url.Values{}
	for name, list := range values {
		if name != pCursor && name != pLimit && name != pFields {
			rest[name] = list
		}
	}
	return strings.TrimSuffix(path, ".csv") + "?" + rest.Encode()
}

// reading takes values out of a query and keeps the first thing that is wrong.
type reading struct {
	values url.Values
	err    error
}

func (r *reading) fail(message string) {
	if r.err == nil {
		r.err = invalid(message)
	}
}

// one is a parameter that may be given once; false where it isn't given.
func (r *reading) one(name string) (string, bool) {
	list, ok := r.values[name]
	if !ok {
		return "", false
	}
	if len(list) > 1 {
		r.fail(fmt.Sprintf("%s is given %d times; give it once", name, len(list)))
	}
	return list[0], true
}

// oneOf is a parameter that may be given once and is one of a few words; "" where it isn't given.
func (r *reading) oneOf(name, what string, allowed []string) string {
	v, ok := r.one(name)
	if ok && !slices.Contains(allowed, v) {
		r.fail(fmt.Sprintf("there is no %s %q; there are: %s", what, v, offer(allowed, "")))
	}
	return v
}

// several are the names that a parameter holds; each must be one that there is.
func (r *reading) several(name, what, see string, known func(string) bool, all func() []string) []string {
	var names []string
	for _, list := range r.values[name] {
		for v := range strings.SplitSeq(list, ",") {
			if !known(v) {
				r.fail(fmt.Sprintf("there is no %s %q; there are: %s", what, v, offer(all(), see)))
				return nil
			}
			names = append(names, v)
		}
	}
	return names
}

// offer lists names for a message.
func offer(names []string, see string) string {
	switch {
	case len(names) == 0:
		return "none"
	case len(names) <= listed:
		return strings.Join(names, ", ")
	}
	more := fmt.Sprintf(" and %d more", len(names)-listed)
	if see != "" {
		more += ", see " + see
	}
	return strings.Join(names[:listed], ", ") + more
}

func (a *API) readNames(q *query, r *reading) {
	cfg := a.Config
	q.regions = r.several(pRegion, "region", "/api/v1/regions", func(s string) bool { return cfg.Region(s) != nil },
		func() []string { return ids(cfg.Regions, func(x *config.Region) string { return x.Code }) })
	q.programmes = r.several(pProgramme, "programme", "/api/v1/programmes", func(s string) bool { return cfg.Programme(s) != nil },
		func() []string { return ids(cfg.Programmes, func(x *config.Programme) string { return x.ID }) })
	q.indicators = r.several(pIndicator, "indicator", "/api/v1/indicators", func(s string) bool { return cfg.Indicator(s) != nil },
		func() []string { return ids(cfg.Indicators, func(x *config.Indicator) string { return x.ID }) })
	q.sectors = r.several(pSector, "sector", "", func(s string) bool { return cfg.Sector(s) != nil },
		func() []string { return ids(cfg.Sectors, func(x *config.Sector) string { return x.ID }) })
	q.services = r.several(pService, "service", "/api/v1/services", func(s string) bool { return cfg.Service(s) != nil },
		func() []string { return ids(cfg.Services, func(x *config.Service) string { return x.ID }) })
	q.sources = r.several(pSource, "source", "/api/v1/sources", func(s string) bool { return knownSource(cfg, s) },
		func() []string { return ids(cfg.Sources, func(x *config.Source) string { return x.ID }) })
	q.targets = r.several(pTarget, "target", "/api/v1/programmes", func(s string) bool { return cfg.Target(s) != nil },
		func() []string { return targetIDs(cfg) })
}

func readDates(q *query, r *reading) {
	for _, day := range []struct {
		name string
		of   *kpi.Date
		read func(name, text string) (kpi.Date, error)
	}{{pFrom, &q.from, board.ParseEnd}, {pTo, &q.to, board.ParseEnd}, {pAsOf, &q.asOf, board.ParseDay}, {pToday, &q.today, board.ParseDay}} {
		v, ok := r.one(day.name)
		if !ok {
			continue
		}
		d, err := day.read(day.name, v)
		if err != nil {
			r.fail(err.Error())
		}
		*day.of = d
	}
	if !q.from.IsZero() && !q.to.IsZero() && q.from > q.to {
		r.fail(fmt.Sprintf("from %s lies after to %s; swap them", q.from, q.to))
	}
}

func (a *API) readRest(q *query, r *reading) {
	if v, ok := r.one(pBreakdown); ok {
		q.breakdown = &v
	}
	q.edition = r.oneOf(pEdition, "edition", a.editions(q.programmes))
	q.byRank = r.oneOf(pBy, "order", []string{"score", "rank"}) == "rank"
	q.reading, _ = r.one(pReading)
	q.status = r.oneOf(pStatus, "status", collectionStatuses)
	q.beside = r.oneOf(pBeside, "beside", []string{"true", "false"}) == "true"
	q.earlier = r.oneOf(pEarlier, "earlier", []string{"true", "false"}) == "true"
	if v, ok := r.one(pCollection); ok {
		id, err := strconv.ParseUint(v, 10, 64)
		if err != nil || id == 0 {
			r.fail(fmt.Sprintf("collection %q is not a collection's id; see /api/v1/collections", v))
		}
		q.collection = id
	}
	if q.format == formatJSON {
		q.limit = defaultLimit
	}
	if v, ok := r.one(pLimit); ok {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > mostRows {
			r.fail(fmt.Sprintf("limit %q is not a whole number from 1 to %d", v, mostRows))
		}
		q.limit = n
	}
	r.one(pCursor)
}

func ids[T any](list []*T, id func(*T) string) []string {
	names := make([]string, 0, len(list))
	for _, x := range list {
		names = append(names, id(x))
	}
	slices.Sort(names)
	return names
}

func targetIDs(cfg *config.Config) []string {
	var all []string
	for _, p := range cfg.Programmes {
		for _, t := range p.Targets {
			all = append(all, t.ID)
		}
	}
	return all
}

// editions are the ids of the editions that the programmes' indexes have; of all programmes where none is named.
func (a *API) editions(programmes []string) []string {
	var all []string
	for _, p := range a.Config.Programmes {
		if p.Index == nil || !picks(programmes, p.ID) {
			continue
		}
		for _, e := range p.Index.Editions {
			all = append(all, e.ID)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
