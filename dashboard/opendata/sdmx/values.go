package sdmx

import (
	"fmt"
	"strconv"
	"time"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/kpi"
)

// Codes of SDMX's list of observation states.
const (
	StateNormal      = "A"
	StateProvisional = "P" // a period that runs, or a sum that lacks parts
	StateMissing     = "O"
	StateImpossible  = "M" // there can't be any
	StateNotGathered = "L" // it may be there, and was not given
	StateSuppressed  = "Q"
)

// stateOf is an observation's state as SDMX has it.
func stateOf(row *fastjson.Value) string {
	if absent(row.Get("value")) {
		switch status := text(row, "status"); {
		case text(row, "reason") == string(kpi.ReasonSuppressed):
			return StateSuppressed
		case status == string(kpi.NotApplicable):
			return StateImpossible
		case status == string(kpi.Refused):
			return StateNotGathered
		}
		return StateMissing
	}
	if row.GetBool("running") || row.GetBool("partial") {
		return StateProvisional
	}
	return StateNormal
}

// Codes of SDMX's list of frequencies.
const (
	Annual    = "A"
	Half      = "S"
	Quarterly = "Q"
	Monthly   = "M"
	Weekly    = "W"
	Daily     = "D"
	OtherFreq = "_O"
)

// frequencyOf is how long a period is, whatever day it begins on.
func frequencyOf(p kpi.Period) string {
	switch n := p.Days(); {
	case n == 7:
		return Weekly
	case n >= 181 && n <= 184:
		return Half
	}
	if known := map[kpi.Frequency]string{kpi.Yearly: Annual, kpi.Quarterly: Quarterly, kpi.Monthly: Monthly, kpi.Daily: Daily}[kpi.FrequencyOf(p)]; known != "" {
		return known
	}
	return OtherFreq
}

// periodOf writes a period: those of the calendar by their names, any other by its first day and how long it is.
func periodOf(p kpi.Period) string {
	first := p.Start.Time()
	year := fmt.Sprintf("%04d", first.Year())
	months := 0
	for n := 1; n <= 12 && months == 0; n++ {
		if p.Start.AddMonths(n).AddDays(-1) == p.End && first.Day() == 1 {
			months = n
		}
	}
	switch {
	case p.Start == p.End:
		return p.Start.String()
	case months == 12 && first.Month() == time.January:
		return year
	case months == 6 && first.Month()%6 == 1:
		return year + "-S" + strconv.Itoa(int(first.Month()+5)/6)
	case months == 3 && first.Month()%3 == 1:
		return year + "-Q" + strconv.Itoa(int(first.Month()+2)/3)
	case months == 1:
		return year + "-" + fmt.Sprintf("%02d", int(first.Month()))
	case months == 12:
		return p.Start.String() + "/P1Y"
	case months > 0:
		return p.Start.String() + "/P" + strconv.Itoa(months) + "M"
	}
	return p.Start.String() + "/P" + strconv.Itoa(p.Days()) + "D"
}

// spanOf is a row's period.
func spanOf(row *fastjson.Value) (kpi.Period, error) {
	start, err := kpi.ParseDate(text(row, "period_start"))
	if err != nil {
		return kpi.Period{}, fmt.Errorf("read where a period begins: %w", err)
	}
	end, err := kpi.ParseDate(text(row, "period_end"))
	if err != nil {
		return kpi.Period{}, fmt.Errorf("read where a period ends: %w", err)
	}
	return kpi.Period{Start: start, End: end}, nil
}

func absent(v *fastjson.Value) bool { return v == nil || v.Type() == fastjson.TypeNull }

func text(row *fastjson.Value, column string) string { return string(row.GetStringBytes(column)) }
