package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/collectors/spool"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/embedded"
)

// app is everything that a command works with, wired once.
type app struct {
	config    *config.Config
	digest    string // of the configuration
	data      string
	dir       string // where the caller's relative paths begin, "" for the process's own
	asked     string // digest of the caller's configuration, where another process calls
	store     *store.Store
	payloads  *store.Payloads
	spool     *spool.Spool
	collector *collectors.Collector
	clock     collectors.Clock
	log       *slog.Logger
	applied   []string // migrations that opening the store applied
}

// loaded is a configuration and the folder that it came from, "" for the shipped one.
type loaded struct {
	*config.Config
	dir    string
	digest string
}

// loadConfig reads the configuration that the flags name: a folder, else config/ where it is, else the shipped one.
// vars are the values of ${var:NAME}.
func (c *cli) loadConfig(vars map[string]string, options ...config.Option) (*loaded, error) {
	dir := c.config
	if dir == "" {
		if _, err := os.Stat(filepath.Join("config", "postup.yaml")); err == nil {
			dir = "config"
		}
	}
	fsys, err := configFS(dir)
	if err != nil {
		return nil, err
	}
	options = append(options, config.WithPacks(c.packs...), config.WithKinds(collectors.Kinds()), config.WithSourceCheck(collectors.CheckSource))
	cfg, err := config.Load(fsys, dir, vars, options...)
	if err != nil {
		return nil, err
	}
	if c.data != "" {
		cfg.Data = c.data
	}
	if c.listen != "" {
		cfg.Listen = c.listen
	}
	digest, err := configDigest(fsys, c.packs, inside(dir, cfg.Data))
	if err != nil {
		return nil, err
	}
	return &loaded{cfg, dir, digest}, nil
}

func configFS(dir string) (fs.FS, error) {
	if dir == "" {
		return config.Shipped, nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, usageError(fmt.Sprintf("--config %s: there is no such folder; it should hold postup.yaml and packs/", dir))
	}
	return os.DirFS(dir), nil
}

// open opens the store and wires what works on it. The data folder's holder, if there is one, is reported as embedded.ErrInUse.
func (c *cli) open(ctx context.Context, cfg *loaded, clock func(newest uint64) collectors.Clock) (*app, error) {
	log := c.log()
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder %s: %w; choose another with --data", cfg.Data, err)
	}
	a := &app{config: cfg.Config, digest: cfg.digest, data: cfg.Data, log: log, clock: collectors.SystemClock{}}
	st, err := store.Open(ctx, store.Options{
		Engine: cfg.Store.Engine, Dir: filepath.Join(cfg.Data, "store"), Library: os.Getenv("POSTUP_ENGINE_LIB"),
		Addresses: cfg.Store.Addresses, Database: cfg.Store.Database, Username: cfg.Store.Username,
		Password: cfg.Store.Password.Reveal(), TLS: cfg.Store.TLS,
		Now: func() time.Time { return a.clock.Now() }, Log: log,
	})
	if err != nil {
		return nil, err
	}
	a.store = st
	if a.applied, err = st.Migrate(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	if clock != nil {
		a.clock = clock(st.Newest())
	}
	if err := a.wire(); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return a, nil
}

func (a *app) wire() error {
	var err error
	if a.payloads, err = store.NewPayloads(filepath.Join(a.data, "payloads")); err != nil {
		return err
	}
	if a.spool, err = spool.Open(filepath.Join(a.data, "spool"), a.config.SpoolLimit); err != nil {
		return err
	}
	key, err := idKey(a.config, a.data)
	if err != nil {
		return err
	}
	begins, err := collectors.Begins(a.config)
	if err != nil {
		return err
	}
	deriver := derive.New(a.store, a.config, derive.WithLog(a.log), derive.WithBegin(begins))
	a.collector, err = collectors.New(collectors.Options{
		Config: a.config, Store: a.store, Payloads: a.payloads, Deriver: deriver,
		Clock: a.clock, Log: a.log, IDKey: key, Spool: a.spool,
	})
	return err
}

