package opendata

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestRhythmIsWhatReleasesShow: of few nothing is said; corrections and releases with the same rows are no part of it.
func TestRhythmIsWhatReleasesShow(t *testing.T) {
	at := kpi.MustDate("2023-01-02").Time()
	// Each release is so many days after the one before; = brings the same rows, ! corrects.
	for _, c := range []struct {
		releases []string
		want     Rhythm
	}{
		{nil, Rhythm{}},
		{[]string{"0"}, Rhythm{Renewed: 1}},
		{[]string{"0", "30", "31"}, Rhythm{Renewed: 3}},
		{[]string{"0", "30", "31", "28"}, Rhythm{"MONTHLY", 30, 4}},
		{[]string{"0", "30", "!2", "28", "=1", "30", "31"}, Rhythm{"MONTHLY", 31, 5}},
		{[]string{"0", "7", "7", "21", "7"}, Rhythm{"WEEKLY", 7, 5}},
		{[]string{"0", "1", "1", "1"}, Rhythm{"DAILY", 1, 4}},
		{[]string{"0", "91", "92", "90"}, Rhythm{"QUARTERLY", 91, 4}},
		{[]string{"0", "365", "366", "365"}, Rhythm{"ANNUAL", 365, 4}},
		{[]string{"0", "5", "50", "200"}, Rhythm{"", 50, 4}},
		{[]string{"0", "5", "50", "200", "12", "90"}, Rhythm{"IRREG", 50, 6}},
	} {
		var all []store.Release
		day := at
		for i, r := range c.releases {
			x, hash := store.Release{}, fmt.Sprint(i)
			switch r[0] {
			case '=':
				hash, r = all[i-1].Datasets[0].Hash, r[1:]
			case '!':
				x.Corrects, r = "another", r[1:]
			}
			days := 0
			if _, err := fmt.Sscan(r, &days); err != nil {
				t.Fatal(err)
			}
			day = day.Add(time.Duration(days) * 24 * time.Hour)
			x.Published, x.Datasets = day, []store.Released{{ID: "observations", Hash: hash}}
			all = append(all, x)
		}
		slices.Reverse(all)
		if got := RhythmOf("observations", all); got != c.want {
			t.Errorf("%v: %+v, want %+v", c.releases, got, c.want)
		}
	}
}
