package ckansource

import (
	"regexp"
	"strings"
	"testing"
)

// The wrong resource is a wrong number: where two could be meant, none is taken.
func TestChoose(t *testing.T) {
	old := resource{ID: "old", Name: "Report 2022", Format: "CSV", Created: "2022-01-15T09:30:00.5"}
	replaced := resource{ID: "replaced", Name: "Report 2023", Format: ".csv", Created: "2021-01-15T09:30:00", LastModified: "2023-05-01T00:00:00.000001"}
	sheet := resource{ID: "sheet", Name: "Structure", Format: "XLSX", Created: "2024-01-01T00:00:00"}
	deleted := resource{ID: "deleted", Name: "Report 2024", Format: "CSV", Created: "2024-06-01T00:00:00", State: "deleted"}
	same := resource{ID: "same", Name: "Report 2023 again", Format: "csv", State: "active", Created: replaced.LastModified}
	undated := resource{ID: "undated", Name: "Report", Format: "csv"}
	for name, test := range map[string]struct {
		all               []resource
		format, name      string
		picked, complaint string
	}{
		"NewestByModification":  {[]resource{old, replaced, sheet, deleted}, "csv", "", "replaced", ""},
		"OrderDoesNotCount":     {[]resource{replaced, old}, "CSV", "", "replaced", ""},
		"ByName":                {[]resource{old, replaced}, "", "2022$", "old", ""},
		"OnlyOneNeedsNoDate":    {[]resource{undated, sheet}, "csv", "", "undated", ""},
		"AnyFormat":             {[]resource{old, sheet}, "", "", "sheet", ""},
		"NoneFits":              {[]resource{sheet, deleted}, "csv", "", "", `"Structure" (XLSX)`},
		"NoneAtAll":             {nil, "", "", "", "there are none"},
		"EquallyNew":            {[]resource{replaced, same}, "csv", "", "", "equally new"},
		"EquallyNewButOlder":    {[]resource{replaced, same, {ID: "newest", Format: "csv", Created: "2024-01-01T00:00:00Z"}}, "csv", "", "newest", ""},
		"UndatedAmongOthers":    {[]resource{old, undated}, "csv", "", "", `"Report" has no date`},
		"UnreadableAmongOthers": {[]resource{old, {Name: "x", Format: "csv", Created: "yesterday"}}, "csv", "", "", "no date"},
	} {
		got, err := choose(test.all, test.format, regexp.MustCompile(test.name))
		if got.ID != test.picked || (err == nil) != (test.complaint == "") || err != nil && !strings.Contains(err.Error(), test.complaint) {
			t.Errorf("%s: picked %q, %v; want %q, %q", name, got.ID, err, test.picked, test.complaint)
		}
	}
}
