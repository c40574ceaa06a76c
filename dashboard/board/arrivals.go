package board

import (
	"context"
	"slices"
	"sort"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// arrivals are when the figures that sources owe were found, and when the sources were looked at. They can be read on
// from where they are, as rows can.
type arrivals struct {
	figures map[reportKey]map[seriesOf]*owedFigure
	looks   map[string][]store.Look // by source, in order of time
	newest  uint64                  // seq of the newest version that was read
}

// reportKey is what a source said of a region for periods that end on a day.
type reportKey struct {
	source, region string
	end            kpi.Date
}

type seriesOf struct {
	indicator, breakdown string
	start                kpi.Date
}

// owedFigure is an observation that a source owes. What came while its period still ran is provisional: it stands for the
// period once the source was collected again after the end.
type owedFigure struct {
	found  time.Time // first after the period had ended; zero: not since
	before time.Time // first before that
	newest uint64
	stands bool // the newest version is a figure: not withdrawn, refused or without data

	first     uint64   // the first version after the period had ended that was a figure; 0: none was
	value     *float64 // that it said
	corrected bool     // a later version says otherwise
}

// lookAgain is how far the reading of looks goes back behind the newest one: a collection counts once it has ended.
const lookAgain = 48 * time.Hour

// read brings the arrivals of what sources owe up to what was known at asOf.
func (a *arrivals) read(ctx context.Context, r Reader, cfg *config.Config, today kpi.Date, asOf store.AsOf) error {
	owing, from := owing(cfg, today)
	if len(owing) == 0 {
		return nil
	}
	if a.figures == nil {
		a.figures, a.looks = map[reportKey]map[seriesOf]*owedFigure{}, map[string][]store.Look{}
	}
	f := store.Filter{Sources: owing, From: from}
	if margin := uint64(late.Microseconds()); a.newest > margin {
		f.After = a.newest - margin
	}
	var versions []*store.Observation
	if err := r.History(ctx, f, asOf, func(o *store.Observation) error { versions = append(versions, o); return nil }); err != nil {
		return err
	}
	versions = slices.DeleteFunc(versions, func(o *store.Observation) bool { return a.taken(o) })
	if len(versions) > 0 {
		came, err := r.Came(ctx, owing, asOf) // after the versions: a collection is saved before what it brings
		if err != nil {
			return err
		}
		for _, o := range versions {
			if region := cfg.Region(o.Region); region != nil {
				a.take(o, region, foundAt(o, came))
			}
		}
	}
	return a.readLooks(ctx, r, owing, from, asOf)
}

// owing lists the sources that bring what is owed by a day, and the first day on which a period that can still be asked
// after, or the one before it, may end.
func owing(cfg *config.Config, today kpi.Date) (ids []string, from kpi.Date) {
	from = today
	add := func(d *duty) {
		if d == nil {
			return
		}
		for _, region := range d.regions {
			ids = append(ids, d.sources(region.Code)...)
		}
		at := func(reports int) kpi.Date {
			return today.AddDays(-2 * d.rule.Due.Days).AddMonths(-(reports + 2) * d.rule.Months())
		}
		from = min(from, at(1), max(at(mostReports), d.rule.From))
	}
	for _, s := range cfg.Sources {
		add(dutyOf(cfg, s))
	}
	for _, p := range cfg.Programmes {
		add(dutyTo(cfg, p))
	}
	slices.Sort(ids)
	return slices.Compact(ids), max(from, firstAsked)
}

// foundAt is when an observation was collected, which may be long before it could be stored.
func foundAt(o *store.Observation, came map[uint64]time.Time) time.Time {
	if at, ok := came[o.Collection]; ok {
		return at
	}
	if o.Collection != 0 {
		return time.UnixMicro(int64(o.Collection)).UTC()
	}
	return time.UnixMicro(int64(o.Seq)).UTC()
}

// taken tells whether a version is the newest that was taken of its observation: most of those that are read again are.
func (a *arrivals) taken(o *store.Observation) bool {
	f := a.figures[reportKey{o.Source, o.Region, o.Period.End}][seriesOf{o.Indicator, o.Breakdown, o.Period.Start}]
	return f != nil && f.newest == o.Seq
}

// take adds a version of an observation, in any order and as often as it comes.
func (a *arrivals) take(o *store.Observation, region *config.Region, found time.Time) {
	a.newest = max(a.newest, o.Seq)
	key := reportKey{o.Source, o.Region, o.Period.End}
	if a.figures[key] == nil {
		a.figures[key] = map[seriesOf]*owedFigure{}
	}
	series := seriesOf{o.Indicator, o.Breakdown, o.Period.Start}
	f := a.figures[key][series]
	if f == nil {
		f = &owedFigure{}
		a.figures[key][series] = f
	}
	says, running := o.Status == kpi.Present || o.Status == kpi.NotApplicable, region.Day(found) <= o.Period.End
	if !running {
		f.hold(o, says)
	}
	if o.Seq >= f.newest {
		f.newest, f.stands = o.Seq, says
	}
	if !says {
		return
	}
	first := &f.found
	if running {
		first = &f.before
	}
	if first.IsZero() || found.Before(*first) {
		*first = found
	}
}

// hold holds a version from after the period's end against the first of these that was a figure.
func (f *owedFigure) hold(o *store.Observation, says bool) {
	switch {
	case f.first != 0 && o.Seq > f.first:
		f.corrected = f.corrected || !equal(f.value, o.Value)
	case says && f.first != o.Seq:
		f.corrected = f.corrected || f.first != 0 && !equal(f.value, o.Value) || f.newest > o.Seq && !f.stands
		f.first, f.value = o.Seq, o.Value
	}
}

func (a *arrivals) readLooks(ctx context.Context, r Reader, owing []string, from kpi.Date, asOf store.AsOf) error {
	since := from.Time()
	for _, looks := range a.looks {
		if len(looks) > 0 {
			since = maxTime(since, looks[len(looks)-1].Last.Add(-lookAgain).Truncate(time.Hour))
		}
	}
	for source, looks := range a.looks {
		a.looks[source] = slices.DeleteFunc(looks, func(l store.Look) bool { return !l.First.Before(since) })
	}
	return r.Looks(ctx, owing, since, asOf, func(l store.Look) error {
		a.looks[l.Source] = append(a.looks[l.Source], l)
		return nil
	})
}

func maxTime(x, y time.Time) time.Time {
	if x.After(y) {
		return x
	}
	return y
}

// arrival is when a figure was found, and by which source.
type arrival struct {
	at     time.Time
	source string
}

// standing is what a report holds by now.
type standing struct {
	found       map[seriesOf]arrival // its figures, and when each was found first
	provisional bool                 // there are others, found while the period still ran, and nobody has looked since
	corrected   int                  // of how many the figure was replaced
}

// standing finds what the report on a period holds.
func (a *arrivals) standing(cfg *config.Config, d *duty, region *config.Region, p kpi.Period, now time.Time) standing {
	var s standing
	for _, source := range d.sources(region.Code) {
		again, figures := a.firstLook(source, region, p), a.figures[reportKey{source, region.Code, p.End}]
		if s.found == nil {
			s.found = make(map[seriesOf]arrival, len(figures))
		}
		for series, f := range figures {
			if !d.asks(cfg, series, p) {
				continue
			}
			if f.corrected {
				s.corrected++
			}
			if !f.stands {
				continue
			}
			at := f.found
			if !f.before.IsZero() && !again.IsZero() && (at.IsZero() || again.Before(at)) {
				at = again
			}
			if at.IsZero() || at.After(now) {
				s.provisional = s.provisional || !f.before.IsZero() && !f.before.After(now)
				continue
			}
			series.start = 0 // so that it is found in the period before
			if first, ok := s.found[series]; !ok || at.Before(first.at) {
				s.found[series] = arrival{at, source}
			}
		}
	}
	return s
}

// asks tells whether a figure belongs to the report on a period.
func (d *duty) asks(cfg *config.Config, series seriesOf, p kpi.Period) bool {
	if d.indicators != nil && !slices.Contains(d.indicators, series.indicator) {
		return false
	}
	indicator := cfg.Indicator(series.indicator)
	return indicator != nil && d.rule.Speaks(indicator.Nature, kpi.Period{Start: series.start, End: p.End}, p)
}

// firstLook is the first collection after a day that was asked for a period; zero where there was none.
func (a *arrivals) firstLook(source string, region *config.Region, p kpi.Period) time.Time {
	looks := a.looks[source]
	after := sort.Search(len(looks), func(n int) bool { return region.Day(looks[n].First) > p.End })
	for _, l := range looks[after:] {
		if asksFor(l, p) {
			return l.First
		}
	}
	return time.Time{}
}

// firstOfAll is the first collection of any of the sources that is known; zero where there was none.
func (a *arrivals) firstOfAll(sources []string) (first time.Time) {
	for _, source := range sources {
		if looks := a.looks[source]; len(looks) > 0 && (first.IsZero() || looks[0].First.Before(first)) {
			first = looks[0].First
		}
	}
	return first
}

// lookLasts is the longest that the first and the last collection of a look lie apart.
const lookLasts = 15 * time.Minute

// lastLook is the last collection before a moment that was asked for a period; zero where there was none. A collection
// that began with the moment is the one that found what was found then.
func (a *arrivals) lastLook(source string, p kpi.Period, before time.Time) (last time.Time) {
	before = before.Add(-2 * time.Second) // times of collections are kept to the second
	looks := a.looks[source]
	n := sort.Search(len(looks), func(n int) bool { return !looks[n].First.Before(before) })
	for n--; n >= 0 && (last.IsZero() || looks[n].First.Add(lookLasts).After(last)); n-- {
		for _, at := range []time.Time{looks[n].First, looks[n].Last} {
			if asksFor(looks[n], p) && at.Before(before) {
				last = maxTime(last, at)
			}
		}
	}
	return last
}

// asksFor tells whether a collection was asked for a period's last day.
func asksFor(l store.Look, p kpi.Period) bool { return l.Until.IsZero() || l.Until >= p.End }
