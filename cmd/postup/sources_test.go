package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/kpi"
)

// TestSourcesCommand: who looks after the sources is told on the command line too which report has not come.
func TestSourcesCommand(t *testing.T) {
	dir := ownConfig(t)
	path := filepath.Join(dir, "config", "postup.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	owing := strings.Replace(string(text), "    format: {type: csv", "    reporting: {period: month, due: 8th day after}\n    format: {type: csv", 1)
	if err := os.WriteFile(path, []byte(owing), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t, dir, nil, "sources"); r.code != 0 || !strings.Contains(r.stdout, "never") || !strings.Contains(r.stdout, ": missing for ") || !strings.Contains(r.stdout, "not collected since it was due") {
		t.Errorf("a source that was never collected: exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	table := "month;online;all\n"
	first := kpi.DateOf(time.Now()).MonthStart()
	for back := range 3 {
		table += fmt.Sprintf("%s;%d;10\n", first.AddMonths(back-3).Time().Format("2006-01"), back+1)
	}
	if err := os.WriteFile(filepath.Join(dir, "config", "table.csv"), []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t, dir, nil, "collect", "--once"); r.code != 0 {
		t.Fatalf("collect: exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	r := run(t, dir, nil, "sources", "my-table", "--json")
	var got struct {
		Sources []struct {
			ID, Freshness string
			Reports       []struct {
				Region, State, Found string
				Figures              int
			}
		}
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || r.code != 0 {
		t.Fatalf("exit %d, %v: %s%s", r.code, err, r.stdout, r.stderr)
	}
	if len(got.Sources) != 1 || len(got.Sources[0].Reports) != 1 {
		t.Fatalf("%+v", got)
	}
	// After the 8th nobody can say whether it was there in time: it was looked for today for the first time.
	report := got.Sources[0].Reports[0]
	if report.Region != "XX-01" || report.Found == "" || report.Figures != 1 || report.State != "unknown" && report.State != "on_time" {
		t.Errorf("the report is %+v", report)
	}
	if r := run(t, dir, nil, "sources", "tabel"); r.code == 0 || !strings.Contains(r.stderr, "tabel") {
		t.Errorf("a source that there is not: exit %d: %s", r.code, r.stderr)
	}
}
