package board

import (
	"math"

	"github.com/postup/postup/kpi"
)

// lengths are what a time is made of: how long each of those took that are counted, or by how much it is late.
type lengths struct {
	kind  InputKind
	scale float64 // what one of them is multiplied by to be in the figure's unit
	of    func(*ProcessingView) kpi.Histogram
}

// durationsOf are those of the completed, in whole hours.
func durationsOf(e *Explanation) lengths {
	l := lengths{InputDuration, 1, func(v *ProcessingView) kpi.Histogram { return kpi.Histogram{Hours: v.Hours, Counts: v.Counts} }}
	if e.On.Unit != "hours" {
		l.scale = 1.0 / hoursPerDay
	}
	return l
}

// lateness is that of the overdue, in whole days.
var lateness = lengths{InputLateness, 1, func(v *ProcessingView) kpi.Histogram {
	return kpi.Histogram{Hours: v.OverdueDays, Counts: v.OverdueCounts}
}}

// explainQuantile gives which of how many lengths was taken. The lengths themselves are listed only where nothing is
// withheld at all: each may be one person's.
func (b *Board) explainQuantile(e *Explanation, q float64, l lengths) {
	o := e.Figure
	e.Inputs = []Input{constant("q", InputQuantile, q), constant("s", InputScale, l.scale), howMany(e)}
	if o.Value == nil || o.Denominator == nil {
		return
	}
	k := math.Max(1, math.Ceil(q**o.Denominator*(1-1e-12)))
	at := math.Round(*o.Value / l.scale)
	e.Inputs = append(e.Inputs, shown(e, "k", InputRank, k), shown(e, "x₍ₖ₎", l.kind, at))
	if h, listed := b.listLengths(e, l); listed {
		if length, ok := kpi.NearestRank(h.Hours, h.Counts, q); ok {
			value := length * l.scale
			e.Recomputed = &value
		}
	}
	b.addServices(e)
}

// explainMean gives how many there are and how long they took together, which is a whole number.
func (b *Board) explainMean(e *Explanation, l lengths) {
	o := e.Figure
	e.Inputs = []Input{constant("s", InputScale, l.scale), howMany(e)}
	if o.Value == nil || o.Denominator == nil {
		return
	}
	together := math.Round(*o.Value / l.scale * *o.Denominator)
	e.Inputs = append(e.Inputs, shown(e, "Σ xⱼ", l.kind, together))
	if h, listed := b.listLengths(e, l); listed {
		if mean, ok := kpi.Mean(h.Hours, h.Counts); ok {
			value := mean * l.scale
			e.Recomputed = &value
		}
	}
	b.addServices(e)
}

// howMany is how many a time speaks of.
func howMany(e *Explanation) Input {
	n := figureInput(e, "n", InputCount, e.Figure.Denominator)
	if n.Status = e.Status; n.Value == nil {
		n.Reason = e.Reason
	}
	return n
}

func shown(e *Explanation, symbol string, kind InputKind, value float64) Input {
	in := figureInput(e, symbol, kind, &value)
	in.Status = kpi.Present
	return in
}

// listLengths lists how many have each length, over all services, where nothing is withheld.
func (b *Board) listLengths(e *Explanation, l lengths) (h kpi.Histogram, listed bool) {
	if b.Config.SuppressBelow > 1 {
		return h, false
	}
	var parts []kpi.Histogram
	for _, v := range b.countedBy(e) {
		parts = append(parts, l.of(v))
	}
	h = kpi.MergeHistograms(parts...)
	for i := range h.Hours {
		length, count := float64(h.Hours[i]), float64(h.Counts[i])
		e.Inputs = append(e.Inputs, Input{Symbol: "xⱼ", Kind: l.kind, Value: &length, Weight: &count, Status: kpi.Present})
	}
	return h, true
}
