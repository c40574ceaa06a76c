package locale

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

const (
	narrow = "\u202f" // narrow no-break space: between groups of digits
	minus  = "\u2212"
)

// spaces makes what the locale data put between groups of digits narrow, and its hyphen a minus.
var spaces = strings.NewReplacer("\u00a0", narrow, "-", minus)

// signs are how a language writes numbers. They are taken from its locale data once, by what that makes of two numbers: writing each of a
// page's numbers by it would take a good part of the page's time.
type signs struct {
	group, point string
	least        int // digits of the smallest number that is grouped
}

func signsOf(p *message.Printer) signs {
	write := func(v float64, decimals int) string {
		return spaces.Replace(p.Sprint(number.Decimal(v, number.Scale(decimals))))
	}
	s := signs{group: strings.Trim(write(222_333, 0), "23"), point: strings.Trim(write(2.3, 1), "23"), least: 5}
	if strings.Contains(write(2333, 0), s.group) {
		s.least = 4
	}
	return s
}

// Number writes a number with so many decimals, rounded half away from zero.
func (l *Locale) Number(v float64, decimals int) string {
	return l.signs.write(strconv.FormatFloat(Round(v, decimals), 'f', decimals, 64))
}

// Trim writes a number with at most so many decimals: 90, not 90.0.
func (l *Locale) Trim(v float64, decimals int) string {
	digits := strconv.FormatFloat(Round(v, decimals), 'f', decimals, 64)
	if strings.Contains(digits, ".") {
		digits = strings.TrimRight(strings.TrimRight(digits, "0"), ".")
	}
	return l.signs.write(digits)
}

// write puts a language's signs into a number as programs write it.
func (s signs) write(digits string) string {
	whole, fraction, _ := strings.Cut(digits, ".")
	whole, negative := strings.CutPrefix(whole, "-")
	var out strings.Builder
	if negative {
		out.WriteString(minus)
	}
	for i := range len(whole) {
		if left := len(whole) - i; i > 0 && left%3 == 0 && len(whole) >= s.least {
			out.WriteString(s.group)
		}
		out.WriteByte(whole[i])
	}
	if fraction != "" {
		out.WriteString(s.point + fraction)
	}
	return out.String()
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
