package pages_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/postup/postup/dashboard/assets"
)

// everyPage is a page of each kind, with regions in every condition.
var everyPage = []string{
	"/", "/programmes", "/programmes/ua-smartphone", "/programmes/primorye-maturity", "/programmes/egov4ukraine", "/programmes/igov",
	"/programmes/cabinet-documents", "/regions", "/regions/UA", "/regions/" + plain, "/regions/" + noData, "/regions/" + failing,
	"/regions/UA-43", "/regions/RU-PRI", "/regions/" + plain + "?view=brief", "/regions?view=brief&parent=UA",
	"/services", "/services/ua.address_assignment",
	"/regions/" + plain + "/what-if?indicator=services_online_share&value=95",
	"/compare", "/compare/improved", "/compare/trajectories?peers=" + plain + "&by=start", "/compare/scatter", "/compare/ranks", "/search?q=портал",
	"/sources", "/sources?today=2024-09-20&sort=region", "/sources/sim-counts-" + plain, "/sources/sim-applications-UA-68",
	"/methods", "/?as_of=2023-06-30&today=2025-02-01",
	"/programmes/ua-regional-index", "/explain/services_online_share/" + plain + "/2023-09-01..2023-09-30",
}

// finding is what the browser saw that a visitor would trip over.
type finding struct {
	Page, What, Detail string
	Done               bool
}

func TestPagesInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	tools(t)
	base := site(t, true)
	input, err := json.Marshal(map[string]any{
		"base": base, "pages": everyPage, "languages": []string{"en", "uk", "ru"}, "chromium": chromium(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join("browser", "check.mjs"))
	cmd.Stdin = bytes.NewReader(input)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	done := false
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var f finding
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Fatalf("the browser check said %q: %v", lines.Text(), err)
		}
		if f.Done {
			done = true
			continue
		}
		t.Errorf("%s: %s: %s", f.Page, f.What, f.Detail)
	}
	if err != nil || !done {
		t.Fatalf("the browser check did not come to its end: %v", err)
	}
}

// tools fails the test with what to install where something that it needs is missing.
func tools(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("node is not there: install Node.js 20 or newer with npm")
	}
	root := filepath.Join("..", "..", "node_modules")
	for _, pkg := range []string{"playwright-core", "axe-core"} {
		if _, err := os.Stat(filepath.Join(root, pkg)); err != nil {
			t.Fatalf("%s is not installed: run npm ci", pkg)
		}
	}
	set, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	if set.URL("postup.css") == "" {
		t.Fatal("the assets are not built: run make assets")
	}
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("chromium is not there: on Debian, apt-get install chromium")
	return ""
}
