package catalogue

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/opendata"
)

// Addresses of the descriptions of all datasets, with their media types.
var Addresses = []struct{ Path, MediaType string }{
	{"/open-data/catalog.jsonld", "application/ld+json"},
	{"/open-data/catalog.ttl", "text/turtle; charset=utf-8"},
	{"/open-data/datapackage.json", "application/json"},
}

// Register puts the descriptions on a router, before the files that they describe. They may be read from pages of any origin.
func (c *Catalogue) Register(r fiber.Router) {
	for i, write := range []func(*listed) ([]byte, error){
		func(l *listed) ([]byte, error) { return l.graph().jsonLD() },
		func(l *listed) ([]byte, error) { return l.graph().turtle(), nil },
		func(l *listed) ([]byte, error) { return marshal(l.dataPackage()) },
	} {
		a := Addresses[i]
		r.Get(a.Path, func(f *fiber.Ctx) error {
			l, err := c.list(f)
			if err != nil {
				return err
			}
			text, err := write(l)
			if err != nil {
				return err
			}
			return send(f, a.MediaType, text)
		})
	}
	r.Get("/open-data/:dataset/:file", c.described)
}

// list is the catalogue as the one who asks sees it; not found before the first release.
func (c *Catalogue) list(f *fiber.Ctx) (*listed, error) {
	if err := opendata.Only(f, nil, "there is no such parameter; a description is of all that was published, and is the same for everybody"); err != nil {
		return nil, err
	}
	if _, err := c.Shelf.Release(f.UserContext(), opendata.Latest); err != nil {
		return nil, err
	}
	releases, err := c.Shelf.Published(f.UserContext())
	if err != nil {
		return nil, err
	}
	return &listed{c, c.Site(f.BaseURL()), releases}, nil
}

// described serves the description of a CSV, and leaves what is none to others.
func (c *Catalogue) described(f *fiber.Ctx) error {
	name, err := url.PathUnescape(f.Params("file"))
	version, is := strings.CutSuffix(name, "."+comma().Extension+opendata.Described)
	if err != nil || !is {
		return f.Next()
	}
	x, err := c.Shelf.Release(f.UserContext(), version)
	if err != nil {
		return err
	}
	d, err := opendata.DatasetOf(x, f.Params("dataset"))
	if err != nil {
		return err
	}
	l, err := c.list(f)
	if err != nil {
		return err
	}
	text, err := marshal(l.csvw(x, d, version))
	if err != nil {
		return err
	}
	return send(f, "application/csvm+json", text)
}

// send answers with a description. It is another one once a release comes, a file is made or the configuration changes, so it is always asked after.
func send(f *fiber.Ctx, mediaType string, text []byte) error {
	sum := sha256.Sum256(text)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	f.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	f.Set("Cross-Origin-Resource-Policy", "cross-origin")
	f.Set(fiber.HeaderETag, tag)
	f.Set(fiber.HeaderCacheControl, "no-cache")
	if opendata.Known(f, tag) {
		return f.SendStatus(fiber.StatusNotModified)
	}
	f.Set(fiber.HeaderContentType, mediaType)
	return f.Send(text)
}
