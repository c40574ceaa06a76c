package collectors_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store/storetest"
)

// beside copies a file that stands beside the pages.
func beside(name string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		write(t, filepath.Join(dir, name), string(must[[]byte](t)(os.ReadFile("../docs/sources/"+name))))
	}
}

// TestEveryKindAndFormatHasAPage with a source to copy.
func TestEveryKindAndFormatHasAPage(t *testing.T) {
	says := map[string]string{} // what a page's example must say
	for kind := range collectors.Kinds() {
		says[kind] = "\n    kind: " + kind + "\n"
	}
	for _, format := range []string{"json", "ndjson", "csv", "xlsx", "xls", "ods", "dbf", "xml"} {
		says[format] = "\n    format: {type: " + format
	}
	for name, said := range says {
		page, err := os.ReadFile("../docs/sources/" + name + ".md")
		if err != nil || !strings.Contains(string(page), "```yaml\nsources:\n  - id: ") || !strings.Contains(string(page), said) {
			t.Errorf("%s has no page with a source to copy (%v)", name, err)
		}
	}
}

// TestDocumentedFormats: the examples that people copy from the pages of the formats bring what the pages say.
func TestDocumentedFormats(t *testing.T) {
	pages := map[string]func(t *testing.T, dir string){
		"xlsx":   beside("report.xlsx"),
		"xls":    beside("report.xls"),
		"ods":    beside("report.ods"),
		"dbf":    beside("report.dbf"),
		"xml":    func(*testing.T, string) {},
		"json":   func(*testing.T, string) {},
		"ndjson": func(*testing.T, string) {},
		"file":   func(*testing.T, string) {},
		"inbox":  func(*testing.T, string) {},
		"csv": func(t *testing.T, dir string) {
			path := filepath.Join(dir, "old.csv")
			table := must[[]byte](t)(os.ReadFile(path))
			write(t, path, string(must[[]byte](t)(charmap.Windows1251.NewEncoder().Bytes(table))))
		},
		"packed": func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "report.zip"), string(zipOf(t, dir, "report.csv", "packed.yaml")))
		},
	}
	file := regexp.MustCompile("(?s)`my/packs/region/([^`]+)`:\n\n```[a-z]+\n(.*?)```")
	for name, prepare := range pages {
		t.Run(name, func(t *testing.T) {
			page := string(must[[]byte](t)(os.ReadFile("../docs/sources/" + name + ".md")))
			page = strings.NewReplacer("XX-01", "UA-05", "XX-02", "UA-07", "land-extract", "permit").Replace(page)
			dir, source := t.TempDir(), ""
			for _, f := range file.FindAllStringSubmatch(page, -1) {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, f[1])), 0o700); err != nil {
					t.Fatal(err)
				}
				write(t, filepath.Join(dir, f[1]), f[2])
				if strings.HasSuffix(f[1], ".yaml") {
					source = f[2]
				}
			}
			prepare(t, dir)
			cfg := load(t, source)
			cfg.Sources[0].Dir = dir
			w := newWorldOn(t, &capturing{}, cfg)
			w.clock.now = time.Date(2025, 12, 1, 12, 0, 0, 0, time.UTC)
			w.clock.end = w.clock.now.Add(time.Hour)
			out := w.once(t, cfg.Sources[0].ID)
			row := regexp.MustCompile(`\n` + out.Source + ` +(\w+) +(\d+) +(\d+) +(\d+) +(\d+) .*`).FindStringSubmatch(page)
			if row == nil {
				t.Fatalf("the page does not show what the example brings: %s", counts(out))
			}
			want := row[1] + ": " + row[2] + " = " + row[3] + " accepted + " + row[4] + " rejected + " + row[5] + " unchanged"
			if counts(out) != want {
				t.Errorf("the example brings %s (%s); the page says %s", counts(out), out.Error, want)
			}
			for _, answer := range must[[]string](t)(filepath.Glob(filepath.Join(dir, "*", "*.answer.txt"))) {
				text := strings.Replace(string(must[[]byte](t)(os.ReadFile(answer))), " 1\r\n", " 1795387609753198\r\n", 1) // the collection
				if text = strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\uFEFF"); !strings.Contains(page, text) {
					t.Errorf("the page does not show the answer\n%s", text)
				}
			}
			for _, r := range out.Rejections {
				if said := out.Source + ", " + r.Position + ": " + r.Field + " " + r.Reason + ": " + r.Detail; !strings.Contains(page, said) {
					t.Errorf("the page does not speak of the rejection %q", said)
				}
			}
		})
	}
}

// TestDocumentedApplications: the portal of docs/sources.md brings what the page shows.
func TestDocumentedApplications(t *testing.T) {
	page := string(must[[]byte](t)(os.ReadFile("../docs/sources.md")))
	part := func(of string) string {
		found := regexp.MustCompile("(?s)`my/packs/region/" + regexp.QuoteMeta(of) + "`[^\n]*\n\n```[a-z]+\n(.*?)```").FindStringSubmatch(page)
		if found == nil {
			t.Fatalf("the page no longer shows %s", of)
		}
		return strings.NewReplacer("XX-01", "UA-05", "L-7: land-extract", "L-7: permit").Replace(found[1])
	}
	t.Setenv("PORTAL_KEY", secret)
	p := newPortal(t, answer(200, part("applications.ndjson")))
	w := newWorld(t, storetest.Embedded(t), load(t, strings.Replace(part("applications.yaml"), "http://127.0.0.1:18480", p.URL, 1)))
	w.clock.now = time.Date(2025, 12, 1, 12, 0, 0, 0, time.UTC)
	w.clock.end = w.clock.now.Add(time.Hour)
	out := must[[]collectors.Outcome](t)(w.Once(t.Context(), collectors.OnceOptions{DryRun: true}))[0]
	row := regexp.MustCompile(`\napplications +(\w+) +(\d+) +(\d+) +(\d+) +(\d+) .*`).FindStringSubmatch(page)
	if row == nil || counts(out) != row[1]+": "+row[2]+" = "+row[3]+" accepted + "+row[4]+" rejected + "+row[5]+" unchanged" {
		t.Errorf("the example brings %s (%s %v); the page says %q", counts(out), out.Error, out.Rejections, row)
	}
	for _, r := range out.Rejections {
		if said := out.Source + ", " + r.Position + ": " + r.Field + " " + r.Reason + ": " + r.Detail; !strings.Contains(page, said) {
			t.Errorf("the page does not speak of the rejection %q", said)
		}
	}
}
