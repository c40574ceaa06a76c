package collectors_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// TestPerCentsOfWorkbooks: a clerk types 45%, of which the workbook stores 0.45, or 45 into a cell for plain numbers. Both
// are 45 per cent.
func TestPerCentsOfWorkbooks(t *testing.T) {
	f := sheetOf(t, "Sheet1", [][]any{
		{"month", "value"}, {"2024-01", 0.45}, {"2024-02", 45}, {"2024-03", "45"}, {"2024-04", 0.5}, {"2024-05", 0},
	})
	code := `0.0%;[Red]-0.0%`
	for cell, style := range map[string]*excelize.Style{"B2": {NumFmt: 9}, "B6": {NumFmt: 10}, "B5": {CustomNumFmt: &code}} {
		if err := f.SetCellStyle("Sheet1", cell, cell, must[int](t)(f.NewStyle(style))); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "shares.xlsx")
	write(t, path, string(bytesOf(t, f)))
	for how, want := range map[string][]string{
		"":                {"45", "45", "45", "50", "0"},
		", unit: percent": {"45", "45", "45", "50", "0"},
		", unit: share":   {"45", "4500", "4500", "50", "0"},
		", scale: 100":    {"45", "4500", "4500", "50", "0"},
	} {
		st := &capturing{}
		source := fmt.Sprintf(`
sources:
  - id: table
    name: Table
    kind: file
    regions: [UA-05]
    file: {path: %q}
    format: {type: xlsx}
    records:
      - as: observations
        fields: {indicator: {const: online_2024}, period: {from: month}, value: {from: value%s}}
indicators:
  - {id: online_2024, name: Online, unit: percent, direction: up, frequency: month, nature: stock}
`, path, how)
		newWorldOn(t, st, load(t, source)).once(t, "table")
		var got []string
		for _, o := range st.observations {
			got = append(got, fmt.Sprint(*o.Value))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("a value that is mapped with %q (-want +got):\n%s", how, diff)
		}
	}
}
