package board

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// stageChange is a service of a region that is at another stage than it was: how many more are online by that, and how many more
// have a known stage; -1, 0 or 1.
type stageChange struct {
	service       *config.Service
	online, known float64
}

// toStage is what changes where a service comes to a stage; nothing where the question does not apply to it.
func toStage(v ServiceView, stage kpi.Stage) stageChange {
	c := stageChange{service: v.Service}
	switch {
	case v.Status == kpi.NotApplicable:
		return c
	case v.Status != kpi.Present:
		c.known = 1
	case v.Stage >= kpi.StageOnline:
		c.online = -1
	}
	if stage >= kpi.StageOnline {
		c.online++
	}
	return c
}

// none tells that nothing changes in any figure.
func (c stageChange) none() bool { return c.online == 0 && c.known == 0 }

// ofServices tells whether an indicator counts services that are online.
func ofServices(i *config.Indicator) bool {
	return i != nil && i.Derived != nil && (i.Derived.Measure == config.MeasureServicesOnline || i.Derived.Measure == config.MeasureServicesOnlineShare)
}

// concerns tells whether a figure of an indicator takes in the service.
func (c stageChange) concerns(i *config.Indicator, breakdown string) bool {
	return ofServices(i) && covers(i.Derived, breakdown, c.service)
}

// apply gives an observation as it would be; false where that can't be told, as of a share without its parts.
func (c stageChange) apply(i *config.Indicator, o store.Observation) (store.Observation, bool) {
	if o.Value == nil {
		return o, false
	}
	o.Numerator, o.Denominator = plus(o.Numerator, c.online), plus(o.Denominator, c.known)
	if i.Derived.Measure == config.MeasureServicesOnline {
		o.Value = plus(o.Value, c.online)
		return o, true
	}
	if o.Numerator == nil || o.Denominator == nil || *o.Denominator <= 0 {
		return o, false
	}
	share := scaleOf(i) * *o.Numerator / *o.Denominator
	o.Value = &share
	return o, true
}

func plus(v *float64, more float64) *float64 {
	if v == nil {
		return nil
	}
	sum := *v + more
	return &sum
}
