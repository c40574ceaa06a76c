package api

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

type versionRow struct {
	observationRow
	Restates *uint64 `json:"restates"` // seq of the version that this one replaced, but for those of which nobody was heard
	// AfterClose tells that both were recorded after the period had ended and say something else: a figure that was final was changed.
	AfterClose bool `json:"after_close"`
}

type restatementRow struct {
	versionRow
	PreviousValue *float64 `json:"previous_value"`
	Change        *float64 `json:"change"` // value less previous_value; null where either is missing
}

// errEnough ends a read once the page is full.
var errEnough = errors.New("the page is full")

func (a *API) history(c *fiber.Ctx, q *query) error {
	return versions(a, c, q, func(v version) (versionRow, bool) { return versionRowOf(v), true })
}

func (a *API) restatements(c *fiber.Ctx, q *query) error {
	return versions(a, c, q, func(v version) (restatementRow, bool) {
		if !v.restates {
			return restatementRow{}, false
		}
		row := restatementRow{versionRow: versionRowOf(v), PreviousValue: v.old.Value}
		if v.old.Value != nil && v.Value != nil {
			change := *v.Value - *v.old.Value
			row.Change = &change
		}
		return row, true
	})
}

// version is one of an observation, as it may be shown.
type version struct {
	*store.Observation
	old      *store.Observation // the one before; nil where none says more than that nobody was heard
	restates bool               // it says something else than old
}

func versionRowOf(v version) versionRow {
	row := versionRow{observationRow: observationRowOf(v.Observation)}
	if v.old != nil {
		row.Restates = &v.old.Seq
		row.AfterClose = v.restates && kpi.DateOf(v.old.RecordedAt.UTC()) > v.Period.End
	}
	return row
}

// versions answers with rows made of versions, oldest first.
// The store is read an indicator at a time, so that a page near the end doesn't read what lies before.
func versions[T any](a *API, c *fiber.Ctx, q *query, row func(version) (T, bool)) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	if a.unchanged(c, q, b) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	start, err := q.versionStart()
	if err != nil {
		return err
	}
	p := versionPage[T]{api: a, q: q, board: b, row: row, start: start}
	wanted := a.indicatorFilter(q)
	for _, id := range ids(a.Config.Indicators, func(i *config.Indicator) string { return i.ID }) {
		if (wanted != nil && !wanted[id]) || id < start.Indicator {
			continue
		}
		if err := p.read(c.UserContext(), id); errors.Is(err, errEnough) {
			break
		} else if err != nil {
			return err
		}
	}
	return send(c, q, b, p.rows, p.next)
}

// versionPage gathers one page of versions.
type versionPage[T any] struct {
	api   *API
	q     *query
	board *board.Board
	row   func(version) (T, bool)
	start store.Observation // the last version of the page before

	rows []T
	last string // cursor behind the last row
	next string
}

func (p *versionPage[T]) read(ctx context.Context, indicator string) error {
	f := store.Filter{Indicators: []string{indicator}, Regions: p.q.regions, Sources: p.q.sources, From: p.q.from, To: p.q.to}
	if p.q.breakdown != nil {
		f.Breakdowns = []string{*p.q.breakdown}
	}
	var old, shown *store.Observation // the version before, as it is stored and as it may be shown
	return p.api.Records.History(ctx, f, store.AsOfDay(p.q.asOf), func(o *store.Observation) error {
		if old != nil && old.Key() != o.Key() {
			old, shown = nil, nil
		}
		now := p.board.Shown(o)
		v := version{now, shown, old != nil && o.Changes(old) && now.Reason != kpi.ReasonNotHeard}
		if o.Reason != kpi.ReasonNotHeard {
			old, shown = o, v.Observation
		}
		if compareVersions(o, &p.start) <= 0 || !p.picks(o) {
			return nil
		}
		return p.add(v)
	})
}

func (p *versionPage[T]) picks(o *store.Observation) bool {
	return p.api.Config.Region(o.Region) != nil && p.board.HasBegun(o.Period) && p.q.within(o.Period) && p.api.breakdownPicked(p.q, o.Breakdown)
}

func (p *versionPage[T]) add(v version) error {
	row, ok := p.row(v)
	if !ok {
		return nil
	}
	if p.q.limit > 0 && len(p.rows) == p.q.limit {
		p.next = p.last
		return errEnough
	}
	p.rows = append(p.rows, row)
	p.last = p.q.cursorFor(len(p.rows), versionText(v.Observation))
	return nil
}

// compareVersions orders as the store's history does.
func compareVersions(x, y *store.Observation) int {
	return cmp.Or(
		strings.Compare(x.Indicator, y.Indicator), strings.Compare(x.Breakdown, y.Breakdown),
		strings.Compare(x.Region, y.Region), cmp.Compare(x.Period.Start, y.Period.Start),
		cmp.Compare(x.Period.End, y.Period.End), strings.Compare(x.Source, y.Source), cmp.Compare(x.Seq, y.Seq),
	)
}

const versionFields = 7

func versionText(o *store.Observation) string {
	return strings.Join([]string{
		o.Indicator, o.Breakdown, o.Region, o.Period.Start.String(), o.Period.End.String(), o.Source, strconv.FormatUint(o.Seq, 10),
	}, "\x1f")
}

// versionStart reads the version that a cursor names.
func (q *query) versionStart() (store.Observation, error) {
	var o store.Observation
	if q.cursor == nil {
		return o, nil
	}
	f := strings.Split(q.cursor.Key, "\x1f")
	if len(f) != versionFields {
		return o, badCursor()
	}
	start, err1 := kpi.ParseDate(f[3])
	end, err2 := kpi.ParseDate(f[4])
	seq, err3 := strconv.ParseUint(f[6], 10, 64)
	if err := errors.Join(err1, err2, err3); err != nil {
		return o, badCursor()
	}
	o.Indicator, o.Breakdown, o.Region, o.Source, o.Seq = f[0], f[1], f[2], f[5], seq
	o.Period = kpi.Period{Start: start, End: end}
	return o, nil
}

func knownSource(cfg *config.Config, id string) bool {
	computed := []string{store.DerivedSource(false), store.DerivedSource(true), store.ImportSource, board.RollupSource, board.IncrementSource, board.ComputedSource}
	return cfg.Source(id) != nil || slices.Contains(computed, id)
}
