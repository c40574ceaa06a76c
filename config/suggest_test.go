package config

import "testing"

// TestNoSource: whoever mistypes a source's id is told which one may be meant, or which there are.
func TestNoSource(t *testing.T) {
	of := func(ids ...string) *Config {
		c := &Config{source: map[string]*Source{}}
		for _, id := range ids {
			c.source[id] = &Source{}
		}
		return c
	}
	many := make([]string, 0, 26)
	for letter := 'a'; letter <= 'z'; letter++ {
		many = append(many, string(letter)+"-registry")
	}
	for _, c := range []struct {
		what, want string
		config     *Config
	}{
		{"a letter is wrong", `there is no source "portel" in the configuration; did you mean "portal"?`, of("portal", "registry")},
		{"it is something else", `there is no source "portel" in the configuration; there are inbox, registry`, of("registry", "inbox")},
		{"there are none", `there is no source "portel" in the configuration: it has none`, of()},
		{"there are many", `there is no source "portel" in the configuration; there are a-registry, b-registry, c-registry, d-registry, ` +
			`e-registry, f-registry, g-registry, h-registry, i-registry, j-registry, k-registry, l-registry, m-registry, n-registry, ` +
			`o-registry, p-registry, q-registry, r-registry, s-registry, t-registry and 6 others`, of(many...)},
	} {
		if got := c.config.NoSource("portel"); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.what, got, c.want)
		}
	}
}
