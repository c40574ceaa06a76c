package mapping

import (
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// place reads a record's service and region.
func (m *Mapping) place(rec record.Reader, now time.Time) (*config.Region, *config.Service, *check.Problem) {
	id, problem := m.fields["service"].required("service", rec)
	if problem != nil {
		return nil, nil, problem
	}
	service, problem := m.setting.Reference.Service(id)
	if problem != nil {
		return nil, nil, problem
	}
	region, problem := m.region(rec, now)
	return region, service, problem
}

// stage makes and checks a service's stage.
func (m *Mapping) stage(rec record.Reader, now time.Time, row *Row) *check.Problem {
	s := &row.Stage
	*s = store.ServiceStage{Origin: m.origin()}
	region, service, problem := m.place(rec, now)
	if problem != nil {
		return problem
	}
	s.Region, s.Service, row.Known = region.Code, service.ID, true
	if s.Since, problem = m.fields["since"].requiredDate("since", rec, false, m.zone(region)); problem != nil {
		return problem
	}
	if problem = check.NotFuture("since", s.Since, m.today(region, now)); problem != nil {
		return problem
	}
	if s.Stage, s.Status, problem = m.reached(rec); problem != nil {
		return problem
	}
	if problem = m.status(rec, &s.Status); problem != nil {
		return problem
	}
	if s.Status == kpi.Refused {
		s.Status = kpi.NoData
	}
	if s.Status != kpi.Present {
		s.Stage = kpi.StageNone
	}
	return nil
}

// reached reads how far the service is online, or why that can't be said.
func (m *Mapping) reached(rec record.Reader) (kpi.Stage, kpi.Status, *check.Problem) {
	f := m.fields["stage"]
	if f.all != nil {
		return f.points(rec)
	}
	text, s := f.read(rec)
	switch s {
	case absent, unlisted, nested, failed:
		return 0, "", f.problem("stage", s)
	case notApplicable:
		return 0, kpi.NotApplicable, nil
	case empty, noData:
		return 0, kpi.NoData, nil
	}
	switch status := kpi.Status(text); status {
	case kpi.NoData, kpi.NotApplicable, kpi.Withdrawn:
		return 0, status, nil
	}
	stage, ok := kpi.ParseStage(string(text))
	if !ok {
		return 0, "", &check.Problem{Field: "stage", Reason: check.BadCode,
			Detail: "a stage is none, information, forms, partial, online or proactive"}
	}
	return stage, kpi.Present, nil
}

// points tells the stage from interaction points: each online (Y), not online (N), or not applicable. One that
// is not online keeps the service from being online end to end; one that is not known, from being called so.
func (f *field) points(rec record.Reader) (kpi.Stage, kpi.Status, *check.Problem) {
	var yes, no, unknown int
	for _, at := range f.all {
		text, s := f.judge(rec.Value(at))
		switch s {
		case absent, nested, failed:
			return 0, "", f.problem("stage", s)
		case unlisted:
			return 0, "", f.problem("stage", s)
		case notApplicable:
			continue
		case empty, noData:
			unknown++
			continue
		}
		switch string(text) {
		case "Y":
			yes++
		case "N":
			no++
		case string(kpi.NotApplicable):
		case string(kpi.NoData):
			unknown++
		default:
			return 0, "", &check.Problem{Field: "stage", Reason: check.BadCode, Detail: "an interaction point is Y or N, or a code that the mapping lists"}
		}
	}
	switch {
	case no > 0 && yes > 0:
		return kpi.StagePartial, kpi.Present, nil
	case no > 0:
		return kpi.StageNone, kpi.Present, nil
	case unknown > 0:
		return 0, kpi.NoData, nil
	case yes > 0:
		return kpi.StageOnline, kpi.Present, nil
	}
	return 0, kpi.NotApplicable, nil
}

// offer makes and checks an offer.
func (m *Mapping) offer(rec record.Reader, now time.Time, row *Row) *check.Problem {
	o := &row.Offer
	*o = store.Offer{Origin: m.origin()}
	region, service, problem := m.place(rec, now)
	if problem != nil {
		return problem
	}
	o.Region, o.Service, row.Known = region.Code, service.ID, true
	if o.From, problem = m.fields["from"].requiredDate("from", rec, false, m.zone(region)); problem != nil {
		return problem
	}
	if o.To, problem = m.fields["to"].date("to", rec, true, m.zone(region)); problem != nil {
		return problem
	}
	if !o.To.IsZero() && o.To < o.From {
		return &check.Problem{Field: "to", Reason: check.BadPeriod, Detail: "the offer ends before it begins"}
	}
	const century = 36525
	if o.DeadlineDays, problem = m.fields["deadline_days"].whole("deadline_days", rec, century); problem != nil {
		return problem
	}
	if o.DeadlineWorking, problem = m.fields["deadline_working"].flag("deadline_working", rec); problem != nil {
		return problem
	}
	o.Withdrawn, problem = m.fields["withdrawn"].flag("withdrawn", rec)
	return problem
}

// milestone makes and checks a milestone's event.
func (m *Mapping) milestone(rec record.Reader, now time.Time, row *Row) *check.Problem {
	e := &row.Milestone
	*e = store.MilestoneEvent{Origin: m.origin()}
	programme, problem := m.fields["programme"].required("programme", rec)
	if problem != nil {
		return problem
	}
	id, problem := m.fields["milestone"].required("milestone", rec)
	if problem != nil {
		return problem
	}
	p, milestone, problem := m.setting.Reference.Milestone(programme, id)
	if problem != nil {
		return problem
	}
	region, problem := m.milestoneRegion(rec, now, p, milestone)
	if problem != nil {
		return problem
	}
	e.Programme, e.Milestone, e.Region, row.Known = p.ID, milestone.ID, region.Code, true
	if _, s := m.fields["done_on"].read(rec); s == absent {
		return m.fields["done_on"].problem("done_on", s)
	}
	if e.DoneOn, problem = m.fields["done_on"].date("done_on", rec, false, m.zone(region)); problem != nil {
		return problem
	}
	if problem = check.NotFuture("done_on", e.DoneOn, m.today(region, now)); problem != nil {
		return problem
	}
	e.Evidence, problem = m.fields["evidence"].text("evidence", rec)
	return problem
}

// milestoneRegion is the record's region, else the milestone's own, else its programme's.
func (m *Mapping) milestoneRegion(rec record.Reader, now time.Time, p *config.Programme, ms *config.Milestone) (*config.Region, *check.Problem) {
	if f := m.fields["region"]; f != nil || m.sole != nil {
		return m.region(rec, now)
	}
	code := ms.Region
	if code == "" {
		code = p.Region
	}
	return m.setting.Reference.Region([]byte(code), func(zone *time.Location) kpi.Date { return kpi.DateOf(now.In(zone)) })
}
