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

// TestPacksBesideThoseOfTheConfiguration: the compose profile has its sources read by a variable, without a
// configuration of its own.
func TestPacksBesideThoseOfTheConfiguration(t *testing.T) {
	dsn := []string{"POSTUP_POSTGRES_DSN=postgres://postup:x@postgres/registry", "POSTUP_MARIADB_DSN=mariadb://postup:x@mariadb/centres"}
	for _, c := range []struct {
		env  []string
		args []string
		code int
		says string
	}{
		{nil, nil, 0, " 1 source\n"},
		{append(dsn, "POSTUP_PACKS="), nil, 0, " 1 source\n"}, // as compose sets it without the profile
		{append(dsn, "POSTUP_PACKS=registries"), nil, 0, " 3 sources\n"},
		{dsn, []string{"--packs", "registries,core"}, 0, " 3 sources\n"},
		{[]string{"POSTUP_PACKS=registries"}, nil, 1, "the environment variable POSTUP_POSTGRES_DSN is not set"},
		{nil, []string{"--packs", "registry"}, 1, `there is no pack "registry"`},
	} {
		r := run(t, t.TempDir(), c.env, append([]string{"check"}, c.args...)...)
		if r.code != c.code || !strings.Contains(r.stdout, c.says) {
			t.Errorf("%v %v: code %d, %s%s; wants %d and %q", c.env, c.args, r.code, r.stdout, r.stderr, c.code, c.says)
		}
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
			Profiles    []string
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
			needed := strings.Contains(value, ":?")
			if len(s.Profiles) > 0 { // :? would ask those for it who do not want the profile; the images refuse an empty one
				needed = strings.HasPrefix(value, "${") && strings.HasSuffix(value, ":-}")
			}
			if strings.Contains(key, "PASSWORD") && !needed {
				t.Errorf("%s of %s has a default: %q", key, name, value)
			}
			if dsn, ok := strings.CutSuffix(key, "_DSN"); ok && !strings.Contains(value, "postup:${POSTUP_SOURCES_PASSWORD:-}@"+strings.ToLower(strings.TrimPrefix(dsn, "POSTUP_"))+"/") {
				t.Errorf("%s of %s does not take the password from outside: %q", key, name, value)
			}
		}
		for _, v := range s.Volumes {
			volume, _, _ := strings.Cut(v, ":")
			if strings.HasPrefix(volume, "./") {
				if _, err := os.Stat(filepath.Join("..", "..", volume)); err != nil || !strings.HasSuffix(v, ":ro") {
					t.Errorf("service %s has the file %s from here, which has to be there and only read: %v", name, v, err)
				}
				continue
			}
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
	for service, profile := range map[string]string{"clickhouse": "", "postup": "", "postgres": "sources", "mariadb": "sources"} {
		if s, ok := compose.Services[service]; !ok || strings.Join(s.Profiles, " ") != profile {
			t.Errorf("service %s is there: %v, with the profiles %v; it should have %q", service, ok, s.Profiles, profile)
		}
	}
	if packs := compose.Services["postup"].Environment["POSTUP_PACKS"]; packs != "${POSTUP_SOURCES_PASSWORD:+registries}" {
		t.Errorf("the profile's sources would not be read with its password, or without it too: POSTUP_PACKS is %q", packs)
	}
}
