package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/postup/postup/store"
)

func newPayloads(t *testing.T) (*store.Payloads, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data", "payloads")
	p, err := store.NewPayloads(dir)
	if err != nil {
		t.Fatal(err)
	}
	return p, dir
}

func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestPayloadIsKeptAsItCame(t *testing.T) {
	for name, body := range map[string][]byte{
		"text": []byte("код;назва\n1;Житомир\n"), "empty": {}, "binary": {0, 255, 254, 0},
		"large": bytes.Repeat([]byte("0123456789abcdef"), 1<<16),
	} {
		t.Run(name, func(t *testing.T) {
			p, dir := newPayloads(t)
			sum := sha256.Sum256(body)
			for range 2 { // the second time finds it there
				kept, err := p.Keep(t.Context(), iotest.HalfReader(bytes.NewReader(body)), 1<<20)
				if err != nil || kept.Hash != hex.EncodeToString(sum[:]) || kept.Bytes != int64(len(body)) {
					t.Fatalf("kept %+v, %v", kept, err)
				}
			}
			r, err := p.Open(hex.EncodeToString(sum[:]))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, body) {
				t.Errorf("%d bytes came back of %d, %v", len(got), len(body), err)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			files := filesIn(t, dir)
			if len(files) != 1 {
				t.Fatalf("files %v, want one", files)
			}
			for path, want := range map[string]fs.FileMode{files[0]: 0o600, filepath.Dir(files[0]): 0o700, dir: 0o700} {
				if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
					t.Errorf("%s can be read by others: %v, %v", path, info.Mode(), err)
				}
			}
		})
	}
}

func TestPayloadThatDidNotArriveWholeLeavesNoFile(t *testing.T) {
	cut := errors.New("connection reset")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		max  int64
		want error
	}{
		"cut":       {t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(cut)), 100, cut},
		"too large": {t.Context(), strings.NewReader("12345"), 4, store.ErrTooLarge},
		"cancelled": {ctx, strings.NewReader("1"), 4, context.Canceled},
	} {
		p, dir := newPayloads(t)
		if _, err := p.Keep(test.ctx, test.r, test.max); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", name, err, test.want)
		}
		if files := filesIn(t, dir); len(files) != 0 {
			t.Errorf("%s: left %v", name, files)
		}
	}
}

func TestPayloadOfJustTheLimitIsKept(t *testing.T) {
	p, _ := newPayloads(t)
	if kept, err := p.Keep(t.Context(), strings.NewReader("1234"), 4); err != nil || kept.Bytes != 4 {
		t.Errorf("kept %+v, %v", kept, err)
	}
}

func TestExpireDeletesOldFilesOnly(t *testing.T) {
	p, dir := newPayloads(t)
	keep := func(body string) string {
		kept, err := p.Keep(t.Context(), strings.NewReader(body), 100)
		if err != nil {
			t.Fatal(err)
		}
		return kept.Hash
	}
	old, renewed, fresh := keep("old"), keep("renewed"), keep("fresh")
	past := time.Now().AddDate(-2, 0, 0)
	leftover := filepath.Join(dir, "incoming-123")
	if err := os.WriteFile(leftover, []byte("cut short"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range append(filesIn(t, dir), leftover) {
		if !strings.Contains(path, fresh) {
			if err := os.Chtimes(path, past, past); err != nil {
				t.Fatal(err)
			}
		}
	}
	keep("renewed")
	n, err := p.Expire(time.Now().AddDate(-1, 0, 0))
	if err != nil || n != 1 {
		t.Errorf("deleted %d, %v; want 1", n, err)
	}
	if _, err := p.Open(old); store.CodeOf(err) != store.CodeNotFound {
		t.Errorf("an expired payload: %v, want not found", err)
	}
	for _, hash := range []string{renewed, fresh} {
		r, err := p.Open(hash)
		if err != nil {
			t.Errorf("a payload that came since then was deleted: %v", err)
			continue
		}
		_ = r.Close()
	}
	if _, err := os.Stat(leftover); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what a cut write left is still there: %v", err)
	}
}

func TestDamagedPayloadIsAnError(t *testing.T) {
	p, dir := newPayloads(t)
	kept, err := p.Keep(t.Context(), strings.NewReader(strings.Repeat("some text ", 100)), 10_000)
	if err != nil {
		t.Fatal(err)
	}
	file := filesIn(t, dir)[0]
	packed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	packed[len(packed)-6] ^= 0xff
	if err := os.WriteFile(file, packed, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := p.Open(kept.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.ReadAll(r); err == nil {
		t.Error("a damaged payload reads as if it were whole")
	}
	if _, err := p.Open("../../etc/passwd"); store.CodeOf(err) != store.CodeInvalid {
		t.Errorf("a hash that is none: %v", err)
	}
}
