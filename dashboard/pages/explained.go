package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/explain"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// explainedBody is how one figure came about: from its value down to the hashes of what came.
type explainedBody struct {
	Name, Period string
	Region       place
	Indicator    place // its part of the page of methods
	Value        string
	Missing      *mark
	Tags         []string
	Clocks       string
	Note         string            // that it is by another edition than the one that holds
	Results      []explainedResult // of an index's score
	Symbols      string
	Words        string
	Method, From string
	Documented   string // where the method stands on the page of methods
	Verdict      string
	Counted      string // how many of the inputs are online, of a figure of services
	Inputs       explainedInputs
	Judged       []explainedJudgement
	Index        place        // where all regions' scores are; "" of an indicator
	Series       []seriesLine // all periods of the series, the newest first
	Notes        notes        // events and breaks within the period
	Beside       []besideLine
	Collections  []explainedCollection
	JSON, CSV    string
	Published    string // address of the same figure in the newest release; "" where that has not got it
}

type explainedInput struct {
	Symbol, What, Name, Href string // Name and Href: the figure that it is, with an explanation of its own
	When                     string
	Value, Share, Weight     string
	Missing                  *mark
	Source                   string
	Tags                     []string
}

// explainedInputs are the rows of a table.
type explainedInputs []explainedInput

// Has tells whether any row has something in a column: one in which none has is left out.
func (rows explainedInputs) Has(column string) bool {
	return slices.ContainsFunc(rows, func(row explainedInput) bool {
		switch column {
		case "symbol":
			return row.Symbol != ""
		case "when":
			return row.When != ""
		case "value":
			return row.Value != "" || row.Missing != nil
		case "share":
			return row.Share != ""
		case "weight":
			return row.Weight != ""
		}
		return row.Source != ""
	})
}

type besideLine struct {
	Source, Href, Value string
	Missing             *mark
	Tags                []string
}

type explainedCollection struct {
	ID       uint64
	Source   string
	Started  string
	Mark     *mark
	Accepted string
	Payload  string
	Tags     []string
}

// explained serves the page that explains a figure. It asks the store for the collections that the figure came from.
func (p *Pages) explained(c *fiber.Ctx) error {
	return p.page(func(r *request) (*content, error) {
		q, err := question(c)
		if err != nil {
			return nil, err
		}
		e, err := r.board.Explain(q)
		if err != nil {
			return nil, p.absent(c.UserContext(), r, q, err)
		}
		a, err := explain.Tell(c.UserContext(), r.board, e, p.Records, r.Locale)
		if err != nil {
			return nil, err
		}
		for _, kept := range []struct{ name, value string }{{"breakdown", q.Breakdown}, {"source", q.Source}, {"edition", q.Edition}} {
			if kept.value != "" {
				r.about = append(r.about, kept.name, kept.value)
			}
		}
		body := r.explainedBody(e, a)
		if body.Published, err = p.publishedNumber(c.UserContext(), r, q); err != nil {
			return nil, err
		}
		return &content{template: "explained", title: r.T("explain.title") + ": " + body.Name + ", " + body.Region.Name, body: body, seldom: true}, nil
	})(c)
}

// question reads which figure an address asks for.
func question(c *fiber.Ctx) (board.Question, error) {
	q := board.Question{Breakdown: c.Query("breakdown"), Source: c.Query("source"), Edition: c.Query("edition")}
	var err error
	for name, to := range map[string]*string{"indicator": &q.Indicator, "region": &q.Region} {
		if *to, err = url.PathUnescape(c.Params(name)); err != nil {
			return q, &store.Error{Code: store.CodeInvalid, Message: name + ": can't be read", Err: err}
		}
	}
	if q.Period, err = board.ParsePeriod(c.Params("period")); err != nil {
		return q, &store.Error{Code: store.CodeInvalid, Message: "period: " + err.Error(), Err: err}
	}
	return q, nil
}

