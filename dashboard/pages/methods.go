package pages

import (
	"strings"

	"github.com/postup/postup/kpi"
)

// methodsBody explains in plain words how things are counted and what every mark means.
type methodsBody struct {
	States     []explained
	Absences   []explained
	Tags       []explained
	Stages     []explained
	Methods    []explained
	Formulas   []formula
	Indexes    []indexMethod
	Indicators []indicator
	Limit      string
}

// explained is a mark or a term, and what it means.
type explained struct {
	ID, Term, Text string
	Mark           *mark
}

// formula is a method as explanations name it.
type formula struct {
	ID, Symbols, Words, Method, Source string
	Href, Section                      string // where this page lists it, and where the documentation says more
}

// The marks that the page of methods explains, in its order.
var (
	explainedStates = []string{
		"on_track", "behind", "off_track", "worsening", "achieved", "achieved_late", "missed", "unconfirmed", "not_started",
		markReach, markOpen, markShort, markUnmeasured, "done", "done_late", "due", "late", "not_before", "open",
	}
	explainedAbsences = []string{"no_data", "not_applicable", "refused", "withdrawn", "overdue", "not_expected", "outage", markSuppressed}
	explainedTags     = []string{"simulated", "partial", "restated", "proposed", "yardstick", "running", "first_observation"}
	explainedStages   = []string{"none", "information", "forms", "partial", "online", "proactive"}
	explainedMethods  = []string{"gap", "baseline", "readings", "forecast", "growth", "standard", "saturation", "stability", "moves", "signals", "breaks", "clocks", "coverage", "services", "processing", "suppression", "restatement", "reporting"}
)

func (p *Pages) methods(r *request) (*content, error) {
	body := &methodsBody{Limit: r.Number(float64(r.board.Config.SuppressBelow), 0)}
	for _, kind := range explainedStates {
		m := r.mark(kind)
		body.States = append(body.States, explained{"state-" + kind, m.Word, r.T("means.state." + kind), &m})
	}
	for _, kind := range explainedAbsences {
		m := r.mark(kind)
		body.Absences = append(body.Absences, explained{"state-" + kind, m.Word, r.T("means.state."+kind, "Limit", body.Limit), &m})
	}
	for _, key := range explainedTags {
		body.Tags = append(body.Tags, explained{"tag-" + key, r.T("tag." + key), r.T("means.tag." + key), nil})
	}
	for _, key := range explainedStages {
		m := mark{Kind: "stage-" + key, Word: r.T("stage." + key)}
		body.Stages = append(body.Stages, explained{"stage-" + key, m.Word, r.T("means.stage." + key), &m})
	}
	for _, key := range explainedMethods {
		body.Methods = append(body.Methods, explained{"method-" + key, r.T("method." + key), r.T("means.method."+key, "Limit", body.Limit), nil})
	}
	for _, m := range kpi.Methods() {
		body.Formulas = append(body.Formulas, r.formula(m))
	}
	for _, i := range r.board.Config.Indicators {
		body.Indicators = append(body.Indicators, r.indicator(i))
	}
	body.Indexes = r.indexMethods()
	return &content{template: "methods", title: r.T("nav.methods"), section: "methods", body: body}, nil
}

// formula tells a method as explanations name it.
func (r *request) formula(m kpi.Method) formula {
	method := r.T("explain.method", "Name", m.ID, "Version", m.Version)
	if m.ID == kpi.MethodIndex {
		method = r.T("explain.method_by_edition", "Name", m.ID)
	}
	return formula{
		ID: "formula-" + m.ID, Symbols: m.Formula, Words: r.T("explain.method." + m.ID), Method: method,
		Source: m.Source, Href: r.link("/methods#formula-" + m.ID), Section: r.T("methods.documented", "Section", documentedIn(m.ID)),
	}
}

// documentedIn is the section of docs/methods.md that says more of a method.
func documentedIn(method string) string {
	switch method {
	case kpi.MethodGap, kpi.MethodGrowth, kpi.MethodStandard, kpi.MethodSaturation:
		return method
	case kpi.MethodReported:
		return "Methods and their versions"
	case kpi.MethodLinear, kpi.MethodLogistic:
		return "Forecast"
	case kpi.MethodIncrement:
		return "Increments of a year to date"
	case kpi.MethodComputed:
		return "Computed indicators"
	}
	switch {
	case strings.HasPrefix(method, "rollup_"):
		return "Roll-up to a parent region"
	case strings.HasPrefix(method, "index"):
		return "Index"
	}
	return "Derived indicators"
}
