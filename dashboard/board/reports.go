package board

import (
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Report is what became of the newest report that a region owes by a rule and that is due, or is there before
// it is, and of those before it. State is "" where none is: Next is all that can be told.
type Report struct {
	Region *config.Region
	Period kpi.Period
	kpi.Report
	Found       time.Time // when the first of its figures were; zero: none were
	Last        time.Time // when the last of them were
	Looked      time.Time // the last collection before Found, or the last of all where nothing was found; zero: none
	Provisional bool      // nothing was found but what came while the period still ran
	Figures     int       // of how many indicators and breakdowns there are figures
	Lacking     int       // of how many there are none, though the period before has some
	Corrected   int       // of how many the figure was replaced, or taken back, after it had first come once the period had ended
	Unjudged    string    // why no due day can be told

	Next    kpi.Period // the next period that is owed and not due yet
	NextDue kpi.Date   // zero: it can't be told

	Earlier []Report // on the periods before, the newest first; those that nobody could have asked for are left out
}

// mostReports is how many reports of a region are judged by a rule.
const mostReports = 12

// duty is what is owed by a day: figures of indicators, by some of the sources.
type duty struct {
	rule       *config.Reporting
	regions    []*config.Region
	sources    func(region string) []string // that bring a region's figures
	indicators []string                     // nil: all that the sources bring
}

// dutyOf is what a source's regions owe; nil without a rule.
func dutyOf(cfg *config.Config, s *config.Source) *duty {
	if s.Reporting == nil {
		return nil
	}
	d := &duty{rule: s.Reporting, sources: func(string) []string { return []string{s.ID} }}
	for _, code := range s.Regions {
		if region := cfg.Region(code); region != nil {
			d.regions = append(d.regions, region)
		}
	}
	return d
}

// dutyTo is what the regions that a programme expects owe it, by whatever source; nil without a rule.
func dutyTo(cfg *config.Config, p *config.Programme) *duty {
	if p.Reporting == nil || p.Expects == nil {
		return nil
	}
	rule := *p.Reporting
	rule.From = max(rule.From, p.ExpectsFrom)
	d := &duty{rule: &rule, sources: func(region string) []string { return sourcesOf(cfg, region) }}
	for _, region := range cfg.Select(*p.Expects) {
		if p.Exempt(region.Code) == nil {
			d.regions = append(d.regions, region)
		}
	}
	for _, id := range indicatorsOf(p) {
		if i := cfg.Indicator(id); i != nil && !i.Computed() {
			d.indicators = append(d.indicators, id)
		}
	}
	return d
}

// sourcesOf lists the sources that may bring a region's observations.
func sourcesOf(cfg *config.Config, region string) []string {
	var ids []string
	for _, s := range cfg.Sources {
		if s.Brings(config.Observations) && !s.Published && s.Covers(region) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// reports judges what is owed, in the order of the regions. moment is when, by the region's clock.
func (a *arrivals) reports(cfg *config.Config, d *duty, moment func(*config.Region) time.Time) []Report {
	if d == nil {
		return nil
	}
	var reports []Report
	for _, region := range d.regions {
		now := moment(region)
		if today := region.Day(now); !inForce(region, kpi.Period{Start: today, End: today}) {
			continue // what no longer is owes nothing
		}
		if r := a.judged(cfg, d, region, now); r.State != "" || !r.Next.End.IsZero() {
			reports = append(reports, r)
		}
	}
	return reports
}

// judged goes back from the newest period to the first one that is due or there, and on to those before it.
func (a *arrivals) judged(cfg *config.Config, d *duty, region *config.Region, now time.Time) Report {
	found := Report{Region: region}
	p, owed := d.rule.Ended(region.Day(now))
	next := d.rule.After(p)
	here := a.standing(cfg, d, region, p, now)
	for ; owed && inForce(region, p); p, owed = d.rule.Ended(p.Start) {
		r, before := a.report(cfg, d, region, p, now, here)
		here = before
		if r.State != kpi.ReportNotDue {
			found = r
			found.Earlier = a.earlier(cfg, d, region, p, now, here)
			break
		}
		next = p
	}
	if next.End >= d.rule.From && inForce(region, next) {
		found.Next = next
		found.NextDue, _ = cfg.DueDay(d.rule, region, next)
	}
	return found
}

// earlier are the reports on the periods before p; here is what stands of the one before it. A rule without a first day does
// not reach back behind the first collection: what nobody asked for in its time, and nobody gave later, is not called missing.
func (a *arrivals) earlier(cfg *config.Config, d *duty, region *config.Region, p kpi.Period, now time.Time, here standing) []Report {
	var list []Report
	for p, owed := d.rule.Ended(p.Start); owed && inForce(region, p) && len(list) < mostReports-1; p, owed = d.rule.Ended(p.Start) {
		r, before := a.report(cfg, d, region, p, now, here)
		list, here = append(list, r), before
	}
	if d.rule.From.IsZero() {
		first := region.Day(a.firstOfAll(d.sources(region.Code)))
		for n := len(list); n > 0 && list[n-1].Figures == 0 && !list[n-1].Provisional && (first.IsZero() || first > list[n-1].Due); n-- {
			list = list[:n-1]
		}
	}
	return list
}

// report judges the report on a period, of which here stands; before is what stands of the period before.
func (a *arrivals) report(cfg *config.Config, d *duty, region *config.Region, p kpi.Period, now time.Time, here standing) (r Report, before standing) {
	r = Report{Region: region, Period: p, Figures: len(here.found), Corrected: here.corrected}
	if earlier, owed := d.rule.Ended(p.Start); owed {
		before = a.standing(cfg, d, region, earlier, now)
		for of := range before.found {
			if _, ok := here.found[of]; !ok {
				r.Lacking++
			}
		}
	}
	until, looked := now, d.sources(region.Code)
	for _, f := range here.found {
		if r.Found.IsZero() || f.at.Before(r.Found) {
			r.Found, until, looked = f.at, f.at, []string{f.source}
		}
		r.Last = maxTime(r.Last, f.at)
	}
	r.Provisional = len(here.found) == 0 && here.provisional
	for _, source := range looked {
		r.Looked = maxTime(r.Looked, a.lastLook(source, p, until))
	}
	var err error
	if r.Report, err = cfg.Reported(d.rule, region, p, r.Found, r.Looked, now); err != nil {
		r.Unjudged = err.Error()
	}
	return r, before
}
