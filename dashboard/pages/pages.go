// Package pages are the dashboard's pages: server-rendered, in three languages, useful without scripts.
// Everything they show comes from a board; two pages that are asked for now and then also ask the store: that of a figure for the
// collections that it came from, and that of a source for the records that a collection rejected.
package pages

import (
	"bytes"
	"context"
	"log/slog"
	"sync"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/assets"
	"github.com/postup/postup/dashboard/athand"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/explain"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/dashboard/pages/picture"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Boards gives the board of what was known on asOf, judged on today; no date means now.
// A board that cannot be had yet is a store.Error with the code unavailable.
type Boards interface {
	Board(ctx context.Context, asOf, today kpi.Date) (*board.Board, error)
}

// Records is what pages take that boards don't hold.
type Records interface {
	explain.Records
	// Rejections are what collections did not accept, in the order of the payload.
	Rejections(context.Context, store.RejectionFilter) ([]store.Rejection, error)
}

// Deps is what pages are made with.
type Deps struct {
	Boards    Boards
	Records   Records
	Releases  Releases
	Catalogue Catalogue
	AtHand    *athand.Answers // that keeps pages which are asked for again; nil: none
	Demo      bool            // simulated regions and a fast clock: said on every page
	Version   string
	Log       *slog.Logger
}

// Pages serves pages, charts and assets.
type Pages struct {
	Deps
	assets    *assets.Set
	languages *locale.Languages
	templates templates
	rendered  rendered
	typeface  func() (*picture.Letters, error) // of pictures
	marks     markShapes                       // likewise
	paintings chan struct{}                    // one for each PNG that is being painted
	buffers   sync.Pool                        // that pages are rendered into
}

// New parses templates and messages. An error is a mistake in the program.
func New(d Deps) (*Pages, error) {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	set, err := assets.Load()
	if err != nil {
		return nil, err
	}
	languages, err := messages.Load()
	if err != nil {
		return nil, err
	}
	p := &Pages{Deps: d, assets: set, languages: languages, buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
	if p.templates, err = parse(languages); err != nil {
		return nil, err
	}
	p.typeface, p.paintings = sync.OnceValues(func() (*picture.Letters, error) { return readTypeface(set) }), make(chan struct{}, mostPaintings())
	if p.marks, err = readMarks(); err != nil {
		return nil, err
	}
	return p, nil
}

// Register puts the pages on a router.
func Register(r fiber.Router, d Deps) (*Pages, error) {
	p, err := New(d)
	if err != nil {
		return nil, err
	}
	r.Get(assets.Prefix+":edition/:name", p.assets.Serve)
	r.Get("/", p.page(p.overview))
	r.Get("/programmes", p.page(p.programmes))
	r.Get("/programmes/:id", p.page(p.programme))
	r.Get("/n/:indicator/:region/:period", p.number)
	r.Get(promisesAddress, p.promises)
	r.Get("/regions", p.viewed(p.regions, p.briefs))
	r.Get("/regions/:code", p.viewed(p.page(p.region), p.page(p.brief)))
	r.Get("/regions/:code/what-if", p.whatIf)
	r.Get("/services", p.page(p.serviceList))
	r.Get("/services/:id", p.page(p.service))
	for _, view := range compareViews {
		r.Get(compareAddress(view), p.compare(view))
		r.Get(compareAddress(view)+".csv", p.compareFile(view))
	}
	r.Get("/search", p.search)
	r.Get("/sources", p.sources)
	r.Get("/sources/:id", p.source)
	r.Get("/methods", p.page(p.methods))
	r.Get("/open-data", p.openData)
	r.Get("/api", p.page(p.apiReference))
	r.Get(changesAddress, p.releaseChanges)
	r.Get(feedAddress, p.answer(p.releaseFeed))
	r.Get("/explain/:indicator/:region/:period", p.explained)
	p.registerEmbeds(r)
	r.Get("/charts/trajectory.json", p.answer(p.chart))
	r.Get("/charts/scatter.json", p.answer(p.scatterChart))
	return p, nil
}