func (r *request) explainedBody(e *board.Explanation, a *explain.Answer) *explainedBody {
	address := explain.Address(board.SeriesKey{Indicator: e.Indicator, Region: e.Region}, e.Period)
	list, extra := strings.TrimPrefix(address, "/"), []string{"breakdown", e.Breakdown, "source", e.Source, "edition", e.Question.Edition}
	body := &explainedBody{
		Name: r.named(e.On, e.Breakdown), Period: r.Period(e.Period),
		Region:    place{r.regionName(e.In), r.regionLink(e.In)},
		Indicator: place{r.T("chart.explain"), r.link("/methods#" + e.Indicator)},
		Clocks:    r.T("explain.clocks", "AsOf", r.Date(r.board.AsOf), "Today", r.Date(r.board.Today)),
		JSON:      r.data(list, extra...), CSV: r.data(list+".csv", extra...),
		Inputs: r.explainedInputs(e.Inputs), Counted: r.countedOnline(e), Verdict: r.verdict(e, a), Collections: r.explainedCollections(a),
	}
	if e.Figure == nil || e.Figure.Value == nil {
		body.Missing = r.missing(e.Status, e.Reason)
	} else {
		body.Value = r.precise(e.On, *e.Figure.Value)
	}
	if a.Method != nil {
		body.Symbols, body.Words = a.Formula.Symbols, a.Formula.Words
		body.Method = r.T("explain.method", "Name", a.Method.ID, "Version", a.Method.Version)
		body.Documented = r.link("/methods#formula-" + a.Method.ID)
		body.From = r.T("explain.from", "Source", r.sourceName(*a.Source))
	}
	if a.EditionRecomputed {
		body.Note = r.T("explain.recomputed", "Edition", r.plainText(e.Edition.Name))
	}
	for _, result := range e.Results {
		body.Results = append(body.Results, r.explainedResult(result, e.On))
	}
	body.Tags = r.marked(a.Simulated, a.Restated, a.Running, a.Partial)
	if e.On.Inferred {
		body.Tags = append(body.Tags, r.T("tag.inferred"))
	}
	for i := range e.Judgements {
		body.Judged = append(body.Judged, r.explainedJudgement(&e.Judgements[i], &a.Progress[i]))
	}
	body.Series, body.Notes = r.seriesLines(e), r.within(e.On, e.In, e.Period)
	if e.Edition != nil {
		body.Index = place{r.T("explain.all_scores"), r.programmeLink(r.board.Config.Index(e.Indicator).Programme) + "#index"}
	}
	for _, o := range a.Beside {
		line := besideLine{Source: r.sourceName(o.Source), Href: r.how(e.Indicator, e.Region, e.Breakdown, e.Period, "source", o.Source), Tags: r.marked(o.Simulated, false, false, false)}
		if o.Value != nil {
			line.Value = r.value(e.On, *o.Value)
		} else {
			line.Missing = r.missing(o.Status, kpi.Reason(stringOr(o.Reason)))
		}
		body.Beside = append(body.Beside, line)
	}
	return body
}

// countedOnline says how many services are online, of a figure that counts them; "" of any other.
func (r *request) countedOnline(e *board.Explanation) string {
	d := e.On.Derived
	if d == nil || d.Measure != config.MeasureServicesOnline && d.Measure != config.MeasureServicesOnlineShare || e.Figure == nil || e.Figure.Value == nil {
		return ""
	}
	var online, known float64
	for i := range e.Inputs {
		in := &e.Inputs[i]
		if in.Kind != board.InputService {
			return "" // it is of other figures
		}
		if in.Numerator != nil && in.Denominator != nil {
			online, known = online+*in.Numerator, known+*in.Denominator
		}
	}
	if known == 0 {
		return ""
	}
	return r.N("explain.online", known, 0, "Online", r.Number(online, 0))
}

// verdict says whether the inputs make the figure.
func (r *request) verdict(e *board.Explanation, a *explain.Answer) string {
	switch {
	case a.Value == nil || len(a.Inputs) == 0:
		return ""
	case a.Agrees == nil:
		return r.T("explain.unshown")
	case !*a.Agrees:
		return r.T("explain.differs", "Value", r.precise(e.On, *a.Recomputed))
	}
	return r.T("explain.agrees", "Value", r.precise(e.On, *a.Recomputed))
}

// precise is a value as it is shown and, where that differs, as it is counted.
func (r *request) precise(i *config.Indicator, v float64) string {
	if i.Unit != "hours" {
		return r.value(i, v)
	}
	return r.value(i, v) + " (" + r.Promised(v, i.Unit) + ")"
}

