package config

import (
	"errors"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	_ "time/tzdata"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what is said of the bad configurations into testdata/bad")

// httpOptions stand for those of a kind, which are declared outside this package.
type httpOptions struct {
	URL     string            `yaml:"url"`
	Headers map[string]string `yaml:"headers"`
	Token   Secret            `yaml:"token"`
	Limit   int               `yaml:"limit"`
	Window  *struct {
		First string `yaml:"first"`
	} `yaml:"window"`
}

type fileOptions struct {
	Path string `yaml:"path"`
}

var testKinds = map[string]func(ast.Node) error{
	"http": func(n ast.Node) error {
		var o httpOptions
		if err := Decode(n, &o); err != nil {
			return err
		}
		if _, err := url.Parse(o.URL); err != nil || o.URL == "" {
			return errors.New("http: the url can't be used")
		}
		return nil
	},
	"file": func(n ast.Node) error { return Decode(n, &fileOptions{}) },
}

// testEnv is the environment of all configurations in testdata.
func testEnv(name string) (string, bool) {
	value, ok := map[string]string{"LISTEN": "hunter-listens", "ZONE": "hunter-zone", "SERVER": "q", "TOKEN": "hunter-token", "KEY": "hunter-keys-ids-of-applications"}[name]
	return value, ok
}

// Each folder of testdata/bad is a configuration; want.txt is every mistake in it, as a user reads it.
func TestBadConfigurations(t *testing.T) {
	folders, err := filepath.Glob("testdata/bad/*")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no bad configurations: %v", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			_, err := Load(os.DirFS(folder), folder, map[string]string{"regionsim": "http://127.0.0.1:1"}, WithKinds(testKinds), WithEnv(testEnv))
			var mistakes Mistakes
			if !errors.As(err, &mistakes) {
				t.Fatalf("a user with this mistake would not be told: %v", err)
			}
			for _, m := range mistakes {
				if m.File == "" {
					t.Errorf("nobody could find this mistake: %s", m)
				}
			}
			got := strings.ReplaceAll(err.Error(), folder+string(filepath.Separator), "") + "\n"
			golden := filepath.Join(folder, "want.txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("what users are told has changed (-want +got):\n%s", diff)
			}
			if strings.Contains(got, "hunter-") || strings.Contains(got, "user-in-a-file") {
				t.Error("a value from outside is printed")
			}
		})
	}
}
