package config

import "testing"

// Scores on a scale from 0 to 1 need three decimals for two regions to be told apart, where one does on 0 to 100.
func TestScoresHaveTheDecimalsOfTheirScale(t *testing.T) {
	for scale, want := range map[[2]float64]int{{0, 1}: 3, {0, 10}: 2, {1, 7}: 2, {0, 100}: 1, {-1, 1}: 2} {
		if got := (&Edition{Scale: scale[:]}).Decimals(); got != want {
			t.Errorf("on a scale of %v scores have %d decimals, want %d", scale, got, want)
		}
	}
}
