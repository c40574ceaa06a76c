package pages

import (
	"cmp"

	"github.com/postup/postup/config"
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
	Indicators []indicator
	Limit      string
}

// explained is a mark or a term, and what it means.
type explained struct {
	ID, Term, Text string
	Mark           *mark
}

// formula is a method as explanations name it.
type formula struct{ ID, Symbols, Words, Method, Source string }

type indicator struct {
	ID, Name, Meaning   string
	Unit, Direction     string
	Frequency, Nature   string
	Rollup, Measure     string
	Forecast            string
	Breaks              []string
	Proposed, HasSource bool
	Programmes          []place
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
	explainedMethods  = []string{"gap", "baseline", "readings", "forecast", "growth", "standard", "saturation", "breaks", "clocks", "coverage", "services", "processing", "suppression", "restatement", "reporting"}
	rollups           = []string{config.RollupSum, config.RollupWeighted, config.RollupMean, config.RollupPopulation, config.RollupAll, config.RollupAny, config.RollupShare}
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
		body.Formulas = append(body.Formulas, formula{
			"formula-" + m.ID, m.Formula, r.T("explain.method." + m.ID), r.T("explain.method", "Name", m.ID, "Version", m.Version), m.Source,
		})
	}
	for _, i := range r.board.Config.Indicators {
		body.Indicators = append(body.Indicators, r.indicator(i))
	}
	return &content{template: "methods", title: r.T("nav.methods"), section: "methods", body: body}, nil
}

func (r *request) indicator(i *config.Indicator) indicator {
	out := indicator{ID: i.ID, Name: r.text(i.Name), Meaning: r.text(i.Meaning), Proposed: i.Proposed}
	out.Unit = r.known("unit_name", i.Unit, "count", "percent", "hours", "days", "ratio", "points", "unstated")
	out.Direction = r.known("direction", string(i.Direction), "up", "down")
	out.Frequency = r.known("frequency", string(i.Frequency), "day", "month", "quarter", "year")
	out.Nature = r.known("nature", string(i.Nature), "stock", "flow", "year_to_date")
	if i.Rollup != config.RollupNone {
		out.Rollup = r.known("rollup", i.Rollup, rollups...)
	}
	switch of := r.board.Config.Indicator(i.Increment); {
	case i.Derived != nil:
		out.Measure = r.T("measure.derived")
	case i.Formula != nil:
		out.Measure = r.T("measure.computed", "Formula", i.Formula.Expression)
	case of != nil:
		out.Measure = r.T("measure.increment", "Of", r.plainText(of.Name))
	default:
		out.Measure = r.T("measure.reported")
	}
	out.Forecast, out.Breaks = r.forecastBy(i), r.breaks(i)
	for _, programme := range r.board.Config.Programmes {
		for _, t := range programme.Targets {
			if t.Indicator == i.ID {
				out.Programmes = append(out.Programmes, place{r.plainText(programme.Name), r.link("/programmes/" + programme.ID + "#" + t.ID)})
				break
			}
		}
	}
	return out
}

// forecastBy says how an indicator's trend is continued.
func (r *request) forecastBy(i *config.Indicator) string {
	o := i.ForecastOptions()
	if o.Method != kpi.MethodLogistic {
		return r.T("forecast.by.linear")
	}
	return r.T("forecast.by.logistic", "Ceiling", r.goal(i, cmp.Or(o.Ceiling, 100)))
}

// known is the word for one of the codes that the messages have a word for; another code stands as it is.
func (r *request) known(family, code string, codes ...string) string {
	for _, c := range codes {
		if c == code {
			return r.T(family + "." + code)
		}
	}
	return code
}
