package pages

import (
	"testing"

	"github.com/postup/postup/config"
)

// What has a query's own words goes before what has other forms of them, and short words have no other forms.
func TestExactHitsComeBeforeOtherForms(t *testing.T) {
	name := config.Text{"ru": "Зачисление в школу", "en": "Enrolment in a school"}
	for _, test := range []struct {
		query string
		rank  int
		found bool
	}{
		{"зачисление", rankName, true}, {"школу", rankWord, true}, {"school", rankElsewhere, true}, {"учиться", rankTold, true},
		{"школа", rankForm, true}, {"зачисления школа", rankForm, true}, {"enrolments", rankForm, true},
		{"шкоду", 0, false}, {"школа больница", 0, false}, {"во", 0, false},
	} {
		rank, ok := matches(wordsOf(test.query), name["ru"], "id", name, []string{"каждый будет учиться"})
		if ok != test.found || ok && rank != test.rank {
			t.Errorf("%q: %d, %t; want %d, %t", test.query, rank, ok, test.rank, test.found)
		}
	}
}
