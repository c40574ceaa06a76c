package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/postup/postup/store"
)

// TestExportAndRelease: on the command line, and byte for byte the same through the process that holds the data folder.
func TestExportAndRelease(t *testing.T) {
	dir := ownConfig(t)
	if r := run(t, dir, nil, "collect", "--once"); r.code != 0 {
		t.Fatalf("collect: exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	exported := run(t, dir, nil, "export", "observations")
	if exported.code != 0 || !strings.Contains(exported.stdout, `online_share,"",XX-01,2023-02-01,2023-02-28,50,`) {
		t.Fatalf("export: exit %d: %s%s", exported.code, exported.stdout, exported.stderr)
	}
	parquet := run(t, dir, nil, "export", "observations", "--format", "parquet")
	if r := run(t, dir, nil, "export", "regions", "--format", "xlsx", "-o", "regions.xlsx"); r.code != 0 {
		t.Fatalf("export to a file: exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	direct, err := os.ReadFile(filepath.Join(dir, "regions.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if created := run(t, dir, nil, "release", "create", "--as-of", "2000-01-01"); created.code != 0 || !strings.Contains(created.stderr, "warning: release 2000-01-01 has 0 observations") {
		t.Errorf("a release of nothing: exit %d: %s%s", created.code, created.stdout, created.stderr)
	}
	created := run(t, dir, nil, "release", "create", "--notes", "Erste")
	if created.code != 0 || !strings.Contains(created.stdout, "postup release publish ") {
		t.Fatalf("release create: exit %d: %s%s", created.code, created.stdout, created.stderr)
	}
	_, id, _ := strings.Cut(created.stdout, "postup release publish ")
	id = strings.TrimSpace(id)

	address := closedPort(t)
	first := start(t, dir, "run", "--listen", address)
	waitReady(t, "http://"+address)
	if r := run(t, dir, nil, "export", "observations"); r.stdout != exported.stdout {
		t.Errorf("through the process that holds the folder (exit %d):\n%s%s\nwithout:\n%s", r.code, r.stdout, r.stderr, exported.stdout)
	}
	if r := run(t, dir, nil, "export", "observations", "--format", "parquet"); r.stdout != parquet.stdout || !strings.HasPrefix(r.stdout, "PAR1") {
		t.Errorf("Parquet through the process that holds the folder is not the same: exit %d, %d and %d bytes: %s", r.code, len(r.stdout), len(parquet.stdout), r.stderr)
	}
	if r := run(t, dir, nil, "export", "regions", "--format", "xlsx", "-o", "again.xlsx"); r.code != 0 {
		t.Errorf("export to a file: exit %d: %s%s", r.code, r.stdout, r.stderr)
	} else if again, err := os.ReadFile(filepath.Join(dir, "again.xlsx")); err != nil || !bytes.Equal(again, direct) {
		t.Errorf("the workbook is another: %v", err)
	}
	if code, body := fetch(t, "http://"+address+"/open-data/regions/latest.csv"); code != 404 {
		t.Errorf("a draft is there: %d %s", code, body)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"release", "list"}, 0, "draft"},
		{[]string{"release", "list", "--json"}, 0, `"as_of":"` + id + `"`},
		{[]string{"release", "show", id, "--json"}, 0, `"reviewed_by":null`},
		{[]string{"release", "verify", id}, 0, "the same bytes"},
		{[]string{"release", "publish", id, "--reviewed-by", "Nobody Else"}, 0, "reviewed by Nobody Else"},
		{[]string{"release", "create", "--as-of", id, "--corrects", id}, 0, "it corrects nothing"},
		{[]string{"release", "publish", id}, 1, "never changes"},
		{[]string{"release", "show", "2020-01-01"}, 1, id},
		{[]string{"release", "create", "--as-of", "2999-01-01"}, 2, "2999-01-01"},
		{[]string{"release", "create", "--as-of", "2149-01-01"}, 1, "has not ended"},
		{[]string{"export", "observation"}, 2, "observations, progress"},
		{[]string{"export", "observations", "--format", "pdf"}, 2, "parquet"},
		{[]string{"export", "observations", "--release", "2020-01-01"}, 1, id},
	} {
		if r := run(t, dir, nil, c.args...); r.code != c.code || !strings.Contains(r.stdout+r.stderr, c.says) {
			t.Errorf("%v: exit %d, want %d and %q: %s%s", c.args, r.code, c.code, c.says, r.stdout, r.stderr)
		}
	}
	released := run(t, dir, nil, "export", "regions", "--release", id)
	deadline := time.Now().Add(20 * time.Second) // the dashboard looks for new releases now and then
	for {
		code, body := fetch(t, "http://"+address+"/open-data/regions/"+id+".csv")
		if code == 200 && body == released.stdout {
			break
		}
		if code == 200 || time.Now().After(deadline) {
			t.Errorf("published, it is answered with %d and is not what export writes:\n%s\n%s", code, body, released.stdout)
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err := first.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
}

// TestWarnOfNothing: a release with figures is made without a warning.
func TestWarnOfNothing(t *testing.T) {
	for rows, warns := range map[uint64]bool{0: true, 1: false} {
		var said bytes.Buffer
		(&cli{stderr: &said}).warnOfNothing(store.Release{ID: "2026-09-30", Datasets: []store.Released{{ID: "observations", Rows: rows}}})
		if strings.Contains(said.String(), "0 observations") != warns {
			t.Errorf("of %d observations it says %q", rows, &said)
		}
	}
}
