package kpi

import "testing"

// A method that is listed twice, or without a formula, would be explained by the wrong one.
func TestMethodsAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Methods() {
		if seen[m.ID] || m.ID == "" || m.Version == "" || m.Formula == "" {
			t.Errorf("the method %+v is listed twice or lacks something", m)
		}
		seen[m.ID] = true
		if found, ok := MethodOf(m.ID); !ok || found != m {
			t.Errorf("%s is found as %+v", m.ID, found)
		}
	}
	if _, ok := MethodOf("magic"); ok {
		t.Error("a method that is none is found")
	}
}
