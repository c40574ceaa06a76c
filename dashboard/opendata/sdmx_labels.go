package opendata

import (
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Labels are what codes are called in messages of SDMX, in every language that there is.
func Labels(languages *locale.Languages, cfg *config.Config) sdmx.Labels {
	n := &naming{config: cfg}
	for _, words := range languages.All() {
		n.words = append(n.words, Dictionary{Words: words, Config: cfg})
	}
	l := sdmx.Labels{
		Site: strings.TrimRight(cfg.OpenData.Site, "/"), Sender: cfg.OpenData.Publisher, Components: map[string]sdmx.Label{},
		Dataset: sdmx.Label{Name: n.each(func(d Dictionary) string { return d.Title(sdmx.Dataset) }), About: n.each(func(d Dictionary) string { return d.About(sdmx.Dataset) })},
	}
	for _, c := range sdmx.Components() {
		l.Components[c[0]] = sdmx.Label{
			Name:  n.text("sdmx." + strings.ToLower(c[0])),
			About: n.each(func(d Dictionary) string { return d.Column(sdmx.Dataset, c[1]) }),
		}
	}
	l.Codes = map[string]map[string]config.Text{
		sdmx.ListFrequency: n.family("sdmx.every.", sdmx.Annual, sdmx.Half, sdmx.Quarterly, sdmx.Monthly, sdmx.Weekly, sdmx.Daily, sdmx.OtherFreq),
		sdmx.ListState:     n.family("sdmx.state.", sdmx.StateNormal, sdmx.StateProvisional, sdmx.StateMissing, sdmx.StateImpossible, sdmx.StateNotGathered, sdmx.StateSuppressed),
		sdmx.ListStatus:    n.family("reason.status.", statuses...),
		sdmx.ListReason:    n.reasons(),
		sdmx.ListUnit:      n.family("unit_name.", "count", "percent", "days", "ratio", "points", "unstated"),
		sdmx.ListSource:    n.sources(),
		sdmx.ListBreakdown: n.breakdowns(),
	}
	l.Codes[sdmx.ListUnit]["hours"] = n.text("sdmx.hours") // which pages show as days, and files don't
	return l
}

// statuses are those that observations have.
var statuses = []string{string(kpi.Present), string(kpi.NoData), string(kpi.NotApplicable), string(kpi.Refused), string(kpi.Withdrawn)}

// naming finds names in all languages.
type naming struct {
	words  []Dictionary
	config *config.Config
}

func (n *naming) each(say func(Dictionary) string) config.Text {
	all := config.Text{}
	for _, d := range n.words {
		if said := say(d); said != "" {
			all[d.Words.Code] = said
		}
	}
	return all
}

func (n *naming) text(key string) config.Text {
	return n.each(func(d Dictionary) string { return d.Words.T(key) })
}

// family are messages whose keys end like codes do, in lower case.
func (n *naming) family(prefix string, codes ...string) map[string]config.Text {
	all := map[string]config.Text{}
	for _, c := range codes {
		all[c] = n.text(prefix + strings.ToLower(strings.Trim(c, "_")))
	}
	return all
}

// reasons are why values are missing: what a method says, or a status.
func (n *naming) reasons() map[string]config.Text {
	all := n.family("reason.status.", statuses[1:]...)
	for _, r := range []kpi.Reason{kpi.ReasonNoData, kpi.ReasonDivisionByZero, kpi.ReasonMixedFrequency, kpi.ReasonNotComparable, kpi.ReasonNotExpected, kpi.ReasonSuppressed, kpi.ReasonNotHeard, kpi.ReasonNoPrevious, kpi.ReasonFell, kpi.ReasonOutOfRange} {
		all[string(r)] = n.text("reason." + string(r))
	}
	return all
}

func (n *naming) sources() map[string]config.Text {
	own := n.text("explain.own")
	all := map[string]config.Text{
		store.DerivedSource(false): n.text("signal.source.derived"), board.IncrementSource: n.text("signal.source.increment"),
		board.RollupSource: own, board.ComputedSource: own, board.IndexSource: own, store.ImportSource: n.text("signal.source.import"),
	}
	for _, s := range n.config.Sources {
		all[s.ID] = s.Name
	}
	return all
}

// breakdowns are the parts that there are.
func (n *naming) breakdowns() map[string]config.Text {
	all := map[string]config.Text{"": n.text("sdmx.whole")}
	for _, key := range []string{"tier", "channel"} {
		for _, word := range config.BreakdownWords(key) {
			all[key+"="+word] = n.part(key, n.text(key+"."+word))
		}
	}
	for _, s := range n.config.Sectors {
		all["sector="+s.ID] = n.part("sector", s.Name)
	}
	for _, s := range n.config.Services {
		all["service="+s.ID] = n.part("service", s.Name)
	}
	return all
}

// part is what a part is called, behind what kind of part it is.
func (n *naming) part(key string, name config.Text) config.Text {
	return n.each(func(d Dictionary) string { return d.Words.T("breakdown."+key) + ": " + name.In(d.Words.Code) })
}
