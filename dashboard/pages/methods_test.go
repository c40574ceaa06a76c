package pages

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/kpi"
)

// shippedSpeaker speaks of the programmes that ship with Postup.
func shippedSpeaker(t *testing.T, code string) *request {
	t.Helper()
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatal(err)
	}
	r := speaker(t, code, "2024-01-01")
	r.board.Config = cfg
	return r
}

// TestEveryIndicatorIsTold: whatever the configuration says of an indicator, a visitor reads words in each language, and
// never a message's key or an indicator's id.
func TestEveryIndicatorIsTold(t *testing.T) {
	for _, code := range []string{"en", "uk", "ru"} {
		r := shippedSpeaker(t, code)
		for _, i := range r.board.Config.Indicators {
			told := r.indicator(i)
			words := append([]string{told.Short, told.Forecast}, told.Origin...)
			for _, j := range told.Judged {
				words = append(append(words, j.Method), j.Lines...)
			}
			for _, p := range told.Indexes {
				words = append(words, p.Name)
			}
			text := strings.Join(append(words, told.Signals...), "\n")
			if strings.ContainsAny(text, "⟦_") {
				t.Errorf("%s, %s is told in codes:\n%s", code, i.ID, text)
			}
			if len(told.Origin) == 0 || len(told.Signals) == 0 {
				t.Errorf("%s, %s: nothing says how it comes about or what is looked at: %+v", code, i.ID, told)
			}
		}
	}
}

func TestAFormulaNamesItsInputs(t *testing.T) {
	r := shippedSpeaker(t, "en")
	for _, i := range r.board.Config.Formulas() {
		told := r.formulaInNames(i.Formula)
		for _, name := range i.Formula.Compiled.Names() {
			if of := r.board.Config.Indicator(name); of == nil || !strings.Contains(told, "“"+of.Name["en"]+"”") {
				t.Errorf("%s is told as %q, which does not name %s", i.ID, told, name)
			}
		}
	}
}

// TestHowAPromiseIsJudged: without a starting value nobody is told of a line that is not there, and each method says which
// years and numbers it takes.
func TestHowAPromiseIsJudged(t *testing.T) {
	r := speaker(t, "en", "2024-01-01")
	number := func(v float64) *float64 { return &v }
	programme, share := &config.Programme{ID: "p"}, &config.Indicator{Unit: "percent"}
	since := config.Baseline{Kind: kpi.BaselineValue, Value: 20, Date: kpi.MustDate("2019-12-31")}
	for _, test := range []struct {
		name   string
		target config.Target
		want   []string
	}{
		{"nothing to hold against", config.Target{}, []string{"Nothing can be held against it: no number was promised."}},
		{"no start", config.Target{Value: number(90)}, []string{"No starting value was published: there is no promised line, and the forecast alone says where the value leads."}},
		{"a start", config.Target{Value: number(90), Baseline: since}, []string{
			"The value is held against a straight line from the start to the promised value.", "The way begins at 20% on 31 December 2019.",
		}},
		{"growth", config.Target{Value: number(90), Method: kpi.MethodGrowth}, []string{
			"The growth a year since 2015, or the next year with a value, is held against the growth that leads to the promised value in time.",
			"No date was promised: the end of 2030 counts.",
		}},
		{"growth from a promised start", config.Target{Method: kpi.MethodGrowth, Baseline: since, Growth: &config.Growth{Limit: number(100), Series: []config.GrowthSeries{
			{Breakdown: "tier=regional"}, {Series: []config.GrowthSeries{{Breakdown: "sector=health"}, {Breakdown: "sector=transport"}}},
		}}}, []string{
			"No value was promised: the growth a year since 31 December 2019 is judged by itself.",
			"No more than 100% is possible: the nearer the start was to that, the less growth is asked for.", "The score is the mean of those of 3 series.",
		}},
		{"saturation", config.Target{Value: number(90), Method: kpi.MethodSaturation, Saturation: &config.Saturation{Mandatory: number(56)}, Baseline: since}, []string{
			"What is available is held against the 56 that each region must offer.", "The way begins at 20% on 31 December 2019.",
		}},
	} {
		if diff := cmp.Diff(test.want, r.judgedAs(programme, &test.target, share).Lines); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// TestSharesOfAnIndexAreOfTheWhole: what an indicator weighs in an index is told of the whole, whatever sums the weights
// of groups have, and the indicators of an edition make 100 per cent together.
func TestSharesOfAnIndexAreOfTheWhole(t *testing.T) {
	parts := []*config.IndexPart{
		{Weight: 3, Parts: []*config.IndexPart{{Indicator: "a", Weight: 1}, {Indicator: "b", Weight: 1}}},
		{Weight: 1, Indicator: "a"},
	}
	if a, b := shareOf("a", parts, 1), shareOf("b", parts, 1); a != 0.625 || b != 0.375 {
		t.Errorf("a makes %v and b %v of the index, want 0.625 and 0.375", a, b)
	}
	r := shippedSpeaker(t, "en")
	for _, x := range r.indexMethods() {
		if len(x.Editions) == 0 || x.Compares == "" {
			t.Errorf("nothing says how %s is computed: %+v", x.ID, x)
		}
		for _, e := range x.Editions {
			if text := strings.Join(e.Ways, " "); strings.ContainsAny(text, "⟦") || len(e.Parts) == 0 {
				t.Errorf("%s is told as %q with %d parts", e.ID, text, len(e.Parts))
			}
		}
	}
}

// TestMethodsNameSectionsThatAreThere: a statistician who is sent to a section of the documentation finds it.
func TestMethodsNameSectionsThatAreThere(t *testing.T) {
	b, err := os.ReadFile("../../docs/methods.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range kpi.Methods() {
		if section := documentedIn(m.ID); !strings.Contains(string(b), "\n## "+section+"\n") {
			t.Errorf("%s is said to be documented in %q, and docs/methods.md has no such section", m.ID, section)
		}
	}
}
