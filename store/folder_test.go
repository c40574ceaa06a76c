package store_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// childFolder names the data folder to a test process of one's own: the engine serves one folder per process,
// and the tests of this process share theirs.
const childFolder = "POSTUP_TEST_CHILD_FOLDER"

// TestFolderOutlivesTheProcess opens a data folder in one process after the other.
func TestFolderOutlivesTheProcess(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for run := 1; run <= 2; run++ {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChildOpensTheFolder$", "-test.v")
		child.Env = append(os.Environ(), childFolder+"="+dir)
		if out, err := child.CombinedOutput(); err != nil {
			t.Fatalf("process %d on the folder: %v\n%s", run, err, out)
		}
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChildOpensTheFolder$")
	child.Env = append(os.Environ(), childFolder+"="+dir)
	if out, err := child.CombinedOutput(); err == nil {
		t.Errorf("the third process should have found two observations and failed:\n%s", out)
	}
}

// TestChildOpensTheFolder finds no observation the first time, one the second, and adds one; more is a failure.
func TestChildOpensTheFolder(t *testing.T) {
	dir := os.Getenv(childFolder)
	if dir == "" {
		return // it is run by TestFolderOutlivesTheProcess
	}
	s := storetest.Open(t, store.Options{Engine: store.EngineEmbedded, Dir: dir})
	found := len(read(t, s, store.Filter{}, 0))
	if found > 1 {
		t.Fatalf("%d observations", found)
	}
	if (found == 0) != (s.Newest() == 0) {
		t.Errorf("%d observations, and the newest seq is %d", found, s.Newest())
	}
	write(t, s, observed(fmt.Sprint("indicator ", found), "r", 1))
}

func TestFolderInUse(t *testing.T) {
	storetest.EmbeddedOptions(t) // this process has a folder open
	_, err := store.Open(t.Context(), store.Options{Engine: store.EngineEmbedded, Dir: t.TempDir()})
	oneLine(t, err, store.CodeConflict, "data folder")
}

func TestLibraryThatIsNotThere(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "libchdb.so")
	_, err := store.Open(t.Context(), store.Options{Engine: store.EngineEmbedded, Dir: t.TempDir(), Library: missing})
	oneLine(t, err, store.CodeUnavailable)
}
