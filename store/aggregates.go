package store

import (
	"context"
	"slices"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/schemas"
)

// Submission counts applications by the month in which they were submitted and the channel they came by.
type Submission struct {
	Service   string
	Month     kpi.Date // its first day, in the region's time zone
	Channel   string   // "" not known
	Simulated bool
	Count     uint64
}

// Completion counts completed applications by month of completion, outcome and duration.
type Completion struct {
	Service   string
	Month     kpi.Date // its first day, in the region's time zone
	Outcome   string
	Hours     uint32 // completed − submitted − suspended, in whole hours, rounded down
	Simulated bool
	Count     uint64
}

// Duration counts applications by their days, which is what deadlines are counted from.
type Duration struct {
	Service        string
	SubmittedOn    kpi.Date
	CompletedOn    kpi.Date // zero: still open
	Outcome        string
	SuspendedDays  uint32   // whole days in which the legal clock stood still, rounded down
	SuspendedSince kpi.Date // zero: the clock runs
	Simulated      bool
	Count          uint64
}

// Submissions counts the applications of a region as they stand now, ordered by service, month and channel.
// No services means all of them, here and below.
func (s *Store) Submissions(ctx context.Context, region string, services []string) ([]Submission, error) {
	return aggregate(ctx, s, "submissions", region, services, func(v *Submission) []any {
		return []any{&v.Service, intoDay(&v.Month), &v.Channel, intoFlag(&v.Simulated), &v.Count}
	})
}

// Completions counts the completed applications of a region as they stand now, ordered by service, month,
// outcome and hours: for each service and month a histogram of durations.
func (s *Store) Completions(ctx context.Context, region string, services []string) ([]Completion, error) {
	return aggregate(ctx, s, "completions", region, services, func(v *Completion) []any {
		return []any{&v.Service, intoDay(&v.Month), &v.Outcome, &v.Hours, intoFlag(&v.Simulated), &v.Count}
	})
}

// Durations counts the applications of a region as they stand now, open ones too, by their days.
func (s *Store) Durations(ctx context.Context, region string, services []string) ([]Duration, error) {
	return aggregate(ctx, s, "durations", region, services, func(v *Duration) []any {
		return []any{&v.Service, intoDay(&v.SubmittedOn), intoDay(&v.CompletedOn), &v.Outcome, &v.SuspendedDays,
			intoDay(&v.SuspendedSince), intoFlag(&v.Simulated), &v.Count}
	})
}

// Open counts the applications of regions, as they stand now, that were open at the end of a day, or came after it:
// those that are not completed, and those that were completed later. They are in the order and of the kind of
// Durations, by region; a region without any has none. All regions are one question to the engine.
func (s *Store) Open(ctx context.Context, regions []string, day kpi.Date) (map[string][]Duration, error) {
	var where conditions
	where.among("region", regions)
	where.add("(completed_on = toDate('1970-01-01') OR completed_on > toDate(?))", day.String())
	open := make(map[string][]Duration, len(regions))
	const what = "count open applications"
	err := s.query(ctx, what, fill(schemas.Query("open"), map[string]string{"where": where.String()}), where.args, func(rows driver.Rows) error {
		var region string
		var v Duration
		if err := rows.Scan(&region, &v.Service, intoDay(&v.SubmittedOn), intoDay(&v.CompletedOn), &v.Outcome, &v.SuspendedDays,
			intoDay(&v.SuspendedSince), intoFlag(&v.Simulated), &v.Count); err != nil {
			return s.failed(what, err)
		}
		open[region] = append(open[region], v)
		return nil
	})
	return open, err
}

// mostCollections bounds the collections that a service is said to come from: the newest ones.
const mostCollections = 50

// ApplicationCollections tells, for each service, the collections that its applications in a region came from,
// as they stand now: those of the real ones, and those of all; the 50 newest of each, oldest first.
func (s *Store) ApplicationCollections(ctx context.Context, region string, services []string) (real, all map[string][]uint64, err error) {
	type origin struct {
		service    string
		simulated  bool
		collection uint64
	}
	origins, err := aggregate(ctx, s, "application_collections", region, services, func(v *origin) []any {
		return []any{&v.service, intoFlag(&v.simulated), &v.collection}
	})
	if err != nil {
		return nil, nil, err
	}
	real, all = map[string][]uint64{}, map[string][]uint64{}
	for _, o := range slices.Backward(origins) {
		all[o.service] = append(all[o.service], o.collection)
		if !o.simulated {
			real[o.service] = append(real[o.service], o.collection)
		}
	}
	for service, ids := range all {
		slices.Sort(ids)
		ids = slices.Compact(ids)
		all[service] = ids[max(0, len(ids)-mostCollections):]
	}
	return real, all, nil
}

// ApplicationServices lists the services that a region has applications of.
func (s *Store) ApplicationServices(ctx context.Context, region string) ([]string, error) {
	return aggregate(ctx, s, "application_services", region, nil, func(v *string) []any { return []any{v} })
}

// aggregate reads a named query over the applications of a region and some services.
func aggregate[T any](ctx context.Context, s *Store, query, region string, services []string, dest func(*T) []any) ([]T, error) {
	var where conditions
	where.add("region = ?", region)
	where.among("service", services)
	var all []T
	what := "count applications by " + query
	err := s.query(ctx, what, fill(schemas.Query(query), map[string]string{"where": where.String()}), where.args, func(rows driver.Rows) error {
		var v T
		if err := rows.Scan(dest(&v)...); err != nil {
			return s.failed(what, err)
		}
		all = append(all, v)
		return nil
	})
	return all, err
}
