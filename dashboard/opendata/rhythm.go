package opendata

import (
	"math"
	"slices"
	"time"

	"github.com/postup/postup/store"
)

// Rhythm is how often a dataset has come anew, as its releases show. What they don't show is not said.
type Rhythm struct {
	Every   string // as the European authority's list of frequencies names it: DAILY, WEEKLY, MONTHLY, QUARTERLY, ANNUAL, IRREG; "" it can't be told
	Days    int    // between one time and the next: the median
	Renewed int    // how often it came with other rows than before, the first time with it
}

// The least distances that a rhythm is told by, and that the lack of one is.
const (
	leastRegular   = 3
	leastIrregular = 5
)

// paces are the days that a rhythm lets pass.
var paces = []struct {
	name        string
	least, most float64
}{{"DAILY", .5, 1.5}, {"WEEKLY", 6, 8}, {"MONTHLY", 26, 35}, {"QUARTERLY", 84, 98}, {"ANNUAL", 350, 380}}

// RhythmOf tells how often a dataset has come anew, of all published releases. A release that corrects another is no part of it, nor
// is one that has the rows of the one before.
func RhythmOf(dataset string, published []store.Release) Rhythm {
	var times []time.Time
	last := ""
	for _, x := range slices.Backward(store.InOrderOfPublication(published)) {
		if d := x.Dataset(dataset); d != nil && x.Corrects == "" && d.Hash != last {
			times, last = append(times, x.Published), d.Hash
		}
	}
	r := Rhythm{Renewed: len(times)}
	if len(times) <= leastRegular {
		return r
	}
	var gaps []float64
	for i := range times[1:] {
		gaps = append(gaps, times[i+1].Sub(times[i]).Hours()/24)
	}
	slices.Sort(gaps)
	r.Days = int(math.Round((gaps[(len(gaps)-1)/2] + gaps[len(gaps)/2]) / 2))
	r.Every = paceOf(gaps)
	return r
}

// paceOf is the rhythm that three of four distances keep.
func paceOf(gaps []float64) string {
	for _, p := range paces {
		kept := 0
		for _, g := range gaps {
			if g >= p.least && g <= p.most {
				kept++
			}
		}
		if 4*kept >= 3*len(gaps) {
			return p.name
		}
	}
	if len(gaps) >= leastIrregular {
		return "IRREG"
	}
	return ""
}
