// Package dashboard is the web application: pages, API, health, readiness and metrics on one fiber app.
package dashboard

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/athand"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/catalogue"
	"github.com/postup/postup/dashboard/pages"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
)

// Boards is where boards come from, and how they come along. *board.Keeper is one.
type Boards interface {
	Board(ctx context.Context, asOf, today kpi.Date) (*board.Board, error)
	Ready() error
	Stats() board.Stats
}

// Store is what the app reads that boards don't hold. *store.Store is one.
type Store interface {
	api.Records
	opendata.Store
	Ping(context.Context) error
}

// Options say what the app is made of. Keeper, Store and Config must be given.
type Options struct {
	Keeper  Boards
	Store   Store
	Config  *config.Config
	Now     func() time.Time // the clock that states and freshness are judged by; nil: the machine's
	Log     *slog.Logger     // nil: nothing is logged
	Demo    bool             // simulated regions and a fast clock: said on every page
	Version string
	Waiting func() Waiting // what waits for the store; nil where nothing is collected in this process
	Timeout time.Duration  // of one request; 0: twenty seconds
	Files   string         // folder that files for download are made in, for this process alone; "": one of the system's
}

// Waiting is what was collected while the store was away, and waits on disk.
type Waiting struct {
	Collections  int
	Bytes, Limit int64
	NearlyFull   bool
}

const (
	bodyLimit   = 256 << 10 // of a question what if
	pageRoom    = 32 << 10  // of an answer that is sent at once: most pages, compressed, with their headers
	headerLimit = 96 << 10  // of a request's first line and headers: 10,000 letters of any script make an address of 60,000
	idleTimeout = 2 * time.Minute
	readTimeout = 15 * time.Second
)

// New makes the app: tested without a port by app.Test, served by Serve. An error is a mistake in the program, such as
// a template that can't be read.
func New(o Options) (*fiber.App, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	if o.Waiting == nil {
		o.Waiting = func() Waiting { return Waiting{} }
	}
	failures := &failures{log: o.Log}
	meters := newMeters(o)
	app := fiber.New(fiber.Config{
		AppName:               "Postup",
		BodyLimit:             bodyLimit,
		CaseSensitive:         true,
		DisableStartupMessage: true,
		ErrorHandler:          failures.handle,
		IdleTimeout:           idleTimeout,
		Immutable:             true, // strings of a request would else be overwritten by the next
		ReadBufferSize:        headerLimit,
		ReadTimeout:           readTimeout,
		ReduceMemoryUsage:     true, // a connection that waits for its next request holds no buffer
		WriteBufferSize:       pageRoom,
		WriteTimeout:          o.Timeout + readTimeout,
	})
	atHand := athand.New(func(ctx context.Context) any {
		b, err := o.Keeper.Board(ctx, 0, 0)
		if err != nil {
			return nil
		}
		return b
	})
	app.Use(meters.measure, logRequests(o.Log), recoverPanics(o.Log), atHand.Answer, secure)
	app.Use(apiPrefix, openToAll, newRates(o.Config).limit)
	app.Use("/open-data", openToAll)
	app.Use(refuse, deadline(o.Timeout), acceptable)
	app.Use(compress.New(compress.Config{Level: compress.LevelBestSpeed}))

	registerHealth(app, o)
	app.Get("/metrics", meters.handler())
	languages, err := messages.Load()
	if err != nil {
		return nil, err
	}
	api.Register(app.Group(apiPrefix), api.Deps{Boards: o.Keeper, Records: o.Store, Config: o.Config, Now: o.Now, Words: languages.Find("en")})
	shelf, err := opendata.NewShelf(o.Store, o.Files)
	if err != nil {
		return nil, err
	}
	if err := shelf.Label(opendata.Labels(languages, o.Config)); err != nil {
		return nil, err
	}
	listed := &catalogue.Catalogue{Shelf: shelf, Config: o.Config, Languages: languages}
	listed.Register(app)
	(&opendata.Files{Shelf: shelf, Meta: opendata.Dictionary{Words: languages.Find("en"), Config: o.Config}.Meta, AtHand: atHand, Log: o.Log}).Register(app)
	p, err := pages.Register(app, pages.Deps{Boards: o.Keeper, Records: o.Store, Releases: shelf, Catalogue: listed, AtHand: atHand, Demo: o.Demo, Version: o.Version, Log: o.Log})
	if err != nil {
		return nil, fmt.Errorf("prepare the pages: %w", err)
	}
	failures.page, failures.tooLong = p.Error, p.TooLong
	return app, nil
}
