package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// sheets counts the pages of a PDF, and those of them that are A4: 595 by 842 points.
func sheets(t *testing.T, path string) (pages, a4 int) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b, []byte("%PDF-")) {
		t.Fatalf("%s is no PDF: %.40q", path, b)
	}
	return len(regexp.MustCompile(`/Type /Page\b`).FindAll(b, -1)), len(regexp.MustCompile(`/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]`).FindAll(b, -1))
}

// needsChromium fails a test that prints where there is nothing to print with.
func needsChromium(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	if _, err := findChromium(""); err != nil {
		if os.Getenv("POSTUP_REQUIRE_SERVERS") == "" {
			t.Skip(err)
		}
		t.Fatal(err)
	}
}

// TestBriefIsTwoSheets: who prints a brief has two A4 pages, with much to say or nothing, in each language, whether or not
// another process holds the data folder.
func TestBriefIsTwoSheets(t *testing.T) {
	needsChromium(t)
	dir := ownConfig(t)
	for _, lang := range []string{"en", "uk", "ru"} {
		file := "nothing yet " + lang + ".pdf"
		if r := run(t, dir, nil, "brief", "xx-01", "--pdf", file, "--lang", lang); r.code != 0 || !strings.Contains(r.stdout, file) {
			t.Fatalf("%s: exit %d: %s%s", lang, r.code, r.stdout, r.stderr)
		}
		if n, a4 := sheets(t, filepath.Join(dir, file)); n != 2 || a4 != 2 {
			t.Errorf("a region of which nothing is known, in %s: %d pages, %d of them A4", lang, n, a4)
		}
	}
	if r := run(t, dir, nil, "collect", "--once"); r.code != 0 {
		t.Fatalf("collect: exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	address := closedPort(t)
	first := start(t, dir, "run", "--listen", address)
	waitReady(t, "http://"+address)
	r := run(t, dir, nil, "brief", "--all", "--pdf", "briefs", "--html", "briefs", "--json")
	var said struct{ Files []string }
	if err := json.Unmarshal([]byte(r.stdout), &said); err != nil || r.code != 0 || len(said.Files) != 2 {
		t.Fatalf("through the process that holds the folder: exit %d, %v: %s%s", r.code, err, r.stdout, r.stderr)
	}
	if n, _ := sheets(t, filepath.Join(dir, "briefs", "XX-01.pdf")); n != 2 {
		t.Errorf("with values: %d pages", n)
	}
	left, err := filepath.Glob(filepath.Join(dir, "briefs", "*"))
	if err != nil || len(left) != 2 {
		t.Errorf("beside the two files something stays: %v", left)
	}
	if err := first.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
}

// TestBriefSaysItsDay: a brief that was sent to somebody needs nothing beside it, and says of which day it is and where it
// can be read.
func TestBriefSaysItsDay(t *testing.T) {
	dir := ownConfig(t)
	if r := run(t, dir, nil, "collect", "--once"); r.code != 0 {
		t.Fatalf("collect: exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	args := []string{"brief", "XX-01", "--today", "2023-03-01", "--site", "https://postup.example/"}
	r := run(t, dir, nil, args...)
	for _, says := range []string{
		"<h1", "50.0%", "90%", "judged on 1 March 2023", "31 December 2027", "Signature", "page 2 of 2", `href="https://postup.example/regions/XX-01?`,
		"https://postup.example/regions/XX-01?as_of=", "today=2023-03-01", "no index compares", "data:font/woff2;base64,",
	} {
		if r.code != 0 || !strings.Contains(strings.ToLower(r.stdout), strings.ToLower(says)) {
			t.Errorf("exit %d, the brief does not say %q: %s", r.code, says, r.stderr)
		}
	}
	if m := regexp.MustCompile(`(?:href|src)="/|url\("?\./|<script|<link`).FindString(r.stdout); m != "" {
		t.Errorf("the file needs something beside it: %q", m)
	}
	if r := run(t, dir, nil, append(args, "--as-of", "2020-01-01")...); r.code != 0 || strings.Contains(r.stdout, "50.0%") || !strings.Contains(r.stdout, "as of 1 January 2020") {
		t.Errorf("exit %d, a brief of a day on which nothing was known: %s", r.code, r.stderr)
	}
}

// TestBriefOfTheDemo: a brief is made where events are written on the charts of its region.
func TestBriefOfTheDemo(t *testing.T) {
	a := simulated(t, "sim-services-UA-05", "sim-applications-UA-05")
	for _, lang := range config.Languages {
		documents, err := makeBriefs(t.Context(), a, briefQuestion{language: lang, today: kpi.DateOf(demoStart)})
		if err != nil || len(documents) != len(a.config.Regions) {
			t.Fatalf("%s: %d briefs of %d regions: %v", lang, len(documents), len(a.config.Regions), err)
		}
		n := slices.IndexFunc(documents, func(d briefDocument) bool { return d.Region == "UA-05" })
		if !strings.Contains(documents[n].HTML, "<figure>") {
			t.Errorf("%s: the brief of a region with values has no chart", lang)
		}
		if strings.Contains(documents[n].HTML, `class="flag`) {
			t.Errorf("%s: a chart has a mark whose words are nowhere in the brief", lang)
		}
	}
}

func TestBriefSaysWhatIsWrong(t *testing.T) {
	dir := ownConfig(t)
	empty := t.TempDir()
	for name, c := range map[string]struct {
		env  []string
		args []string
		code int
		says []string
	}{
		"nobody":             {nil, nil, 2, []string{"UA-59", "--all"}},
		"one and all":        {nil, []string{"XX-01", "--all"}, 2, []string{"--all"}},
		"all to nowhere":     {nil, []string{"--all"}, 2, []string{"--pdf", "--html"}},
		"language":           {nil, []string{"XX-01", "--lang", "fr"}, 2, []string{"fr", "en, uk, ru"}},
		"day":                {nil, []string{"XX-01", "--as-of", "2023-02-30"}, 2, []string{"--as-of", "2023-02-30"}},
		"code":               {nil, []string{"XX-02"}, 1, []string{"XX-02", `did you mean "XX-01"?`}},
		"name":               {nil, []string{"my reg"}, 1, []string{`did you mean "XX-01" (My region)?`}},
		"no browser":         {[]string{"PATH=" + empty}, []string{"XX-01", "--pdf", "x.pdf"}, 1, []string{"chromium", "google-chrome", "PATH", "apt-get install", "--chromium", "--html"}},
		"no such browser":    {[]string{"POSTUP_CHROMIUM=nobrowser"}, []string{"XX-01", "--pdf", "x.pdf"}, 1, []string{"nobrowser", "POSTUP_CHROMIUM"}},
		"that is no browser": {nil, []string{"XX-01", "--pdf", "x.pdf", "--chromium", "false"}, 1, []string{"XX-01", "false", "exit status 1"}},
		"no such folder":     {nil, []string{"XX-01", "--html", "nowhere/x.html"}, 1, []string{"nowhere"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := run(t, dir, c.env, append([]string{"brief"}, c.args...)...)
			if r.code != c.code || strings.Contains(strings.TrimSpace(r.stderr), "\n") {
				t.Errorf("exit code %d, want %d and one line\n%s%s", r.code, c.code, r.stdout, r.stderr)
			}
			for _, s := range c.says {
				if !strings.Contains(r.stderr, s) {
					t.Errorf("does not say %q: %s", s, r.stderr)
				}
			}
		})
	}
	if _, err := os.Stat(filepath.Join(dir, "x.pdf")); err == nil {
		t.Error("a file stands where nothing could be printed")
	}
}
