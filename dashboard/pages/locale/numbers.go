package locale

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/number"
)

const (
	narrow = "\u202f" // narrow no-break space: between groups of digits
	minus  = "\u2212"
)

// spaces makes what the locale data put between groups of digits narrow, and its hyphen a minus.
var spaces = strings.NewReplacer("\u00a0", narrow, "-", minus)

// Number writes a number with so many decimals, rounded half away from zero.
func (l *Locale) Number(v float64, decimals int) string {
	v = Round(v, decimals)
	return spaces.Replace(l.printer.Sprint(number.Decimal(v, number.Scale(decimals))))
}

// Trim writes a number with at most so many decimals: 90, not 90.0.
func (l *Locale) Trim(v float64, decimals int) string {
	v = Round(v, decimals)
	return spaces.Replace(l.printer.Sprint(number.Decimal(v, number.MaxFractionDigits(decimals))))
}

// Signed writes a change: with its sign, even a plus.
func (l *Locale) Signed(v float64, decimals int) string {
	if Round(v, decimals) > 0 {
		return "+" + l.Number(v, decimals)
	}
	return l.Number(v, decimals)
}

// Value writes a value with its unit, at exactly so many decimals.
func (l *Locale) Value(v float64, unit string, decimals int) string {
	return l.unit(v, unit, decimals)
}

// Promised writes a target's value with its unit, without idle zeros; two decimals where the value has many.
func (l *Locale) Promised(v float64, unit string) string {
	for d := range 2 {
		if math.Abs(v-Round(v, d)) < 1e-9 {
			return l.unit(v, unit, d)
		}
	}
	return l.unit(v, unit, 2)
}

func (l *Locale) unit(v float64, unit string, decimals int) string {
	switch unit {
	case "percent":
		return l.T("unit.percent", "N", l.Number(v, decimals))
	case "hours", "days":
		return l.N("unit."+unit, v, decimals)
	}
	return l.Number(v, decimals)
}

// Pace writes a pace: so much a period of a frequency (day, month, quarter, year).
func (l *Locale) Pace(v float64, unit, frequency string, decimals int) string {
	every := l.T("every." + frequency)
	switch unit {
	case "percent", "hours", "days":
		return l.N("pace."+unit, v, decimals, "Every", every)
	}
	return l.T("pace.number", "N", l.Number(v, decimals), "Every", every)
}

// Round rounds half away from zero, and never gives a negative zero.
func Round(v float64, decimals int) float64 {
	p := math.Pow(10, float64(decimals))
	r := math.Round(v*p) / p
	if r == 0 {
		return 0
	}
	return r
}

// plain is the number as plural rules want it: with the decimals that are shown.
func plain(v float64, decimals int) string {
	return strconv.FormatFloat(math.Abs(Round(v, decimals)), 'f', decimals, 64)
}
