package sheet

import (
	"math"
	"strconv"

	"github.com/postup/postup/collectors/record"
)

// Text is a text, Null where it is empty.
func Text(b []byte) record.Value {
	if len(b) == 0 {
		return record.Value{Kind: record.Null}
	}
	return record.Value{Kind: record.Text, Bytes: b}
}

// Bool is true or false.
func Bool(is bool) record.Value {
	if is {
		return record.Value{Kind: record.Bool, Bytes: []byte("true")}
	}
	return record.Value{Kind: record.Bool, Bytes: []byte("false")}
}

// Failed stands for an error in the place of a value.
func Failed(what string) record.Value { return record.Value{Kind: record.Failed, Bytes: []byte(what)} }

// Number is a number that is stored in bytes, written so that nothing is lost and codes stay as they are.
func Number(v float64) record.Value {
	format := byte('f')
	if math.Abs(v) >= 1e21 {
		format = 'g'
	}
	return record.Value{Kind: record.Number, Bytes: strconv.AppendFloat(nil, v, format, -1, 64)}
}
