package explaintest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// score is that of an index, made of its indicators' values from the leaves of the tree up.
func (tb Table) score() (float64, error) {
	for _, row := range tb {
		if row["kind"] == "group" {
			return tb.node(row) // the root stands first
		}
	}
	return 0, fmt.Errorf("the file has no group")
}

func (tb Table) node(row map[string]string) (float64, error) {
	if row["kind"] == "score" {
		return tb.normalised(row["part"], row["text"])
	}
	var scores, weights []float64
	for _, child := range tb {
		id, within := strings.CutPrefix(child["part"], row["part"]+"/")
		if !within || strings.Contains(id, "/") || child["kind"] != "score" && child["kind"] != "group" {
			continue
		}
		w, err := strconv.ParseFloat(child["weight"], 64)
		if err != nil {
			continue // it has no part
		}
		v, err := tb.node(child)
		if err != nil {
			return 0, err
		}
		if own, err := strconv.ParseFloat(child["value"], 64); err != nil || !Near(v, own) {
			return 0, fmt.Errorf("the inputs of %s give %v, and its score is %q", child["part"], v, child["value"])
		}
		scores, weights = append(scores, v), append(weights, w)
	}
	if len(scores) == 0 {
		return 0, fmt.Errorf("the group %s has no parts", row["part"])
	}
	return aggregated(scores, weights, row["text"], tb.at(row["part"], "power"))
}

func aggregated(scores, weights []float64, by string, power float64) (float64, error) {
	sum, all := 0.0, 0.0
	for i, v := range scores {
		switch w := weights[i]; by {
		case "arithmetic":
			sum += w * v
		case "geometric":
			sum += w * math.Log(v)
		case "harmonic":
			sum += w / v
		case "generalised":
			sum += w * math.Pow(v, power)
		}
		all += weights[i]
	}
	if !Near(all, 1) {
		return 0, fmt.Errorf("the weights of a group sum to %v", all)
	}
	switch by {
	case "arithmetic":
		return sum, nil
	case "geometric":
		return math.Exp(sum), nil
	case "harmonic":
		return 1 / sum, nil
	case "generalised":
		return math.Pow(sum, 1/power), nil
	}
	return 0, fmt.Errorf("nobody can aggregate by %q", by)
}

// normalised is an indicator's score, by what its value is held against.
func (tb Table) normalised(part, by string) (float64, error) {
	l, u := tb.sum("scale_low", "value"), tb.sum("scale_high", "value")
	v := tb.at(part, "indicator")
	if treated := tb.at(part, "treated"); !math.IsNaN(treated) {
		v = treated
	}
	share := (v - tb.at(part, "worst")) / (tb.at(part, "best") - tb.at(part, "worst"))
	switch by {
	case "min_max", "goalposts", "distance_to_target":
		return l + (u-l)*min(max(share, 0), 1), nil
	case "z_score":
		return tb.at(part, "sign") * (v - tb.at(part, "mean")) / tb.at(part, "deviation"), nil
	case "percentile_rank":
		return l + (u-l)*tb.at(part, "worse")/(tb.at(part, "compared")-1), nil
	case "borda":
		return tb.at(part, "worse"), nil
	}
	return 0, fmt.Errorf("nobody can normalise by %q", by)
}

// at is the number of a kind at a part of the tree, no number where there is none.
func (tb Table) at(part, kind string) float64 {
	for _, row := range tb {
		if row["part"] == part && row["kind"] == kind {
			if v, err := strconv.ParseFloat(row["value"], 64); err == nil {
				return v
			}
		}
	}
	return math.NaN()
}
