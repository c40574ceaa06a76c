package assets

import (
	"testing"
	"testing/fstest"
)

func TestAddressesChangeWithWhatTheyServe(t *testing.T) {
	files := fstest.MapFS{"a.css": {Data: []byte("a{}")}, "a.css.br": {Data: []byte("x")}, "b.js": {Data: []byte("1")}, ".gitkeep": {}}
	first, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	again, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	if first.URL("a.css") != again.URL("a.css") {
		t.Error("the same files have two addresses: browsers and nodes would never agree on what to keep")
	}
	files["b.js"] = &fstest.MapFile{Data: []byte("2")}
	changed, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	if first.URL("a.css") == changed.URL("a.css") {
		t.Error("a file changed and the address did not: browsers would keep the old one for a year")
	}
	for _, name := range []string{".gitkeep", "a.css.br", "c.css"} {
		if got := first.URL(name); got != "" {
			t.Errorf("%s is no asset and has the address %s", name, got)
		}
	}
}

func TestNothingBuilt(t *testing.T) {
	s, err := load(fstest.MapFS{".gitkeep": {}})
	if err != nil {
		t.Fatalf("a clone whose assets are not built must still start: %v", err)
	}
	if got := s.URL("postup.css"); got != "" {
		t.Errorf("pages would ask for %s, which is not there", got)
	}
}
