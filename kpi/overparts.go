package kpi

// What holds of a region by what holds of its parts, such as whether a service is online in its municipalities. A part is a share from
// 0 (not at all) to 1 (wholly), and nil or no number where that is not known. What is not known is never taken for a no, nor for a yes.

// AllOf is 1 where all parts are: the least of them. One that is not known leaves it open, unless another is 0 already.
func AllOf(parts []*float64) *float64 {
	least, known := least(parts)
	if known < len(parts) && least != nil && *least > 0 {
		return nil
	}
	return least
}

// AnyOf is 1 where any part is: the greatest of them. One that is not known leaves it open, unless another is 1 already.
func AnyOf(parts []*float64) *float64 {
	opposite := make([]*float64, len(parts))
	for i, p := range parts {
		opposite[i] = lacking(p)
	}
	return lacking(AllOf(opposite))
}

// ShareOf is the mean of the parts that are known, nil where none is.
func ShareOf(parts []*float64) *float64 {
	sum, known := 0.0, 0
	for _, p := range parts {
		if p != nil && isFinite(*p) {
			sum, known = sum+*p, known+1
		}
	}
	return quotient(sum, float64(known))
}

// least is the least of the parts that are known, and how many are.
func least(parts []*float64) (*float64, int) {
	var found *float64
	known := 0
	for _, p := range parts {
		if p == nil || !isFinite(*p) {
			continue
		}
		known++
		if found == nil || *p < *found {
			found = p
		}
	}
	return found, known
}

func lacking(p *float64) *float64 {
	if p == nil {
		return nil
	}
	rest := 1 - *p
	return &rest
}
