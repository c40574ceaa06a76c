package main

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// chromiums are the programs that can print, in the order in which they are looked for.
var chromiums = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome"}

// printTime is how long a browser may take for one document.
const printTime = 2 * time.Minute

// findChromium is the browser that was named, else the first that is installed.
func findChromium(named string) (string, error) {
	if named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("the browser that --chromium or POSTUP_CHROMIUM names can't be started: %w", err)
		}
		return path, nil
	}
	for _, name := range chromiums {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("a PDF is printed by Chromium, and none of %s is in PATH: install one (on Debian: apt-get install chromium), "+
		"or name it with --chromium or POSTUP_CHROMIUM; --html writes a file that any browser prints", strings.Join(chromiums, ", "))
}

// printPDF prints a document by a browser to a file that is whole or as it was. Everything that the browser needs lies in a
// folder beside that file: some may write nowhere but where the user does.
func printPDF(ctx context.Context, browser string, html []byte, path string) error {
	dir, err := os.MkdirTemp(filepath.Dir(path), "postup-brief-*")
	if err != nil {
		return fmt.Errorf("make a folder to print in: %w", err)
	}
	defer os.RemoveAll(dir)
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	page, printed := filepath.Join(dir, "brief.html"), filepath.Join(dir, "brief.pdf")
	if err := os.WriteFile(page, html, 0o600); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, printTime)
	defer cancel()
	args := []string{"--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--user-data-dir=" + filepath.Join(dir, "profile"),
		"--no-pdf-header-footer", "--print-to-pdf=" + printed}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // which it has none of for root; the page is our own, without scripts
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(page)}
	cmd := exec.CommandContext(ctx, browser, append(args, address.String())...)
	cmd.WaitDelay = 5 * time.Second
	said, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("print with %s: %w%s", browser, err, lastSaid(said))
	}
	pdf, err := os.ReadFile(printed)
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf[max(0, len(pdf)-64):], []byte("%%EOF")) {
		return fmt.Errorf("print with %s: it has written no whole PDF%s", browser, lastSaid(said))
	}
	return os.Rename(printed, path)
}

// lastSaid is the last line of what a program wrote, after a colon.
func lastSaid(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return ": " + last
	}
	return ""
}

// writeWhole writes a file that is whole or as it was.
func writeWhole(path string, b []byte) error {
	if err := writeFileSync(path, b); err != nil {
		return err
	}
	return os.Chmod(path, 0o644)
}
