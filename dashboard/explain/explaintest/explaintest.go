// Package explaintest computes figures again from the files that explain them, by the formulas of docs/methods.md and without
// any of Postup's code: a figure that doesn't follow from its file is explained wrongly, or is wrong.
package explaintest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
)

// Table is a file of inputs, a row for each by the names of the columns.
type Table []map[string]string

// Read reads a file of inputs.
func Read(file []byte) (Table, error) {
	records, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the file of inputs: %w", err)
	}
	if len(records) == 0 {
		return nil, nil
	}
	var rows Table
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Of keeps the inputs of one result: the value, or a target as target or target/reading.
func (tb Table) Of(what string) Table {
	return slices.DeleteFunc(slices.Clone(tb), func(row map[string]string) bool { return row["of"] != what })
}

// By keeps the inputs of one method.
func (tb Table) By(method string) Table {
	return slices.DeleteFunc(slices.Clone(tb), func(row map[string]string) bool { return row["method"] != method })
}

// numbers are a column of the rows of a kind, blank ones left out.
func (tb Table) numbers(kind, column string) []float64 {
	var list []float64
	for _, row := range tb {
		if v, err := strconv.ParseFloat(row[column], 64); err == nil && row["kind"] == kind {
			list = append(list, v)
		}
	}
	return list
}

func (tb Table) sum(kind, column string) float64 {
	total := 0.0
	for _, v := range tb.numbers(kind, column) {
		total += v
	}
	return total
}

// Value is the figure that follows from its inputs. The error says what they lack.
func (tb Table) Value() (float64, error) {
	if len(tb) == 0 {
		return 0, fmt.Errorf("the file has no inputs")
	}
	switch method := tb[0]["method"]; method {
	case "reported":
		return tb.sum("reported", "value"), nil
	case "services_online":
		return tb.sum("service", "numerator"), nil
	case "services_online_share":
		return 100 * tb.sum("service", "numerator") / tb.sum("service", "denominator"), nil
	case "applications", "applications_completed", "applications_refused", "applications_withdrawn", "applications_open", "applications_overdue":
		return tb.sum("service", "value") + tb.sum("count", "value"), nil
	case "digital_take_up", "within_deadline_share":
		return 100 * tb.sum("numerator", "value") / tb.sum("denominator", "value"), nil
	case "processing_time_median", "processing_time_p90":
		return tb.quantile("duration")
	case "processing_time_mean":
		return tb.mean()
	case "overdue_days_median", "overdue_days_longest":
		return tb.quantile("lateness")
	case "increment":
		return tb.sum("total", "value") - tb.sum("before", "value"), nil
	case "rollup_sum":
		return tb.sum("region", "value"), nil
	case "rollup_mean":
		return tb.sum("region", "value") / float64(len(tb.numbers("region", "value"))), nil
	case "rollup_weighted":
		return tb.sum("scale", "value") * tb.sum("region", "numerator") / tb.sum("region", "weight"), nil
	case "rollup_population":
		return tb.weighedMean()
	case "rollup_all", "rollup_any", "rollup_share":
		return tb.overParts(method)
	case "computed":
		return tb.computed()
	case "index":
		return tb.score()
	default:
		return 0, fmt.Errorf("nobody can compute %q from its inputs", method)
	}
}

// mean divides how long all took together by how many they are; where all durations are listed these are added up.
func (tb Table) mean() (float64, error) {
	n, scale := tb.sum("count", "value"), tb.sum("scale", "value")
	durations, err := tb.lengths("duration")
	if err != nil || len(durations) == 0 {
		return scale * tb.sum("duration", "value") / n, err
	}
	total := 0.0
	for _, hours := range durations {
		total += hours
	}
	return scale * total / float64(len(durations)), nil
}

// quantile takes the length at place k; where all lengths are listed it is counted among them.
func (tb Table) quantile(kind string) (float64, error) {
	q, n, scale := tb.sum("quantile", "value"), tb.sum("count", "value"), tb.sum("scale", "value")
	k := math.Ceil(q * n * (1 - 1e-12))
	if k != tb.sum("rank", "value") {
		return 0, fmt.Errorf("k is given as %v, but ⌈%v · %v⌉ is %v", tb.sum("rank", "value"), q, n, k)
	}
	lengths, err := tb.lengths(kind)
	if err != nil || len(lengths) == 0 {
		return scale * tb.sum(kind, "value"), err
	}
	return scale * lengths[int(k)-1], nil
}

// lengths are all durations, or how late all are, in order; none where they are not listed.
func (tb Table) lengths(kind string) ([]float64, error) {
	var list []float64
	for _, row := range tb {
		if row["kind"] == kind && row["weight"] != "" {
			length, errLength := strconv.ParseFloat(row["value"], 64)
			count, errCount := strconv.Atoi(row["weight"])
			if errLength != nil || errCount != nil {
				return nil, fmt.Errorf("%q took %q", row["weight"], row["value"])
			}
			list = append(list, slices.Repeat([]float64{length}, count)...)
		}
	}
	slices.Sort(list)
	return list, nil
}

// weighedMean is the mean of those regions that have a weight.
func (tb Table) weighedMean() (float64, error) {
	sum, weights := 0.0, 0.0
	for _, row := range tb {
		v, errV := strconv.ParseFloat(row["value"], 64)
		w, errW := strconv.ParseFloat(row["weight"], 64)
		if errV == nil && errW == nil {
			sum, weights = sum+v*w, weights+w
		}
	}
	if weights == 0 {
		return 0, fmt.Errorf("no region has a weight")
	}
	return sum / weights, nil
}

// overParts adds services up, or gives their share where there is a scale; one service is the least, the greatest or the mean of its parts.
func (tb Table) overParts(method string) (float64, error) {
	scale := tb.numbers("scale", "value")
	if online := tb.numbers("service", "numerator"); len(online) > 0 && len(scale) == 0 {
		return tb.sum("service", "numerator"), nil
	} else if len(online) > 0 {
		return scale[0] * tb.sum("service", "numerator") / tb.sum("service", "denominator"), nil
	}
	parts := tb.numbers("region", "value")
	switch {
	case len(parts) == 0:
		return 0, fmt.Errorf("the file has neither services nor parts")
	case method == "rollup_all":
		return slices.Min(parts), nil
	case method == "rollup_any":
		return slices.Max(parts), nil
	}
	return tb.sum("region", "value") / float64(len(parts)), nil
}

// computed evaluates the formula that stands in the file, by the library that its language is of.
func (tb Table) computed() (float64, error) {
	numbers := map[string]any{}
	for _, row := range tb {
		v, err := strconv.ParseFloat(row["value"], 64)
		if err != nil {
			return 0, fmt.Errorf("the formula is of %s, which has no number: %w", row["symbol"], err)
		}
		numbers[row["symbol"]] = v
	}
	formula := strings.TrimPrefix(tb[0]["formula"], "v = ")
	result, err := expr.Eval(formula, numbers)
	if err != nil {
		return 0, fmt.Errorf("compute %s: %w", formula, err)
	}
	switch v := result.(type) {
	case float64:
		return v, nil
	case int:
		return float64(v), nil
	}
	return 0, fmt.Errorf("%s gives %v", formula, result)
}

// Near tells whether two numbers are the same to nine digits.
func Near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) }
