package mapping

import (
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// observation makes and checks an observation.
func (m *Mapping) observation(rec record.Reader, now time.Time, row *Row) *check.Problem {
	o := &row.Observation
	*o = store.Observation{Origin: m.origin()}
	id, problem := m.fields["indicator"].required("indicator", rec)
	if problem != nil {
		return problem
	}
	indicator, problem := m.setting.Reference.Indicator(id)
	if problem != nil {
		return problem
	}
	region, problem := m.region(rec, now)
	if problem != nil {
		return problem
	}
	o.Indicator, o.Region = indicator.ID, region.Code
	if o.Period, problem = m.days(rec, m.zone(region)); problem != nil {
		return problem
	}
	if o.Breakdown, problem = m.breakdown(rec); problem != nil {
		return problem
	}
	row.Known = true
	if problem = m.numbers(rec, o, indicator); problem != nil {
		return problem
	}
	if problem = m.status(rec, &o.Status); problem != nil {
		return problem
	}
	if o.Status != kpi.Present {
		o.Value = nil
	}
	return check.Observation(o, indicator, m.today(region, now))
}

// numbers reads the value and its parts, and says what the observation is by them.
func (m *Mapping) numbers(rec record.Reader, o *store.Observation, i *config.Indicator) (problem *check.Problem) {
	var vs, ns, ds state
	if o.Value, vs, problem = m.fields["value"].amount("value", rec, i.Unit); problem != nil {
		return problem
	}
	if o.Numerator, ns, problem = m.fields["numerator"].number("numerator", rec); problem != nil {
		return problem
	}
	if o.Denominator, ds, problem = m.fields["denominator"].number("denominator", rec); problem != nil {
		return problem
	}
	switch {
	case o.Value != nil:
		o.Status = kpi.Present
	case vs == notApplicable || ns == notApplicable || ds == notApplicable:
		o.Status = kpi.NotApplicable
	case o.Numerator != nil && o.Denominator != nil && *o.Denominator == 0:
		o.Status, o.Reason = kpi.NotApplicable, kpi.ReasonDivisionByZero
	case o.Numerator != nil && o.Denominator != nil:
		o.Value, o.Status = share(*o.Numerator, *o.Denominator, i.Unit), kpi.Present
	default:
		if _, ss := m.fields["status"].read(rec); vs == absent && ns == absent && ds == absent && ss == absent {
			return m.fields["value"].problem("value", absent) // a key that is misspelt must not become no data
		}
		o.Status = kpi.NoData
	}
	return nil
}

func share(numerator, denominator float64, unit string) *float64 {
	v := numerator / denominator
	if unit == "percent" {
		v = 100 * numerator / denominator
	}
	return &v
}

// status reads a reported status, which stands above what the numbers say, but can't make a value of none.
func (m *Mapping) status(rec record.Reader, s *kpi.Status) *check.Problem {
	text, problem := m.fields["status"].optional(rec)
	if problem != nil || text == nil {
		return problem
	}
	switch reported := kpi.Status(text); reported {
	case kpi.NoData, kpi.NotApplicable, kpi.Refused, kpi.Withdrawn:
		*s = reported
		return nil
	case kpi.Present:
		if *s == kpi.Present {
			return nil
		}
		return &check.Problem{Field: "value", Reason: check.MissingField, Detail: "the status is present, and there is no value"}
	}
	return &check.Problem{Field: "status", Reason: check.BadCode,
		Detail: "a status is present, no_data, not_applicable, refused or withdrawn"}
}

// target makes and checks a target's value or plan value.
func (m *Mapping) target(rec record.Reader, now time.Time, row *Row) *check.Problem {
	t := &row.Target
	*t = store.TargetValue{Origin: m.origin()}
	id, problem := m.fields["target"].required("target", rec)
	if problem != nil {
		return problem
	}
	target, problem := m.setting.Reference.Target(id)
	if problem != nil {
		return problem
	}
	region, problem := m.region(rec, now)
	if problem != nil {
		return problem
	}
	t.Target, t.Region = target.ID, region.Code
	if t.Period, problem = m.days(rec, m.zone(region)); problem != nil {
		return problem
	}
	if problem = check.Period(t.Period); problem != nil {
		return problem
	}
	if t.Breakdown, problem = m.breakdown(rec); problem != nil {
		return problem
	}
	if t.Plan, problem = m.fields["plan"].flag("plan", rec); problem != nil {
		return problem
	}
	row.Known = true
	if t.Act, problem = m.fields["act"].text("act", rec); problem != nil {
		return problem
	}
	if t.DecidedOn, problem = m.fields["decided_on"].date("decided_on", rec, false, m.zone(region)); problem != nil {
		return problem
	}
	return m.targetValue(rec, t, m.setting.Reference.UnitOf(target))
}

// targetValue reads the number, in the unit of the target's indicator. Nothing in its place means that no number was
// set: the target does not apply.
func (m *Mapping) targetValue(rec record.Reader, t *store.TargetValue, unit string) (problem *check.Problem) {
	f := m.fields["value"]
	var s state
	if t.Value, s, problem = f.amount("value", rec, unit); problem != nil {
		return problem
	}
	if s == absent && m.fields["status"] == nil {
		return f.problem("value", absent)
	}
	t.Status = kpi.NotApplicable
	if t.Value != nil {
		t.Status = kpi.Present
	}
	if problem = m.status(rec, &t.Status); problem != nil {
		return problem
	}
	if t.Status != kpi.Present {
		t.Status, t.Value = kpi.NotApplicable, nil
	}
	return nil
}
