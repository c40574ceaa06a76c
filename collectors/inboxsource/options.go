package inboxsource

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
)

const (
	defaultSettle  = 5 * time.Second
	maxSettle      = 30 * time.Second
	defaultTimeout = time.Minute // of a source
)

// Options are what a source of kind inbox says under the key inbox.
type Options struct {
	Path     string           `yaml:"path"`     // the folder
	Match    string           `yaml:"match"`    // names that are taken; default: all
	Settle   *config.Duration `yaml:"settle"`   // a file is complete once it has not changed for so long; default 5s
	Language string           `yaml:"language"` // of the answers: en (default), uk, ru
}

// Check tells whether a source's options can be used.
func Check(node ast.Node) error {
	_, err := decode(node)
	return err
}

func decode(node ast.Node) (Options, error) {
	o := Options{Match: "*", Language: config.Languages[0]}
	if err := config.Decode(node, &o); err != nil {
		return o, err
	}
	var mistakes []error
	if o.Path == "" {
		mistakes = append(mistakes, errors.New("inbox: path is missing: name the folder, beside this file or by an absolute path"))
	}
	if _, err := path.Match(o.Match, ""); err != nil || strings.ContainsRune(o.Match, '/') {
		mistakes = append(mistakes, fmt.Errorf("inbox: match: %q is no pattern of names such as *.xlsx", o.Match))
	}
	if s := o.settle(); s < 0 || s > maxSettle {
		mistakes = append(mistakes, fmt.Errorf("inbox: settle is %s; it is at most %s", s, maxSettle))
	}
	if !slices.Contains(config.Languages, o.Language) {
		mistakes = append(mistakes, fmt.Errorf("inbox: language: %q is none of %s", o.Language, strings.Join(config.Languages, ", ")))
	}
	return o, errors.Join(mistakes...)
}

func (o *Options) settle() time.Duration {
	if o.Settle == nil {
		return defaultSettle
	}
	return time.Duration(*o.Settle)
}

// folder is where a source's folder is: a relative path begins where the source is declared.
func folder(src *config.Source, name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(src.Dir, name)
}
