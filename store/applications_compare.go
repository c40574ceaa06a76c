package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/schemas"
)

// askedIDs is how many applications are asked for in one statement.
const askedIDs = 10_000

type applicationKey struct {
	region, service string
	id              [16]byte
}

// WriteApplications compares applications with what is stored and writes those that say something else. Of several
// with one identity the last counts, the others count as unchanged.
func (c *Compared) WriteApplications(ctx context.Context, rows *ApplicationColumns) (Written, error) {
	if rows.wrong != nil {
		return Written{}, rows.wrong
	}
	last := make(map[applicationKey]int, rows.Len())
	for i := range rows.Len() {
		last[rows.key(i)] = i
	}
	stored, err := c.applications(ctx, rows, last)
	if err != nil {
		return Written{}, err
	}
	var w Written
	keep := make([]bool, rows.Len())
	for i := range rows.Len() {
		key, row := rows.key(i), rows.at(i)
		old := stored[key]
		switch {
		case last[key] != i, old != nil && sameApplication(old, row):
			w.Unchanged++
			continue
		case old == nil:
			w.New++
		case c.rule.keeps(old.Collection):
			w.Superseded++
			continue
		default:
			w.Restated++
			w.changed("applications", func() (cell, before, after string) {
				cell, after = row.words()
				_, before = old.words()
				return cell, before, after
			})
		}
		keep[i] = true
	}
	if c.rule.Dry {
		return w, nil
	}
	rows.keep(keep)
	return w, c.Store.WriteApplications(ctx, rows)
}

// applications reads what is stored of the applications.
func (c *Compared) applications(ctx context.Context, rows *ApplicationColumns, of map[applicationKey]int) (map[applicationKey]*Application, error) {
	stored := make(map[applicationKey]*Application, len(of))
	asked := make([]applicationKey, 0, min(len(of), askedIDs))
	for key := range of {
		if asked = append(asked, key); len(asked) == askedIDs {
			if err := c.ask(ctx, asked, stored); err != nil {
				return nil, err
			}
			asked = asked[:0]
		}
	}
	return stored, c.ask(ctx, asked, stored)
}

func (c *Compared) ask(ctx context.Context, asked []applicationKey, stored map[applicationKey]*Application) error {
	if len(asked) == 0 {
		return nil
	}
	var where conditions
	ids := make([]string, len(asked))
	keys := make([]*applicationKey, len(asked))
	for i := range asked {
		keys[i], ids[i] = &asked[i], literal(asked[i].id)
	}
	where.near("region", distinct(keys, func(k *applicationKey) string { return k.region }))
	where.near("service", distinct(keys, func(k *applicationKey) string { return k.service }))
	where.add("id IN (" + strings.Join(ids, ", ") + ")")
	const what = "compare applications"
	statement := fill(schemas.Query("applications_by_id"), map[string]string{"where": where.String()})
	return c.query(ctx, what, statement, where.args, func(rows driver.Rows) error {
		a := &Application{}
		var id string
		var submitted, completed, since time.Time
		var suspended uint32
		if err := rows.Scan(&a.Region, &a.Service, &id, &a.Channel, &submitted, &completed, &a.Outcome, &suspended, &since,
			&a.Collection, intoFlag(&a.Simulated)); err != nil {
			return c.failed(what, err)
		}
		if n, err := hex.Decode(a.ID[:], []byte(id)); err != nil || n != len(a.ID) {
			return fmt.Errorf("%s: %q is no id", what, id)
		}
		a.Submitted, a.Completed, a.SuspendedSince = known(submitted), known(completed), known(since)
		a.Suspended = time.Duration(suspended) * time.Second
		stored[applicationKey{a.Region, a.Service, a.ID}] = a
		return nil
	})
}

func sameApplication(a, b *Application) bool {
	return a.Channel == b.Channel && a.Outcome == b.Outcome && a.Suspended == b.Suspended && a.Simulated == b.Simulated &&
		sameSecond(a.Submitted, b.Submitted) && sameSecond(a.Completed, b.Completed) && sameSecond(a.SuspendedSince, b.SuspendedSince)
}

// sameSecond compares times as they are stored.
func sameSecond(a, b time.Time) bool { return stored(a).Unix() == stored(b).Unix() }

func (c *ApplicationColumns) key(i int) applicationKey {
	return applicationKey{c.region[i], c.service[i], [16]byte(c.ids[16*i:])}
}

// at is the application in row i, as far as it is compared.
func (c *ApplicationColumns) at(i int) *Application {
	return &Application{Region: c.region[i], Service: c.service[i], ID: [16]byte(c.ids[16*i:]), Channel: c.channel[i],
		Submitted: fromSeconds(c.submitted[i]), Completed: fromSeconds(c.completed[i]), Outcome: c.outcome[i],
		Suspended: time.Duration(c.suspended[i]) * time.Second, SuspendedSince: fromSeconds(c.suspendedSince[i]),
		Origin: Origin{Collection: c.collection[i], Simulated: c.simulated[i] != 0}}
}

// fromSeconds is a time from its seconds; 0 is none.
func fromSeconds(seconds int64) time.Time { return known(time.Unix(seconds, 0)) }

// keep drops the rows that are not to be kept.
func (c *ApplicationColumns) keep(keep []bool) {
	n := 0
	for i, wanted := range keep {
		if wanted {
			copy(c.ids[16*n:16*n+16], c.ids[16*i:16*i+16])
			n++
		}
	}
	c.ids = c.ids[:16*n]
	for _, column := range []*[]string{&c.region, &c.service, &c.channel, &c.outcome, &c.source} {
		*column = kept(*column, keep)
	}
	for _, column := range []*[]int64{&c.submitted, &c.completed, &c.suspendedSince} {
		*column = kept(*column, keep)
	}
	for _, column := range []*[]kpi.Date{&c.submittedOn, &c.completedOn, &c.suspendedOn} {
		*column = kept(*column, keep)
	}
	c.suspended, c.collection, c.simulated = kept(c.suspended, keep), kept(c.collection, keep), kept(c.simulated, keep)
}

func kept[V any](values []V, keep []bool) []V {
	left := values[:0]
	for i, v := range values {
		if keep[i] {
			left = append(left, v)
		}
	}
	return left
}
