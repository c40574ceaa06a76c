package totals_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/format/csvformat"
	"github.com/postup/postup/collectors/format/totals"
	"github.com/postup/postup/collectors/record"
)

// TestIs: a row of totals that is taken for one of data doubles a region; one of data that is taken for totals is lost.
func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"Всього": true, "ВСЬОГО:": true, "Усього по області": true, "Разом": true, "Разом за рік": true, "Загалом.": true,
		"Итого": true, "Итого:": true, "Всего по краю": true, "Total": true, "TOTALS": true, "Grand total": true, "Subtotal for May": true,
		"Total: 12": true, " * Всього": true, "Всього (без Києва)": true, "Sum": true,
		"": false, "Разом до мети": false, "Всеволожск": false, "Тотал": false, "Totally new service": false, "Итоговая аттестация": false,
		"Summary of the case": false, "Sumy": false, "Сумська": false, "область, всього": false, "Total care": false,
	} {
		if got := totals.Is([]byte(text)); got != want {
			t.Errorf("%q is taken for a row of totals: %v", text, got)
		}
	}
}

func TestWithout(t *testing.T) {
	const table = "№;область;частка\n1;Північна;40\n;Всього по країні;38\n2;Південна;36\n;;\n;Разом;74\n3\n"
	sel := &record.Selection{}
	sel.Add("частка", false)
	csv, err := csvformat.New(strings.NewReader(table), csvformat.Options{Delimiter: ';', Header: 1}, sel)
	if err != nil {
		t.Fatal(err)
	}
	r := totals.Without(csv)
	var got []string
	for {
		err := r.Next()
		var bad *record.Bad
		if err == io.EOF {
			break
		}
		if errors.As(err, &bad) {
			got = append(got, bad.Position+" "+bad.Reason)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.Position()+" "+string(r.Value(0).Bytes))
	}
	want := []string{"line 2 40", "line 4 36", "line 5 ", "line 7 ragged_row"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what is left of the table (-want +got):\n%s", diff)
	}
	if r.LeftOut() != 2 {
		t.Errorf("%d rows are said to be left out, not 2", r.LeftOut())
	}
}
