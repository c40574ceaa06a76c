package store

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/postup/postup/kpi"
)

// LastDate is the latest day that can be stored; the first is 1970-01-02, since 1970-01-01 stands for none.
const LastDate = kpi.Date(math.MaxUint16)

// Storable tells whether a day, or no day, can be stored as it is.
func Storable(d kpi.Date) bool { return d >= 0 && d <= LastDate }

// StorableTime tells whether a moment, or no moment, can be stored as it is, to the second.
func StorableTime(t time.Time) bool {
	return t.IsZero() || t.Unix() > 0 && t.Unix() <= math.MaxUint32
}

// faults gathers what keeps a row from being stored, so that one message says all of it.
type faults []string

// of makes one error of them all, nil where there are none.
func (f faults) of(table string, row int) error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Code: CodeInvalid, Message: fmt.Sprintf("write %s: row %d: %s", table, row, strings.Join(f, "; "))}
}

func (f *faults) date(name string, d kpi.Date) {
	if !Storable(d) {
		*f = append(*f, fmt.Sprintf("%s %s cannot be stored: days run from 1970-01-02 to %s", name, d.Time().Format(time.DateOnly), LastDate))
	}
}

func (f *faults) needed(name string, d kpi.Date) {
	if d.IsZero() {
		*f = append(*f, name+" is missing")
		return
	}
	f.date(name, d)
}

func (f *faults) period(p kpi.Period) {
	f.needed("period start", p.Start)
	f.needed("period end", p.End)
	f.when(p.End < p.Start, "the period ends before it starts")
}

func (f *faults) moment(name string, t time.Time) {
	if !StorableTime(t) {
		*f = append(*f, fmt.Sprintf("%s %s cannot be stored: times run from 1970 to February 2106", name, t.UTC().Format(time.RFC3339)))
	}
}

func (f *faults) number(name string, v *float64) {
	if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
		*f = append(*f, fmt.Sprintf("%s %v is not a number; a missing value is nil", name, *v))
	}
}

func (f *faults) text(name, v string) {
	if v == "" {
		*f = append(*f, name+" is missing")
	}
}

func (f *faults) when(wrong bool, what string) {
	if wrong {
		*f = append(*f, what)
	}
}
