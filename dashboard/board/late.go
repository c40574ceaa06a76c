package board

import "github.com/postup/postup/kpi"

// Late is how long the overdue applications of a region have been late, over all services, on the newest day that is known.
type Late struct {
	Overdue         float64
	Bins            []LateBin
	Median, Longest *float64 // days; nil where none is
	Withheld        bool     // a bin is
	Simulated       bool
}

// LateBin is how many are late by From to To days; To 0: or more. Count is 0 where it is withheld.
type LateBin struct {
	From, To uint32
	Count    float64
	Withheld bool
}

// lateBins are a week, a month, a quarter and all beyond.
var lateBins = []LateBin{{From: 1, To: 7}, {From: 8, To: 30}, {From: 31, To: 90}, {From: 91}}

// Late finds how long what is overdue in a month has been late; nil where that is not known or its number is withheld. The bins
// are made of all services, those too that are withheld by themselves, and only where these add up to what the region's own
// observation says. As many bins are withheld as it takes for none of a few to be told from the others.
func (b *Board) Late(region string, month kpi.Date) *Late {
	backlog := b.Backlog(region, month)
	if backlog.Overdue == nil {
		return nil
	}
	out := &Late{Overdue: *backlog.Overdue}
	var parts []kpi.Histogram
	views := b.Processing(region)
	for i := range views {
		if v := &views[i]; v.Month == month {
			parts = append(parts, kpi.Histogram{Hours: v.OverdueDays, Counts: v.OverdueCounts})
			out.Simulated = out.Simulated || v.Simulated
		}
	}
	h := kpi.MergeHistograms(parts...)
	if float64(h.Total()) != out.Overdue {
		return nil
	}
	out.fill(h, float64(b.Config.SuppressBelow))
	return out
}

func (l *Late) fill(h kpi.Histogram, limit float64) {
	sum := addition{}
	bins := make([]part, len(lateBins))
	for n, bin := range lateBins {
		count := 0.0
		for i, days := range h.Hours {
			if (days >= bin.From || n == 0) && (bin.To == 0 || days <= bin.To) {
				count += float64(h.Counts[i])
			}
		}
		bins[n] = part{counts: counts{count}, hidden: small(count, limit)}
		sum.terms = append(sum.terms, term{&bins[n], count, 1})
	}
	sum.settle(limit)
	for n, bin := range lateBins {
		if bin.Withheld = bins[n].hidden; bin.Withheld {
			l.Withheld = true
		} else {
			bin.Count = bins[n].counts[0]
		}
		l.Bins = append(l.Bins, bin)
	}
	l.Median, l.Longest = latenessOf(h)
}

// Lateness is by how many days the middle one of a service's overdue applications is late, and the one that is late longest; nil
// where none is overdue, or few.
func (v *ProcessingView) Lateness() (median, longest *float64) {
	if v.Hidden.Overdue {
		return nil, nil
	}
	return latenessOf(kpi.Histogram{Hours: v.OverdueDays, Counts: v.OverdueCounts})
}

func latenessOf(h kpi.Histogram) (median, longest *float64) {
	at := func(q float64) *float64 {
		days, ok := kpi.NearestRank(h.Hours, h.Counts, q)
		if !ok {
			return nil
		}
		return &days
	}
	return at(0.5), at(1)
}
