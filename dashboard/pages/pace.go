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
	met := p.RequiredPace != nil && p.Comparison().Holds(p.Latest.Value, *p.Value)
	if met {
		required = 0
	}
	least := max(m.decimals, 1)
	every, times := legible(p.Indicator.Frequency, least, required, observed)
	required, observed = required*times, observed*times
	write := func(v float64) string {
		return r.Pace(math.Abs(v), m.unit, string(every), digits(v, least))
	}

	needed, recent := "", ""
	if met || required != 0 { // a value that is still equal to "more than" it needs something that no number tells
		needed = r.T("pace.needed."+course(required), "Pace", write(required))
	}
	switch {
	case p.ObservedPace == nil:
	case observed == 0 && wavers(p):
		recent = r.T("pace.recent.less", "Pace", write(math.Pow10(-least)))
	default:
		said := write(observed)
		if required != 0 {
			said = r.Number(math.Abs(observed), digits(observed, least)) // its unit has just been named
		}
		recent = r.T("pace.recent."+course(observed), "Pace", said)
	}
	if needed == "" || recent == "" {
		return needed + recent
	}
	return needed + "; " + recent
}

// wavers tells whether a value has moved about its trend.
func wavers(p *board.Progress) bool {
	return p.Forecast != nil && p.Forecast.High-p.Forecast.Low > still
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

// legible chooses the time that paces are told by, and how many of their periods it holds: a year where one that moves
// would read as zero by its own period.
func legible(f kpi.Frequency, decimals int, paces ...float64) (every kpi.Frequency, times float64) {
	for _, v := range paces {
		if n := periodsInYear[f]; n > 0 && vanishes(v, decimals) {
			return kpi.Yearly, n
		}
	}
	return f, 1
}

// digits is how many decimals a pace needs, at least so many.
func digits(v float64, least int) int {
	for vanishes(v, least) {
		least++
	}
	return least
}

func vanishes(v float64, decimals int) bool { return v != 0 && locale.Round(v, decimals) == 0 }
