package config

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Option changes how Load reads.
type Option func(*loader)

// WithKinds names the kinds of source that there are, each with the check of its own options.
// A check may give Mistakes, as Decode does, or any other error. Without kinds, options are not checked.
func WithKinds(kinds map[string]func(ast.Node) error) Option {
	return func(l *loader) { l.kinds = kinds }
}

// WithSourceCheck adds a check of whole sources, for those whose options are right by themselves: of files that they
// name, and of what must go together.
func WithSourceCheck(check func(*Source, Hosts) error) Option {
	return func(l *loader) { l.source = check }
}

// WithPacks adds packs to those that postup.yaml names, after them.
func WithPacks(packs ...string) Option {
	return func(l *loader) { l.packs = append(l.packs, packs...) }
}

// WithDraft adds a file of a pack that is not written yet. name is what messages call it.
func WithDraft(name string, content []byte) Option {
	return func(l *loader) { l.draft = &draft{name, content} }
}

// draft is a file of a pack that is not written yet.
type draft struct {
	name    string
	content []byte
}

// WithVars gives the values of ${var:NAME} in packs, where they depend on the settings: Load's vars are those of postup.yaml then.
func WithVars(vars func(Settings) map[string]string) Option {
	return func(l *loader) { l.later = vars }
}

// WithEnv replaces the environment that ${env:NAME} reads.
func WithEnv(lookup func(name string) (string, bool)) Option {
	return func(l *loader) { l.env = lookup }
}

// loader holds what is needed while a configuration is read.
type loader struct {
	*ledger
	fsys  fs.FS
	dir   string
	vars  map[string]string
	later func(Settings) map[string]string // the vars of packs; nil: the same
	env   func(string) (string, bool)
	kinds map[string]func(ast.Node) error
	packs []string

	source func(*Source, Hosts) error // may be nil
	draft  *draft                     // may be nil

	config   *Config
	sources  []rawSource
	expanded map[string][]string // id with {region} → the ids of the sources that it became
}

// body is what postup.yaml and the files of packs may hold alike.
type body struct {
	Groups      []*Group      `yaml:"groups"`
	Regions     []*Region     `yaml:"regions"`
	Sectors     []*Sector     `yaml:"sectors"`
	Services    []*Service    `yaml:"services"`
	Calendars   []*Calendar   `yaml:"calendars"`
	CodeLists   []*CodeList   `yaml:"code_lists"`
	Indicators  []*Indicator  `yaml:"indicators"`
	Programmes  []*Programme  `yaml:"programmes"`
	Annotations []*Annotation `yaml:"annotations"`
	Sources     []ast.Node    `yaml:"sources"`
}

// mainFile is the file that a configuration begins with.
const mainFile = "postup.yaml"

// Load reads postup.yaml and the packs that it names from fsys, which is rooted at the configuration's folder,
// and checks the whole. dir is the path of that folder, for messages and for sources that read files;
// empty where the configuration is embedded. vars are the values of ${var:NAME}.
// The error is Mistakes: all of them.
func Load(fsys fs.FS, dir string, vars map[string]string, options ...Option) (*Config, error) {
	l := &loader{ledger: newLedger(), fsys: fsys, dir: dir, vars: vars, env: os.LookupEnv, config: &Config{Settings: defaultSettings()}}
	for _, o := range options {
		o(l)
	}
	if !l.readMain() {
		return nil, l.result()
	}
	if l.later != nil {
		l.vars = l.later(l.config.Settings)
	}
	l.readPacks()
	if l.draft != nil {
		l.readDraft()
	}

	c := &checker{ledger: l.ledger, Config: l.config}
	c.indexBodies()
	c.resolveRegions()
	l.expandSources(c)
	c.indexSources()
	c.fill()
	l.readBoundaries(c)
	l.expandLists()
	c.check()
	l.checkOptions()
	if err := l.result(); err != nil {
		return nil, err
	}
	return l.config, nil
}

// shown is a file's name in messages.
func (l *loader) shown(name string) string {
	if l.dir == "" {
		return name
	}
	return filepath.Join(l.dir, filepath.FromSlash(name))
}

