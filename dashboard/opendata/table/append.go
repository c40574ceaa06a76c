package table

import (
	"math"
	"strconv"
	"time"
)

// appendNumber writes the shortest decimal that reads back as f, without an exponent below 1e21.
func appendNumber(b []byte, f float64) []byte {
	const exact = 1e15 // decimals of 15 digits are never nearer to each other than float64s are
	if size := math.Abs(f); size < exact {
		// Most figures have few decimals. One of at most 15 digits that reads back as f is the shortest, and there is no other.
		scale := 1.0
		for places := range 5 {
			scaled := f * scale
			if math.Abs(scaled) >= exact {
				break
			}
			if n := math.Round(scaled); n/scale == f {
				return appendDecimal(b, int64(n), places)
			}
			scale *= 10
		}
	} else if size >= 1e21 {
		return strconv.AppendFloat(b, f, 'e', -1, 64)
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

// appendDecimal writes n with its last digits after a point. The last of them must not be 0.
func appendDecimal(b []byte, n int64, places int) []byte {
	if places == 0 {
		return strconv.AppendInt(b, n, 10)
	}
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	unit := powers[places]
	b = strconv.AppendInt(b, n/unit, 10)
	b = append(b, '.')
	return appendPadded(b, n%unit, places)
}

var powers = [...]int64{1, 10, 100, 1000, 10000}

// appendPadded writes n with zeros before it where it has fewer digits than that.
func appendPadded(b []byte, n int64, digits int) []byte {
	for i := digits - 1; i >= 0; i-- {
		b = append(b, byte('0'+n/powers[i]%10))
	}
	return b
}

// appendDay writes a day that is counted from 1970.
func appendDay(b []byte, day int64) []byte {
	y, m, d := time.Unix(day*86400, 0).UTC().Date()
	b = append(appendPadded(b, int64(y), 4), '-')
	b = append(appendPadded(b, int64(m), 2), '-')
	return appendPadded(b, int64(d), 2)
}

// appendMoment writes microseconds since 1970, with as many decimals of a second as there are.
func appendMoment(b []byte, micros int64) []byte {
	return time.UnixMicro(micros).UTC().AppendFormat(b, time.RFC3339Nano)
}

// appendPlain writes what is neither a text nor missing.
func appendPlain(b []byte, c *Cell) []byte {
	if c.text != "" {
		return append(b, c.text...)
	}
	switch c.kind {
	case TypeInteger:
		return strconv.AppendInt(b, c.integer(), 10)
	case TypeNumber:
		return appendNumber(b, c.number())
	case TypeBoolean:
		return strconv.AppendBool(b, c.truth())
	case TypeDate:
		return appendDay(b, c.integer())
	case TypeTime:
		return appendMoment(b, c.integer())
	}
	return b
}
