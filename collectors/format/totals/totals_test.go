package totals_test

import (
	"iter"
	"strings"
	"testing"

	"github.com/postup/postup/collectors/format/totals"
)

func cells(row string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for cell := range strings.SplitSeq(row, "|") {
			if !yield([]byte(cell)) {
				return
			}
		}
	}
}

// A row that is left out as a total and is none is lost; one that is taken counts everything twice.
func TestRow(t *testing.T) {
	tests := []struct {
		row  string
		want bool
	}{
		{"Всього||104|460", true},
		{"  ВСЬОГО : |1", true},
		{"\u00a0Усього:", true},
		{"Разом по області|5", true},
		{"Итого за 2025 год", true},
		{"всего, в том числе:", true},
		{"Загалом (разом з містом)", true},
		{"Total", true},
		{"Grand  total for May", true},
		{"12|01.05.2025|Всього|7", true},
		{"|||Усього", true},
		{"Всього\nпо Україні|1", true},

		{"", false},
		{"|1 052|30,5", false},
		{"Київська|Всього|5", false},
		{"Totalne misto|5", false},
		{"Всього послуг онлайн|5", false},
		{"Разом з батьками", false},
		{"Усього-на-всього", false},
		{"Итоговая область", false},
		{"Не всього", false},
		{"XX-01", false},
		{strings.Repeat("в", 1000), false},
		{"\xff\xfe", false},
	}
	for _, test := range tests {
		if got := totals.Row(cells(test.row)); got != test.want {
			t.Errorf("%q is a row of totals: %v, want %v", test.row, got, test.want)
		}
	}
}
