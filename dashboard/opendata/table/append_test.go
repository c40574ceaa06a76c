package table

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
)

func checkNumber(t *testing.T, f float64) {
	t.Helper()
	want := strconv.FormatFloat(f+0, 'f', -1, 64) // + 0: zero has no sign
	if math.Abs(f) >= 1e21 {
		want = strconv.FormatFloat(f, 'e', -1, 64)
	}
	if got := string(appendNumber(nil, f)); got != want {
		t.Errorf("%b: %s, want %s", f, got, want)
	}
}

// TestNumbers: a figure is the shortest that reads back, whichever way it is found.
func TestNumbers(t *testing.T) {
	for _, f := range []float64{
		0, 1, -1, 0.5, 0.1, 0.01, 0.001, 0.0001, 0.00001, -0.0001, 0.05, 1.005, 12.5, 99.99, 100, 1e14, 1e15, 1e15 - 0.125, 999999999999999,
		99999999999.9999, 1e16, 1e20, 1e21, 123456.7891, 123456.78912, 4503599627370497.5, 9007199254740993, 0.30000000000000004,
		math.MaxFloat64, math.SmallestNonzeroFloat64, 2.2250738585072014e-308, math.Pi, -math.Pi, 1e-4, 1e-5, 5e-324,
	} {
		checkNumber(t, f)
		checkNumber(t, -f)
		checkNumber(t, math.Nextafter(f, math.Inf(1)))
		checkNumber(t, math.Nextafter(f, 0))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 300_000 {
		if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
			checkNumber(t, f)
		}
		decimal := float64(r.Int64N(1e15)) / math.Pow10(r.IntN(8)) / math.Pow10(r.IntN(8))
		checkNumber(t, decimal)
		checkNumber(t, math.Nextafter(decimal, 0))
	}
}

func FuzzNumber(f *testing.F) {
	f.Add(uint64(0))
	f.Add(math.Float64bits(0.1))
	f.Fuzz(func(t *testing.T, bits uint64) {
		if f := math.Float64frombits(bits); !math.IsNaN(f) && !math.IsInf(f, 0) && f != 0 {
			checkNumber(t, f)
		}
	})
}

// TestDays: every day between the years 1 and 9999 is written as Go's own library does.
func TestDays(t *testing.T) {
	var b []byte
	for d := firstDay; d <= lastDay; d += 7 {
		b = appendDay(b[:0], d)
		if want := time.Unix(d*86400, 0).UTC().Format(time.DateOnly); string(b) != want {
			t.Fatalf("day %d: %s, want %s", d, b, want)
		}
	}
	for micros, want := range map[int64]string{
		firstMoment: "0001-01-01T00:00:00Z", lastMoment: "9999-12-31T23:59:59.999999Z", -1: "1969-12-31T23:59:59.999999Z", 1500000: "1970-01-01T00:00:01.5Z",
	} {
		if got := string(appendMoment(nil, micros)); got != want || !strings.HasSuffix(got, "Z") {
			t.Errorf("%d: %s, want %s", micros, got, want)
		}
	}
}
