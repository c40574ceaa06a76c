package opendata

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/athand"
	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

const forGood = "public, max-age=31536000, immutable"

// Described is what stands behind a CSV's address in that of its description.
const Described = "-metadata.json"

// Files answers requests for datasets.
type Files struct {
	Shelf  *Shelf
	Meta   func(*store.Release, store.Released) table.Meta // what stands beside the rows
	AtHand *athand.Answers                                 // that keeps files which are asked for again; nil: none
	Log    *slog.Logger

	names sync.Map // of files that were asked for, each a *named by its address
}

// address is what tells files apart, whichever release is the latest.
type address struct{ release, dataset, format string }

// named is a file, its name on the shelf, and what is said of it whenever it is sent.
type named struct {
	file
	name        string
	own, newest string // addresses: by version, and of the latest
	tag, packed string // entity tags of the file, and of the same packed
	modified    string // when
	disposition string
}

// Register puts the files on a router. They may be read from pages of any origin.
func (f *Files) Register(r fiber.Router) {
	r.Get("/open-data/changes.csv", f.changes)
	r.Get("/open-data/:dataset/:file", f.serve)
}

// wanted is a file that an address names.
type wanted struct {
	*named
	latest bool
}

// address is that of the file, as it was asked for.
func (w *wanted) address() string {
	if w.latest {
		return w.newest
	}
	return w.own
}

// describedBy is the link to what explains a file to programs; "" where there is nothing.
func (w *wanted) describedBy() string {
	switch w.format.ID {
	case "csv": // the Excel flavour has other numbers and texts than the description says
		return "<" + w.address() + Described + `>; rel="describedby"; type="application/csvm+json"`
	case sdmx.Data.ID:
		return "<" + strings.TrimSuffix(w.address(), sdmx.Data.Extension) + sdmx.Structure.Extension + `>; rel="describedby"; type="application/vnd.sdmx.structure+json"`
	}
	return ""
}

func (f *Files) serve(c *fiber.Ctx) error {
	w, err := f.wanted(c.UserContext(), c.Params("dataset"), c.Params("file"))
	if err == nil {
		err = noParameters(c, w.dataset.ID)
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if by := w.describedBy(); by != "" {
		c.Set(fiber.HeaderLink, by)
	}
	c.Set(fiber.HeaderLastModified, w.modified)
	c.Set(fiber.HeaderCacheControl, forGood)
	if w.latest { // which is another one tomorrow
		c.Set(fiber.HeaderContentLocation, w.own)
	}
	if w.latest || !w.format.Text { // which the next version of Postup may pack in another way, around the same rows
		c.Set(fiber.HeaderCacheControl, "no-cache")
	}
	packed := packs(c, w.format)
	tag, other := w.tag, w.packed
	if packed {
		tag, other = other, tag
	}
	if !Known(c, tag) && Known(c, other) { // who has it in the other form has it, too
		tag = other
	}
	c.Set(fiber.HeaderETag, tag)
	if Known(c, tag) || old(c, w.release.Published) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, w.format.MediaType)
	c.Set(fiber.HeaderContentDisposition, w.disposition)
	return f.send(c, w, packed)
}

// Known tells whether who asks has what an entity tag stands for.
func Known(c *fiber.Ctx, tag string) bool {
	given := c.Get(fiber.HeaderIfNoneMatch)
	if given == "" {
		return false
	}
	return slices.ContainsFunc(strings.Split(given, ","), func(known string) bool {
		known = strings.TrimSpace(known)
		return known == "*" || strings.TrimPrefix(known, "W/") == tag
	})
}

// old tells whether who asks has what was published then, where it is asked for by time alone: an entity tag says more.
func old(c *fiber.Ctx, published time.Time) bool {
	if c.Get(fiber.HeaderIfNoneMatch) != "" {
		return false
	}
	since, err := http.ParseTime(c.Get(fiber.HeaderIfModifiedSince))
	return err == nil && !published.Truncate(time.Second).After(since)
}

func (f *Files) wanted(ctx context.Context, dataset, name string) (*wanted, error) {
	name, err := url.PathUnescape(name)
	if err != nil {
		return nil, notThere("%q is no file", name)
	}
	version, format := "", table.Format{}
	for _, other := range append(table.Formats(), sdmx.Data, sdmx.Structure) { // the longest that fits: excel.csv goes before csv
		if v, fits := strings.CutSuffix(name, "."+other.Extension); fits && len(other.Extension) > len(format.Extension) {
			version, format = v, other
		}
	}
	if format.ID == "" {
		return nil, &Absent{Kind: AbsentEnding, Given: name, There: endings(dataset)}
	}
	release, err := f.Shelf.Release(ctx, version)
	if absent := (*Absent)(nil); errors.As(err, &absent) {
		absent.Ahead = fmt.Sprintf("; the datasets will be: %s; the endings of this one: %s", strings.Join(api.DatasetIDs(), ", "), strings.Join(endings(dataset), ", "))
	}
	if err != nil {
		return nil, err
	}
	if ofSDMX(format) && dataset != sdmx.Dataset && release.Dataset(dataset) != nil {
		return nil, &Absent{Kind: AbsentEnding, Given: name, There: endings(dataset), Only: sdmx.Dataset}
	}
	w := &wanted{latest: version == Latest}
	w.named, err = f.name(release, dataset, format)
	return w, err
}

// name finds what is known of a file, which stays as it is: a published release never changes.
func (f *Files) name(x *store.Release, dataset string, format table.Format) (*named, error) {
	key := address{x.ID, dataset, format.ID}
	if known, is := f.names.Load(key); is {
		return known.(*named), nil
	}
	d, err := DatasetOf(x, dataset)
	if err != nil {
		return nil, err
	}
	n := &named{file: file{x, d, format, f.Meta(x, d)}}
	if n.name, err = f.Shelf.name(&n.file); err != nil {
		return nil, err
	}
	tag := strings.TrimSuffix(n.name, "."+format.Extension)
	n.tag, n.packed = `"`+tag+`"`, `"`+tag+`-gzip"`
	n.own, n.newest = api.FileAddress(d.ID, x.ID, format), api.FileAddress(d.ID, Latest, format)
	n.modified = x.Published.UTC().Format(http.TimeFormat)
	n.disposition = `attachment; filename="postup-` + d.ID + "-" + x.ID + "." + format.Extension + `"`
	f.names.Store(key, n)
	return n, nil
}

// DatasetOf finds a release's dataset; one that it has not got is an *Absent.
func DatasetOf(x *store.Release, id string) (store.Released, error) {
	ids := make([]string, len(x.Datasets))
	for i, d := range x.Datasets {
		if d.ID == id {
			return d, nil
		}
		ids[i] = d.ID
	}
	return store.Released{}, &Absent{Kind: AbsentDataset, Given: id, Release: x.ID, There: ids}
}

// endings are all that a dataset's addresses may have: of its files, and of what describes them.
func endings(dataset string) []string {
	formats := api.FormatsOf(dataset)
	if dataset == sdmx.Dataset {
		formats = append(formats, sdmx.Structure)
	}
	var all []string
	for _, f := range formats {
		all = append(all, "."+f.Extension)
	}
	return append(all, "."+formatOf("csv").Extension+Described)
}

func notThere(format string, args ...any) error {
	return &store.Error{Code: store.CodeNotFound, Message: fmt.Sprintf(format, args...)}
}
