package pages

import (
	"math"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
)

// pace is what a promise that lies ahead asks for, and how the value has been changing.
func (r *request) pace(p *board.Progress) string {
	if !r.ahead(p) || p.State == kpi.NotStarted {
		return ""
	}
	m := measureOf(p.Indicator)
	required, observed := scaledPace(p.RequiredPace, m), scaledPace(p.ObservedPace, m)
	if p.RequiredPace != nil && comparisonOf(p).Holds(p.Latest.Value, *p.Value) {
		required = 0
	}
	every, times, decimals := legible(p.Indicator.Frequency, max(m.decimals, 1), required, observed)
	write := func(v float64) string { return r.Pace(math.Abs(v)*times, m.unit, string(every), decimals) }

	needed, recent := "", ""
	if p.RequiredPace != nil {
		needed = r.T("pace.needed."+course(required), "Pace", write(required))
	}
	if p.ObservedPace != nil {
		said := write(observed)
		if required != 0 {
			said = r.Number(math.Abs(observed)*times, decimals) // its unit has just been named
		}
		recent = r.T("pace.recent."+course(observed), "Pace", said)
	}
	if needed == "" || recent == "" {
		return needed + recent
	}
	return needed + "; " + recent
}

// still is the pace below which nothing moves: only the rounding of its computation is left.
const still = 1e-6

func scaledPace(pace *float64, m measure) float64 {
	if pace == nil || math.Abs(*pace*m.scale) < still {
		return 0
	}
	return *pace * m.scale
}

func course(pace float64) string {
	switch {
	case pace > 0:
		return "up"
	case pace < 0:
		return "down"
	}
	return "none"
}

var periodsInYear = map[kpi.Frequency]float64{kpi.Daily: 365.25, kpi.Monthly: 12, kpi.Quarterly: 4}

// legible chooses how paces are written so that none which moves reads as zero: by the year where a period's would be,
// and with more decimals where that is not enough.
func legible(f kpi.Frequency, least int, paces ...float64) (every kpi.Frequency, times float64, decimals int) {
	vanishes := func() bool {
		for _, v := range paces {
			if v != 0 && locale.Round(v*times, decimals) == 0 {
				return true
			}
		}
		return false
	}
	every, times, decimals = f, 1, least
	if n := periodsInYear[f]; n > 0 && vanishes() {
		every, times = kpi.Yearly, n
	}
	for vanishes() {
		decimals++
	}
	return every, times, decimals
}
