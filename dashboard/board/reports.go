package board

import (
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Report is what became of the newest report that a region owes by a source's rule and that is due, or is there before
// it is. State is "" where none is: Next is all that can be told.
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
	Unjudged    string    // why no due day can be told

	Next    kpi.Period // the next period that is owed and not due yet
	NextDue kpi.Date   // zero: it can't be told
}

// reports judges what a source's regions owe, in the order in which it names them.
func (a *arrivals) reports(cfg *config.Config, s *config.Source, moment func(*config.Region) time.Time) []Report {
	if s.Reporting == nil {
		return nil
	}
	var reports []Report
	for _, code := range s.Regions {
		region := cfg.Region(code)
		if region == nil {
			continue
		}
		now := moment(region)
		if today := region.Day(now); !inForce(region, kpi.Period{Start: today, End: today}) {
			continue // what no longer is owes nothing
		}
		if r := a.judged(cfg, s, region, now); r.State != "" || !r.Next.End.IsZero() {
			reports = append(reports, r)
		}
	}
	return reports
}

// judged goes back from the newest period to the first one that is due or there.
func (a *arrivals) judged(cfg *config.Config, s *config.Source, region *config.Region, now time.Time) Report {
	rule := s.Reporting
	found := Report{Region: region}
	p, owed := rule.Ended(region.Day(now))
	next := rule.After(p)
	for ; owed && inForce(region, p); p, owed = rule.Ended(p.Start) {
		r := a.report(cfg, s, region, p, now)
		if r.State != kpi.ReportNotDue {
			found = r
			break
		}
		next = p
	}
	if next.End >= rule.From && inForce(region, next) {
		found.Next = next
		found.NextDue, _ = cfg.DueDay(rule, region, next)
	}
	return found
}

func (a *arrivals) report(cfg *config.Config, s *config.Source, region *config.Region, p kpi.Period, now time.Time) Report {
	r := Report{Region: region, Period: p}
	here, provisional := a.standing(cfg, s, region, p, now)
	if earlier, owed := s.Reporting.Ended(p.Start); owed {
		there, _ := a.standing(cfg, s, region, earlier, now)
		for of := range there {
			if _, ok := here[of]; !ok {
				r.Lacking++
			}
		}
	}
	for _, at := range here {
		if r.Found.IsZero() || at.Before(r.Found) {
			r.Found = at
		}
		r.Last = maxTime(r.Last, at)
	}
	r.Figures = len(here)
	r.Provisional = len(here) == 0 && provisional
	until := r.Found
	if until.IsZero() {
		until = now
	}
	r.Looked = a.lastLook(s.ID, p, until)
	var err error
	if r.Report, err = cfg.Reported(s.Reporting, region, p, r.Found, r.Looked, now); err != nil {
		r.Unjudged = err.Error()
	}
	return r
}
