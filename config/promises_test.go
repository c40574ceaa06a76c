package config

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
)

// What a promise or a claim rests on is the document that it names: of another document nothing is taken over.
func TestDocumentsOfPromisesAndClaims(t *testing.T) {
	c, err := Load(os.DirFS("testdata/claims"), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	plan := Document{
		Title: "The plan", Language: "en", Source: "The Government", Year: Dated{Date: kpi.MustDate("2023-05-01"), Precision: "day"},
		URL: "https://plan.example/2023", Captured: kpi.MustDate("2023-05-02"), SHA256: "18ee38ca0404fe6b75ede7808b47c3ebaad747584cfe3edf327d76695bbac912",
	}
	of := func(d Document) string {
		if d == plan {
			return "the plan as captured"
		}
		return d.Title + " " + d.SHA256
	}
	moved, everywhere := c.Target("moved"), c.Target("everywhere")
	got := map[string]string{
		"promise":             of(moved.Promise.Source),
		"milestone":           of(c.Programme("p").Milestones[0].Promise.Source),
		"claim in the plan":   of(moved.Claims[0].Source),
		"claim in news":       of(moved.Claims[1].Source),
		"other capture":       of(moved.Claims[2].Source),
		"dropped":             of(moved.Dropped.Source),
		"region of the only":  moved.Claims[0].Region,
		"region of several":   everywhere.Claims[0].Region,
		"region of its own":   everywhere.Claims[1].Region,
		"value":               string(moved.Claims[0].Comparison),
		"more than":           string(moved.Claims[1].Comparison),
		"words":               string(moved.Claims[2].Comparison),
		"day of what dropped": moved.Dropped.On.FirstDay().String() + " " + moved.Dropped.On.Precision,
	}
	want := map[string]string{
		"promise": "the plan as captured", "milestone": "the plan as captured", "claim in the plan": "the plan as captured", "claim in news": "News ",
		"other capture": "The plan 8bb11d04852a73ea28c9dba31e87f6ed02cfb384739c30e5fa210586084be161", "dropped": "The plan of 2024 ",
		"region of the only": "UA", "region of several": "", "region of its own": "UA-1", "value": "equal", "more than": "more_than", "words": "",
		"day of what dropped": "2024-01-01 day",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if p := moved.Claims[0].Period; !p.Known() || p.Of() != kpi.Month(kpi.MustDate("2023-12-01")) || moved.Claims[1].Period.Known() {
		t.Errorf("claims are about %v and %v", moved.Claims[0].Period, moved.Claims[1].Period)
	}
}
