package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

func TestShippedConfigurationTakesAServerFromTheEnvironment(t *testing.T) {
	nowhere := closedPort(t)
	r := run(t, t.TempDir(), []string{"POSTUP_ENGINE=clickhouse", "POSTUP_CLICKHOUSE=" + nowhere, "POSTUP_CLICKHOUSE_PASSWORD=hidden"}, "migrate")
	if r.code != 1 || !strings.Contains(r.stderr, nowhere) || strings.Contains(r.stderr, "hidden") {
		t.Errorf("code %d, wants an error that names %s and not the password: %s", r.code, nowhere, r.stderr)
	}
}

// TestComposeHasNoDefaultPasswords reads the compose file as far as can be done without images: what it names is
// there, and every password has to be given.
func TestComposeHasNoDefaultPasswords(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docker-compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var compose struct {
		Services map[string]struct {
			Image       string
			Build       string
			Environment map[string]string
			Volumes     []string
			Healthcheck map[string]any
			DependsOn   map[string]any `yaml:"depends_on"`
		}
		Volumes map[string]any
	}
	if err := yaml.Unmarshal(text, &compose); err != nil {
		t.Fatal(err)
	}
	for name, s := range compose.Services {
		if s.Image == "" && s.Build == "" || s.Healthcheck == nil {
			t.Errorf("service %s wants an image and a health check", name)
		}
		for key, value := range s.Environment {
			if strings.Contains(key, "PASSWORD") && !strings.Contains(value, ":?") {
				t.Errorf("%s of %s has a default: %q", key, name, value)
			}
		}
		for _, v := range s.Volumes {
			volume, _, _ := strings.Cut(v, ":")
			if _, ok := compose.Volumes[volume]; !ok {
				t.Errorf("service %s uses the volume %s, which is not declared", name, volume)
			}
		}
		for other := range s.DependsOn {
			if _, ok := compose.Services[other]; !ok {
				t.Errorf("service %s depends on %s, which is not there", name, other)
			}
		}
	}
	for _, service := range []string{"clickhouse", "postup"} {
		if _, ok := compose.Services[service]; !ok {
			t.Errorf("no service %s", service)
		}
	}
}
