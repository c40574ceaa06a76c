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

// TestNoRegion: whoever mistypes a region's code, or knows only its name, is told the code that may be meant.
func TestNoRegion(t *testing.T) {
	c := &Config{Regions: []*Region{
		{Code: "UA-59", Name: Text{"en": "Sumy Oblast", "uk": "Сумська область"}},
		{Code: "UA-46", Name: Text{"en": "Lviv Oblast", "uk": "Львівська область"}},
	}}
	for word, want := range map[string]string{
		"UA59":   `there is no region "UA59" in the configuration; did you mean "UA-59"?`,
		"lviv":   `there is no region "lviv" in the configuration; did you mean "UA-46" (Lviv Oblast)?`,
		"сумськ": `there is no region "сумськ" in the configuration; did you mean "UA-59" (Сумська область)?`,
		"Paris":  `there is no region "Paris" in the configuration; there are UA-59, UA-46`,
	} {
		if got := c.NoRegion(word); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}
