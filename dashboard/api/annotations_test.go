package api

import (
	"strings"
	"testing"
)

func TestAnnotationsAreFiltered(t *testing.T) {
	w := filled(t)
	for address, want := range map[string]string{
		"/annotations":                               "law outage portal", // and nothing of what has not come yet
		"/annotations?today=2023-10-15":              "coming law outage portal",
		"/annotations?today=2023-09-05":              "law outage portal",
		"/annotations?today=2023-09-04":              "law portal",
		"/annotations?as_of=2023-07-01":              "law outage portal", // what is configured has no versions
		"/annotations?region=TT-2":                   "law outage",
		"/annotations?region=TT-2,TT-1":              "law outage portal",
		"/annotations?indicator=online":              "law portal",
		"/annotations?indicator=kept":                "law",
		"/annotations?indicator=share&region=TT":     "law outage",
		"/annotations?programme=plan":                "law outage portal",
		"/annotations?from=2023-01-31&to=2023-07-19": "law", // of some day in January
		"/annotations?from=2023-09-08":               "outage",
	} {
		var got []string
		for _, row := range w.list(t, address).Data {
			got = append(got, row["id"].(string))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s answers %q, want %q", address, s, want)
		}
	}
}
