package board

import "math/bits"

// prime is the order of the field that is computed in: so large that a number is zero in it only where it is zero.
const prime = 1<<61 - 1

func times(x, y uint64) uint64 {
	hi, lo := bits.Mul64(x, y)
	_, rest := bits.Div64(hi, lo, prime)
	return rest
}

func inverse(x uint64) uint64 {
	result := uint64(1)
	for n := uint64(prime - 2); n > 0; n >>= 1 {
		if n&1 == 1 {
			result = times(result, x)
		}
		x = times(x, x)
	}
	return result
}

// vector is a sum of unknowns: how often each is in it.
type vector map[int]uint64

func (v vector) add(k int, n int64) { v.addTimes(k, uint64((n%prime+prime)%prime)) }

func (v vector) addTimes(k int, n uint64) {
	if n = (v[k] + n) % prime; n != 0 {
		v[k] = n
	} else {
		delete(v, k)
	}
}

// span is all sums that can be computed of those that are known.
type span struct {
	learned []vector
	rows    map[int]vector // by the unknown that no earlier one begins with, which is in it once
}

// learn adds a sum.
func (s *span) learn(v vector) {
	s.learned = append(s.learned, v)
	first, rest := s.reduce(v)
	if first < 0 {
		return
	}
	if s.rows == nil {
		s.rows = map[int]vector{}
	}
	once := inverse(rest[first])
	for k := range rest {
		rest[k] = times(rest[k], once)
	}
	s.rows[first] = rest
}

// holds tells whether a sum can be computed.
func (s *span) holds(v vector) bool {
	first, _ := s.reduce(v)
	return first < 0
}

// reduce takes the known sums off a sum; what is left begins with the unknown that is returned, −1 where nothing is.
func (s *span) reduce(v vector) (int, vector) {
	rest := make(vector, len(v))
	for k, n := range v {
		rest[k] = n
	}
	for {
		first := -1
		for k := range rest {
			if s.rows[k] != nil {
				first = k
				break
			}
		}
		if first < 0 {
			break
		}
		n := prime - rest[first]
		for k, m := range s.rows[first] {
			rest.addTimes(k, times(n, m))
		}
	}
	first := -1
	for k := range rest {
		if first < 0 || k < first {
			first = k
		}
	}
	return first, rest
}
