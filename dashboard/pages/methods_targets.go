package pages

import (
	"cmp"
	"strconv"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// judgedBy is how one promise about an indicator is judged.
type judgedBy struct {
	Name, Href, Programme string
	Method, Documented    string // the method's name, and where the page explains it
	Lines                 []string
}

// judgedBy lists the promises about an indicator, in the order of the configuration.
func (r *request) judgedBy(i *config.Indicator) []judgedBy {
	var list []judgedBy
	for _, programme := range r.board.Config.Programmes {
		for _, t := range programme.Targets {
			if t.Indicator == i.ID {
				list = append(list, r.judgedAs(programme, t, i))
			}
		}
	}
	return list
}

func (r *request) judgedAs(programme *config.Programme, t *config.Target, i *config.Indicator) judgedBy {
	method := cmp.Or(t.Method, kpi.MethodGap)
	j := judgedBy{
		Name: r.plainText(t.Name), Href: r.link("/programmes/" + programme.ID + "#" + t.ID), Programme: r.plainText(programme.Name),
		Method: r.T("method." + method), Documented: r.link("/methods#method-" + method),
	}
	if (t.Value == nil || len(t.Unmeasured) > 0) && method != kpi.MethodGrowth {
		j.Lines = append(j.Lines, r.T("judged.unmeasured"))
		if s := r.plainText(t.Unmeasured); s != "" {
			j.Lines = append(j.Lines, sentence(s))
		}
		return j
	}
	if t.Baseline.Kind == kpi.BaselineValue || t.Baseline.Kind == kpi.BaselineFirstObservation || method != kpi.MethodGap || len(t.Plan) > 0 {
		j.Lines = append(j.Lines, r.judgement(t, method)) // else there is no line to hold anything against
	}
	if method == kpi.MethodGrowth {
		j.Lines = append(j.Lines, r.growthLines(t, i)...)
	} else if method != kpi.MethodStandard {
		j.Lines = append(j.Lines, r.beginning(t.Baseline, i))
	}
	if len(t.Readings) > 0 {
		j.Lines = append(j.Lines, r.N("judged.readings", float64(len(t.Readings)), 0))
	}
	if t.SumTo != "" {
		if of := r.board.Config.Target(t.SumTo); of != nil {
			j.Lines = append(j.Lines, r.T("judged.sum", "Of", r.plainText(of.Name)))
		}
	}
	if t.Yardstick != nil {
		j.Lines = append(j.Lines, r.N("judged.yardstick", float64(len(r.board.Config.Select(*t.Yardstick))), 0))
		if t.YardstickBaseline != nil {
			j.Lines = append(j.Lines, r.T("judged.yardstick_baseline", "Baseline", r.beginning(*t.YardstickBaseline, i)))
		}
	}
	return j
}

// judgement says in a sentence what a value is held against.
func (r *request) judgement(t *config.Target, method string) string {
	switch method {
	case kpi.MethodGrowth:
		since := r.T("judged.growth_since_year", "Year", strconv.Itoa(t.GrowthOptions().BaseYear))
		if t.Baseline.Kind == kpi.BaselineValue && !t.Baseline.Date.IsZero() {
			since = r.T("judged.growth_since_day", "Day", r.Date(t.Baseline.Date))
		}
		if t.Value == nil {
			return r.T("judged.growth_alone", "Since", since)
		}
		return r.T("judged.growth", "Since", since)
	case kpi.MethodStandard:
		return r.T("judged.standard")
	case kpi.MethodSaturation:
		if s := t.Saturation; s != nil && s.Mandatory != nil {
			return r.T("judged.saturation_of", "Mandatory", r.Trim(*s.Mandatory, 2))
		}
		return r.T("judged.saturation")
	}
	if len(t.Plan) > 0 {
		return r.T("judged.plan")
	}
	return r.T("judged.gap")
}

// growthLines say what else the growth method takes.
func (r *request) growthLines(t *config.Target, i *config.Indicator) []string {
	var lines []string
	o := t.GrowthOptions()
	if t.Value != nil && t.Deadline.Date.IsZero() {
		lines = append(lines, r.T("judged.growth_by", "Year", strconv.Itoa(o.TargetYear)))
	}
	if o.Limit != nil {
		lines = append(lines, r.T("judged.growth_limit", "Limit", r.goal(i, *o.Limit)))
	}
	if t.Growth != nil && len(t.Growth.Series) > 0 {
		lines = append(lines, r.N("judged.growth_series", float64(countSeries(t.Growth.Series)), 0))
	}
	return lines
}

// countSeries counts the series that are scored, in groups too.
func countSeries(list []config.GrowthSeries) int {
	n := 0
	for _, s := range list {
		n += max(1, countSeries(s.Series))
	}
	return n
}

// beginning says which baseline a way begins at.
func (r *request) beginning(b config.Baseline, i *config.Indicator) string {
	note := r.plainText(b.Note)
	if note != "" {
		note = " " + sentence(note)
	}
	switch {
	case b.Kind == kpi.BaselineFirstObservation:
		return r.T("judged.first_observation") + note
	case b.Kind != kpi.BaselineValue:
		return r.T("judged.no_baseline") + note
	case b.Date.IsZero():
		return sentence(r.T("baseline.undated", "Value", r.goal(i, b.Value))) + note
	}
	return sentence(r.T("baseline.value", "Value", r.goal(i, b.Value), "Date", r.Date(b.Date))) + note
}
