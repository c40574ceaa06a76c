package columns

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCarried(t *testing.T) {
	tests := []struct {
		name string
		rows [][]string
		want []string
	}{
		{"Groups", [][]string{{"Послуга", "2024", "", "2025", ""}, {"", "план", "факт", "план", "факт"}},
			[]string{"Послуга", "2024 / план", "2024 / факт", "2025 / план", "2025 / факт"}},
		{"AColumnBetweenGroups", [][]string{{"A", "", "Разом", "B", ""}, {"1", "2", "", "1", "2"}},
			[]string{"A / 1", "A / 2", "Разом", "B / 1", "B / 2"}},
		{"ThreeRows", [][]string{{"A", "", "", ""}, {"x", "", "y", ""}, {"1", "2", "1", "2"}},
			[]string{"A / x / 1", "A / x / 2", "A / y / 1", "A / y / 2"}},
		{"AnotherGroupTakesNothingFromTheOneBefore", [][]string{{"A", "B"}, {"x", ""}, {"1", "2"}},
			[]string{"A / x / 1", "B / 2"}},
		{"EmptyLastCell", [][]string{{"A", ""}, {"1", ""}}, []string{"A / 1", ""}},
		{"LineBreaks", [][]string{{"Кількість\r\n послуг"}, {" план "}}, []string{"Кількість послуг / план"}},
		{"NothingAbove", [][]string{{"", ""}, {"a", "b"}}, []string{"a", "b"}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, Carried(test.rows)); diff != "" {
			t.Errorf("%s: columns get other names than a reader gives them (-want +got):\n%s", test.name, diff)
		}
	}
}
