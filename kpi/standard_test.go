package kpi

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestStandard(t *testing.T) {
	yes, no := true, false
	tests := []struct {
		name               string
		met, total, target *float64
		performance        *float64
		kept               *bool
		reason             Reason
		over               bool
	}{
		{"kept", num(9), num(10), num(0.9), num(0.9), &yes, "", false},
		{"not kept", num(89), num(100), num(0.9), num(0.89), &no, "", false},
		{"rounding decides: 0.89995 is 0.9", num(17999), num(20000), num(0.9), num(0.9), &yes, "", false},
		{"none met is a known zero", num(0), num(10), num(0.9), num(0), &no, "", false},
		{"more met than there were", num(11), num(10), num(0.9), num(1.1), &yes, "", true},
		{"some met of none", num(1), num(0), num(0.9), nil, nil, ReasonNotApplicable, true},
		{"no target", num(9), num(10), nil, num(0.9), nil, ReasonNotApplicable, false},
		{"target 0", num(9), num(10), num(0), num(0.9), nil, ReasonNotApplicable, false},
		{"no total", num(9), nil, num(0.9), nil, nil, ReasonNotApplicable, false},
		{"total 0", num(0), num(0), num(0.9), nil, nil, ReasonNotApplicable, false},
		{"met is not known", nil, num(10), num(0.9), nil, nil, ReasonNoData, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Standard(test.met, test.total, test.target)
			if show(got.Performance) != show(test.performance) || got.Reason != test.reason || got.Over != test.over ||
				(got.Met == nil) != (test.kept == nil) || got.Met != nil && *got.Met != *test.kept {
				t.Errorf("got %v %v %q over=%v", show(got.Performance), got.Met, got.Reason, got.Over)
			}
		})
	}
}

// TestStandardAsPublished computes every published row of a real inventory again.
func TestStandardAsPublished(t *testing.T) {
	rows := published(t, "canada-services/ss_2024.csv")
	column := map[string]int{}
	for i, name := range rows[0] {
		column[strings.TrimPrefix(name, "\ufeff")] = i
	}
	value := func(row []string, name string) *float64 {
		v, err := strconv.ParseFloat(row[column[name]], 64)
		if err != nil {
			return nil
		}
		return &v
	}
	if len(rows)-1 != 2341 {
		t.Fatalf("%d rows, not 2,341: another edition than the one that the results are known of", len(rows)-1)
	}
	over := 0
	for i, row := range rows[1:] {
		got := Standard(value(row, "volume_meeting_target"), value(row, "total_volume"), value(row, "target"))
		verdict := "NA"
		if got.Met != nil {
			verdict = map[bool]string{true: "Y", false: "N"}[*got.Met]
		}
		if want := row[column["target_met"]]; verdict != want {
			t.Errorf("row %d: target met %s, published %s", i+2, verdict, want)
		}
		if want := value(row, "performance"); show(got.Performance) != show(want) {
			t.Errorf("row %d: performance %v, published %v", i+2, show(got.Performance), show(want))
		}
		if got.Over {
			over++
		}
	}
	if over != 9 {
		t.Errorf("%d rows have more met than there were, published are nine", over)
	}
}

// published reads a CSV file of the shared test data, and skips the test where there is none.
func published(t *testing.T, name string) [][]string {
	t.Helper()
	root := os.Getenv("POSTUP_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(root, "data", filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("needs data/%s of the shared folder (POSTUP_SHARED), which is not here", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
