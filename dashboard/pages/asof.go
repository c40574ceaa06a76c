package pages

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// ahead tells whether a promise is still to be kept: nothing has settled it, and its deadline has not passed. Of all
// others nothing is said in the future tense.
func (r *request) ahead(p *board.Progress) bool {
	return unsettled(p) && (p.Deadline.IsZero() || r.board.Today <= p.Deadline)
}

// asOf says which day or period a promise's newest value speaks of, and that it is only the last known one where a newer
// one could be there. What counts towards a deadline is complete with that day.
func (r *request) asOf(p *board.Progress) string {
	day := r.Date(p.Latest.Date)
	if p.Indicator.Nature == kpi.Flow {
		day = r.Period(r.latestPeriod(p))
	}
	complete := p.Indicator.Nature != kpi.Stock && !p.Deadline.IsZero() && p.Latest.Date >= p.Deadline && p.State != kpi.Unconfirmed
	if complete || !r.outdated(p.Indicator, p.Latest.Date) {
		return day
	}
	return r.T("value.last_known"+r.whyNoneSince(p), "Date", day)
}

// whyNoneSince is the ending of a message's key that says why a promise is judged by no newer figure than its latest.
func (r *request) whyNoneSince(p *board.Progress) string {
	if len(p.Measured) > 0 { // it is made of other regions' figures
		return ""
	}
	withheld, unheard := r.board.LacksSince(r.board.Series(p.Indicator.ID, p.Region.Code, p.Breakdown), p.Indicator.Nature, p.Latest.Date)
	switch {
	case withheld && unheard:
		return ".withheld_unheard"
	case withheld:
		return ".withheld"
	case unheard:
		return ".unheard"
	}
	return ""
}

// outdated tells whether the newest period of an indicator that has ended is newer than a value of a day.
func (r *request) outdated(i *config.Indicator, day kpi.Date) bool {
	return day < board.LatestEnded(i.Frequency, r.board.Today).Start
}

// latestPeriod is the period of a promise's newest value.
func (r *request) latestPeriod(p *board.Progress) kpi.Period {
	if s := r.board.Series(p.Indicator.ID, p.Region.Code, p.Breakdown); s != nil {
		for i := len(s.Cells) - 1; i >= 0; i-- {
			if c := &s.Cells[i]; c.Value != nil && c.Period.End == p.Latest.Date {
				return c.Period
			}
		}
	}
	return kpi.Period{Start: p.Latest.Date, End: p.Latest.Date}
}

// latest writes a promise's newest value with its day: "19 (31 December 2021)".
func (r *request) latest(p *board.Progress) string {
	return r.T("value.dated", "Value", r.value(p.Indicator, p.Latest.Value), "Date", r.asOf(p))
}

// atDeadline is the value that a missed promise was judged on: the last by its deadline, else the first of a period that
// the deadline lies in.
func (r *request) atDeadline(p *board.Progress) *kpi.DatedValue {
	var last *kpi.DatedValue
	for _, point := range r.board.Series(p.Indicator.ID, p.Region.Code, p.Breakdown).Points(p.Indicator.Nature, r.board.Known) {
		if point.At > p.Deadline && (last != nil || !point.Period.Contains(p.Deadline)) {
			break
		}
		last = &kpi.DatedValue{Date: point.At, Value: point.Value}
	}
	return last
}
