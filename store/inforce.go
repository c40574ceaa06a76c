package store

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/kpi"
)

// Precedence orders sources: as an indicator declares, real before simulated, then by id. Who derives a figure and who
// explains it go by the same order.
type Precedence []string

// Compare is negative where a goes first.
func (p Precedence) Compare(a, b Origin) int {
	return cmp.Or(cmp.Compare(p.rank(a.Source), p.rank(b.Source)), realFirst(a.Simulated, b.Simulated), strings.Compare(a.Source, b.Source))
}

func (p Precedence) rank(source string) int {
	if i := slices.Index(p, source); i >= 0 {
		return i
	}
	return len(p)
}

func realFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// InForce tells whether the service must be provided on a day.
func (o *Offer) InForce(day kpi.Date) bool {
	return !o.Withdrawn && o.From <= day && (o.To.IsZero() || day <= o.To)
}

// StageOn is how far a service was online on a day, of everything that is said of it in one region: the newest statement
// that holds by then, of the source that goes first of those that say anything. A statement that was taken back gives way to
// the one before it; false where nothing is said.
func StageOn(stages []ServiceStage, day kpi.Date, p Precedence) (found ServiceStage, ok bool) {
	for _, s := range stages {
		if s.Status == kpi.Withdrawn || s.Since > day {
			continue
		}
		if order := p.Compare(s.Origin, found.Origin); !ok || order < 0 || order == 0 && s.Since > found.Since {
			found, ok = s, true
		}
	}
	return found, ok
}
