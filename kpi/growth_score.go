package kpi

import "math"

// The ends of the growth method's scores.
const (
	bestScore  = 5
	worstScore = -5
)

// targetState bands P where there is a target: observed over required growth.
func targetState(p float64) (State, float64) {
	switch banded := p + roundingRoom; {
	case banded >= onTrackFrom:
		return Substantial, min(7.1429*p-4.2857, bestScore)
	case banded >= behindFrom:
		return Moderate, min(7.1429*p-4.2857, bestScore)
	case banded >= offTrackFrom:
		return Limited, max(4.1667*p-2.5, worstScore)
	}
	return Deterioration, max(4.1667*p-2.5, worstScore)
}

// growthState bands P where there is no target: growth a year in the right direction, with bounds that are
// multiplied by c, the room that is left.
func growthState(p, c float64) (State, float64) {
	switch banded := p + roundingRoom; {
	case banded < 0:
		return Deterioration, max(125*p-2.5, worstScore)
	case c == 0:
		return Substantial, bestScore
	case banded >= 0.015*c:
		return Substantial, min(500*p/c-5, bestScore)
	case banded >= 0.005*c:
		return Moderate, 250*p/c - 1.25
	}
	return Limited, 500*p/c - 2.5
}

// room is c: 1 without a limit L or from 2L on, falling to 0 towards L from either side. Of negative numbers the size counts.
// A limit of 0, or on the other side of it, limits nothing.
func room(b float64, limit *float64) float64 {
	const power = 4.44
	if limit == nil || !isFinite(*limit) || *limit == 0 || b < 0 != (*limit < 0) {
		return 1
	}
	switch share := b / *limit; {
	case share >= 2:
		return 1
	case share <= 1:
		return 1 - math.Pow(share, power)
	default:
		return 1 - math.Pow(2-share, power)
	}
}

// Scored is a series with its score, or a group of such: then only Parts count.
type Scored struct {
	State State
	Score *float64 // nil where the method could not answer
	Parts []Scored
}

// MeanScore is the score of an indicator of several series: the mean of those that have one, after groups within
// it were averaged on their own. Its state is by the mean (substantial from 2.5, moderate from 0, limited from
// −2.5), and achieved only where every series is.
func MeanScore(parts []Scored) Scored {
	sum, n, achieved := 0.0, 0, true
	for _, part := range parts {
		if len(part.Parts) > 0 {
			part = MeanScore(part.Parts)
		}
		achieved = achieved && part.State == Achieved
		if part.Score != nil && finite(*part.Score) != nil {
			sum, n = sum+*part.Score, n+1
		}
	}
	mean := quotient(sum, float64(n))
	if mean == nil {
		return Scored{State: NotAvailable}
	}
	result := Scored{Score: mean, State: Deterioration}
	switch {
	case achieved:
		result.State = Achieved
	case *mean >= 2.5:
		result.State = Substantial
	case *mean >= 0:
		result.State = Moderate
	case *mean >= -2.5:
		result.State = Limited
	}
	return result
}
