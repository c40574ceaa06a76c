package opendata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

// TestSDMXMeetsTheStandard: both messages have what it requires; the lists find what is missing, too.
func TestSDMXMeetsTheStandard(t *testing.T) {
	s, _ := observed(t)
	_, body := s.ask(http.MethodGet, "/open-data/observations/latest.sdmx.json")
	var data, structure map[string]any
	check := &standard{}
	if err := json.Unmarshal(body, &data); err != nil {
		t.Fatal(err)
	}
	check.data(data)
	_, body = s.ask(http.MethodGet, "/open-data/observations/latest.structure.sdmx.json")
	if err := json.Unmarshal(body, &structure); err != nil {
		t.Fatal(err)
	}
	check.structure(structure)
	for _, w := range check.wrong {
		t.Error(w)
	}
	// Each code of the data is in its list of the structure.
	there := map[string]map[string]bool{}
	for _, list := range objects(within(structure, "data")["codelists"]) {
		codes := map[string]bool{}
		for _, c := range objects(list["codes"]) {
			codes[fmt.Sprint(c["id"])] = true
		}
		there[fmt.Sprint(list["id"])] = codes
	}
	for component, list := range map[string]string{"FREQ": "CL_FREQ", "REF_AREA": "CL_AREA", "INDICATOR": "CL_INDICATOR", "BREAKDOWN": "CL_BREAKDOWN", "SOURCE": "CL_SOURCE"} {
		for _, d := range objects(within(objects(within(data, "data")["structures"])[0], "dimensions")["observation"]) {
			for _, v := range objects(d["values"]) {
				if d["id"] == component && !there[list][fmt.Sprint(v["id"])] {
					t.Errorf("%s has no %v", list, v["id"])
				}
			}
		}
	}
	if !there["CL_AREA"]["TT-4"] || !there["CL_OBS_STATUS"]["Q"] || !there["CL_UNIT"]["ratio"] {
		t.Errorf("codes that there are are not listed: %v", there)
	}
	spoilt := &standard{}
	delete(objects(within(data, "data")["structures"])[0], "dimensions")
	delete(objects(within(data, "data")["dataSets"])[0], "links")
	spoilt.data(data)
	if len(spoilt.wrong) != 2 {
		t.Errorf("the lists find %q", spoilt.wrong)
	}
}

// TestSDMXWithoutRows: the standard knows no dimension without a value, so there is neither a structure nor a data set.
func TestSDMXWithoutRows(t *testing.T) {
	s := newServed(t)
	s.day = s.day.AddDays(1)
	s.published(Order{})
	_, body := s.ask(http.MethodGet, "/open-data/observations/latest.sdmx.json")
	if !bytes.Contains(body, []byte(`"data":{"dataSets":[],"structures":[]}`)) || !json.Valid(body) {
		t.Errorf("%s", body)
	}
	_, body = s.ask(http.MethodGet, "/open-data/observations/latest.structure.sdmx.json")
	var structure map[string]any
	if err := json.Unmarshal(body, &structure); err != nil {
		t.Fatal(err)
	}
	check := &standard{}
	check.structure(structure)
	if len(check.wrong) > 0 {
		t.Error(check.wrong)
	}
}
