// Package api is the public HTTP interface under /api/v1: what a board holds, as JSON and CSV.
// Every answer comes from one board, so its parts agree with each other; the history of observations, collections and
// rejections, which a board doesn't hold, come from the store.
package api

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Boards gives the board of what was known on asOf, judged on today; no date means now.
type Boards interface {
	Board(ctx context.Context, asOf, today kpi.Date) (*board.Board, error)
}

// Records is what the API reads that boards don't hold.
type Records interface {
	History(context.Context, store.Filter, store.AsOf, func(*store.Observation) error) error
	Collections(context.Context, store.CollectionFilter) ([]store.Collection, error)
	Rejections(context.Context, store.RejectionFilter) ([]store.Rejection, error)
	Releases(context.Context) ([]store.Release, error)
}

// Deps is what the API is made with. All of it is needed.
type Deps struct {
	Boards  Boards
	Records Records
	Config  *config.Config
	Now     func() time.Time // the clock that the freshness of sources is judged by
	Words   *locale.Locale   // that explanations are given in
}

// API answers requests.
type API struct {
	Deps
	salt string // tells this start's entity tags from those of another, whose configuration may differ
}

// endpoint is an address of the API.
type endpoint struct {
	path   string
	params []string // beside those that every address takes
	answer func(*API, *fiber.Ctx, *query) error
}

var endpoints = []endpoint{
	{"/regions", []string{pRegion, pProgramme}, (*API).regions},
	{"/indicators", []string{pIndicator, pProgramme}, (*API).indicators},
	{"/programmes", []string{pProgramme}, (*API).programmes},
	{"/observations", []string{pRegion, pProgramme, pIndicator, pSector, pBreakdown, pFrom, pTo, pBeside}, (*API).observations},
	{"/observations/history", []string{pRegion, pProgramme, pIndicator, pSector, pBreakdown, pFrom, pTo, pSource}, (*API).history},
	{"/restatements", []string{pRegion, pProgramme, pIndicator, pSector, pBreakdown, pFrom, pTo, pSource}, (*API).restatements},
	{"/progress", []string{pRegion, pProgramme, pIndicator, pSector, pTarget, pFrom, pTo}, (*API).progress},
	{"/index", []string{pRegion, pProgramme, pEdition, pFrom, pTo}, (*API).index},
	{"/index/sensitivity", []string{pProgramme, pEdition, pFrom, pTo}, (*API).sensitivity},
	{"/index/movers", []string{pRegion, pProgramme, pEdition, pBy, pFrom, pTo}, (*API).movers},
	{"/signals", []string{pRegion, pProgramme, pIndicator, pSector, pFrom, pTo, pKind}, (*API).signals},
	{"/milestones", []string{pRegion, pProgramme, pFrom, pTo}, (*API).milestones},
	{"/annotations", []string{pRegion, pProgramme, pIndicator, pFrom, pTo}, (*API).annotations},
	{"/services", []string{pRegion, pProgramme, pSector, pService}, (*API).services},
	{"/processing", []string{pRegion, pProgramme, pSector, pService, pFrom, pTo}, (*API).processing},
	{"/sources", []string{pRegion, pSource}, (*API).sources},
	{"/reports", []string{pRegion, pProgramme, pSource, pEarlier}, (*API).reports},
	{"/collections", []string{pSource, pStatus}, (*API).collections},
	{"/rejections", []string{pSource, pCollection}, (*API).rejections},
	{"/releases", nil, (*API).releases},
}

// Register puts the API on a router, which stands for /api/v1. Errors are returned to the router's error handler;
// they carry the codes of store.Error.
func Register(r fiber.Router, d Deps) {
	a := &API{Deps: d, salt: rand.Text()}
	r.Get("/", a.addresses)
	for _, e := range endpoints {
		r.Get(e.path, a.handle(e, formatByAccept))
		r.Get(e.path+".csv", a.handle(e, formatCSV))
	}
	r.Get("/programmes/:id", a.programme)
	r.Post("/whatif", a.whatIf)
	r.Get(explainPath, a.explain)
}

func (a *API) handle(e endpoint, f format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		q, err := a.parse(c, e.params, f)
		if err != nil {
			return err
		}
		return e.answer(a, c, q)
	}
}

// addresses lists them, so that one who arrives here finds the way.
func (a *API) addresses(c *fiber.Ctx) error {
	type address struct {
		Method     string   `json:"method"`
		Path       string   `json:"path"`
		Parameters []string `json:"parameters"`
	}
	list := make([]address, 0, len(endpoints)+3)
	for _, e := range endpoints {
		list = append(list, address{fiber.MethodGet, "/api/v1" + e.path, allowed(e.params)})
	}
	list = append(list,
		address{fiber.MethodGet, "/api/v1/programmes/{programme}", unpaged},
		address{fiber.MethodGet, "/api/v1/explain/{indicator}/{region}/{period}", explainAllowed},
		address{fiber.MethodPost, "/api/v1/whatif", unpaged},
	)
	return c.JSON(fiber.Map{"data": list, "next": ""})
}

// board finds the board that a query asks for.
func (a *API) board(c *fiber.Ctx, q *query) (*board.Board, error) {
	return a.Boards.Board(c.UserContext(), q.asOf, q.today)
}

func invalid(message string) error {
	return &store.Error{Code: store.CodeInvalid, Message: message}
}

func notFound(message string) error {
	return &store.Error{Code: store.CodeNotFound, Message: message}
}