func (l *loader) readMain() bool {
	content, err := fs.ReadFile(l.fsys, mainFile)
	if err != nil {
		l.wrong(place{file: l.shown(mainFile)}, "the configuration can't be read", why(err), "make "+mainFile+", or give the folder that holds it with --config")
		return false
	}
	root, ok := l.parse(l.shown(mainFile), content)
	if !ok {
		return false
	}
	var main struct {
		*Settings `yaml:",inline"`
		body      `yaml:",inline"`
	}
	main.Settings = &l.config.Settings
	l.decode(root, l.shown(mainFile), &main)
	l.add(main.body, origin{fsys: l.fsys, dir: l.dir, file: l.shown(mainFile)})
	return true
}

// readPacks reads the packs in order: those of postup.yaml, then those that Load was given.
func (l *loader) readPacks() {
	available := l.availablePacks()
	named := l.config.Packs
	for i, id := range named {
		if slices.Contains(named[:i], id) {
			l.wrong(l.at(&named[i]), fmt.Sprintf("the pack %q is named twice", id), "what it holds would be there twice", "remove one of them")
		}
	}
	for i, id := range named {
		if slices.Contains(named[:i], id) {
			continue
		}
		l.readPack(id, available, l.at(&named[i]))
	}
	for _, id := range l.packs {
		if !slices.Contains(l.config.Packs, id) {
			l.config.Packs = append(l.config.Packs, id)
			l.readPack(id, available, place{file: l.shown(mainFile)})
		}
	}
}

func (l *loader) availablePacks() []string {
	entries, err := fs.ReadDir(l.fsys, "packs")
	if err != nil {
		return nil // a pack that is named will be missed
	}
	var names []string
	for _, e := range entries {
		if info, err := fs.Stat(l.fsys, path.Join("packs", e.Name())); err == nil && info.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

func (l *loader) readPack(id string, available []string, at place) {
	if !slices.Contains(available, id) {
		l.incomplete = true
		fix := didYouMean(id, available)
		if fix == "" {
			fix = "make it, or remove it from packs"
		}
		l.wrong(at, fmt.Sprintf("there is no pack %q", id), "packs/ has no such folder", fix)
		return
	}
	folder := path.Join("packs", id)
	sub, err := fs.Sub(l.fsys, folder)
	if err != nil {
		l.unreadable(folder, err)
		return
	}
	entries, err := fs.ReadDir(l.fsys, folder)
	if err != nil {
		l.unreadable(folder, err)
		return
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		name := path.Join(folder, e.Name())
		o := origin{fsys: sub, file: l.shown(name)}
		if l.dir != "" {
			o.dir = filepath.Join(l.dir, filepath.FromSlash(folder))
		}
		l.readPackFile(name, o)
	}
}

// readPackFile reads a file by its name. Other files, such as what file sources read, are left alone.
func (l *loader) readPackFile(name string, o origin) {
	base := path.Base(name)
	table := tables[base]
	switch {
	case strings.HasSuffix(base, ".yml"):
		l.wrong(place{file: o.file}, "the file is not read", "packs are read from *.yaml", "rename it to "+strings.TrimSuffix(base, ".yml")+".yaml")
		return
	case table == nil && !strings.HasSuffix(base, ".yaml"):
		return
	}
	content, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		l.unreadable(name, err)
		return
	}
	var root ast.Node
	if table != nil {
		root = l.readTable(o.file, content, table)
	} else {
		var ok bool
		if root, ok = l.parse(o.file, content); !ok {
			l.incomplete = true
			return
		}
	}
	var b body
	l.decode(root, o.file, &b)
	l.add(b, o)
}

func (l *loader) readDraft() {
	root, ok := l.parse(l.draft.name, l.draft.content)
	if !ok {
		l.incomplete = true
		return
	}
	var b body
	l.decode(root, l.draft.name, &b)
	l.add(b, origin{fsys: l.fsys, dir: l.dir, file: l.draft.name})
}

func (l *loader) unreadable(name string, err error) {
	l.incomplete = true
	l.wrong(place{file: l.shown(name)}, "it can't be read", why(err), "check that it is there and readable")
}
