package pages_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// leastScore is what each page must have of 100 in each of Lighthouse's categories.
const leastScore = 95

// lighthouse is what its report says, as far as it is looked at.
type lighthouse struct {
	Categories map[string]struct {
		Score     float64
		AuditRefs []struct{ ID string }
	}
	Audits map[string]struct {
		Title   string
		Score   *float64
		Details json.RawMessage
	}
}

// painted is when the largest part of the page was really painted, in milliseconds.
func (l *lighthouse) painted(b *testing.B) float64 {
	b.Helper()
	var metrics struct {
		Items []struct{ ObservedLargestContentfulPaint float64 }
	}
	if err := json.Unmarshal(l.Audits["metrics"].Details, &metrics); err != nil || len(metrics.Items) == 0 {
		b.Fatalf("lighthouse does not tell when the page was painted: %v", err)
	}
	return metrics.Items[0].ObservedLargestContentfulPaint
}

// BenchmarkLighthouse lets Lighthouse judge the pages that are opened most, as on a desk and as on a phone with a slow line. lcp-ms
// is when the largest part of the page was really painted, over loopback.
func BenchmarkLighthouse(b *testing.B) {
	tools(b)
	base := site(b, true)
	for _, page := range []struct{ name, path string }{{"overview", "/"}, {"region", "/regions/" + plain}, {"compare", "/compare"}} {
		for _, as := range []struct {
			name string
			args []string
		}{{"desk", []string{"--preset=desktop"}}, {"phone", nil}} {
			b.Run(page.name+"/"+as.name, func(b *testing.B) {
				report := judge(b, base+in(page.path, "uk"), as.args...)
				for id, category := range report.Categories {
					score := 100 * category.Score
					b.ReportMetric(score, id)
					if score >= leastScore {
						continue
					}
					b.Errorf("%s: %.0f of 100, less than %d", id, score, leastScore)
					for _, ref := range category.AuditRefs {
						if a := report.Audits[ref.ID]; a.Score != nil && *a.Score < 0.9 {
							b.Logf("  %s: %s: %.2f", ref.ID, a.Title, *a.Score)
						}
					}
				}
				b.ReportMetric(report.painted(b), "lcp-ms")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

func judge(b *testing.B, address string, args ...string) *lighthouse {
	b.Helper()
	program := filepath.Join("..", "..", ".lighthouse", "node_modules", "lighthouse", "cli", "index.js")
	if _, err := os.Stat(program); err != nil {
		b.Fatalf("lighthouse is not there (make bench installs it): %v", err)
	}
	args = append([]string{program, address, "--output=json", "--quiet", "--chrome-flags=--headless --no-sandbox --disable-dev-shm-usage"}, args...)
	var out []byte
	var err error
	for range 3 { // it loses the trace of a browser that starts slowly (NO_NAVSTART), and asks to be run again
		cmd := exec.CommandContext(b.Context(), "node", args...)
		cmd.Env = append(os.Environ(), "CHROME_PATH="+chromium(b))
		cmd.Stderr = os.Stderr
		if out, err = cmd.Output(); err == nil {
			break
		}
	}
	if err != nil {
		b.Fatalf("judge %s by lighthouse: %v", address, err)
	}
	report := &lighthouse{}
	if err := json.Unmarshal(out, report); err != nil {
		b.Fatalf("read what lighthouse says of %s: %v", address, err)
	}
	if len(report.Categories) != 4 {
		b.Fatalf("lighthouse judges %s by %d categories, not by four", address, len(report.Categories))
	}
	return report
}