// Close closes the store.
func (a *app) Close() error { return a.store.Close() }

// path resolves a path that the caller gave.
func (a *app) path(p string) string {
	if a.dir == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(a.dir, p)
}

// with runs a command's work on the store: in the process that holds the data folder, if there is one, else here.
func (c *cli) with(ctx context.Context, work func(context.Context, *app) error) error {
	if c.resident != nil {
		if err := c.sameConfig(); err != nil {
			return err
		}
		return work(ctx, c.resident)
	}
	cfg, err := c.loadConfig(nil)
	if err != nil {
		return err
	}
	if cfg.Store.Engine != "clickhouse" {
		if err := c.forward(ctx, cfg); !errors.Is(err, errNoResident) {
			return err
		}
	}
	if c.dryRun && cfg.Store.Engine != "clickhouse" && !exists(filepath.Join(cfg.Data, "store")) {
		if cfg.Data, err = os.MkdirTemp("", "postup-dry-run-"); err != nil {
			return fmt.Errorf("make a folder for the dry run: %w", err)
		}
		defer os.RemoveAll(cfg.Data) // what nothing is stored in is not made by asking either
	}
	a, err := c.open(ctx, cfg, nil)
	if errors.Is(err, embedded.ErrInUse) {
		return fmt.Errorf("%w, and it does not answer on %s yet: try again in a moment, or stop it", err, socketPath(cfg.Data))
	}
	if err != nil {
		return err
	}
	return errors.Join(work(ctx, a), a.Close())
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// sameConfig refuses a command whose configuration is not the one that the holder runs with: it would be answered
// by rules that the caller does not see.
func (c *cli) sameConfig() error {
	if c.resident.asked != c.resident.digest {
		return fmt.Errorf("the postup process that works on %s runs with another configuration than this command: "+
			"give the same --config, and if it was changed since, restart that process", c.resident.data)
	}
	return nil
}

// configDigest is a hash of everything that config.Load reads from a folder, and of the packs that it reads besides. data
// is the data folder, where it lies within: the store keeps files there that look like queries, and changes them.
func configDigest(fsys fs.FS, packs []string, data string) (string, error) {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%q ", packs)
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && path == data {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() {
			return err
		}
		if ext := filepath.Ext(path); ext != ".yaml" && ext != ".yml" && ext != ".sql" && ext != ".geojson" && d.Name() != "regions.csv" && d.Name() != "services.csv" {
			return nil
		}
		b, err := fs.ReadFile(fsys, path)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(h, "%s %d ", path, len(b))
		_, _ = h.Write(b)
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("read the configuration: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// inside is the path of the data folder within the configuration's, "" where it lies elsewhere.
func inside(dir, data string) string {
	from, errFrom := filepath.Abs(dir)
	to, errTo := filepath.Abs(data)
	path, err := filepath.Rel(from, to)
	if dir == "" || errors.Join(errFrom, errTo, err) != nil || !filepath.IsLocal(path) || path == "." {
		return ""
	}
	return filepath.ToSlash(path)
}

// idKey is the key of application ids' hashes: the configured one, else one made once and kept in the data folder.
func idKey(cfg *config.Config, data string) ([]byte, error) {
	if s := cfg.IDKey.Reveal(); s != "" {
		return []byte(s), nil
	}
	path := filepath.Join(data, "id.key")
	b, err := os.ReadFile(path)
	if err == nil {
		key, err := hex.DecodeString(strings.TrimSpace(string(b)))
		if err != nil || len(key) < 16 {
			return nil, fmt.Errorf("%s does not hold a key: put back the file that was there, or applications would be counted twice", path)
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the key of application ids: %w", err)
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	if err := writeFileSync(path, []byte(hex.EncodeToString(key)+"\n")); err != nil {
		return nil, fmt.Errorf("keep the key of application ids: %w", err)
	}
	return key, nil
}

// writeFileSync writes a file that is whole or not there, readable by its owner only.
func writeFileSync(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
