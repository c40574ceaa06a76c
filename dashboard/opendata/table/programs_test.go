package table

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
)

// program finds a program of a Debian package.
func program(t *testing.T, name, debian string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("POSTUP_REQUIRE_SERVERS") != "" {
			t.Fatalf("the tests need %s: apt-get install %s", name, debian)
		}
		t.Skipf("%s is not installed: apt-get install %s", name, debian)
	}
	return path
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, &stderr)
	}
	return out
}

// TestLibreOffice: who opens a table in an office has each value, and none of them has become another.
func TestLibreOffice(t *testing.T) {
	if testing.Short() {
		t.Skip("starts an office")
	}
	office := program(t, "soffice", "libreoffice-calc")
	profile := "-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir())
	const (
		reads   = "Text - txt - csv (StarCalc):%d,34,76,1,1/2/2/2,%d,false,true" // UTF-8; the first two columns are texts
		english = 1033
		ukraine = 1058
		writes  = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false"
	)
	for id, how := range map[string][]string{
		"csv":       {"--infilter=" + fmt.Sprintf(reads, ',', english)},
		"excel.csv": {"--infilter=" + fmt.Sprintf(reads, ';', ukraine)},
		"xlsx":      nil,
	} {
		t.Run(id, func(t *testing.T) {
			out := t.TempDir()
			args := append([]string{profile, "--headless"}, how...)
			run(t, office, append(args, "--convert-to", writes, "--outdir", out, saved(t, format(t, id), wild, wildRows))...)
			found, err := filepath.Glob(filepath.Join(out, "*.csv"))
			if err != nil || len(found) != 1 {
				t.Fatalf("converted: %v, %v", found, err)
			}
			b, err := os.ReadFile(found[0])
			if err != nil {
				t.Fatal(err)
			}
			got, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
			if err != nil || len(got) != len(wildRows)+1 {
				t.Fatalf("%d rows, %v", len(got), err)
			}
			for i, r := range wildRows {
				for k, v := range r {
					if !shown(id, v, got[i+1][k]) {
						t.Errorf("%s, %s: %q, want %v", r[0], wild.Columns[k].Name, got[i+1][k], v)
					}
				}
			}
		})
	}
}

// shown tells whether an office shows a value as it is: with 15 digits, ends of lines as \n, and times to the millisecond.
func shown(id string, v any, got string) bool {
	if whole, marked := strings.CutPrefix(got, "'"); marked && id == "excel.csv" && len(whole) > 15 {
		switch v.(type) {
		case int64, float64:
			return whole == asText(v) // all of its digits, as a text
		}
	}
	number := func(want float64) bool {
		n, err := strconv.ParseFloat(strings.Replace(got, ",", ".", 1), 64)
		return err == nil && math.Abs(n-want) <= 1e-14*math.Abs(want)
	}
	switch v := v.(type) {
	case nil:
		return got == ""
	case string:
		if id == "excel.csv" && Runs(v) {
			v = "'" + v
		}
		plain := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace
		return plain(got) == plain(v)
	case int64:
		return got == asText(v) || id != "xlsx" && number(float64(v))
	case float64:
		return number(v)
	case bool:
		return strings.EqualFold(got, strconv.FormatBool(v))
	case kpi.Date:
		return got == v.String()
	case time.Time:
		if _, text := asXLSX(v).(string); id == "xlsx" && !text {
			return strings.TrimSuffix(got, ".000") == v.Format("2006-01-02 15:04:05") || got == v.Format("2006-01-02 15:04:05.000")
		}
		return got == asText(v)
	}
	return false
}

// TestPython: what most who work with open data read it with has each value.
func TestPython(t *testing.T) {
	python := program(t, "python3", "python3")
	const script = `
import csv, json, sys
def plain(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.reader(f, strict=True))
def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f.read().splitlines()]
json.dump({"csv": plain(sys.argv[1]), "json": json.load(open(sys.argv[2], encoding="utf-8")), "ndjson": lines(sys.argv[3])}, sys.stdout)
`
	args := []string{"-c", script}
	for _, id := range []string{"csv", "json", "ndjson"} {
		args = append(args, saved(t, format(t, id), wild, wildRows))
	}
	var got struct {
		CSV          [][]string
		JSON, NDJSON []map[string]any
	}
	d := json.NewDecoder(bytes.NewReader(run(t, python, args...)))
	d.UseNumber()
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asRecords(wild, wildRows, asText), got.CSV); diff != "" {
		t.Errorf("csv: %s", diff)
	}
	want := asJSON(wild, wildRows)
	if diff := cmp.Diff(want, got.JSON, sameNumber); diff != "" {
		t.Errorf("json: %s", diff)
	}
	if diff := cmp.Diff(want, got.NDJSON, sameNumber); diff != "" {
		t.Errorf("ndjson: %s", diff)
	}
}
