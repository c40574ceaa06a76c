package store

import (
	"context"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/schemas"
)

// Look is when a source was collected with success within a quarter of an hour: for the first and the last time.
// What was there by then, of days until Until, is known.
type Look struct {
	Source      string
	First, Last time.Time // when the collections began
	Until       kpi.Date  // end of the window that was asked for; zero: it was asked for everything
}

// Looks hands over when the sources were collected with success since a moment, by source and time. Replays are none:
// they look at nothing.
func (s *Store) Looks(ctx context.Context, sources []string, since time.Time, at AsOf, each func(Look) error) error {
	if len(sources) == 0 {
		return nil
	}
	var where conditions
	where.among("source", sources)
	where.add("started >= toDateTime(?)", max(since.Unix(), 0))
	if at != 0 {
		where.add("id <= ?", uint64(at))
	}
	const what = "read when sources were collected"
	return s.query(ctx, what, fill(schemas.Query("looks"), map[string]string{"where": where.String()}), where.args, func(rows driver.Rows) error {
		var l Look
		var first, last time.Time
		if err := rows.Scan(&l.Source, intoDay(&l.Until), &first, &last); err != nil {
			return s.failed(what, err)
		}
		l.First, l.Last = known(first), known(last)
		return each(l)
	})
}

// Heard tells up to when each source has told all that it says of each region. Sources that never did are not among them.
func (s *Store) Heard(ctx context.Context, at AsOf) ([]kpi.Told, error) {
	var told []kpi.Told
	var where conditions
	where.add("heard != 0")
	where.asOf(at)
	const what = "read when sources were heard"
	return told, s.query(ctx, what, fill(schemas.Query("heard"), map[string]string{"where": where.String()}), where.args, func(rows driver.Rows) error {
		var one kpi.Told
		if err := rows.Scan(&one.Source, &one.Region, intoFlag(&one.Simulated), &one.Until); err != nil {
			return s.failed(what, err)
		}
		one.Until = one.Until.UTC()
		told = append(told, one)
		return nil
	})
}

// Came tells, by id, when the payloads of those collections came whose id does not say so: of replays, and of what was
// written long after it came. Any other collection's id is the time in µs.
func (s *Store) Came(ctx context.Context, sources []string, at AsOf) (map[uint64]time.Time, error) {
	came, replays := map[uint64]time.Time{}, map[uint64]uint64{}
	if len(sources) == 0 {
		return came, nil
	}
	var where conditions
	where.among("source", sources)
	if at != 0 {
		where.add("id <= ?", uint64(at))
	}
	const what = "read when payloads came"
	err := s.query(ctx, what, fill(schemas.Query("came"), map[string]string{"where": where.String()}), where.args, func(rows driver.Rows) error {
		var id, replayed uint64
		var started time.Time
		if err := rows.Scan(&id, &started, &replayed); err != nil {
			return s.failed(what, err)
		}
		if came[id] = known(started); replayed != 0 {
			replays[id] = replayed
		}
		return nil
	})
	for id, replayed := range replays {
		if _, late := came[replayed]; late {
			came[id] = came[replayed]
		} else {
			came[id] = time.UnixMicro(int64(replayed)).UTC()
		}
	}
	return came, err
}
