package api

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Source is a source as it is now, and what its regions owe.
type Source struct {
	ID          string      `json:"id"`
	Name        config.Text `json:"name"`
	Kind        string      `json:"kind"`
	Schedule    *string     `json:"schedule"` // null: on demand
	Regions     []string    `json:"regions"`
	Published   bool        `json:"published"`
	Reporting   *owed       `json:"reporting"` // null: nothing is owed by a day
	Reports     []Report    `json:"reports"`   // of its regions, where they owe any
	LastSuccess moment      `json:"last_success"`
	NextDue     moment      `json:"next_due"`
	Failures    uint32      `json:"failures"`
	Freshness   string      `json:"freshness"`
	PausedUntil *string     `json:"paused_until"` // the day on which it is asked again; null: nobody has said, or it is not paused
	PauseReason config.Text `json:"pause_reason"`
	Simulated   bool        `json:"simulated"`
}

// owed says what the regions of a source or a programme owe, and by when.
type owed struct {
	Period kpi.Frequency `json:"period"`
	Due    string        `json:"due"`
	From   kpi.Date      `json:"from"` // null: since ever
}

func owedBy(r *config.Reporting) *owed {
	if r == nil {
		return nil
	}
	return &owed{r.Period, r.Due.String(), r.From}
}

// sources are judged at the moment of the request.
func (a *API) sources(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	var rows []*board.SourceView
	for i := range b.Sources {
		v := &b.Sources[i]
		if picks(q.sources, v.Source.ID) && (len(q.regions) == 0 || slices.ContainsFunc(v.Source.Regions, func(r string) bool { return picks(q.regions, r) })) {
			rows = append(rows, v)
		}
	}
	page, next, err := pageOf(q, slices.Values(rows), func(v *board.SourceView) string { return v.Source.ID })
	if err != nil {
		return err
	}
	now, made := a.Now(), make([]Source, len(page))
	for i, v := range page {
		made[i] = SourceOf(v, now)
	}
	return send(c, q, b, made, next)
}

// SourceOf is a source as it is at a moment.
func SourceOf(v *board.SourceView, now time.Time) Source {
	return Source{
		ID: v.Source.ID, Name: v.Source.Name, Kind: v.Source.Kind, Schedule: orNull(v.Source.Schedule.Cron),
		Regions: listOf(v.Source.Regions), Published: v.Source.Published, Reporting: owedBy(v.Source.Reporting), Reports: reportsOf(v.Reports),
		LastSuccess: moment(v.State.LastSuccess), NextDue: moment(v.State.NextDue), Failures: v.State.Failures,
		Freshness: board.Freshness(v.Source, v.State, now), PausedUntil: pausedUntil(v.Source), PauseReason: v.Source.PauseReason, Simulated: v.Source.Simulated,
	}
}

func pausedUntil(s *config.Source) *string {
	if !s.Pause.On || s.Pause.Until.IsZero() {
		return nil
	}
	day := s.Pause.Until.String()
	return &day
}

type collectionRow struct {
	ID        uint64                 `json:"id"`
	Source    string                 `json:"source"`
	Started   moment                 `json:"started"`
	Finished  moment                 `json:"finished"`
	Status    store.CollectionStatus `json:"status"`
	Attempts  uint32                 `json:"attempts"`
	Bytes     *uint64                `json:"bytes"`   // null: withheld (board.BytesWithheld)
	Records   *uint64                `json:"records"` // null, as the next three: of so few applications that they are withheld
	Accepted  *uint64                `json:"accepted"`
	Rejected  *uint64                `json:"rejected"`
	Unchanged *uint64                `json:"unchanged"`
	counted
	Payload   *string `json:"payload"` // SHA-256 of what came, in hex
	Error     *string `json:"error"`
	Replays   *uint64 `json:"replays"` // the collection whose payload was decoded again
	Simulated bool    `json:"simulated"`
}

// counted is beside the records; null in collections of older versions, which did not note it, and in those that never ended. What was
// withdrawn is withheld with the records.
type counted struct {
	Withdrawn     *uint64 `json:"withdrawn"`
	TotalsSkipped *uint64 `json:"totals_skipped"`
	TotalsTaken   *uint64 `json:"totals_taken"`
}

func countedIn(c *store.Collection) counted {
	if !c.Counted {
		return counted{}
	}
	return counted{&c.Withdrawn, &c.TotalsSkipped, &c.TotalsTaken}
}

