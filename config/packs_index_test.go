package config_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// edition is a version of an index in a form that can be read beside what is known of it.
type edition struct {
	From  string
	Scale [2]float64
	Parts []string // indicators, or the sectors above them
}

func editionsOf(x *config.Index) map[string]edition {
	out := map[string]edition{}
	for _, e := range x.Editions {
		row := edition{Scale: [2]float64(e.Scale)}
		if !e.From.IsZero() {
			row.From = e.From.String()
		}
		for _, part := range e.Parts {
			row.Parts = append(row.Parts, strings.TrimPrefix(part.Indicator, "rdti_")+part.Sector)
		}
		out[e.ID] = row
	}
	return out
}

func TestEditionsAreThoseThatWerePublished(t *testing.T) {
	blocks := []string{"institutions", "internet", "centres", "paperless", "education", "profile", "basic_services", "sectors"}
	want := map[string]map[string]edition{
		"rdti": {
			"2022": {"2022-01-01", [2]float64{0, 1}, blocks},
			"2023": {"2023-01-01", [2]float64{0, 1}, blocks},
			"2024": {"2024-01-01", [2]float64{0, 1}, append(slices.Clone(blocks), "projects")},
			"2025": {"2025-01-01", [2]float64{0, 100}, []string{"public_services", "infrastructure", "skills", "economy", "communities"}},
		},
		"pri_maturity": {
			"2021": {"", [2]float64{0, 100}, []string{"urban_environment", "transport", "healthcare", "education", "public_administration"}},
		},
	}
	got := map[string]map[string]edition{}
	for _, p := range shipped(t).Programmes {
		if p.Index != nil {
			got[p.Index.ID] = editionsOf(p.Index)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("scores would be made of other parts than was published (-published +pack):\n%s", d)
	}
}

// No weights were published for any of the indexes, so each is marked as Postup's, says so, and prefers no part.
func TestAssumedWeightsAreEqualAndSaidToBeAssumed(t *testing.T) {
	for _, p := range shipped(t).Programmes {
		if p.Index == nil {
			continue
		}
		if !p.Index.Proposed {
			t.Errorf("readers would take the index %s for the programme's own", p.Index.ID)
		}
		for lang, word := range map[string]string{"en": "Assumptions, proposed by Postup", "uk": "Припущення, які пропонує Postup", "ru": "Допущения, которые предлагает Postup"} {
			if !strings.Contains(p.Index.Note[lang], word) {
				t.Errorf("the note of %s in %s does not tell what is assumed", p.Index.ID, lang)
			}
		}
		for _, e := range p.Index.Editions {
			equalWeights(t, p.Index.ID+" "+e.ID, e.Parts)
		}
	}
}

func equalWeights(t *testing.T, where string, parts []*config.IndexPart) {
	t.Helper()
	for _, part := range parts {
		if part.Weight != parts[0].Weight {
			t.Errorf("%s: %s weighs %v and %s %v: no source says that one counts more", where, part.ID, part.Weight, parts[0].ID, parts[0].Weight)
		}
		equalWeights(t, where, part.Parts)
	}
}

// A value of one method must never stand in a line with one of another.
func TestEditionsShareNoSeries(t *testing.T) {
	used := map[string]string{}
	for _, e := range shipped(t).Index("rdti").Editions {
		for _, leaf := range e.Leaves {
			series := leaf.Indicator + " " + leaf.Breakdown
			if other := used[series]; other != "" {
				t.Errorf("the editions %s and %s share the series %s: a line would run across the break", other, e.ID, series)
			}
			used[series] = e.ID
		}
	}
}

// Goalposts at the ends of the scale leave a block's value as it was published.
func TestScoresOfBlocksAreTheirValues(t *testing.T) {
	c := shipped(t)
	for _, e := range c.Index("rdti").Editions {
		for _, leaf := range e.Leaves {
			i := c.Indicator(leaf.Indicator)
			got := fmt.Sprint(*leaf.Min, *leaf.Max, *i.Min, *i.Max)
			if want := fmt.Sprint(e.Scale[0], e.Scale[1], e.Scale[0], e.Scale[1]); got != want || e.Normalisation != kpi.Goalposts {
				t.Errorf("%s of %s reaches from %s in %s, want %s", leaf.ID, e.ID, got, e.Normalisation, want)
			}
		}
	}
}

func TestAnEditionHoldsUntilTheNext(t *testing.T) {
	x := shipped(t).Index("rdti")
	for day, want := range map[string]string{
		"2021-10-01..2021-12-31": "", "2022-01-01..2022-03-31": "2022", "2023-10-01..2023-12-31": "2023",
		"2024-01-01..2024-03-31": "2024", "2024-10-01..2024-12-31": "2024", "2025-01-01..2025-03-31": "2025", "2026-07-01..2026-09-30": "2025",
	} {
		start, end, _ := strings.Cut(day, "..")
		got := ""
		if e := x.EditionOf(kpi.Period{Start: kpi.MustDate(start), End: kpi.MustDate(end)}); e != nil {
			got = e.ID
		}
		if got != want {
			t.Errorf("%s would be scored by the edition %q, want %q", day, got, want)
		}
	}
}

func TestIndexesCompareTheRegionsThatTheyKnow(t *testing.T) {
	c := shipped(t)
	for id, want := range map[string]int{"rdti": 24, "pri_maturity": 5} {
		x, compared := c.Index(id), 0
		for _, r := range c.Select(*x.Regions) {
			if !slices.ContainsFunc(x.Programme.NotExpected, func(n config.NotExpected) bool { return n.Region == r.Code }) {
				compared++
			}
		}
		if compared != want {
			t.Errorf("%s compares %d regions, want %d", id, compared, want)
		}
	}
}
