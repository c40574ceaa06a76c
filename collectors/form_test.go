package collectors_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/form"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// formSource is a source with a column of each kind.
const formSource = `
sources:
  - id: report
    name: {en: Report, uk: Звіт}
    kind: inbox
    inbox: {path: "DIR", language: uk}
    regions: [UA-05, UA-07]
    format: {type: xlsx, header: [3, 4]}
    records:
      - as: observations
        fields:
          indicator: {const: online_share}
          region: {from: Область, codes: {Вінницька: UA-05, Волинська: UA-07}}
          period: {from: Місяць, layout: month}
          numerator: {from: Послуги / онлайн, missing: [н/д]}
          denominator: {from: Послуги / усього}
      - as: stages
        fields:
          region: {from: Область, codes: {Вінницька: UA-05, Волинська: UA-07}}
          service: {from: Послуга}
          since: {from: Від дня}
          stage: {from: Стан, codes: {ні: none, повністю: online}}
`

var formDay = kpi.DateOf(noon)

// formOf is the form of a configuration's only source.
func formOf(t *testing.T, cfg *config.Config) (*excelize.File, *form.Form) {
	t.Helper()
	f := must[*form.Form](t)(form.New(cfg.Sources[0], cfg, formDay))
	var workbook bytes.Buffer
	if err := f.Write(&workbook, "uk"); err != nil {
		t.Fatal(err)
	}
	return must[*excelize.File](t)(excelize.OpenReader(&workbook)), f
}

// TestForm: the form has the mapping's columns, locked, what can be chosen, and room to fill in.
func TestForm(t *testing.T) {
	f, _ := formOf(t, load(t, formSource))
	if diff := cmp.Diff([]string{"Дані", "_postup"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if visible, err := f.GetSheetVisible("_postup"); visible || err != nil {
		t.Errorf("the sheet with the version is shown (%v)", err)
	}
	want := [][]string{{"Звіт"}, nil, {"", "", "", "", "", "Послуги", "Послуги"},
		{"Область", "Послуга", "Місяць", "Від дня", "Стан", "онлайн", "усього"}}
	if diff := cmp.Diff(want, must[[][]string](t)(f.GetRows("Дані"))); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	for cell, locked := range map[string]bool{"A4": true, "F3": true, "A5": false, "G504": false, "A505": true, "H5": true} {
		style := must[*excelize.Style](t)(f.GetStyle(must[int](t)(f.GetCellStyle("Дані", cell))))
		if is := style.Protection == nil || style.Protection.Locked; is != locked {
			t.Errorf("%s is locked: %v", cell, is)
		}
	}
	protection := must[excelize.SheetProtectionOptions](t)(f.GetSheetProtection("Дані"))
	if !protection.SelectUnlockedCells || protection.InsertColumns || protection.Password != "" {
		t.Errorf("the sheet is protected so: %+v", protection)
	}
	var rules []string
	for _, rule := range must[[]*excelize.DataValidation](t)(f.GetDataValidations("Дані")) {
		rules = append(rules, rule.Sqref+" "+rule.Type+" "+rule.Formula1)
	}
	wantRules := []string{"A5:A504 list _postup!$B$2:$B$3", "B5:B504 list _postup!$C$2:$C$3", "C5:C504 list _postup!$D$2:$D$25",
		"D5:D504 date 36526", "E5:E504 list _postup!$F$2:$F$3", "F5:F504 decimal -1000000000000000", "G5:G504 decimal -1000000000000000"}
	if diff := cmp.Diff(wantRules, rules); diff != "" {
		t.Errorf("what cells take (-want +got):\n%s", diff)
	}
	if notes := must[[]excelize.Comment](t)(f.GetComments("Дані")); len(notes) != 7 || !strings.Contains(notes[1].Text, "birth: Birth of a child") {
		t.Errorf("the notes are %+v", notes)
	}
}

// TestFormComesThrough: a form that was filled in comes through the inbox; one of another version is refused, and its
// sender is told to take the new one.
func TestFormComesThrough(t *testing.T) {
	dir := t.TempDir()
	source := strings.Replace(formSource, "DIR", dir, 1)
	st := storetest.Embedded(t)
	filled, _ := formOf(t, load(t, source))
	for cell, value := range map[string]any{"A5": "Вінницька", "B5": "birth", "C5": "2024-01", "D5": time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC),
		"E5": "повністю", "F5": 41, "G5": 120, "A6": "Волинська", "B6": "permit", "C6": "2024-01", "D6": time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC),
		"E6": "ні", "F6": "н/д", "G6": 110} {
		if err := filled.SetCellValue("Дані", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "звіт.xlsx"), string(bytesOf(t, filled)))
	w := newWorld(t, st, load(t, source))
	if diff := cmp.Diff([]string{"ok: 4 = 4 accepted + 0 rejected + 0 unchanged"}, w.all(t, "report")); diff != "" {
		t.Fatalf("the collection (-want +got):\n%s\n%v", diff, folder(t, dir))
	}
	var got []string
	err := st.History(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
		got = append(got, o.Region+" "+o.Period.String()+" "+string(o.Status))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = st.Stages(t.Context(), store.Filter{}, 0, func(s *store.ServiceStage) error {
		got = append(got, s.Region+" "+s.Service+" "+s.Since.String()+" "+s.Stage.String())
		return nil
	})
	want := []string{"UA-05 2024-01-01..2024-01-31 present", "UA-07 2024-01-01..2024-01-31 no_data", "UA-05 birth 2024-01-10 online", "UA-07 permit 2024-02-01 none"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("what is stored (-want +got):\n%s%v", diff, err)
	}

	w.Collector = newWorldOn(t, st, load(t, strings.Replace(source, "{from: Від дня}", "{const: 2024-01-10}", 1))).Collector
	write(t, filepath.Join(dir, "звіт.xlsx"), string(bytesOf(t, filled)))
	out := w.once(t, "report")
	answer := string(must[[]byte](t)(os.ReadFile(filepath.Join(dir, "звіт.xlsx.answer.txt"))))
	if out.Status != store.CollectionFailed || !strings.Contains(answer, "Це стара форма. Візьміть, будь ласка, нову форму") {
		t.Errorf("an old form: %s %q\n%s", counts(out), out.Error, answer)
	}
	again, err := w.Replay(t.Context(), collectors.ReplayOptions{Collection: out.ID, DryRun: true})
	if err != nil || len(again) != 1 || again[0].Status != store.CollectionOK {
		t.Errorf("an old form that is replayed: %+v %v", again, err)
	}
}

// TestFormVersion: the version changes with the columns, not with what may be chosen or the day.
func TestFormVersion(t *testing.T) {
	version := func(source string, day kpi.Date) string {
		cfg := load(t, source)
		return must[*form.Form](t)(form.New(cfg.Sources[0], cfg, day)).Version()
	}
	first := version(formSource, formDay)
	if later := version(strings.Replace(formSource, "ні: none", "нема: none", 1), formDay+400); later != first {
		t.Errorf("another word in a list makes another version: regions would have to take a new form for it")
	}
	if other := version(strings.Replace(formSource, "Від дня", "Починаючи з", 1), formDay); other == first {
		t.Errorf("another column makes no other version")
	}
}
