package derive

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// deadlines finds the legal deadlines of a region's services and judges by them.
type deadlines struct {
	catalogue *catalogue
	offers    *services
	calendar  calendar  // the zero calendar knows no working days
	unjudged  *unjudged // nil: what can't be judged is told elsewhere
}

// deadlines gives what a region's applications are judged by: the real ones by real offers alone.
func (d *Deriver) deadlines(region string, in *services) func(real bool) deadlines {
	calendar := d.catalogue.calendars[region]
	byAll, byReal := deadlines{d.catalogue, in, calendar, d.unjudged}, deadlines{d.catalogue, in.real(), calendar, nil}
	return func(real bool) deadlines {
		if real {
			return byReal
		}
		return byAll
	}
}

// of is the deadline of an application that was submitted on a day: of the offer in force, where it has its own,
// else of the service. Days 0: none is known.
func (d deadlines) of(service string, submitted kpi.Date) config.Deadline {
	offers := d.offers.offered(service, submitted)
	slices.SortFunc(offers, func(a, b store.Offer) int { return store.Precedence(nil).Compare(a.Origin, b.Origin) })
	for _, o := range offers {
		if o.DeadlineDays > 0 {
			return config.Deadline{Days: o.DeadlineDays, Working: o.DeadlineWorking}
		}
	}
	if s := d.catalogue.services[service]; s != nil {
		return s.Deadline
	}
	return config.Deadline{}
}

// late is by how many days an application was past its deadline on a day, which is that of its completion, or a day on which it was
// open; 0 where it stood within it. The day of submission is day 0. A deadline in working days is past on the first day that is one
// too many, and from then on each day counts, worked or not. known is false where there is no deadline, or where working days can't
// be counted because the calendar is not complete for the year: then nothing is said.
//
// Of a suspension only its length is kept, so its days are taken off the end: what was completed on the 20th day
// after 5 suspended ones is judged as if it were the 15th. A clock that stands still now has stood still since
// then. For a past day this takes off suspensions that came after it, too, in the applicant's disfavour: an
// application may have been overdue for a while and not be counted as such.
func (d deadlines) late(deadline config.Deadline, a *store.Duration, day kpi.Date) (days int, known bool) {
	if deadline.Days <= 0 {
		return 0, false
	}
	if !a.SuspendedSince.IsZero() {
		day = min(day, a.SuspendedSince)
	}
	day = max(a.SubmittedOn, day.AddDays(-int(a.SuspendedDays)))
	if !deadline.Working {
		return max(0, day.Sub(a.SubmittedOn)-deadline.Days), true
	}
	past, err := d.calendar.DaysPast(a.SubmittedOn, day, deadline.Days)
	if err != nil {
		d.unjudged.note(d.calendar, a, day)
		return 0, false // that the calendar lacks a year is no statement on the application
	}
	return past, true
}
