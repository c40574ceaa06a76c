package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

var reference = regexp.MustCompile(`\$\{([^{}]*)\}?`)

// substitute replaces ${env:NAME}, ${env:NAME:-what else}, ${file:PATH} and ${var:NAME}. Secret tells that a value came from the environment or a file.
func (l *loader) substitute(text string, at place) (replaced string, secret bool) {
	replaced = reference.ReplaceAllStringFunc(text, func(written string) string {
		kind, name, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(written, "${"), "}"), ":")
		if !strings.HasSuffix(written, "}") || name == "" {
			kind = ""
		}
		value, outside := l.lookup(kind, name, written, at)
		if outside {
			secret = true
			l.hide(value, written)
		}
		return value
	})
	return replaced, secret
}

func (l *loader) lookup(kind, name, written string, at place) (value string, outside bool) {
	switch kind {
	case "env":
		name, fallback, optional := strings.Cut(name, ":-")
		value, ok := l.env(name)
		if (!ok || value == "") && optional {
			return fallback, fallback == "" // nothing is no secret written out
		}
		if !ok || value == "" {
			l.wrong(at, fmt.Sprintf("the environment variable %s is not set", name), "this value is taken from it", "set it before Postup starts")
		}
		return value, true
	case "file":
		value, err := l.readValue(name)
		if err != nil {
			l.wrong(at, fmt.Sprintf("%s can't be read", name), why(err), "make the file, readable for Postup only, with the value in it")
		}
		return value, true
	case "var":
		value, ok := l.vars[name]
		if !ok {
			l.wrong(at, fmt.Sprintf("%s has no value", written), "the command that reads this configuration gives none of this name", didYouMean(name, keysOf(l.vars)))
		}
		return value, false
	}
	l.wrong(at, fmt.Sprintf("%s is not understood", written), "a value from outside has a kind and a name", "write ${env:NAME}, ${file:PATH} or ${var:NAME}")
	return "", false
}

// maxValueBytes bounds a file that holds one value.
const maxValueBytes = 64 << 10

// readValue reads a file that holds one value, less the line's end. Relative paths begin in the configuration's folder.
func (l *loader) readValue(name string) (string, error) {
	f, err := l.openValue(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", errors.New("it is not a regular file")
	}
	content, err := io.ReadAll(io.LimitReader(f, maxValueBytes+1))
	if err != nil {
		return "", err
	}
	value := strings.TrimRight(string(content), "\r\n")
	switch {
	case len(content) > maxValueBytes:
		return "", fmt.Errorf("it has more than %d bytes", maxValueBytes)
	case value == "":
		return "", errors.New("it is empty")
	}
	return value, nil
}

func (l *loader) openValue(name string) (fs.File, error) {
	if l.dir == "" && !filepath.IsAbs(name) {
		return l.fsys.Open(path.Clean(filepath.ToSlash(name)))
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(l.dir, name)
	}
	// Anything but a regular file may block when it is opened.
	if info, err := os.Stat(name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	return os.Open(name)
}

// why is the reason of a file's error, without the path that the message names already.
func why(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}
