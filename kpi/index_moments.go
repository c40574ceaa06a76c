package kpi

import "math"

// moments are what a column's values are like: their number and mean, and the sums of the powers of their distances from it.
type moments struct {
	n, mean, second, third, fourth float64
}

func momentsOf(values []float64) moments {
	var m moments
	for _, v := range values {
		if present(v) {
			m.n++
			m.mean += v
		}
	}
	m.mean /= m.n
	for _, v := range values {
		if present(v) {
			d := v - m.mean
			m.second += d * d
			m.third += d * d * d
			m.fourth += d * d * d * d
		}
	}
	return m
}

// skewness is the sample skewness G1 (type 2 of Joanes and Gill 1998, as in Excel, SAS and COINr). It needs three values.
func (m moments) skewness() *float64 {
	if m.n < 3 || m.second == 0 {
		return nil
	}
	g := math.Sqrt(m.n) * m.third / math.Pow(m.second, 1.5)
	return finite(g * math.Sqrt(m.n*(m.n-1)) / (m.n - 2))
}

// kurtosis is the sample excess kurtosis G2 (type 2, likewise): 0 of a normal distribution. It needs four values.
func (m moments) kurtosis() *float64 {
	if m.n < 4 || m.second == 0 {
		return nil
	}
	g := m.n*m.fourth/(m.second*m.second) - 3
	return finite(((m.n+1)*g + 6) * (m.n - 1) / ((m.n - 2) * (m.n - 3)))
}