func (a *API) collectionRowOf(c *store.Collection) collectionRow {
	row := collectionRow{
		ID: c.ID, Source: c.Source, Started: moment(c.Started), Finished: moment(c.Finished), Status: c.Status, Attempts: c.Attempts, Bytes: &c.Bytes,
		Records: &c.Records, Accepted: &c.Accepted, Rejected: &c.Rejected, Unchanged: &c.Unchanged, counted: countedIn(c),
		Payload: orNull(c.Payload), Error: orNull(c.Error), Simulated: c.Simulated,
	}
	if board.BytesWithheld(a.Config, c) {
		row.Bytes = nil
	}
	if board.CountsWithheld(a.Config, c) {
		row.Records, row.Accepted, row.Rejected, row.Unchanged, row.Withdrawn = nil, nil, nil, nil, nil
	}
	if c.Replays != 0 {
		row.Replays = &c.Replays
	}
	return row
}

var collectionStatuses = []string{
	string(store.CollectionRunning), string(store.CollectionOK), string(store.CollectionUnchanged),
	string(store.CollectionPartial), string(store.CollectionFailed), string(store.CollectionSkipped),
}

func (a *API) collections(c *fiber.Ctx, q *query) error {
	b, source, err := a.oneSource(c, q)
	if err != nil {
		return err
	}
	f := store.CollectionFilter{Source: source, Status: store.CollectionStatus(q.status), Before: q.knownBefore(), Limit: q.storeLimit() + 1}
	if q.cursor != nil {
		if f.Before, err = strconv.ParseUint(q.cursor.Key, 10, 64); err != nil {
			return badCursor()
		}
	}
	rows, err := a.Records.Collections(c.UserContext(), f)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > q.storeLimit() {
		rows = rows[:q.storeLimit()]
		next = q.cursorFor(len(rows), strconv.FormatUint(rows[len(rows)-1].ID, 10))
	}
	made := make([]collectionRow, len(rows))
	for i, r := range rows {
		made[i] = a.collectionRowOf(&r)
	}
	return send(c, q, b, made, next)
}

type rejectionRow struct {
	Source     string  `json:"source"`
	Collection uint64  `json:"collection"`
	Position   *string `json:"position"` // null: it can't be told by numbers alone
	As         string  `json:"as"`
	Field      *string `json:"field"`
	Reason     string  `json:"reason"`
	RecordedAt moment  `json:"recorded_at"`
	Simulated  bool    `json:"simulated"`
}

// rejections come newest collection first. The detail stays behind: it may quote what a payload held, and so do the sender's names
// of sheets and columns.
func (a *API) rejections(c *fiber.Ctx, q *query) error {
	b, source, err := a.oneSource(c, q)
	if err != nil {
		return err
	}
	f := store.RejectionFilter{Source: source, Collection: q.collection, Before: q.knownBefore(), Limit: q.storeLimit() + 1}
	if q.cursor != nil {
		id, err := strconv.ParseUint(q.cursor.Key, 10, 64)
		if err != nil {
			return badCursor()
		}
		f.Before, f.Offset = id+1, q.cursor.At
	}
	rows, err := a.Records.Rejections(c.UserContext(), f)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > q.storeLimit() {
		rows = rows[:q.storeLimit()]
		next = q.rejectionCursor(rows, f)
	}
	made := make([]rejectionRow, len(rows))
	for i, r := range rows {
		s := a.Config.Source(r.Source)
		made[i] = rejectionRow{r.Source, r.Collection, orNull(r.At().String()), r.As, orNull(r.Field), r.Reason, moment(r.RecordedAt), s != nil && s.Simulated}
	}
	return send(c, q, b, made, next)
}

// rejectionCursor names the last row's collection and how many of that collection's rows lie behind.
func (q *query) rejectionCursor(rows []store.Rejection, f store.RejectionFilter) string {
	last := rows[len(rows)-1].Collection
	n := 0
	for _, r := range rows {
		if r.Collection == last {
			n++
		}
	}
	if n == len(rows) && f.Before == last+1 {
		n += f.Offset
	}
	return q.cursorFor(n, strconv.FormatUint(last, 10))
}

// oneSource is the source that a query of the store's lists names; they are kept by source, so it is one or all.
func (a *API) oneSource(c *fiber.Ctx, q *query) (*board.Board, string, error) {
	if len(q.sources) > 1 {
		return nil, "", invalid("source: name one source here, or leave it out for all")
	}
	b, err := a.Boards.Board(c.UserContext(), 0, 0)
	if err != nil || len(q.sources) == 0 {
		return b, "", err
	}
	return b, q.sources[0], nil
}

// knownBefore bounds collections to those of as_of and before; 0: all.
func (q *query) knownBefore() uint64 {
	if q.asOf.IsZero() {
		return 0
	}
	return uint64(store.AsOfDay(q.asOf)) + 1
}

// storeLimit is the length of a page that comes from the store, which is never without one.
func (q *query) storeLimit() int {
	if q.limit == 0 {
		return mostRows
	}
	return q.limit
}

func badCursor() error {
	return invalid("cursor is not one that this address gave; leave it out to start")
}
