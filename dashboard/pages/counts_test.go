package pages_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/postup/postup/config"
)

// TestSourcesDoNotTellWithheldCounts: what a collection rejected of applications is withheld like the applications themselves, in the lists of
// collections and beside the records that were rejected.
func TestSourcesDoNotTellWithheldCounts(t *testing.T) {
	var id string
	base := site(t, false, func(cfg *config.Config) {
		cfg.SuppressBelow = 30 // the fixture's collections reject twenty records
		for i, s := range cfg.Sources {
			if i%11 == 5 && s.Brings(config.Applications) {
				id = s.ID
			}
		}
	})
	if id == "" {
		t.Fatal("no source of applications rejected anything in the fixture")
	}
	digits := regexp.MustCompile(`1.?180|1.?200\b|>20<|\b20 records`)
	for lang, says := range map[string][]string{
		"en": {"records that the collection of 14 October 2023, 09:00 UTC did not accept", "withheld"},
		"uk": {"записи, яких не прийняв збір 14 жовтня 2023", "приховано"}, "ru": {"записи, которые не принял сбор 14 октября 2023", "скрыто"},
	} {
		a := get(t, base+"/sources/"+id+"?lang="+lang)
		for _, want := range says {
			if !strings.Contains(a.text(), want) {
				t.Errorf("%s: the page does not say %q:\n%s", lang, want, a.text())
			}
		}
		if told := digits.FindString(a.body); told != "" {
			t.Errorf("%s: the page tells %q", lang, told)
		}
		list := get(t, base+"/sources?lang="+lang)
		if row := list.part(`/sources/`+id+`?lang=`+lang+`#rejections"`, "</a>"); !strings.Contains(row, says[1]) {
			t.Errorf("%s: the page of sources tells how many were rejected: %s", lang, row)
		}
	}
}
