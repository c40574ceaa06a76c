package sdmx

import (
	"testing"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/kpi"
)

// TestPeriodsAreWrittenAsTheStandardHasThem: those of the calendar by name, every other by its first day and its length.
func TestPeriodsAreWrittenAsTheStandardHasThem(t *testing.T) {
	for _, c := range []struct{ from, to, want, freq string }{
		{"2023-06-05", "2023-06-05", "2023-06-05", "D"},
		{"2024-02-01", "2024-02-29", "2024-02", "M"},
		{"2023-04-01", "2023-06-30", "2023-Q2", "Q"},
		{"2023-10-01", "2023-12-31", "2023-Q4", "Q"},
		{"2023-02-01", "2023-04-30", "2023-02-01/P3M", "_O"}, // 89 days from another month than quarters begin with
		{"2023-01-01", "2023-12-31", "2023", "A"},
		{"2023-04-01", "2024-03-31", "2023-04-01/P1Y", "A"},
		{"2023-01-01", "2023-06-30", "2023-S1", "S"},
		{"2023-07-01", "2023-12-31", "2023-S2", "S"},
		{"2023-09-01", "2024-02-29", "2023-09-01/P6M", "S"},
		{"2023-01-01", "2023-02-28", "2023-01-01/P2M", "_O"},
		{"2023-06-05", "2023-06-11", "2023-06-05/P7D", "W"},
		{"2023-06-16", "2023-07-15", "2023-06-16/P30D", "M"},
	} {
		p := kpi.Period{Start: kpi.MustDate(c.from), End: kpi.MustDate(c.to)}
		if got, freq := periodOf(p), frequencyOf(p); got != c.want || freq != c.freq {
			t.Errorf("%s is %s (%s), want %s (%s)", p, got, freq, c.want, c.freq)
		}
	}
}

// TestStatesOfMissingValues: one that can't be there, one that was refused and one that is withheld are told apart.
func TestStatesOfMissingValues(t *testing.T) {
	for row, want := range map[string]string{
		`{"value":0,"status":"present"}`:                                         StateNormal,
		`{"value":7,"status":"present","running":true}`:                          StateProvisional,
		`{"value":7,"status":"present","partial":true}`:                          StateProvisional,
		`{"value":null,"status":"no_data","reason":"no_data"}`:                   StateMissing,
		`{"value":null,"status":"withdrawn","reason":"withdrawn"}`:               StateMissing,
		`{"value":null,"status":"not_applicable","reason":"not_applicable"}`:     StateImpossible,
		`{"value":null,"status":"refused","reason":"refused","running":true}`:    StateNotGathered,
		`{"value":null,"status":"present","reason":"suppressed","partial":true}`: StateSuppressed,
	} {
		if got := stateOf(fastjson.MustParse(row)); got != want {
			t.Errorf("%s is %s, want %s", row, got, want)
		}
	}
}

// TestNoTwoNamesHaveOneCode: names that differ only in what codes can't have stay apart.
func TestNoTwoNamesHaveOneCode(t *testing.T) {
	seen := map[string]string{}
	for _, name := range []string{"UA-46", "sector=health", "sector@health", "sector$3Dhealth", "sector=health,tier=regional", "a.b", "a:b", "a$2Eb", "Львів", "_T"} {
		c := Code(name)
		if other, twice := seen[c]; twice {
			t.Errorf("%q and %q are both %s", name, other, c)
		}
		seen[c] = name
		for _, r := range c {
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '@' || r == '$') {
				t.Errorf("%q has the code %s", name, c)
			}
		}
	}
	if seen["sector@health"] != "sector=health" || seen["UA-46"] != "UA-46" {
		t.Errorf("plain names aren't plain: %v", seen)
	}
}

// TestLinksLeadToTheStructure: by its name, and by its address where the site is known; an address that may be another's is not made up.
func TestLinksLeadToTheStructure(t *testing.T) {
	m := &Message{Release: "2023-07-05.2"}
	if at := m.links()[0]["href"]; at != nil || m.links()[0]["urn"] != "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=POSTUP:OBSERVATIONS(1.0)" {
		t.Errorf("%v", m.links())
	}
	m.Site = "https://postup.example"
	if at := m.links()[0]["href"]; at != "https://postup.example/open-data/observations/2023-07-05.2.structure.sdmx.json" {
		t.Errorf("the structure is said to be at %v", at)
	}
	if id := m.meta(Data)["id"]; id != "OBSERVATIONS-2023-07-05_2" {
		t.Errorf("the message is called %v", id)
	}
}
