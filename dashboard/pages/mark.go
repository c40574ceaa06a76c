package pages

import (
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// mark is a state as a page shows it: a shape and a colour by its kind, and always a word; Why says what is behind it.
type mark struct {
	Kind, Word, Why string
}

// The marks of a promise that no state can be told of.
const (
	markReach      = "reach"      // no starting value: the forecast's whole interval meets the target
	markOpen       = "open_end"   // no starting value: the interval reaches both sides of the target
	markShort      = "short"      // no starting value: no part of the interval meets the target
	markUnmeasured = "unmeasured" // no number or no measure was promised
	markUnknown    = "unknown"
	markSuppressed = "suppressed"
)

func (r *request) mark(kind string) mark { return mark{Kind: kind, Word: r.T("state." + kind)} }

func (r *request) because(kind, reason string) mark {
	m := r.mark(kind)
	m.Why = r.T("reason." + reason)
	return m
}

// judgedBecause is the mark of a promise whose state a reason stands behind.
func (r *request) judgedBecause(kind, reason string) mark {
	m := r.mark(kind)
	m.Why = r.whyJudged(reason)
	return m
}

// whyJudged is why a promise can't be judged, or a number of its judgement is missing: some reasons say another thing there than of a figure.
func (r *request) whyJudged(reason string) string {
	if key := "reason.judged." + reason; r.Has(key) {
		return r.T(key)
	}
	return r.T("reason." + reason)
}

// stateOf is the mark of a promise, with why it is that where it says more.
func (r *request) stateOf(p *board.Progress) mark {
	kind, reason := r.kindOf(p)
	if reason == "" {
		return r.mark(kind)
	}
	m := r.judgedBecause(kind, reason)
	if kind == string(kpi.Unconfirmed) {
		lack, _ := r.kindOfLack(r.lackOf(p))
		m.Word += ": " + r.T("state."+lack)
	}
	return m
}

// kindOf is the kind of a promise's mark, and the reason behind it. Where the method cannot tell a state it still says what can be
// said: where the forecast leads, or why there is nothing.
func (r *request) kindOf(p *board.Progress) (kind, reason string) {
	switch {
	case p.Reason == kpi.ReasonNotExpected:
		return string(kpi.NotExpected), string(kpi.ReasonNotExpected)
	case p.Latest == nil && p.Target.Unmeasured.In(r.Code) != "":
		return markUnmeasured, "" // what is missing is said where the value would stand
	case p.State == kpi.Unconfirmed && p.Latest == nil && r.lackOf(p).Status != "":
		_, reason = r.kindOfLack(r.lackOf(p))
		return string(p.State), reason
	case p.State != kpi.Unknown && p.State != "":
		return string(p.State), ""
	case p.Value == nil:
		return markUnmeasured, string(kpi.ReasonNoTarget)
	case p.Latest == nil && promisedBefore(p) > r.board.Today:
		return string(kpi.NoData), "not_promised" // nothing is late before it
	case p.Latest == nil:
		return r.absence(p)
	case p.Deadline.IsZero():
		return markUnknown, string(kpi.ReasonNoDeadline)
	}
	if outlook := outlook(p); outlook != "" {
		return outlook, string(p.Reason)
	}
	return markUnknown, reasonOr(p.Reason, kpi.ReasonTooFewPeriods)
}

// growthMarks are the marks that the growth method's own states are shown by.
var growthMarks = map[kpi.State]kpi.State{
	kpi.Achieved: kpi.Achieved, kpi.Substantial: kpi.OnTrack, kpi.Moderate: kpi.Behind, kpi.Limited: kpi.OffTrack, kpi.Deterioration: kpi.Worsening,
}

// growthOf is the mark of what the growth method says of a promise.
func (r *request) growthOf(p *kpi.Progress) mark {
	kind, told := growthMarks[p.State]
	if !told {
		return r.judgedBecause(markUnknown, reasonOr(p.Reason, kpi.ReasonTooFewPeriods))
	}
	return mark{Kind: string(kind), Word: r.T("state." + string(p.State))}
}

// promisedBefore is the first day that a promise may have been made on: its own, else that of the programme's document; none where neither
// is known.
func promisedBefore(p *board.Progress) kpi.Date {
	on := p.Target.Promise.On
	if on.Date.IsZero() {
		on = p.Programme.Document.Year
	}
	switch first := on.Date.Time(); {
	case on.Date.IsZero() || on.Precision == "day":
		return on.Date
	case on.Precision == "month":
		return kpi.DateOf(first.AddDate(0, 0, 1-first.Day()))
	default:
		return kpi.DateOf(first.AddDate(0, 0, 1-first.YearDay()))
	}
}

// absence is the kind of mark of a promise of which no value can be judged, and why: what the newest figure says, else what follows from its
// programme and its sources.
func (r *request) absence(p *board.Progress) (kind, reason string) {
	lack := r.lackOf(p)
	if lack.Status == "" {
		return r.awaited(p)
	}
	kind, reason = r.kindOfLack(lack)
	if lack.Parts && lack.Reason == kpi.ReasonNoData {
		kind, _ = r.awaited(p)
	}
	return kind, reason
}

func (r *request) lackOf(p *board.Progress) board.Lack {
	return r.board.LackOf(r.board.Series(p.Indicator.ID, p.Region.Code, p.Breakdown), p.Indicator.Nature)
}

// kindOfLack is the kind of mark of a figure that can't be judged, and why it can't.
func (r *request) kindOfLack(lack board.Lack) (kind, reason string) {
	kind, reason = string(lack.Status), "status."+string(lack.Status)
	if lack.Reason == kpi.ReasonSuppressed {
		kind = markSuppressed
	}
	switch {
	case lack.Parts:
		reason = "parts." + string(lack.Reason)
	case r.Has("reason." + string(lack.Reason)):
		reason = string(lack.Reason)
	}
	return kind, reason
}

// awaited is the kind of mark of a figure that isn't there at all, and why.
func (r *request) awaited(p *board.Progress) (kind, reason string) {
	if !r.fed(p.Region.Code) {
		return string(kpi.NoData), "no_source"
	}
	status := r.board.Absence(p.Programme, p.Region.Code, board.LatestEnded(p.Indicator.Frequency, r.board.Today))
	return string(status), "status." + string(status)
}

// fed tells whether any source brings a region's own data.
func (r *request) fed(region string) bool {
	for i := range r.board.Sources {
		for _, code := range r.board.Sources[i].Source.Regions {
			if code == region {
				return true
			}
		}
	}
	return false
}

func (r *request) status(s kpi.Status) mark { return r.because(string(s), "status."+string(s)) }

// outlook is where the forecast leads: its whole interval meets the target, part of it, or none; "" without a forecast
// for the deadline, or where it can't be held against the target.
func outlook(p *board.Progress) string {
	f := p.Forecast
	if f == nil || p.Value == nil || f.At != p.Deadline || p.Progress.Reason == kpi.ReasonNotComparable {
		return ""
	}
	low, high := f.Meets(f.Low, *p.Value, p.Comparison()), f.Meets(f.High, *p.Value, p.Comparison())
	switch {
	case low && high:
		return markReach
	case low || high:
		return markOpen
	}
	return markShort
}

func reasonOr(reason, other kpi.Reason) string {
	if reason == kpi.ReasonNone {
		return string(other)
	}
	return string(reason)
}

// falls tells whether a promise is not being kept: by its state, or, where no state can be told, by its forecast.
func falls(p *board.Progress) bool {
	switch p.State {
	case kpi.Missed, kpi.AchievedLate, kpi.OffTrack, kpi.Worsening:
		return true
	case kpi.Achieved, kpi.NotStarted, kpi.Unconfirmed:
		return false
	}
	return outlook(p) == markShort
}

// judged tells whether anything can be said of a promise's keeping.
func judged(p *board.Progress) bool {
	switch p.State {
	case "", kpi.Unknown:
		return outlook(p) != ""
	case kpi.NotStarted, kpi.Unconfirmed:
		return false
	}
	return true
}
