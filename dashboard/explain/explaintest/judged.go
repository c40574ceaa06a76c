package explaintest

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// node is a point of a line: a day, and the value on it.
type node struct {
	day   time.Time
	value float64
}

func (tb Table) nodes(kind string) ([]node, error) {
	var list []node
	for _, row := range tb {
		if row["kind"] != kind {
			continue
		}
		day, err := time.Parse(time.DateOnly, row["date"])
		if err != nil {
			return nil, fmt.Errorf("the %s has no day: %w", kind, err)
		}
		v, err := strconv.ParseFloat(row["value"], 64)
		if err != nil {
			return nil, fmt.Errorf("the %s has no value: %w", kind, err)
		}
		list = append(list, node{day, v})
	}
	return list, nil
}

func (tb Table) one(kind string) (node, error) {
	list, err := tb.nodes(kind)
	if err == nil && len(list) != 1 {
		err = fmt.Errorf("the file has %d of %s, want one", len(list), kind)
	}
	if err != nil {
		return node{}, err
	}
	return list[0], nil
}

// Judged are the results of a judgement that follow from its inputs, by kind.
func (tb Table) Judged() (map[string]float64, error) {
	if len(tb) == 0 {
		return nil, fmt.Errorf("the file has no inputs")
	}
	method := tb[0]["method"]
	if method == "standard" {
		return map[string]float64{"performance": math.Round(1e4*tb.sum("numerator", "value")/tb.sum("denominator", "value")) / 1e4}, nil
	}
	b, errB := tb.one("baseline")
	v, errV := tb.one("latest")
	target, errT := tb.one("target")
	plan, errPlan := tb.nodes("plan")
	points, errPoints := tb.nodes("point")
	for _, err := range []error{errB, errV, errT, errPlan, errPoints} {
		if err != nil {
			return nil, err
		}
	}
	if available := tb.sum("region", "numerator"); method == "saturation" {
		if share := tb.sum("scale", "value") * available / tb.sum("region", "weight"); !Near(share, v.value) {
			return nil, fmt.Errorf("the regions offer %v of what they must, and the latest value is %v", share, v.value)
		}
	}
	results := map[string]float64{}
	if method == "growth" {
		p := tb.sum("sign", "value") * growth(b, v) / math.Abs(growth(b, target))
		results["growth"] = p
		results["score"] = growthScore(p)
		if tb.sum("sign", "value")*(v.value-target.value) >= 0 {
			results["score"] = 5
		}
	} else {
		ideal := idealAt(slices.Concat([]node{b}, plan, []node{target}), v.day)
		results["ideal"] = ideal
		results["ratio"] = (v.value - b.value) / (ideal - b.value)
		results["attainment"] = (v.value - b.value) / (target.value - b.value)
		results["elapsed"] = v.day.Sub(b.day).Hours() / target.day.Sub(b.day).Hours()
	}
	if ceiling := tb.numbers("ceiling", "value"); len(points) >= 4 && len(ceiling) == 1 {
		results["forecast"] = logistic(points[max(0, len(points)-8):], ceiling[0], target.day)
	} else if len(points) >= 4 {
		results["observed_pace"] = slope(points[max(0, len(points)-8):])
		results["forecast"] = v.value + results["observed_pace"]*months(v.day, target.day)
	}
	return results, nil
}

// logistic continues the trend of ln(y / (L − y)), of values within the outermost thousandths of L.
func logistic(points []node, l float64, day time.Time) float64 {
	straight := make([]node, len(points))
	for i, p := range points {
		y := min(max(p.value, l/1000), l-l/1000)
		straight[i] = node{p.day, math.Log(y / (l - y))}
	}
	last := straight[len(straight)-1]
	return l / (1 + math.Exp(-last.value-slope(straight)*months(last.day, day)))
}

func growth(from, to node) float64 {
	return math.Pow(to.value/from.value, 12/months(from.day, to.day)) - 1
}

// growthScore is that of growth held against a target.
func growthScore(p float64) float64 {
	if p >= 0.6 {
		return min(7.1429*p-4.2857, 5)
	}
	return max(4.1667*p-2.5, -5)
}

func idealAt(line []node, day time.Time) float64 {
	for i := 1; i < len(line); i++ {
		if from, to := line[i-1], line[i]; !day.Before(from.day) && day.Before(to.day) {
			return from.value + (to.value-from.value)*day.Sub(from.day).Hours()/to.day.Sub(from.day).Hours()
		}
	}
	return line[len(line)-1].value
}

// slope is the median of the slopes a month between every two points.
func slope(points []node) float64 {
	var slopes []float64
	for i, p := range points {
		for _, later := range points[i+1:] {
			slopes = append(slopes, (later.value-p.value)/months(p.day, later.day))
		}
	}
	slices.Sort(slopes)
	n := len(slopes)
	return (slopes[(n-1)/2] + slopes[n/2]) / 2
}

// months counts months between two last days of months.
func months(from, to time.Time) float64 {
	return float64(12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month()))
}
