package xmlformat

import (
	"fmt"
	"strings"
)

// valuePath says where in a record a value is: "code", "region/name", "region/@id", "@id" of the record itself, "." its
// text, "../@id" of the element around it.
type valuePath struct {
	up    int      // elements above the record
	steps []string // elements below it
	attr  string   // "" is the element's text
}

func parsePath(path string) (valuePath, error) {
	var v valuePath
	rest := path
	for strings.HasPrefix(rest, "../") {
		v.up++
		rest = rest[len("../"):]
	}
	if rest == "." && v.up == 0 {
		return v, nil
	}
	parts := strings.Split(rest, "/")
	if last := len(parts) - 1; strings.HasPrefix(parts[last], "@") {
		v.attr, parts = parts[last][1:], parts[:last]
		if v.attr == "" {
			return v, unusable(path)
		}
	}
	for _, p := range parts {
		if p == "" || p == "." || p == ".." || strings.Contains(p, "@") {
			return v, unusable(path)
		}
	}
	if v.up > 0 && (len(parts) > 0 || v.attr == "") {
		return v, fmt.Errorf("the path %q can't be used: of the elements around a record only attributes are read, as ../@id", path)
	}
	v.steps = parts
	return v, nil
}

func unusable(path string) error {
	return fmt.Errorf("the path %q can't be used; a value is found as ., name, group/name, group/@attribute or @attribute", path)
}
