package locale

import (
	"slices"
	"testing"
)

// TestOrder: by their bytes Ukrainian names that begin with І and Є would stand before all others.
func TestOrder(t *testing.T) {
	names := []string{"Ялта", "Івано-Франківськ", "Житомир", "Київ", "Єнакієве", "Ґалаґан", "Волинь", "Йосипівка"}
	slices.SortFunc(names, languages(t).Find("uk").Order())
	want := []string{"Волинь", "Ґалаґан", "Єнакієве", "Житомир", "Івано-Франківськ", "Йосипівка", "Київ", "Ялта"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}
