package api

import (
	"time"

	"github.com/postup/postup/kpi"
)

// moment is a time as the API writes it: RFC 3339 UTC to the second, null for none.
type moment time.Time

// MarshalJSON writes the time, or null.
func (m moment) MarshalJSON() ([]byte, error) {
	if time.Time(m).IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + time.Time(m).UTC().Format(time.RFC3339) + `"`), nil
}

// MarshalText writes the time, or nothing.
func (m moment) MarshalText() ([]byte, error) {
	if time.Time(m).IsZero() {
		return nil, nil
	}
	return []byte(time.Time(m).UTC().Format(time.RFC3339)), nil
}

// orNull is s, null where it is empty.
func orNull[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	text := string(s)
	return &text
}

// dated is a value and its day; both null where there is none.
type dated struct {
	Date  kpi.Date `json:"date"`
	Value *float64 `json:"value"`
}

func datedOf(v *kpi.DatedValue) dated {
	if v == nil {
		return dated{}
	}
	return dated{v.Date, &v.Value}
}

// missing is the reason of an absent value: the one that is known, else the status, else that there is no data.
func missing(value *float64, reason kpi.Reason, status kpi.Status) *string {
	switch {
	case value != nil && reason == "":
		return nil
	case reason != "":
		return orNull(reason)
	case status != "" && status != kpi.Present:
		return orNull(status)
	}
	return orNull(kpi.ReasonNoData)
}
