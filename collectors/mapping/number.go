package mapping

import (
	"bytes"
	"math"
	"strconv"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
)

// number reads a number; nil with a state that is none where there is no value.
func (f *field) number(name string, rec record.Reader) (*float64, state, *check.Problem) {
	text, s := f.read(rec)
	if s > given {
		return nil, s, f.problem(name, s)
	}
	if s != given {
		return nil, s, nil
	}
	decimal := f.decimal
	if f.at >= 0 && f.codes == nil && rec.Value(f.at).Kind == record.Number {
		decimal = '.' // the payload's format says so, whatever its texts are written with
	}
	if f.unit == "percent" { // a sign that says so, too
		text = bytes.TrimSpace(bytes.TrimSuffix(text, []byte("%")))
	}
	v, ok := parseNumber(text, decimal)
	if !ok {
		why := "not a number with the decimal mark " + strconv.Quote(string(decimal))
		if bytes.HasSuffix(text, []byte("%")) {
			why += "; the field's unit: percent reads the sign of per cent"
		}
		return nil, s, &check.Problem{Field: name, Reason: check.BadNumber, Detail: why}
	}
	if f.scale != 0 && f.scale != 1 {
		v = tidy(v * f.scale)
	}
	return &v, s, nil
}

// amount is number for a field that the mapping may give in another unit than the one wanted.
func (f *field) amount(name string, rec record.Reader, unit string) (*float64, state, *check.Problem) {
	v, s, problem := f.number(name, rec)
	if v == nil || problem != nil {
		return v, s, problem
	}
	from := f.unit
	switch {
	case f.showsShare(rec, unit):
		from = "share"
	case from == "":
		return v, s, nil
	}
	turned, ok := inUnit(*v, from, unit)
	if !ok {
		return nil, s, &check.Problem{Field: name, Reason: check.BadNumber,
			Detail: "the mapping's unit " + from + " can't be turned into the indicator's, " + unit}
	}
	return &turned, s, nil
}

// showsShare tells that the payload shows the number as a per cent, and stores a hundredth of it: who types 45% into a cell
// for per cent has 0.45 stored. Where the mapping scales numbers, it knows of that.
func (f *field) showsShare(rec record.Reader, unit string) bool {
	if f.at < 0 || f.codes != nil || f.scale != 0 && f.scale != 1 {
		return false
	}
	return (f.unit == "percent" || f.unit == "" && (unit == "percent" || unit == "ratio")) && rec.Value(f.at).Share
}

// whole reads a whole number that is not negative, 0 where there is none.
func (f *field) whole(name string, rec record.Reader, most float64) (int, *check.Problem) {
	v, _, problem := f.number(name, rec)
	switch {
	case problem != nil || v == nil:
		return 0, problem
	case *v < 0:
		return 0, &check.Problem{Field: name, Reason: check.Negative, Detail: "it can't be below zero"}
	case *v != math.Trunc(*v):
		return 0, &check.Problem{Field: name, Reason: check.NotWhole, Detail: "it is not a whole number"}
	case *v > most:
		return 0, &check.Problem{Field: name, Reason: check.OutOfRange, Detail: "it is more than can be"}
	}
	return int(*v), nil
}

// parseNumber reads a number strictly: digits with one decimal mark, an exponent perhaps, and groups of three
// digits parted by (no-break) spaces perhaps. No infinities, no hexadecimals, no thousands commas.
func parseNumber(text []byte, decimal byte) (float64, bool) {
	buf := make([]byte, 0, 32)
	if len(text) > 64 {
		return 0, false
	}
	rest := text
	if len(rest) > 0 && (rest[0] == '-' || rest[0] == '+') {
		buf, rest = append(buf, rest[0]), rest[1:]
	} else if r, ok := cutPrefix(rest, "\u2212"); ok { // the minus sign of typeset tables
		buf, rest = append(buf, '-'), r
	}
	buf, rest, ok := integerPart(buf, rest)
	if !ok {
		return 0, false
	}
	if len(rest) > 0 && rest[0] == decimal {
		n := digits(rest[1:])
		if n == 0 {
			return 0, false
		}
		buf = append(append(buf, '.'), rest[1:1+n]...)
		rest = rest[1+n:]
	}
	if len(rest) > 1 && (rest[0] == 'e' || rest[0] == 'E') {
		sign := 1
		if rest[1] == '-' || rest[1] == '+' {
			sign = 2
		}
		n := digits(rest[sign:])
		if n == 0 {
			return 0, false
		}
		buf = append(buf, rest[:sign+n]...)
		rest = rest[sign+n:]
	}
	if len(rest) > 0 {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(buf), 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// integerPart takes the digits before the decimal mark, at least one, with or without groups of three.
func integerPart(buf, rest []byte) (out, after []byte, ok bool) {
	n := digits(rest)
	if n == 0 {
		return buf, rest, false
	}
	buf, rest = append(buf, rest[:n]...), rest[n:]
	for n <= 3 {
		group, found := groupAfterSpace(rest)
		if !found {
			break
		}
		if digits(group) != 3 {
			return buf, rest, false
		}
		buf, rest = append(buf, group[:3]...), group[3:]
	}
	return buf, rest, true
}

// groupAfterSpace skips one space, no-break space or narrow no-break space.
func groupAfterSpace(b []byte) ([]byte, bool) {
	for _, space := range []string{" ", "\u00a0", "\u202f"} {
		if r, ok := cutPrefix(b, space); ok {
			return r, true
		}
	}
	return nil, false
}

func cutPrefix(b []byte, prefix string) ([]byte, bool) {
	if len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix {
		return b[len(prefix):], true
	}
	return b, false
}

func digits(b []byte) int {
	n := 0
	for n < len(b) && '0' <= b[n] && b[n] <= '9' {
		n++
	}
	return n
}

// tidy takes away the last digits' noise that a multiplication leaves: 0.2451 × 100 is 24.51.
func tidy(v float64) float64 {
	t, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	if err != nil {
		return v
	}
	return t
}

// inUnit turns a number from the mapping's unit into the indicator's; false where they don't go together.
func inUnit(v float64, from, to string) (float64, bool) {
	if from == "" || from == to {
		return v, true
	}
	switch {
	case from == "share" && to == "percent":
		return tidy(v * 100), true
	case from == "percent" && (to == "ratio" || to == "share"):
		return tidy(v / 100), true
	case from == "share" && to == "ratio":
		return v, true
	}
	a, b := unitSeconds[from], unitSeconds[to]
	if a == 0 || b == 0 {
		return 0, false
	}
	return tidy(v * a / b), true
}

var unitSeconds = map[string]float64{"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
