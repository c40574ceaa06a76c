package api

import "testing"

// TestTextIsNoFormula: signs as wide as letters begin formulas, too, where spreadsheets are set to such letters.
func TestTextIsNoFormula(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "plain": "plain", "1=2": "1=2", "Київ": "Київ", "=1": "'=1", "@x": "'@x", "\tx": "'\tx", "－1": "'－1", "＝1": "'＝1", "＋1": "'＋1", "＠x": "'＠x", "x＝1": "x＝1",
	} {
		if got := plain(text); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
}
