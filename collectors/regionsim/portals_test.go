package regionsim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/postup/postup/collectors/regionsim"
)

// The shapes are those that the portals have: whoever connects a real one after the simulated one changes the address.
func TestCKANAnswersAsCKANDoes(t *testing.T) {
	p := portal(t, "2023-09-30T12:00:00Z", map[string]string{"UA-07": regionsim.FaultPrivate})
	var dataset struct {
		Help    string
		Success bool
		Result  struct {
			Name      string
			Resources []map[string]any
		}
	}
	if err := json.Unmarshal([]byte(mustGet(t, p.URL+"/ckan/api/3/action/package_show?id=counts-ua-05")), &dataset); err != nil || !dataset.Success {
		t.Fatalf("%v: %+v", err, dataset)
	}
	tables := 0
	for _, r := range dataset.Result.Resources {
		if r["state"] != "active" || !strings.HasPrefix(r["name"].(string), "Показники") {
			continue
		}
		tables++
		if body := mustGet(t, r["url"].(string)); len(body) < 100 {
			t.Errorf("%v holds %q", r["url"], body)
		}
	}
	if tables != 4 {
		t.Errorf("%d resources, want a table and a JSON document of each of two years", tables)
	}
	for path, want := range map[string]int{
		"/ckan/api/3/action/package_show?id=nothing":                  http.StatusNotFound,
		"/ckan/api/3/action/package_show?id=counts-ua-07":             http.StatusForbidden,
		"/ckan/dataset/counts-ua-05/resource/none/download/a.csv":     http.StatusNotFound,
		"/ckan/api/3/action/package_show?id=counts-ua-05&fault=429":   http.StatusTooManyRequests,
		"/ckan/api/action/package_show?id=counts-ua-05":               http.StatusNotFound,
		"/wf/service/action/event/getServiceHistoryReport":            http.StatusNotFound,
		"/wf/service/action/event/getStatisticServiceCounts":          http.StatusInternalServerError,
		"/wf/service/action/event/getServicesStatistic?sDate_from=no": http.StatusInternalServerError,
	} {
		resp, body, _ := get(t, p.URL+path)
		if resp.StatusCode != want || strings.Contains(path, "/api/3/") && want < 429 && !strings.Contains(body, `"success": false`) {
			t.Errorf("%s: %s %s", path, resp.Status, body)
		}
	}
}

func TestIGovAnswersAsTheyDo(t *testing.T) {
	p := portal(t, "2023-09-30T12:00:00Z", nil)
	table := strings.Split(mustGet(t, p.URL+"/wf/service/action/event/getServicesStatistic?sDate_from=2023-08-01+00:00:00&sDate_to=2023-08-31+23:59:59"), "\n")
	if table[0] != "nID_Service;ServiceName;SID_UA;placeName;nCountTotal;nCountFeedback;nCountEscalation;averageRate;averageTime" || len(table) < 100 || strings.Count(table[1], ";") != 8 || strings.Contains(table[1], `"`) {
		t.Errorf("%d lines: %s", len(table), table[:2])
	}
	var counts []struct {
		Name    string `json:"sName"`
		Count   int    `json:"nCount"`
		Minutes string `json:"nTimeMinutes"` // a text, as the portal writes it
	}
	if err := json.Unmarshal([]byte(mustGet(t, p.URL+"/wf/service/action/event/getStatisticServiceCounts?nID_Service=1")), &counts); err != nil || len(counts) < 10 || counts[0].Count == 0 {
		t.Errorf("%v: %+v", err, counts)
	}
}
