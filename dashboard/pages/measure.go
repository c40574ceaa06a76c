package pages

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/dashboard/pages/locale"
)

const hoursPerDay = 24

// measure is how an indicator's values are shown. Times are counted in hours and shown as days; everything else is shown
// as it is counted.
type measure struct {
	unit     string
	decimals int
	scale    float64 // what a value is multiplied by
}

func measureOf(i *config.Indicator) measure {
	if i.Unit == "hours" {
		return measure{"days", max(i.Decimals, 1), 1.0 / hoursPerDay}
	}
	return measure{i.Unit, i.Decimals, 1}
}

// value writes an indicator's value with its unit.
func (r *request) value(i *config.Indicator, v float64) string {
	m := measureOf(i)
	return r.Value(v*m.scale, m.unit, m.decimals)
}

// readAlike tells whether two values of an indicator are written in the same way.
func readAlike(i *config.Indicator, x, y float64) bool {
	m := measureOf(i)
	return locale.Round(x*m.scale, m.decimals) == locale.Round(y*m.scale, m.decimals)
}

// goal writes a promised value of an indicator, without idle zeros.
func (r *request) goal(i *config.Indicator, v float64) string {
	m := measureOf(i)
	return r.Promised(v*m.scale, m.unit)
}

// scaled turns a trajectory into the measure that it is shown in.
func scaled(t *chart.Trajectory, m measure) *chart.Trajectory {
	t.Unit, t.Decimals = m.unit, m.decimals
	if m.scale == 1 {
		return t
	}
	for i, p := range t.Actual {
		if p.Value != nil {
			v := *p.Value * m.scale
			t.Actual[i].Value = &v
		}
	}
	for _, p := range t.Promises {
		for i := range p.Line {
			p.Line[i].Value *= m.scale
		}
	}
	if f := t.Fan; f != nil {
		f.From.Value, f.Low, f.Value, f.High = f.From.Value*m.scale, f.Low*m.scale, f.Value*m.scale, f.High*m.scale
		for i := range f.Between {
			b := &f.Between[i]
			b.Low, b.Value, b.High = b.Low*m.scale, b.Value*m.scale, b.High*m.scale
		}
	}
	return t
}
