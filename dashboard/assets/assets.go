// Package assets holds the styles, scripts and fonts that Postup serves itself. They are built from src by build.mjs
// into dist and embedded; a clone that has not built them yet still compiles, and its pages come without them.
package assets

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"
)

//go:embed all:dist
var dist embed.FS

// Prefix is where the assets are served.
const Prefix = "/assets/"

// Set is every asset in memory under one address that changes when any of them does, so browsers may keep them for good
// while references among them stay relative.
type Set struct {
	edition string // hash over all files
	files   map[string]file
}

// file is one asset with what was compressed when it was built.
type file struct {
	kind          string // media type
	plain, gz, br []byte
}

// Load reads what was embedded.
func Load() (*Set, error) {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("open the embedded assets: %w", err)
	}
	return load(sub)
}

func load(fsys fs.FS) (*Set, error) {
	s := &Set{files: map[string]file{}}
	names, err := fs.Glob(fsys, "*")
	if err != nil {
		return nil, fmt.Errorf("list the embedded assets: %w", err)
	}
	all := sha256.New()
	for _, name := range names { // Glob sorts, so the hash does not depend on chance
		if strings.HasPrefix(name, ".") || path.Ext(name) == ".gz" || path.Ext(name) == ".br" {
			continue
		}
		f := file{kind: mediaType(name)}
		if f.plain, err = fs.ReadFile(fsys, name); err != nil {
			return nil, fmt.Errorf("read the embedded asset %s: %w", name, err)
		}
		f.gz, _ = fs.ReadFile(fsys, name+".gz") // fonts have no compressed twin
		f.br, _ = fs.ReadFile(fsys, name+".br")
		fmt.Fprintf(all, "%s %d\n", name, len(f.plain))
		all.Write(f.plain)
		s.files[name] = f
	}
	s.edition = hex.EncodeToString(all.Sum(nil))[:12]
	return s, nil
}

func mediaType(name string) string {
	switch path.Ext(name) {
	case ".woff2":
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// URL is an asset's address, or "" where the assets have not been built.
func (s *Set) URL(name string) string {
	if _, ok := s.files[name]; !ok {
		return ""
	}
	return Prefix + s.edition + "/" + name
}

// Edition changes whenever an asset does; pages put it into their ETag.
func (s *Set) Edition() string { return s.edition }

// Bytes is an asset as it is; nil where the assets have not been built.
func (s *Set) Bytes(name string) []byte { return s.files[name].plain }

// Inline is a stylesheet with the files that it refers to inside it, for a page that is read where nothing is served; ""
// where the assets have not been built.
func (s *Set) Inline(name string) string {
	css := string(s.files[name].plain)
	for ref, f := range s.files {
		if path.Ext(ref) != ".woff2" {
			continue
		}
		data := "data:" + f.kind + ";base64," + base64.StdEncoding.EncodeToString(f.plain)
		css = strings.ReplaceAll(css, "./"+ref, data)
	}
	return css
}

// Serve answers Prefix:edition/:name. An address of another edition, as a page of a node that is being replaced may ask
// for, gets the present file, and is not kept.
func (s *Set) Serve(c *fiber.Ctx) error {
	f, ok := s.files[c.Params("name")]
	if !ok {
		return fiber.ErrNotFound
	}
	if c.Params("edition") == s.edition {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	} else {
		c.Set(fiber.HeaderCacheControl, "no-cache")
	}
	c.Set(fiber.HeaderContentType, f.kind)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderETag, `"`+s.edition+`"`)
	if f.gz != nil {
		c.Vary(fiber.HeaderAcceptEncoding)
	}
	if c.Get(fiber.HeaderIfNoneMatch) == `"`+s.edition+`"` {
		return c.SendStatus(fiber.StatusNotModified)
	}
	switch accepted := c.Get(fiber.HeaderAcceptEncoding); {
	case f.br != nil && strings.Contains(accepted, "br"):
		c.Set(fiber.HeaderContentEncoding, "br")
		return c.Send(f.br)
	case f.gz != nil && strings.Contains(accepted, "gzip"):
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(f.gz)
	}
	return c.Send(f.plain)
}
