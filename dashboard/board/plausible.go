package board

import (
	"fmt"
	"math"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Implausible is that a value is none that the indicator can have in a region: it says what can be.
type Implausible struct {
	Low, High *float64 // nil: no bound
	Whole     bool     // it is a whole number
}

func (e *Implausible) Error() string {
	switch {
	case e.Whole:
		return "it is a whole number"
	case e.Low != nil && e.High != nil:
		return fmt.Sprintf("it can be from %v to %v", *e.Low, *e.High)
	case e.Low != nil:
		return fmt.Sprintf("it can't be below %v", *e.Low)
	case e.High != nil:
		return fmt.Sprintf("it can't be above %v", *e.High)
	}
	return "it is no number"
}

// plausible refuses a value that would be rejected if it were reported, and more services than the region has.
func (b *Board) plausible(one Supposed) error {
	i, v := one.Indicator, one.Value
	low, high := i.Min, b.most(one)
	var wrong *Implausible
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		wrong = &Implausible{}
	case low != nil && v < *low || high != nil && v > *high:
		wrong = &Implausible{Low: low, High: high}
	case i.Integer && v != math.Trunc(v):
		wrong = &Implausible{Whole: true}
	default:
		return nil
	}
	return &store.Error{Code: store.CodeInvalid, Message: fmt.Sprintf("the value %v of %s in %s can't be supposed: %v", v, i.ID, one.Region.Code, wrong), Err: wrong}
}

// most is the highest value that an indicator can have in a region; nil where there is none. A count of services online is at most
// that of the region's services, or what is reported already where that is more.
func (b *Board) most(one Supposed) *float64 {
	i := one.Indicator
	if i.Derived == nil || i.Derived.Measure != config.MeasureServicesOnline {
		return i.Max
	}
	services := 0.0
	for _, v := range b.Services(one.Region.Code) {
		if v.Status != kpi.NotApplicable && covers(i.Derived, one.Breakdown, v.Service) {
			services++
		}
	}
	if services == 0 {
		return i.Max // nobody has said which services there are
	}
	if c := b.Series(i.ID, one.Region.Code, one.Breakdown).Latest(b.Today); c != nil && c.Value != nil {
		services = max(services, *c.Value)
	}
	if i.Max != nil {
		services = min(services, *i.Max)
	}
	return &services
}
