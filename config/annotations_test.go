package config

import (
	"slices"
	"strings"
	"testing"
)

func TestAnnotationsConcernWhatTheyAreFor(t *testing.T) {
	c := good(t)
	var order []string
	for _, a := range c.Annotations {
		order = append(order, a.ID+" "+a.First().String()+" "+a.Last().String())
	}
	want := []string{"first 2021-01-01 2022-03-01", "everywhere 2022-02-01 2022-02-28", "last 2023-07-01 2023-07-01"}
	if !slices.Equal(order, want) {
		t.Errorf("events come as %q, want %q", order, want)
	}
	for _, tc := range []struct{ indicator, region, want string }{
		{"moved", "UA-32", "first last"},
		{"moved", "UA", "last"},
		{"online", "UA", "everywhere last"},
		{"online", "PL", "everywhere"}, // the programme is not about it
		{"", "UA-32", "first everywhere last"},
		{"", "", "first everywhere last"},
	} {
		var got []string
		for _, a := range c.Annotations {
			if a.Concerns(tc.indicator, tc.region) {
				got = append(got, a.ID)
			}
		}
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%q in %q is shown with %q, want %q", tc.indicator, tc.region, s, tc.want)
		}
	}
	for _, a := range c.Annotations {
		if !a.Of(c.Programme("p")) {
			t.Errorf("%s is not told of by the programme, whose indicators and regions it is for", a.ID)
		}
	}
	if a := c.Annotations[0]; a.Names("UA") || !a.Names("UA-32") || c.Annotations[1].Names("UA-32") {
		t.Error("an event is listed for a region that it does not name")
	}
}
