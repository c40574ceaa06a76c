package board

import (
	"math"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// ClaimState says whether what was claimed can be held against what was measured, or why it can't.
type ClaimState string

// The states of a claim.
const (
	ClaimAgrees     ClaimState = "agrees"       // the figures say what it says
	ClaimDiffers    ClaimState = "differs"      // they say something else
	ClaimInWords    ClaimState = "in_words"     // it gives no number
	ClaimPeriodless ClaimState = "no_period"    // it gives one and doesn't say of what time
	ClaimUnmeasured ClaimState = "not_measured" // nothing is known of that time; Measured tells why where something is said of it
	ClaimWithheld   ClaimState = "suppressed"   // the figure of that time is of too few applications to be shown
	ClaimRunning    ClaimState = "running"      // its period has not ended
	ClaimIncomplete ClaimState = "incomplete"   // the sum for its period lacks regions
)

// Claimed is what somebody says has come of a target, beside what was measured.
type Claimed struct {
	Target     *config.Target
	Number     int // of the claim within its target, from 1
	Claim      *config.Claim
	Region     *config.Region // nil: the claim is about all that the target is for
	Indicator  *config.Indicator
	Measured   *Cell // of the claim's period, or the newest where it names none; nil where nothing is known
	State      ClaimState
	Difference *float64 // measured less claimed, in the unit of the indicator; nil where they can't be held against each other
}

// Claims lists what was claimed of a target by today. It is configured, and so has no versions: as_of moves what was measured, and not the
// claims.
func (b *Board) Claims(t *config.Target) []Claimed {
	var list []Claimed
	for n := range t.Claims {
		if claim := &t.Claims[n]; claim.On.FirstDay() <= b.Today {
			list = append(list, b.claimed(t, claim, n+1))
		}
	}
	return list
}

// Dropped is where a target was dropped by today; nil where nobody says that it was.
func (b *Board) Dropped(t *config.Target) *config.Dropped {
	if t.Dropped == nil || t.Dropped.On.FirstDay() > b.Today {
		return nil
	}
	return t.Dropped
}

func (b *Board) claimed(t *config.Target, claim *config.Claim, number int) Claimed {
	c := Claimed{Target: t, Number: number, Claim: claim, Region: b.Config.Region(claim.Region), Indicator: b.Config.Indicator(t.Indicator)}
	var s *Series
	if c.Region != nil {
		s = b.Series(t.Indicator, c.Region.Code, t.Breakdown)
	}
	if claim.Period.Known() {
		c.Measured = s.speaking(c.Indicator, claim.Period.Of())
	} else {
		c.Measured = s.Latest(b.Known)
	}
	c.State = c.stateWithout()
	if c.State == "" {
		c.compare(*c.Measured.Value, *claim.Value)
	}
	return c
}

func (c *Claimed) compare(measured, claimed float64) {
	apart := measured - claimed
	if c.Claim.Comparison == kpi.Equal && math.Abs(apart) <= noise*max(1, math.Abs(claimed)) {
		apart = 0
	}
	c.Difference, c.State = &apart, ClaimDiffers
	if apart == 0 && c.Claim.Comparison == kpi.Equal || c.Claim.Comparison.Holds(measured, claimed) {
		c.State = ClaimAgrees
	}
}

// noise is the part of a number by which sums and shares that are the same may differ.
const noise = 1e-9

// stateWithout is why the claim can't be held against what was measured; "" where it can.
func (c *Claimed) stateWithout() ClaimState {
	switch m := c.Measured; {
	case c.Claim.Value == nil:
		return ClaimInWords
	case !c.Claim.Period.Known():
		return ClaimPeriodless
	case m != nil && m.Reason == kpi.ReasonSuppressed:
		return ClaimWithheld
	case m == nil || m.Value == nil:
		return ClaimUnmeasured
	case m.Running:
		return ClaimRunning
	case m.Incomplete:
		return ClaimIncomplete
	}
	return ""
}

// speaking finds the cell that speaks of the same as a claim about a period: that of the period itself; of a stock also what it was when the
// period ended, and of what counts since the year began, what it had come to by the end of the part of that year.
func (s *Series) speaking(i *config.Indicator, p kpi.Period) *Cell {
	if c := s.At(p); c != nil && !c.ofNothing || s == nil || i.Nature == kpi.Flow {
		return c
	}
	var found *Cell
	for n := range s.Cells {
		c := &s.Cells[n]
		if c.Period.End == p.End && (found == nil || found.Value == nil) && (i.Nature == kpi.Stock || s.yearBegins(i, p.End) == p.Start) {
			found = c
		}
	}
	return found
}

// yearBegins is the first day of the year that holds a day, as the series counts its years.
func (s *Series) yearBegins(i *config.Indicator, day kpi.Date) kpi.Date {
	periods := make([]kpi.Period, len(s.Cells))
	for n := range s.Cells {
		periods[n] = s.Cells[n].Period
	}
	return kpi.CountingYear(periods, i.Frequency, day).Start
}
