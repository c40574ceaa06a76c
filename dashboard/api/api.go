// Package api is the public HTTP interface under /api/v1: what a board holds, as JSON and CSV.
// Every answer comes from one board, so its parts agree with each other; the history of observations, collections and
// rejections, which a board doesn't hold, come from the store.
package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
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

	described func() ([]byte, error) // the OpenAPI description
}

// endpoint is an address of the API.
type endpoint struct {
	path   string
	params []string // beside those that every address takes
	answer func(*API, *fiber.Ctx, *query) error
	row    reflect.Type // a struct
}

var endpoints = []endpoint{
	{"/regions", []string{pRegion, pProgramme}, (*API).regions, reflect.TypeFor[regionRow]()},
	{"/indicators", []string{pIndicator, pProgramme}, (*API).indicators, reflect.TypeFor[indicatorRow]()},
	{"/programmes", []string{pProgramme}, (*API).programmes, reflect.TypeFor[programmeRow]()},
	{"/observations", []string{pRegion, pProgramme, pIndicator, pSector, pBreakdown, pFrom, pTo, pBeside}, (*API).observations, reflect.TypeFor[cellRow]()},
	{"/observations/history", []string{pRegion, pProgramme, pIndicator, pSector, pBreakdown, pFrom, pTo, pSource}, (*API).history, reflect.TypeFor[versionRow]()},
	{"/restatements", []string{pRegion, pProgramme, pIndicator, pSector, pBreakdown, pFrom, pTo, pSource}, (*API).restatements, reflect.TypeFor[restatementRow]()},
	{"/progress", []string{pRegion, pProgramme, pIndicator, pSector, pTarget, pFrom, pTo}, (*API).progress, reflect.TypeFor[progressRow]()},
	{"/index", []string{pRegion, pProgramme, pEdition, pFrom, pTo}, (*API).index, reflect.TypeFor[indexRow]()},
	{"/index/sensitivity", []string{pProgramme, pEdition, pFrom, pTo}, (*API).sensitivity, reflect.TypeFor[effectRow]()},
	{"/index/movers", []string{pRegion, pProgramme, pEdition, pBy, pFrom, pTo}, (*API).movers, reflect.TypeFor[moverRow]()},
	{"/signals", []string{pRegion, pProgramme, pIndicator, pSector, pFrom, pTo, pKind}, (*API).signals, reflect.TypeFor[signalRow]()},
	{"/milestones", []string{pRegion, pProgramme, pFrom, pTo}, (*API).milestones, reflect.TypeFor[milestoneRow]()},
	{"/annotations", []string{pRegion, pProgramme, pIndicator, pFrom, pTo}, (*API).annotations, reflect.TypeFor[annotationRow]()},
	{"/claims", []string{pRegion, pProgramme, pIndicator, pTarget}, (*API).claims, reflect.TypeFor[claimedRow]()},
	{"/services", []string{pRegion, pProgramme, pSector, pService}, (*API).services, reflect.TypeFor[serviceRow]()},
	{"/processing", []string{pRegion, pProgramme, pSector, pService, pFrom, pTo}, (*API).processing, reflect.TypeFor[processingRow]()},
	{"/sources", []string{pRegion, pSource}, (*API).sources, reflect.TypeFor[Source]()},
	{"/reports", []string{pRegion, pProgramme, pSource, pEarlier}, (*API).reports, reflect.TypeFor[reportRow]()},
	{"/collections", []string{pSource, pStatus}, (*API).collections, reflect.TypeFor[collectionRow]()},
	{"/rejections", []string{pSource, pCollection}, (*API).rejections, reflect.TypeFor[rejectionRow]()},
	{"/releases", nil, (*API).releases, reflect.TypeFor[releaseRow]()},
}

// Register puts the API on a router, which stands for /api/v1. Errors are returned to the router's error handler;
// they carry the codes of store.Error.
func Register(r fiber.Router, d Deps) {
	a := &API{Deps: d, salt: rand.Text(), described: sync.OnceValues(func() ([]byte, error) { return Describe(d.Words) })}
	r.Get("/", a.addresses)
	for _, e := range endpoints {
		r.Get(e.path, a.handle(e, formatByAccept))
		r.Get(e.path+".csv", a.handle(e, formatCSV))
	}
	r.Get("/programmes/:id", a.programme)
	r.Post("/whatif", a.whatIf)
	r.Get(explainPath, a.explain)
	r.Get("/openapi.json", a.openAPI)
}

func (a *API) handle(e endpoint, f format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		q, err := a.parse(c, allowed(e.params), f)
		if err == nil {
			err = q.readFields(c, e.row)
		}
		if err == nil {
			err = a.checkBreakdown(c, q)
		}
		if err != nil {
			return err
		}
		return e.answer(a, c, q)
	}
}

// NoFormat says of an address with an ending that lists have not got what the list can be had as; "" of any other address.
func NoFormat(path string) string {
	at := strings.LastIndexByte(path, '/') + 1
	name, ending, _ := strings.Cut(path[at:], ".")
	list := strings.TrimPrefix(path[:at]+name, Prefix)
	if ending == "" || !slices.Contains(Lists(), list) {
		return ""
	}
	return fmt.Sprintf("there is no .%.20s of this list; there are %s at %s and %s at %s.csv", strings.ToValidUTF8(ending, "…"), typeJSON, Prefix+list, typeCSV, Prefix+list)
}

// addressList is what stands at the API's own address.
type addressList struct {
	Description string    `json:"description"` // address of the OpenAPI description
	Reference   string    `json:"reference"`   // address of the page for people
	Data        []address `json:"data"`
	Next        string    `json:"next"`
}

type address struct {
	Method     string   `json:"method"`
	Path       string   `json:"path"`
	Parameters []string `json:"parameters"`
}

// addresses lists them, so that one who arrives here finds the way.
func (a *API) addresses(c *fiber.Ctx) error {
	if err := noParameters(c); err != nil {
		return err
	}
	list := addressList{Description: Prefix + "/openapi.json", Reference: "/api"}
	for _, o := range Operations() {
		list.Data = append(list.Data, address{o.Method, Prefix + o.Path, listOf(o.Params)})
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return sendJSON(c, list)
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
