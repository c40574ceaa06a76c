package pages

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// indicator is all that configuration says of how an indicator's figures come about, in plain words.
type indicator struct {
	ID, Name, Meaning string
	Short             string // unit and frequency, beside the name
	Proposed          bool
	Unit, Direction   string
	Frequency, Nature string
	Origin            []string // how a value comes about
	Formulas          []formula
	Judged            []judgedBy
	Forecast          string
	Breaks            []string
	Indexes           []place
	Signals           []string
	Programmes        []place // that follow it without promising anything of it
}

func (r *request) indicator(i *config.Indicator) indicator {
	out := indicator{ID: i.ID, Name: r.plainText(i.Name), Meaning: r.text(i.Meaning), Proposed: i.Proposed}
	out.Unit = r.known("unit_name", i.Unit, "count", "percent", "hours", "days", "ratio", "points", "unstated")
	out.Direction = r.known("direction", string(i.Direction), "up", "down")
	out.Frequency = r.known("frequency", string(i.Frequency), "day", "month", "quarter", "year")
	out.Nature = r.known("nature", string(i.Nature), "stock", "flow", "year_to_date")
	out.Short = out.Unit + " · " + r.known("each", string(i.Frequency), "day", "month", "quarter", "year")
	out.Origin = r.origin(i)
	for _, id := range methodsOf(i) {
		if m, ok := kpi.MethodOf(id); ok {
			out.Formulas = append(out.Formulas, r.formula(m))
		}
	}
	out.Judged, out.Forecast, out.Breaks = r.judgedBy(i), r.forecastBy(i), r.breaks(i)
	out.Indexes, out.Signals = r.indexesOf(i), r.lookedAt(i)
	for _, programme := range r.board.Config.Programmes {
		for _, id := range programme.Indicators {
			if id == i.ID {
				out.Programmes = append(out.Programmes, place{r.plainText(programme.Name), r.programmeLink(programme)})
			}
		}
	}
	return out
}

// methodsOf are the ids of the methods that make an indicator's values: of a region, and rolled up.
func methodsOf(i *config.Indicator) []string {
	ids := []string{kpi.MethodReported}
	switch {
	case i.Derived != nil:
		ids[0] = i.Derived.Measure
	case i.Formula != nil:
		ids[0] = kpi.MethodComputed
	case i.Increment != "":
		ids[0] = kpi.MethodIncrement
	}
	if i.RollsUp() {
		ids = append(ids, rollupMethod(i))
	}
	return ids
}

func rollupMethod(i *config.Indicator) string { return "rollup_" + i.Rollup }

// origin tells how a value comes about: where it is from, of what it is counted, and how it is rolled up.
func (r *request) origin(i *config.Indicator) []string {
	var list []string
	switch of := r.board.Config.Indicator(i.Increment); {
	case i.Derived != nil:
		list = append(list, r.counted(i.Derived.Measure))
		list = append(list, r.countedOnly(i.Derived)...)
	case i.Formula != nil:
		list = append(list, sentence(r.T("measure.computed", "Formula", r.formulaInNames(i.Formula))), r.T("explain.method."+kpi.MethodComputed))
	case of != nil:
		list = append(list, sentence(r.T("measure.increment", "Of", r.plainText(of.Name))), r.T("explain.method."+kpi.MethodIncrement))
	default:
		list = append(list, r.T("explain.method."+kpi.MethodReported))
	}
	if i.RollsUp() {
		list = append(list, r.T("origin.rollup", "How", r.T("explain.method."+rollupMethod(i))))
	}
	return list
}

// counted is what a measure counts, in the words of its explanation where it has one.
func (r *request) counted(measure string) string {
	if key := "explain.method." + measure; r.Has(key) {
		return r.T(key)
	}
	return r.T("counted." + measure)
}

// countedOnly says which services a derived indicator counts, where it isn't all of them, and by what else it is counted.
func (r *request) countedOnly(d *config.Derived) []string {
	var list []string
	if d.Mass != nil && *d.Mass {
		list = append(list, r.T("origin.mass"))
	} else if d.Mass != nil {
		list = append(list, r.T("origin.not_mass"))
	}
	if len(d.Tiers) > 0 {
		list = append(list, r.T("origin.tiers", "List", r.parts("tier", d.Tiers)))
	}
	if len(d.Sectors) > 0 {
		list = append(list, r.T("origin.sectors", "List", r.parts("sector", d.Sectors)))
	}
	if d.NotApplicable == "count" {
		list = append(list, r.T("origin.not_applicable"))
	}
	if len(d.By) > 0 {
		names := make([]string, len(d.By))
		for n, key := range d.By {
			names[n] = r.T("breakdown." + key)
		}
		list = append(list, r.T("origin.by", "List", strings.Join(names, ", ")))
	}
	return list
}

// parts are the values of a breakdown's key in words.
func (r *request) parts(key string, values []string) string {
	names := make([]string, len(values))
	for n, v := range values {
		_, names[n], _ = strings.Cut(r.part(key, v), ": ")
	}
	return strings.Join(names, ", ")
}

var word = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// formulaInNames is an expression with the names of indicators in the place of their ids.
func (r *request) formulaInNames(f *config.Formula) string {
	text := strings.NewReplacer("**", "^", "*", "·", "-", "−").Replace(f.Expression)
	return word.ReplaceAllStringFunc(text, func(id string) string {
		if i := r.board.Config.Indicator(id); i != nil {
			return r.T("origin.input", "Name", r.plainText(i.Name))
		}
		if id == config.Population {
			return r.T("origin.population")
		}
		return id
	})
}

// forecastBy says how an indicator's trend is continued, and of how many periods it is.
func (r *request) forecastBy(i *config.Indicator) string {
	o := i.ForecastOptions()
	by := r.T("forecast.by.linear")
	if o.Method == kpi.MethodLogistic {
		by = r.T("forecast.by.logistic", "Ceiling", r.goal(i, cmp.Or(o.Ceiling, 100)))
	}
	of := o.WithDefaults()
	return sentence(r.T("forecast.periods", "By", by, "Periods", r.Number(float64(of.Periods), 0), "Least", r.Number(float64(of.MinPeriods), 0)))
}

// lookedAt are the signals that look at an indicator's figures.
func (r *request) lookedAt(i *config.Indicator) []string {
	var list []string
	for _, kind := range signalsOf(i) {
		list = append(list, r.T("looked."+string(kind)))
	}
	return list
}

// signalsOf are the kinds of signal that can be told of an indicator, as the board looks for them.
func signalsOf(i *config.Indicator) []kpi.SignalKind {
	var kinds []kpi.SignalKind
	for _, kind := range kpi.SignalKinds {
		looks := true
		switch kind {
		case kpi.SignalNumeratorOver:
			looks = i.IsShare()
		case kpi.SignalPartsWhole:
			looks = i.Unit == "count" || i.Rollup == config.RollupSum
		case kpi.SignalNotUsed:
			looks = false // it is told of services
		case kpi.SignalOutlier:
			looks = i.Nature != kpi.YearToDate
		case kpi.SignalRoundJump:
			looks = i.Derived == nil && i.Nature != kpi.YearToDate
		case kpi.SignalFlat:
			looks = i.Derived == nil
		}
		if looks {
			kinds = append(kinds, kind)
		}
	}
	return kinds
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
