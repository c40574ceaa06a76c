package store

import "testing"

// TestPositionsHaveNoNamesOfTheSender: sheets and columns are called by who sends them, and may be called as anybody in a record is.
func TestPositionsHaveNoNamesOfTheSender(t *testing.T) {
	for told, want := range map[string]string{
		"line 12":                  "line 12",
		"record 3 (line 41)":       "record 3 (line 41)",
		"page 3, record 12":        "page 3, record 12",
		"sheet Іван Франко, row 7": "row 7",
		"page 2, sheet a, row 5, line 1, row 7, column Іван Франко": "page 2, row 7",
		"line 12, column Іван Франко":                               "line 12",
		"Іван Франко":                                               "",
		"":                                                          "",
	} {
		r := Rejection{Position: told}
		if got := r.At().String(); got != want {
			t.Errorf("%q is told as %q, want %q", told, got, want)
		}
	}
}
