package infer

import "strings"

// What a figure is of is told by where it stands, too: under a region's key, and next to the period that it is for.

// regionOn is the region that a figure stands under, "" where none or several are.
func (in *inference) regionOn(figure *column) (code string) {
	if figure == nil || in.Region != "" {
		return ""
	}
	for key := range strings.FieldsFuncSeq(in.format.Path+"."+figure.name, func(r rune) bool { return r == '.' || r == '/' }) {
		switch found := in.regionOf(strings.TrimSpace(key)); {
		case found == "" || found == code:
		case code != "":
			return ""
		default:
			code = found
		}
	}
	return code
}

// nextTo is, of the columns with the same key at several places of a document, the one next to a figure.
func (in *inference) nextTo(figure, found *column) (nearest *column, others bool) {
	nearest = found
	_, key := cutLast(found.name)
	for _, c := range in.columns {
		if _, k := cutLast(c.name); c == found || k != key || !in.usable("period", c) {
			continue
		}
		others = true
		if shared(c.name, figure.name) > shared(nearest.name, figure.name) {
			nearest = c
		}
	}
	return nearest, others
}

// cutLast parts the last key of a path from what is before it, its dot included.
func cutLast(path string) (parent, key string) {
	at := strings.LastIndexByte(path, '.') + 1
	return path[:at], path[at:]
}

// shared is how long two paths are the same.
func shared(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