func (r *request) marked(simulated, restated, running, partial bool) []string {
	var tags []string
	for _, tag := range []struct {
		on  bool
		key string
	}{{simulated, "simulated"}, {restated, "restated"}, {running, "running"}, {partial, "partial"}} {
		if tag.on {
			tags = append(tags, r.T("tag."+tag.key))
		}
	}
	return tags
}

// missing is the mark of a figure that isn't there.
func (r *request) missing(status kpi.Status, reason kpi.Reason) *mark {
	m := r.mark(string(kpi.NoData))
	switch {
	case reason == kpi.ReasonSuppressed:
		m = r.mark(markSuppressed)
	case status != "" && status != kpi.Present:
		m = r.status(status)
	}
	if key := "reason." + string(reason); reason != "" && r.Has(key) {
		m.Why = r.T(key)
	}
	return &m
}

func (r *request) explainedInputs(list []board.Input) explainedInputs {
	out := make(explainedInputs, len(list))
	for i := range list {
		out[i] = r.explainedInput(&list[i])
	}
	return out
}

func (r *request) explainedInput(in *board.Input) explainedInput {
	row := explainedInput{
		Symbol: in.Symbol, What: r.T("explain.input." + string(in.Kind)), Source: r.sourceName(in.Source),
		Value: r.exact(in.Value), Weight: r.exact(in.Weight), Tags: r.marked(in.Simulated, in.Restated, false, false),
	}
	switch {
	case !in.Date.IsZero():
		row.When = r.Date(in.Date)
	case !in.Period.End.IsZero():
		row.When = r.Period(in.Period)
	}
	if in.Numerator != nil || in.Denominator != nil {
		row.Share = orNone(r.exact(in.Numerator)) + " / " + orNone(r.exact(in.Denominator))
	}
	indicator := r.board.Config.Indicator(in.Indicator)
	switch {
	case in.Service != nil:
		row.Name = r.plainText(in.Service.Name)
	case in.OfRegion() && r.board.Config.Region(in.Region) != nil:
		row.Name = r.regionName(r.board.Config.Region(in.Region))
	case (in.Explained || in.Kind == board.InputIndicator) && indicator != nil:
		row.Name = r.named(indicator, in.Breakdown)
	case in.Name != nil:
		row.Name = r.plainText(in.Name)
	}
	if in.Explained {
		row.Href = r.how(in.Indicator, in.Region, in.Breakdown, in.Period)
	}
	if in.Kind == board.InputDuration && in.Value != nil {
		row.Value = r.Promised(*in.Value, "hours")
	}
	r.addText(&row, in)
	absent := in.Value == nil && in.Numerator == nil && in.Kind != board.InputToday
	if absent && (in.Reason != "" || in.Status != "" && in.Status != kpi.Present) {
		row.Missing = r.missing(in.Status, in.Reason)
	}
	return row
}

// addText adds the words that an input brings: a stage, a baseline of ours, how a value is held against the promised one.
func (r *request) addText(row *explainedInput, in *board.Input) {
	switch in.Kind {
	case board.InputService:
		if in.Text != "" {
			row.What += ", " + r.T("stage."+in.Text)
		}
	case board.InputBaseline:
		if in.Text == string(kpi.BaselineFirstObservation) {
			row.Tags = append(row.Tags, r.T("tag.first_observation"))
		}
	case board.InputTarget:
		if in.Value != nil && in.Text != "" {
			row.Value = r.T("comparison."+in.Text, "Value", row.Value)
		}
	}
}

// exact is a number as it went into a formula.
func (r *request) exact(v *float64) string {
	if v == nil {
		return ""
	}
	return r.Trim(*v, 6)
}

func orNone(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func stringOr(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (r *request) explainedCollections(a *explain.Answer) []explainedCollection {
	var out []explainedCollection
	for _, c := range a.Collections {
		row := explainedCollection{ID: c.ID, Source: r.sourceName(c.Source), Payload: stringOr(c.Payload), Tags: r.marked(c.Simulated, false, false, false)}
		if c.Started != nil {
			row.Started = r.Moment(*c.Started)
		}
		if c.Status != "" {
			m := r.mark("collection_" + c.Status)
			row.Mark, row.Accepted = &m, r.T("state."+markSuppressed)
			if c.Accepted != nil {
				row.Accepted = r.Number(float64(*c.Accepted), 0)
			}
		}
		out = append(out, row)
	}
	return out
}
