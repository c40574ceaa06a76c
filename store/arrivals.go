package store

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/schemas"
)

// Channels are the ways in which applications come, "" not known, in the order in which Processing counts them.
var Channels = [...]string{"", "online", "counter", "phone", "post", "email", "other"}

// Arrivals tells, by region, how many applications came by each channel, as Processing has it: of the derived sources.
// They are of the kind of Submissions, in no order.
func (s *Store) Arrivals(ctx context.Context, regions []string) (map[string][]Submission, error) {
	var where conditions
	where.among("region", regions)
	where.among("source", []string{DerivedSource(false), DerivedSource(true)})
	const what = "read how many applications came by channel"
	type cell struct {
		region, service string
		month           kpi.Date
	}
	counts := map[cell]*[2][len(Channels)]uint64{} // of real ones, and of all
	err := s.query(ctx, what, fill(schemas.Query("channels"), map[string]string{"where": where.String()}), where.args, func(rows driver.Rows) error {
		var c cell
		var simulated bool
		var text string
		if err := rows.Scan(&c.region, &c.service, intoDay(&c.month), intoFlag(&simulated), &text); err != nil {
			return s.failed(what, err)
		}
		values, err := numbers[uint64](text)
		if err != nil || len(values) != len(Channels) {
			return fmt.Errorf("%s: %q are not %d numbers", what, text, len(Channels))
		}
		if counts[c] == nil {
			counts[c] = &[2][len(Channels)]uint64{}
		}
		copy(counts[c][bit(simulated)][:], values)
		return nil
	})
	all := map[string][]Submission{}
	for c, n := range counts {
		for i, channel := range Channels {
			if n[0][i] > 0 {
				all[c.region] = append(all[c.region], Submission{Service: c.service, Month: c.month, Channel: channel, Count: n[0][i]})
			}
			if n[1][i] > n[0][i] {
				all[c.region] = append(all[c.region], Submission{Service: c.service, Month: c.month, Channel: channel, Simulated: true, Count: n[1][i] - n[0][i]})
			}
		}
	}
	return all, err
}
