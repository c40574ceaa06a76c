package unpack

import (
	"archive/zip"
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// find gives the one file of the archive that is meant. A pattern without a / is held against the last part of names.
func find(archive *zip.Reader, pattern string) (*zip.File, error) {
	var found []*zip.File
	var matched, all []string
	for _, f := range archive.File {
		name := nameOf(f)
		if f.FileInfo().IsDir() || strings.HasPrefix(name, "__MACOSX/") { // what macOS adds to its archives
			continue
		}
		all = append(all, strconv.Quote(name))
		is, err := matches(pattern, name)
		if err != nil {
			return nil, fmt.Errorf("member %q: %w", pattern, err)
		}
		if is {
			found, matched = append(found, f), append(matched, strconv.Quote(name))
		}
	}
	switch {
	case len(all) == 0:
		return nil, fmt.Errorf("the archive holds no file")
	case len(found) == 0:
		return nil, fmt.Errorf("no file in the archive is called %q; there are %s", pattern, some(all))
	case len(found) > 1 && pattern == "":
		return nil, fmt.Errorf("the archive holds several files, name one with member: %s", some(all))
	case len(found) > 1:
		return nil, fmt.Errorf("several files in the archive are called %q: %s", pattern, some(matched))
	}
	return found[0], nil
}

func matches(pattern, name string) (bool, error) {
	if pattern == "" || pattern == name {
		return true, nil
	}
	if !strings.Contains(pattern, "/") {
		name = path.Base(name)
	}
	return path.Match(pattern, name)
}

// nameOf is a file's name. Where it isn't UTF-8, it is in the code page of Cyrillic DOS, as Windows writes it.
func nameOf(f *zip.File) string {
	if utf8.ValidString(f.Name) {
		return f.Name
	}
	name, err := charmap.CodePage866.NewDecoder().String(f.Name)
	if err != nil {
		return f.Name
	}
	return name
}

// some lists the first names for a message.
func some(names []string) string {
	const most = 20
	if more := len(names) - most; more > 0 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}
