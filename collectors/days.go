package collectors

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// dayRetry is after how long days that failed are tried again.
const dayRetry = 10 * time.Minute

// days does what each day needs: at the start, and whenever the day changes in some region.
func (c *Collector) days(ctx context.Context) {
	var expired kpi.Date // the day on which old payloads were deleted last
	for {
		now := c.Clock.Now()
		next := c.nextDay(now)
		today := kpi.DateOf(now.In(c.zone))
		if err := c.day(ctx, now, today != expired); err == nil {
			expired = today
		} else if ctx.Err() == nil {
			c.Log.Error("what each day needs could not be done", "day", today.String(), "error", err)
			next = now.Add(dayRetry)
		}
		if c.Clock.Until(ctx, next) != nil {
			return
		}
	}
}

// nextDay is when the next day begins somewhere: in a region, or where the configuration is at home.
func (c *Collector) nextDay(now time.Time) time.Time {
	next := midnight(now, c.zone)
	for _, r := range c.Config.Regions {
		if begins := midnight(now, c.reference.Zone(r)); begins.Before(next) {
			next = begins
		}
	}
	return next
}

// midnight is when the day after now begins in a time zone.
func midnight(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone)
}

// regionsByDay are those of the regions by the day that it is in them.
func (c *Collector) regionsByDay(now time.Time, which func(*config.Region) bool) map[kpi.Date][]string {
	days := map[kpi.Date][]string{}
	for _, r := range c.Config.Regions {
		if which(r) {
			day := kpi.DateOf(now.In(c.reference.Zone(r)))
			days[day] = append(days[day], r.Code)
		}
	}
	return days
}

// day derives what depends on the date, by each region's own, and deletes payloads whose time is over.
func (c *Collector) day(ctx context.Context, now time.Time, expire bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicked(r)
		}
	}()
	if keep := time.Duration(c.Config.KeepPayloads); keep > 0 && expire && (c.Spool == nil || c.Spool.Usage().Entries == 0) {
		expired, err := c.Payloads.Expire(now.Add(-keep))
		if err != nil {
			return fmt.Errorf("delete payloads older than %s: %w", keep, err)
		}
		if expired > 0 {
			c.Log.Info("payloads were deleted, as their time is over", "payloads", expired)
		}
	}
	return c.daily(ctx, now, func(*config.Region) bool { return true })
}

// daily derives what depends on the date, and on when sources were heard, in regions: by each one's own day.
func (c *Collector) daily(ctx context.Context, now time.Time, which func(*config.Region) bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicked(r)
		}
	}()
	regions := c.regionsByDay(now, which)
	for _, today := range slices.Sorted(maps.Keys(regions)) {
		if err := c.Deriver.Daily(ctx, today, regions[today]...); err != nil {
			return fmt.Errorf("derive what depends on the date: %w", err)
		}
	}
	return nil
}

// told is up to when what came tells all that its source says: none where an old window was asked for, and where nobody put a file there.
func (j *job) told() time.Time {
	switch written := j.response.Written; {
	case j.apart, !j.covers(), j.source.inTray() && written.IsZero():
		return time.Time{}
	case !written.IsZero() && written.Before(j.row.Started):
		return written.UTC()
	}
	return j.row.Started
}

// refusedMost tells whether something was rejected that was not before, and it is more than half of what came, or all that was new: whoever sends
// that speaks of the month, but is not understood. Where some came again, so may what was rejected by the last collection that was heard.
func (j *job) refusedMost(ctx context.Context) bool {
	r := &j.row
	switch {
	case r.Rejected == 0, 2*r.Rejected <= r.Records && r.Accepted > 0:
		return false
	case r.Unchanged == 0:
		return true
	}
	before, err := j.Store.Collections(ctx, store.CollectionFilter{Source: r.Source, Before: r.ID})
	i := slices.IndexFunc(before, func(c store.Collection) bool { return !c.Heard.IsZero() && c.Records > 0 })
	return err != nil || i < 0 || r.Rejected > before[i].Rejected
}

// tell notes of which regions' applications what came tells: of all that the source names. Into a folder several may put files: such a file tells
// of those that have rows in it. What was refused tells of none.
func (j *job) tell(ctx context.Context) {
	if j.row.Status == store.CollectionFailed {
		j.row.Heard, j.row.HeardRegions = time.Time{}, nil
	}
	if j.row.Heard.IsZero() || len(j.row.HeardRegions) > 0 {
		return
	}
	applications := j.source.Brings(config.Applications)
	if j.refusedMost(ctx) {
		j.row.Heard, j.unheard = time.Time{}, applications
	}
	if j.row.Heard.IsZero() || !applications {
		return
	}
	var all []string
	for _, r := range j.Config.Regions {
		if j.source.Covers(r.Code) {
			all = append(all, r.Code)
		}
	}
	if len(all) > 1 && j.source.inTray() {
		all = slices.DeleteFunc(all, func(code string) bool { return !j.touched.applications(code) })
	}
	if j.row.HeardRegions = all; len(all) == 0 {
		j.row.Heard = time.Time{}
	}
}

// toldOf is up to when the collection, which isn't noted yet, tells of a region; nil where it doesn't.
func (j *job) toldOf(region string) *kpi.Told {
	if !slices.Contains(j.row.HeardRegions, region) {
		return nil
	}
	return &kpi.Told{Source: j.source.ID, Region: region, Simulated: j.source.Simulated, Until: j.row.Heard}
}

// heard derives what is known of applications now that the source was heard: where it answers for now, for the first time in a month.
func (j *job) heard(ctx context.Context) {
	if ctx.Err() != nil || len(j.row.HeardRegions) == 0 {
		return
	}
	before := j.source.heard
	j.source.heard = j.row.Heard
	newly := func(r *config.Region) bool {
		month := func(at time.Time) kpi.Date { return kpi.DateOf(at.In(j.reference.Zone(r))).MonthStart() }
		return slices.Contains(j.row.HeardRegions, r.Code) && (before.IsZero() || !j.response.Written.IsZero() || month(before) != month(j.row.Heard))
	}
	if err := j.daily(ctx, j.Clock.Now(), newly); err != nil { // the deriver remembers, and makes it good with whatever comes next
		j.Log.Error("collection: what is known since the source was heard could not be derived", "source", j.source.ID, "error", err)
	}
}
