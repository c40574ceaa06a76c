package board

import (
	"errors"
	"testing"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

func september(indicator, region, breakdown string) Question {
	return Question{Indicator: indicator, Region: region, Breakdown: breakdown, Period: kpi.Month(kpi.MustDate("2023-09-01"))}
}

func explained(t *testing.T, b *Board, q Question) *Explanation {
	t.Helper()
	e, err := b.Explain(q)
	if err != nil {
		t.Fatalf("explain %v: %v", q, err)
	}
	return e
}

// A real figure must not be explained by simulated stages, nor September's by October's.
func TestExplainedStagesAreThoseOfTheFigure(t *testing.T) {
	from := func(simulated bool) store.Origin {
		return store.Origin{Source: map[bool]string{false: "trusted", true: "simulator"}[simulated], Collection: 7, Simulated: simulated}
	}
	stage := func(service, since string, stage kpi.Stage, simulated bool) store.ServiceStage {
		return store.ServiceStage{Region: "TT-1", Service: service, Since: kpi.MustDate(since), Status: kpi.Present, Stage: stage, Origin: from(simulated)}
	}
	var offers []store.Offer
	for _, service := range []string{"doctor", "vaccine"} {
		offers = append(offers, store.Offer{Region: "TT-1", Service: service, From: kpi.MustDate("2023-01-01"), Origin: from(false)})
	}
	offers = append(offers, store.Offer{Region: "TT-1", Service: "parking", From: kpi.MustDate("2023-10-01"), Origin: from(false)})
	simulated := month("online", "TT-1", "", "2023-09-01", 2)
	simulated.Source, simulated.Simulated = store.DerivedSource(true), true
	b := built(t, &world{
		offers: offers, observations: []store.Observation{month("online", "TT-1", "", "2023-09-01", 1), simulated},
		stages: []store.ServiceStage{
			stage("doctor", "2023-02-01", kpi.StageOnline, false), stage("doctor", "2023-10-01", kpi.StageNone, false),
			stage("vaccine", "2023-02-01", kpi.StageProactive, true), stage("parking", "2023-02-01", kpi.StageOnline, false),
		},
	})
	for source, want := range map[string]float64{"derived": 1, "derived-simulated": 2} {
		q := september("online", "TT-1", "")
		q.Source = source
		e := explained(t, b, q)
		if len(e.Inputs) != 2 || e.Recomputed == nil || *e.Recomputed != want {
			t.Errorf("%s: %d services make %v, want 2 that make %v", source, len(e.Inputs), e.Recomputed, want)
		}
		for _, in := range e.Inputs {
			if in.Simulated && source == "derived" {
				t.Errorf("a real figure is explained by what is simulated: %s of %s", in.Source, in.Service.ID)
			}
		}
	}
}

// What was corrected since a figure was derived must show: silence would pass an old figure for what its inputs say.
func TestExplainedFigureThatIsOlderThanItsInputs(t *testing.T) {
	b := built(t, &world{
		observations: []store.Observation{month("online", "TT-1", "", "2023-09-01", 5)},
		offers:       []store.Offer{{Region: "TT-1", Service: "doctor", From: kpi.MustDate("2023-01-01"), Origin: store.Origin{Source: "trusted"}}},
		stages: []store.ServiceStage{{
			Region: "TT-1", Service: "doctor", Since: kpi.MustDate("2023-01-01"), Status: kpi.Present, Stage: kpi.StageOnline, Origin: store.Origin{Source: "trusted"},
		}},
	})
	if e := explained(t, b, september("online", "TT-1", "")); e.Recomputed == nil || *e.Recomputed != 1 || *e.Figure.Value != 5 {
		t.Errorf("the inputs make %v of %v, want 1 of 5", e.Recomputed, *e.Figure.Value)
	}
}

// A region that is withheld, not applicable or missing must be named as that in the figure of its country, without a number.
func TestExplainedRollupNamesWhatIsMissing(t *testing.T) {
	none := month("online", "TT-3", "", "2023-09-01", 0)
	none.Status, none.Value = kpi.NotApplicable, nil
	b := built(t, &world{observations: []store.Observation{month("online", "TT-1", "", "2023-09-01", 40), none}})
	e := explained(t, b, september("online", "TT", ""))
	got := map[string]kpi.Reason{}
	for _, in := range e.Inputs {
		if got[in.Region] = in.Reason; in.Region != "TT-1" && in.Value != nil {
			t.Errorf("%s counts as %v", in.Region, *in.Value)
		}
	}
	want := map[string]kpi.Reason{"TT-1": "", "TT-2": "overdue", "TT-3": kpi.ReasonNotApplicable, "TT-4": kpi.ReasonNotExpected}
	for region, reason := range want {
		if r, ok := got[region]; !ok || r != reason {
			t.Errorf("%s: reason %q, want %q", region, r, reason)
		}
	}
	if e.Recomputed == nil || *e.Recomputed != 40 {
		t.Errorf("the regions make %v, want 40", e.Recomputed)
	}
}

func TestExplainWhatIsNotThere(t *testing.T) {
	b := built(t, &world{observations: []store.Observation{month("online", "TT-1", "", "2023-09-01", 40)}})
	for name, q := range map[string]Question{
		"indicator": september("nothing", "TT-1", ""), "region": september("online", "XX", ""), "breakdown": september("online", "TT-1", "sector=space"),
		"period": {Indicator: "online", Region: "TT-1", Period: kpi.Month(kpi.MustDate("1999-01-01"))},
	} {
		_, err := b.Explain(q)
		var known *store.Error
		if !errors.As(err, &known) || known.Code != store.CodeNotFound {
			t.Errorf("an unknown %s: %v, want not_found", name, err)
		}
	}
}

func TestParsePeriod(t *testing.T) {
	for text, want := range map[string]string{
		"2023-01-01..2023-03-31": "2023-01-01..2023-03-31", "2023": "2023-01-01..2023-12-31", "2023-Q1": "2023-01-01..2023-03-31",
		"2024-Q4": "2024-10-01..2024-12-31", "2024-02": "2024-02-01..2024-02-29", "2023-05-17": "2023-05-17..2023-05-17",
		"2023-Q0": "", "2023-Q5": "", "2023-00": "", "2023-13": "", "2023-1": "", "23": "", "2023-02-30": "", "..": "", "2023-01-01..": "",
		"2023-03-31..2023-01-01": "", "+023": "", "0001": "", "9999": "", "": "", "2023-Q1..2023-Q2": "", " 2023": "",
	} {
		p, err := ParsePeriod(text)
		if want == "" && err == nil {
			t.Errorf("%q is read as %s, want an error", text, p)
		}
		if want != "" && (err != nil || p.String() != want) {
			t.Errorf("%q is read as %s, %v; want %s", text, p, err, want)
		}
	}
}
