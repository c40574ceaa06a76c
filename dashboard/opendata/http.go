package opendata

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

const (
	stalled = 30 * time.Second // after which a client that takes nothing is given up
	longest = 2 * time.Hour    // that making a file may take, however patient the client is
	forGood = "public, max-age=31536000, immutable"
)

// Described is what stands behind a CSV's address in that of its description.
const Described = "-metadata.json"

// Files answers requests for datasets.
type Files struct {
	Shelf *Shelf
	Meta  func(*store.Release, store.Released) table.Meta // what stands beside the rows
	Log   *slog.Logger
}

// Register puts the files on a router. They may be read from pages of any origin.
func (f *Files) Register(r fiber.Router) {
	r.Get("/open-data/changes.csv", f.changes)
	r.Get("/open-data/:dataset/:file", f.serve)
}

// wanted is a file that an address names.
type wanted struct {
	file
	latest bool
}

// address is that of the file, as it was asked for.
func (w *wanted) address() string {
	if w.latest {
		return api.FileAddress(w.dataset.ID, Latest, w.format)
	}
	return api.FileAddress(w.dataset.ID, w.release.ID, w.format)
}

// describedBy is the link to what explains a file to programs; "" where there is nothing.
func (w *wanted) describedBy() string {
	switch w.format.ID {
	case "csv": // the Excel flavour has other numbers and texts than the description says
		return fmt.Sprintf(`<%s>; rel="describedby"; type="application/csvm+json"`, w.address()+Described)
	case sdmx.Data.ID:
		w := *w
		w.format = sdmx.Structure
		return fmt.Sprintf(`<%s>; rel="describedby"; type="application/vnd.sdmx.structure+json"`, w.address())
	}
	return ""
}

func (f *Files) serve(c *fiber.Ctx) error {
	w, err := f.wanted(c.UserContext(), c.Params("dataset"), c.Params("file"))
	if err != nil {
		return err
	}
	name, err := f.Shelf.name(&w.file)
	if err != nil {
		return err
	}
	tag := `"` + strings.TrimSuffix(name, "."+w.format.Extension) + `"`
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Set(fiber.HeaderETag, tag)
	if by := w.describedBy(); by != "" {
		c.Set(fiber.HeaderLink, by)
	}
	c.Set(fiber.HeaderLastModified, w.release.Published.Format(time.RFC1123))
	c.Set(fiber.HeaderCacheControl, forGood)
	if w.latest { // which is another one tomorrow
		c.Set(fiber.HeaderCacheControl, "no-cache")
		c.Set(fiber.HeaderContentLocation, api.FileAddress(w.dataset.ID, w.release.ID, w.format))
	}
	if Known(c, tag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, w.format.MediaType)
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf("attachment; filename=%q", "postup-"+w.dataset.ID+"-"+w.release.ID+"."+w.format.Extension))
	made, size, digest, err := f.Shelf.open(name)
	if err != nil {
		return err
	}
	conn := c.Context().Conn()
	if made != nil {
		c.Set("Repr-Digest", "sha-256=:"+digest+":")
		c.Context().SetBodyStream(&patient{made, conn}, int(size))
		return nil
	}
	if c.Method() == fiber.MethodHead {
		return nil // it is not made for those who don't take it
	}
	c.Context().SetBodyStreamWriter(func(out *bufio.Writer) {
		ctx, cancel := context.WithTimeout(context.Background(), longest) // the request's own ends with the handler
		defer cancel()
		if err := f.Shelf.write(ctx, &w.file, name, &flushed{out, conn}); err != nil {
			f.Log.Warn("a download was not whole", "file", name, "dataset", w.dataset.ID, "release", w.release.ID, "error", err)
			_ = conn.Close() // the client sees that the end is missing
		}
	})
	return nil
}

// Known tells whether who asks has what an entity tag stands for.
func Known(c *fiber.Ctx, tag string) bool {
	return slices.ContainsFunc(strings.Split(c.Get(fiber.HeaderIfNoneMatch), ","), func(known string) bool {
		known = strings.TrimSpace(known)
		return known == "*" || strings.TrimPrefix(known, "W/") == tag
	})
}

func (f *Files) wanted(ctx context.Context, dataset, name string) (*wanted, error) {
	name, err := url.PathUnescape(name)
	if err != nil {
		return nil, notThere("%q is no file", name)
	}
	w, version := &wanted{}, ""
	for _, format := range append(table.Formats(), sdmx.Data, sdmx.Structure) { // the longest that fits: excel.csv goes before csv
		if v, fits := strings.CutSuffix(name, "."+format.Extension); fits && len(format.Extension) > len(w.format.Extension) {
			w.format, version = format, v
		}
	}
	if w.format.ID == "" {
		return nil, notThere("%q has none of the endings that there are: %s", name, extensions(dataset))
	}
	if w.release, err = f.Shelf.Release(ctx, version); err != nil {
		return nil, err
	}
	if w.dataset, err = DatasetOf(w.release, dataset); err != nil {
		return nil, err
	}
	if ofSDMX(w.format) && dataset != sdmx.Dataset {
		return nil, notThere("%s is not to be had as .%s; there are: %s", dataset, w.format.Extension, extensions(dataset))
	}
	w.latest = version == Latest
	w.meta = f.Meta(w.release, w.dataset)
	return w, nil
}

// DatasetOf finds a release's dataset; not found is a store.Error that says which there are.
func DatasetOf(x *store.Release, id string) (store.Released, error) {
	ids := make([]string, len(x.Datasets))
	for i, d := range x.Datasets {
		if d.ID == id {
			return d, nil
		}
		ids[i] = d.ID
	}
	return store.Released{}, notThere("release %s has no dataset %q; there are: %s", x.ID, id, strings.Join(ids, ", "))
}

func extensions(dataset string) string {
	var all []string
	for _, f := range api.FormatsOf(dataset) {
		all = append(all, "."+f.Extension)
	}
	return strings.Join(all, ", ")
}

func notThere(format string, args ...any) error {
	return &store.Error{Code: store.CodeNotFound, Message: fmt.Sprintf(format, args...)}
}

// patient reads a file for a client that may be slow: as long as it takes something, it is waited for.
type patient struct {
	io.ReadCloser
	conn net.Conn
}

func (p *patient) Read(b []byte) (int, error) {
	_ = p.conn.SetWriteDeadline(time.Now().Add(stalled)) // where it can't be set, the server's own holds
	return p.ReadCloser.Read(b)
}

// flushed hands on what is written in pieces that are on their way at once.
type flushed struct {
	out  *bufio.Writer
	conn net.Conn
}

func (f *flushed) Write(b []byte) (int, error) {
	_ = f.conn.SetWriteDeadline(time.Now().Add(stalled))
	n, err := f.out.Write(b)
	if err == nil {
		err = f.out.Flush()
	}
	return n, err
}
