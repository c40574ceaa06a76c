package embedded

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// makeFile makes an empty file with its folders and returns its path without links.
func makeFile(t *testing.T, parts ...string) string {
	t.Helper()
	path := filepath.Join(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		t.Fatal(err)
	}
	return real
}

func TestFindLibrary(t *testing.T) {
	root := t.TempDir()
	named, fromEnv := makeFile(t, root, "named.so"), makeFile(t, root, "env.so")
	installed := makeFile(t, root, "project", ".engine", "node_modules", "@chdb",
		npmPackage(runtime.GOOS, runtime.GOARCH), "libchdb.so")
	deep := filepath.Join(root, "project", "store", "deep")
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		asked, env, dir, want string
	}{
		"asked for":                      {asked: named, env: fromEnv, dir: deep, want: named},
		"environment":                    {env: fromEnv, dir: deep, want: fromEnv},
		"parent of the working folder":   {dir: deep, want: installed},
		"nowhere":                        {dir: root},
		"asked for and absent":           {asked: filepath.Join(root, "absent.so"), env: fromEnv, dir: deep},
		"environment's is absent":        {env: filepath.Join(root, "absent.so"), dir: deep},
		"a folder is asked for":          {asked: root, dir: deep},
		"relative to the working folder": {asked: "named.so", dir: root, want: named},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv(LibraryVariable, test.env)
			t.Chdir(test.dir)
			got, err := findLibrary(test.asked)
			if got != test.want {
				t.Errorf("found %q, want %q (%v)", got, test.want, err)
			}
			if (test.want == "") != errors.Is(err, ErrLibraryMissing) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestNpmPackages(t *testing.T) {
	for platform, want := range map[[2]string]string{
		{"linux", "amd64"}:  "lib-linux-x64-gnu",
		{"linux", "arm64"}:  "lib-linux-arm64-gnu",
		{"darwin", "amd64"}: "lib-darwin-x64",
		{"darwin", "arm64"}: "lib-darwin-arm64",
	} {
		if got := npmPackage(platform[0], platform[1]); got != want {
			t.Errorf("%v: the library is looked for in %s, npm puts it in %s", platform, got, want)
		}
	}
}
