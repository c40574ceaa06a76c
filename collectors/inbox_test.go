package collectors_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/spool"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// inboxOf is the source of fileSource as a folder.
func inboxOf(dir, options string) string {
	return strings.Replace(fileSource(""), `kind: file
    regions: [UA-05, UA-07]
    file: {path: ""}`, `kind: inbox
    regions: [UA-05, UA-07]
    inbox: {path: "`+dir+`"`+options+`}`, 1)
}

// dropped puts a file into a folder, as old as so many minutes.
func dropped(t testing.TB, dir, name, content string, minutes int) {
	t.Helper()
	path := filepath.Join(dir, name)
	write(t, path, content)
	at := noon.Add(-time.Duration(minutes) * time.Minute)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// folder is what a folder holds, the ids of collections left out of the names.
func folder(t testing.TB, dir string) []string {
	t.Helper()
	var all []string
	id := regexp.MustCompile(`[0-9]{10,}-`)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != ".postup.lock" {
			all = append(all, id.ReplaceAllString(strings.TrimPrefix(path, dir+"/"), "ID-"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// all runs a source once and gives all its outcomes.
func (w *world) all(t testing.TB, id string) []string {
	t.Helper()
	outcomes, err := w.Once(t.Context(), collectors.OnceOptions{Sources: []string{id}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range outcomes {
		got = append(got, counts(o))
	}
	return got
}

const (
	nothingNew = "unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged"
	allNew     = "partial: 4 = 3 accepted + 1 rejected + 0 unchanged"
	oneNew     = "partial: 4 = 1 accepted + 1 rejected + 2 unchanged"
	noneNew    = "partial: 4 = 0 accepted + 1 rejected + 3 unchanged"
	refusedAll = "failed: 0 = 0 accepted + 0 rejected + 0 unchanged"
)

// TestInbox: files are taken in the order of their times, each its own collection, answered and put away; on both engines.
func TestInbox(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		dir := t.TempDir()
		w := newWorld(t, st, load(t, inboxOf(dir, "")))
		got := w.all(t, "table")
		dropped(t, dir, "b.csv", visitsOf(5), 20)
		dropped(t, dir, "a.csv", visitsOf(7), 10)
		dropped(t, dir, "broken.csv", "region\nUA-05\n", 15)
		got = append(got, w.all(t, "table")...)
		dropped(t, dir, "a.csv", visitsOf(7), 5) // the same again is read again: its sender is answered
		got = append(got, w.all(t, "table")...)
		got = append(got, w.all(t, "table")...)
		want := []string{nothingNew, allNew, refusedAll, oneNew, noneNew, nothingNew}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("collections (-want +got):\n%s", diff)
		}
		files := []string{"a.csv.answer.txt", "archive/ID-b.csv", "archive/ID-a.csv", "archive/ID-a.csv", "b.csv.answer.txt",
			"broken.csv.answer.txt", "failed/ID-broken.csv", "failed/ID-broken.csv.answer.txt"}
		if diff := cmp.Diff(files, folder(t, dir)); diff != "" {
			t.Errorf("the folder (-want +got):\n%s", diff)
		}
		rows := []string{"UA-05 2024-01-01..2024-01-31 |||||", "UA-05 2024-01-01..2024-01-31 |||||||", "UA-07 2024-01-01..2024-01-31 no_data"}
		if diff := cmp.Diff(rows, observations(t, st)); diff != "" {
			t.Errorf("observations (-want +got):\n%s", diff)
		}
		states, err := st.SourceStates(t.Context())
		if err != nil || states["table"].Failures != 0 {
			t.Errorf("a broken file counts as %d failures of the folder (%v): it would be looked into less often", states["table"].Failures, err)
		}
	})
}

// TestInboxTakes: what is not complete, not meant, or leads out of the folder stays where it is.
func TestInboxTakes(t *testing.T) {
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret.csv")
	dropped(t, dir, "table.csv", tableBefore, 1)
	write(t, outside, visitsOf(9))
	for _, name := range []string{"x.csv.part", "x.csv.TMP", "~$x.csv", ".x.csv", "x.csv~", "x.csv.crdownload", "x.csv.answer.txt", "note.txt"} {
		dropped(t, dir, name, visitsOf(8), 30)
	}
	for _, err := range []error{os.Symlink(outside, filepath.Join(dir, "link.csv")), os.Mkdir(filepath.Join(dir, "folder.csv"), 0o700)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	before := folder(t, dir)
	w := newWorld(t, storetest.Embedded(t), load(t, inboxOf(dir, `, match: "*.csv*"`)))
	if diff := cmp.Diff([]string{allNew}, w.all(t, "table")); diff != "" {
		t.Errorf("collections (-want +got):\n%s", diff)
	}
	want := []string{}
	for _, name := range before {
		if name == "table.csv" {
			want = append(want, "table.csv.answer.txt")
			continue
		}
		want = append(want, name)
	}
	got := folder(t, dir)
	if diff := cmp.Diff(append([]string{"archive/ID-table.csv"}, want...), sortedLike(got)); diff != "" {
		t.Errorf("the folder (-want +got):\n%s", diff)
	}
	if err := os.Rename(filepath.Join(dir, "x.csv.part"), filepath.Join(dir, "x.csv")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{oneNew}, w.all(t, "table")); diff != "" {
		t.Errorf("after a file got its name (-want +got):\n%s", diff)
	}
}

// sortedLike puts what was archived first.
func sortedLike(names []string) (sorted []string) {
	for _, archived := range []bool{true, false} {
		for _, name := range names {
			if strings.HasPrefix(name, "archive/") == archived {
				sorted = append(sorted, name)
			}
		}
	}
	return sorted
}

// TestInboxArchiveLeadsOut: a folder of ours that is a link to elsewhere is not followed, and the file is not read twice.
func TestInboxArchiveLeadsOut(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	dropped(t, dir, "table.csv", tableBefore, 1)
	if err := os.Symlink(outside, filepath.Join(dir, "archive")); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, storetest.Embedded(t), load(t, inboxOf(dir, "")))
	if diff := cmp.Diff([]string{allNew}, w.all(t, "table")); diff != "" {
		t.Errorf("collections (-want +got):\n%s", diff)
	}
	out := w.once(t, "table")
	if out.Status != store.CollectionFailed || !strings.Contains(out.Error, "can't be moved to archive/") || len(folder(t, outside)) > 0 {
		t.Errorf("the collection after it: %s %q; outside: %v", counts(out), out.Error, folder(t, outside))
	}
	if err := os.Remove(filepath.Join(dir, "archive")); err != nil {
		t.Fatal(err)
	}
	if got := w.all(t, "table"); !cmp.Equal(got, []string{nothingNew}) {
		t.Errorf("once the link is gone: %v", got)
	}
	if diff := cmp.Diff([]string{"archive/ID-table.csv", "table.csv.answer.txt"}, folder(t, dir)); diff != "" {
		t.Errorf("the folder (-want +got):\n%s", diff)
	}
}

// growingClock writes more to a file whenever someone waits.
type growingClock struct {
	*stepClock
	grow func()
}

func (c *growingClock) Until(ctx context.Context, until time.Time) error {
	c.grow()
	return c.stepClock.Until(ctx, until)
}

// TestInboxGrowing: a file that is written to is left alone until nobody writes to it.
func TestInboxGrowing(t *testing.T) {
	dir, written := t.TempDir(), 0
	w := newWorld(t, storetest.Embedded(t), load(t, inboxOf(dir, "")))
	o := w.Options
	o.Clock = &growingClock{w.clock, func() {
		if written++; written <= 2 {
			dropped(t, dir, "table.csv", tableBefore[:len(tableBefore)-40+10*written], 5)
		}
	}}
	dropped(t, dir, "table.csv", tableBefore[:40], 5)
	w.Collector = must[*collectors.Collector](t)(collectors.New(o))
	got := append(w.all(t, "table"), w.all(t, "table")...)
	dropped(t, dir, "table.csv", tableBefore, 5)
	got = append(got, w.all(t, "table")...)
	if diff := cmp.Diff([]string{nothingNew, nothingNew, allNew}, got); diff != "" {
		t.Errorf("collections (-want +got):\n%s", diff)
	}
}

// TestInboxTooLarge: a file over the limit is refused unread.
func TestInboxTooLarge(t *testing.T) {
	dir := t.TempDir()
	dropped(t, dir, "table.csv", tableBefore, 1)
	cfg := load(t, inboxOf(dir, ""))
	cfg.Sources[0].MaxBytes = 50
	w := newWorld(t, storetest.Embedded(t), cfg)
	out := w.once(t, "table")
	if out.Payload != "" || !strings.Contains(out.Error, "max_bytes is 50") {
		t.Errorf("the collection: %s %q", counts(out), out.Error)
	}
	want := []string{"failed/ID-table.csv", "failed/ID-table.csv.answer.txt", "table.csv.answer.txt"}
	if diff := cmp.Diff(want, folder(t, dir)); diff != "" {
		t.Errorf("the folder (-want +got):\n%s", diff)
	}
}

// refusingStore is a store that is away from the moment that it is told to be.
type refusingStore struct {
	*store.Store
	away bool
}

func (s *refusingStore) WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error) {
	if s.away {
		return store.Written{}, &store.Error{Code: store.CodeUnavailable, Message: "the store is away"}
	}
	return s.Store.WriteObservations(ctx, rows)
}

// TestInboxStoreAway: what the store can't take stays in the folder, unanswered, and is taken once it can.
func TestInboxStoreAway(t *testing.T) {
	dir := t.TempDir()
	st := &refusingStore{Store: storetest.Embedded(t), away: true}
	w := newAwayWorld(t, st, load(t, inboxOf(dir, "")), t.TempDir(), roomy)
	dropped(t, dir, "a.csv", tableBefore, 9)
	dropped(t, dir, "b.csv", visitsOf(6), 8)
	if out := w.once(t, "table"); out.Status != store.CollectionFailed || w.Spool.Usage() != (spool.Usage{Limit: roomy}) {
		t.Errorf("while the store is away a file is %s; elsewhere waits %+v", counts(out), w.Spool.Usage())
	}
	if diff := cmp.Diff([]string{"a.csv", "b.csv"}, folder(t, dir)); diff != "" {
		t.Errorf("while the store is away the folder holds (-want +got):\n%s", diff)
	}
	st.away = false
	if diff := cmp.Diff([]string{allNew, oneNew}, w.all(t, "table")); diff != "" {
		t.Errorf("once it is back (-want +got):\n%s", diff)
	}
}

// TestInboxNoAnswer: an answer that can't be written leaves the file where it is.
func TestInboxNoAnswer(t *testing.T) {
	dir := t.TempDir()
	dropped(t, dir, "table.csv", tableBefore, 1)
	blocked := filepath.Join(dir, "table.csv.answer.txt")
	if err := errors.Join(os.Mkdir(blocked, 0o700), os.WriteFile(filepath.Join(blocked, "x"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, storetest.Embedded(t), load(t, inboxOf(dir, "")))
	got := w.all(t, "table")
	if err := os.RemoveAll(blocked); err != nil {
		t.Fatal(err)
	}
	got = append(got, w.all(t, "table")...)
	if diff := cmp.Diff([]string{allNew, noneNew}, got); diff != "" {
		t.Errorf("collections (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"archive/ID-table.csv", "table.csv.answer.txt"}, folder(t, dir)); diff != "" {
		t.Errorf("the folder (-want +got):\n%s", diff)
	}
}

// TestInboxTwoProcesses: while one takes a file, another leaves the folder alone.
func TestInboxTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	dropped(t, dir, "table.csv", tableBefore, 1)
	st := storetest.Embedded(t)
	cfg := load(t, inboxOf(dir, ""))
	other := newWorld(t, st, cfg)
	var beside collectors.Outcome
	w := newWorldOn(t, &between{st, func() { beside = other.once(t, "table") }}, cfg)
	if got := w.all(t, "table"); !cmp.Equal(got, []string{allNew}) {
		t.Errorf("the first: %v", got)
	}
	if beside.Status != store.CollectionFailed || !strings.Contains(beside.Error, "another process takes files") {
		t.Errorf("the second: %s %q", counts(beside), beside.Error)
	}
	if got := other.all(t, "table"); !cmp.Equal(got, []string{nothingNew}) {
		t.Errorf("the second, later: %v", got)
	}
}

// between does something before observations are written.
type between struct {
	*store.Store
	do func()
}

func (b *between) WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error) {
	b.do()
	return b.Store.WriteObservations(ctx, rows)
}

// TestInboxAnswers holds the answers in each language to golden files.
func TestInboxAnswers(t *testing.T) {
	for _, language := range []string{"en", "uk", "ru"} {
		t.Run(language, func(t *testing.T) {
			dir := t.TempDir()
			source := strings.Replace(reportInbox, "DIR", dir, 1) + "\n"
			w := newWorldOn(t, &capturing{}, load(t, strings.Replace(source, "LANGUAGE", language, 1)))
			w.clock.now = time.Date(2025, 12, 1, 12, 0, 0, 0, time.UTC)
			w.clock.end = w.clock.now.Add(time.Hour)
			write(t, filepath.Join(dir, "звіт.xlsx"), string(reportWorkbook(t)))
			w.all(t, "report")
			write(t, filepath.Join(dir, "old.xlsx"), "not a workbook")
			w.all(t, "report")
			var answers strings.Builder
			for _, name := range []string{"звіт.xlsx", "old.xlsx"} {
				answers.Write(must[[]byte](t)(os.ReadFile(filepath.Join(dir, name+".answer.txt"))))
			}
			got := regexp.MustCompile(`[0-9]{10,}|\b[12]\b\r`).ReplaceAllString(answers.String(), "ID\r")
			got = strings.ReplaceAll(strings.ReplaceAll(got, "\r\r\n", "\n"), "\r\n", "\n")
			golden := filepath.Join("testdata", "inbox", language+".txt")
			if *update {
				if err := errors.Join(os.MkdirAll(filepath.Dir(golden), 0o755), os.WriteFile(golden, []byte(got), 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(must[[]byte](t)(os.ReadFile(golden))), got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
		})
	}
}

const reportInbox = `
sources:
  - id: report
    kind: inbox
    inbox: {path: "DIR", language: LANGUAGE}
    regions: [UA-05, UA-07]
    format: {type: xlsx, sheet: Послуги, header: [3, 4]}
    records:
      - as: observations
        where:
          - {from: Область, not_in: [Всього, Усього, Разом, Итого]}
        fields:
          indicator: {const: online_share}
          region: {from: Область}
          period: {from: Місяць, layout: month}
          numerator: {from: Послуги / онлайн}
          denominator: {from: Послуги / усього}
`

// TestInboxExplainsEveryReason: an answer never has a bare code where an explanation should be.
func TestInboxExplainsEveryReason(t *testing.T) {
	codes := regexp.MustCompile(`(?m)^\t(\w+) += "([a-z_]+)"`)
	for file, section := range map[string]string{"check/reasons.go": "reasons:", "fetch/fetch.go": "refusals:"} {
		found := codes.FindAllStringSubmatch(string(must[[]byte](t)(os.ReadFile(file))), -1)
		if len(found) < 6 {
			t.Fatalf("%s holds %d codes; the test no longer finds them", file, len(found))
		}
		for _, language := range []string{"en", "uk", "ru"} {
			words := string(must[[]byte](t)(os.ReadFile("inboxsource/words/" + language + ".yaml")))
			_, words, _ = strings.Cut(words, section)
			for _, code := range found {
				if !strings.Contains(words, "\n  "+code[2]+": ") {
					t.Errorf("%s: %s has no words for %s", file, language, code[2])
				}
			}
		}
	}
}
