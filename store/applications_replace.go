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

// MaxReplaced is the most applications that one ReplaceApplications takes.
const MaxReplaced = 10_000

// Replaced are applications as they stood before a write, and as they stand after it. Those that say the same as before
// are among both.
type Replaced struct{ Before, After []Application }

// Changed is how many of the applications say something else than before, new ones among them.
func (r *Replaced) Changed() int {
	before := make(map[applicationKey]*Application, len(r.Before))
	for i := range r.Before {
		before[r.Before[i].key()] = &r.Before[i]
	}
	changed := 0
	for i := range r.After {
		if old := before[r.After[i].key()]; old == nil || !sameApplication(old, &r.After[i]) {
			changed++
		}
	}
	return changed
}

func (a *Application) key() applicationKey { return applicationKey{a.Region, a.Service, a.ID} }

// ReplaceApplications is WriteApplications for a few: it tells what they replace, so that what follows from them can
// be computed from the difference. Of several with one identity the last counts.
func (s *Store) ReplaceApplications(ctx context.Context, c *ApplicationColumns) (Replaced, error) {
	var r Replaced
	if c.Len() > MaxReplaced {
		return r, &Error{Code: CodeInvalid, Message: fmt.Sprintf("replace applications: %d at once; at most %d", c.Len(), MaxReplaced)}
	}
	if c.Len() == 0 || c.wrong != nil {
		return r, c.wrong
	}
	last := make(map[applicationKey]int, c.Len())
	for i := range c.Len() {
		last[c.key(i)] = i
	}
	if err := s.lock(ctx); err != nil {
		return r, err
	}
	defer s.unlock()
	before, err := s.applicationsBefore(ctx, last)
	if err != nil {
		return r, err
	}
	if err := s.WriteApplications(ctx, c); err != nil {
		return r, err
	}
	for _, v := range before {
		r.Before = append(r.Before, v.row)
	}
	for _, i := range last {
		r.After = append(r.After, *c.whole(i))
	}
	return r, nil
}

// applicationsBefore reads the newest version of applications.
func (s *Store) applicationsBefore(ctx context.Context, of map[applicationKey]int) (map[applicationKey]saved[Application], error) {
	var where conditions
	ids := where.addKeys(of)
	const what = "read the applications that are replaced"
	newest := make(map[applicationKey]saved[Application], len(of))
	statement := fill(schemas.Query("applications_before"), map[string]string{"where": where.String(), "ids": ids})
	err := s.query(ctx, what, statement, where.args, func(rows driver.Rows) error {
		var v saved[Application]
		var id string
		var submitted, completed time.Time
		var since kpi.Date
		var suspended uint32
		a := &v.row
		if err := rows.Scan(&a.Region, &a.Service, &id, &a.Channel, &submitted, intoDay(&a.SubmittedOn), &completed, intoDay(&a.CompletedOn),
			&a.Outcome, &suspended, intoDay(&since), intoFlag(&a.Simulated), &v.seq); err != nil {
			return s.failed(what, err)
		}
		if n, err := hex.Decode(a.ID[:], []byte(id)); err != nil || n != len(a.ID) {
			return fmt.Errorf("%s: %q is no id", what, id)
		}
		a.Submitted, a.Completed, a.SuspendedSince = known(submitted), known(completed), startOf(since)
		a.Suspended = time.Duration(suspended) * time.Second
		key := a.key()
		if v.seq >= newest[key].seq {
			newest[key] = v
		}
		return nil
	})
	return newest, err
}

// addKeys keeps the rows of these applications. Whole keys are compared, so that an engine looks only where one can be;
// there it looks at the ids first.
func (c *conditions) addKeys(of map[applicationKey]int) (ids string) {
	keys := make([]string, 0, len(of))
	only := make([]string, 0, len(of))
	args := make([]any, 0, 2*len(of))
	for key := range of {
		id := literal(key.id)
		keys = append(keys, "(?, ?, "+id+")")
		only = append(only, id)
		args = append(args, key.region, key.service)
	}
	c.add("(region, service, id) IN ("+strings.Join(keys, ", ")+")", args...)
	return strings.Join(only, ", ")
}

// literal is an id as a statement holds it: unhex would be computed for each, which takes longer than to find them.
func literal(id [16]byte) string {
	const digits = "0123456789abcdef"
	text := make([]byte, 0, 4*len(id)+2)
	text = append(text, '\'')
	for _, b := range id {
		text = append(text, '\\', 'x', digits[b>>4], digits[b&15])
	}
	return string(append(text, '\''))
}

// whole is the application in row i as it is read back: of SuspendedSince only the day is told.
func (c *ApplicationColumns) whole(i int) *Application {
	a := c.at(i)
	a.SubmittedOn, a.CompletedOn, a.SuspendedSince = c.submittedOn[i], c.completedOn[i], startOf(c.suspendedOn[i])
	a.Source = c.source[i]
	return a
}

// startOf is when a day begins; no day is no time.
func startOf(day kpi.Date) time.Time {
	if day.IsZero() {
		return time.Time{}
	}
	return day.Time()
}

// Duration is the application as Durations counts it.
func (a *Application) Duration() Duration {
	return Duration{Service: a.Service, SubmittedOn: a.SubmittedOn, CompletedOn: a.CompletedOn, Outcome: a.Outcome,
		SuspendedDays: uint32(a.Suspended / (24 * time.Hour)), SuspendedSince: suspendedOn(a), Simulated: a.Simulated, Count: 1}
}

// Completion is the application, which is completed, as Completions counts it.
func (a *Application) Completion() Completion {
	ran := max(0, a.Completed.Unix()-a.Submitted.Unix()-int64(a.Suspended/time.Second))
	return Completion{Service: a.Service, Month: a.CompletedOn.MonthStart(), Outcome: a.Outcome, Hours: uint32(ran / 3600),
		Simulated: a.Simulated, Count: 1}
}
